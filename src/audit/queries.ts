import { and, asc, desc, eq, gt, lt, sql } from 'drizzle-orm'
import type { Actor, OrgId } from '../access/actor.ts'
import type { Ctx } from '../ctx.ts'
import type { Db, Statement } from '../db/connect.ts'
import { auditEntries, auditLinks } from '../db/schema/audit.ts'
import { users } from '../db/schema/organisations.ts'

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
    | 'referral'
    | 'conversation'
    | 'profile'
    | 'goal'
    | 'questionnaire'
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
export function record(ctx: Pick<Ctx, 'db' | 'now' | 'requestId'>, actor: Actor | 'public', entry: Entry): Statement {
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

/** Whether a step was taken: tells an id that is in use from a race about something else in the same batch. */
export const stepOf = (db: Db, subjectId: string, step: number) =>
  db
    .select({ id: auditEntries.id })
    .from(auditEntries)
    .where(and(eq(auditEntries.subjectId, subjectId), eq(auditEntries.step, step)))

export type AuditEntry = typeof auditEntries.$inferSelect

/** The last link of the hash chain; undefined before the first. */
export const lastLink = (db: Db) => db.select().from(auditLinks).where(eq(auditLinks.entryId, sql`(SELECT max(entry_id) FROM audit_links)`))

export const entriesAfter = (db: Db, entryId: number, limit: number) =>
  db.select().from(auditEntries).where(gt(auditEntries.id, entryId)).orderBy(asc(auditEntries.id)).limit(limit)

/** Links of the chain in order, each with its entry; an entry that was taken away leaves its link behind. */
export const linksAfter = (db: Db, entryId: number, limit: number) =>
  db
    .select({ entryId: auditLinks.entryId, hash: auditLinks.hash, entry: auditEntries })
    .from(auditLinks)
    .leftJoin(auditEntries, eq(auditEntries.id, auditLinks.entryId))
    .where(gt(auditLinks.entryId, entryId))
    .orderBy(asc(auditLinks.entryId))
    .limit(limit)

/** The same link from two runs at once is the same row, since the chain has one order. */
export const insertLinks = (db: Db, links: readonly { entryId: number; hash: string }[]): Statement =>
  db
    .insert(auditLinks)
    .select(
      sql`SELECT CAST(json_extract(value, '$.entryId') AS INTEGER) AS entry_id, json_extract(value, '$.hash') AS hash
          FROM json_each(${JSON.stringify(links)}) WHERE true`,
    )
    .onConflictDoNothing()

/** The whole log, newest first; a keyset page. A user who acted has a name beside their id; nobody else does. */
export const entriesBefore = (db: Db, beforeId: number, limit: number) =>
  db
    .select({ entry: auditEntries, actorName: users.name })
    .from(auditEntries)
    .leftJoin(users, and(eq(auditEntries.actorKind, 'user'), eq(users.id, auditEntries.actorId)))
    .where(lt(auditEntries.id, beforeId))
    .orderBy(desc(auditEntries.id))
    .limit(limit)
