import type { Actor, OrgId } from '../access/actor.ts'
import type { Ctx } from '../ctx.ts'
import type { Statement } from '../db/connect.ts'
import { auditEntries } from '../db/schema/audit.ts'

export type Entry = {
  action: string
  subjectKind:
    | 'booking'
    | 'visit'
    | 'session'
    | 'series'
    | 'group'
    | 'person'
    | 'buddy'
    | 'organisation'
    | 'user'
    | 'message'
    | 'response'
    | 'place'
  subjectId: string
  /** For a change of state: the number after this change. The database refuses a second change from the same step. */
  step?: number
  from?: string | undefined
  to?: string
  personId?: string
  orgId?: OrgId
  /** A code or a short sentence of ours, never anything that a person typed. */
  why?: string | undefined
}

/** The statement that records one act; it goes into the same batch as the act itself. */
export function record(ctx: Ctx, actor: Actor | 'public', entry: Entry): Statement {
  return ctx.db.insert(auditEntries).values({
    at: ctx.now,
    actorKind: actor === 'public' ? 'public' : actor.kind,
    actorId: actor === 'public' ? '' : actor.id,
    action: entry.action,
    subjectKind: entry.subjectKind,
    subjectId: entry.subjectId,
    step: entry.step ?? null,
    fromState: entry.from ?? null,
    toState: entry.to ?? null,
    personId: entry.personId ?? null,
    orgId: entry.orgId ?? null,
    why: entry.why ?? null,
    requestId: ctx.requestId,
  })
}
