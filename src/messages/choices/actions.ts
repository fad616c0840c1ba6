// Which kinds of email staff, buddies and others do without. A referred person chooses in attendee/choices.

import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import type { Statement } from '../../db/connect.ts'
import type { RecipientKind } from '../../db/schema/messages.ts'
import { choice, choices } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { isStoppable, kinds, type MessageKind, stoppableFor, stopVersion } from '../rules.ts'
import { buddyOfUser, setStop, stoppedBy } from './queries.ts'

const every = Object.keys(kinds) as MessageKind[]
const stoppable = every.filter((kind) => isStoppable(kind) && kinds[kind].to !== 'person')

/** Of which kind the link in an email speaks. */
export const StopByLink = v.object({ of: choice(stoppable) })

/** What a link in an email can say of emails like that one; undefined where it is of another kind. */
export async function seeStop(ctx: Ctx, permit: Permit<'emails.choose'>, { of }: v.InferOutput<typeof StopByLink>) {
  if (permit.actor.kind !== 'link' || permit.actor.version !== stopVersion(of)) return undefined
  const stopped = await stoppedBy(ctx.db, [permit.subjectId ?? ''])
  return { kind: of, isStopped: stopped.some(({ kind }) => kind === of) }
}

/** Stops one kind for whoever got an email of it, or takes that back. Doing it twice is doing it once. */
export async function stopByLink(
  ctx: Ctx,
  permit: Permit<'emails.choose'>,
  { of, wish }: v.InferOutput<typeof StopByLink> & { wish: 'stop' | 'start' },
): Promise<Result<undefined, 'another_kind'>> {
  const now = await seeStop(ctx, permit, { of })
  if (!now) return no('another_kind')
  if (now.isStopped !== (wish === 'stop')) await commit(ctx.db, [], changing(ctx, permit, permit.subjectId ?? '', of, wish))
  return ok(undefined)
}

export type EmailChoice = { kind: MessageKind; isStopped: boolean }

/** Every kind that the signed-in user gets in their roles, and whether they stopped it; undefined for an integration. */
export async function myEmails(ctx: Ctx, permit: Permit<'account.manage'>): Promise<EmailChoice[] | undefined> {
  return (await ownKinds(ctx, permit))?.map(({ kind, isStopped }) => ({ kind, isStopped }))
}

export const ChooseEmails = v.object({ wanted: choices(stoppable) })

/** `wanted` are the kinds that go on; every other one of the user's is stopped. */
export async function chooseEmails(
  ctx: Ctx,
  permit: Permit<'account.manage'>,
  { wanted }: v.InferOutput<typeof ChooseEmails>,
): Promise<Result<undefined, 'not_a_user'>> {
  const own = await ownKinds(ctx, permit)
  if (!own) return no('not_a_user')
  const changed = own.filter(({ kind, isStopped }) => wanted.includes(kind) === isStopped)
  const statements = changed.flatMap(({ kind, isStopped, recipientId }) =>
    changing(ctx, permit, recipientId, kind, isStopped ? 'start' : 'stop'),
  )
  if (statements.length > 0) await commit(ctx.db, [], statements)
  return ok(undefined)
}

async function ownKinds({ db }: Ctx, { actor }: Permit) {
  if (actor.kind !== 'user') return undefined
  const [buddy] = await buddyOfUser(db, actor.id)
  const roles = (['link_worker', 'organiser', 'coordinator', 'buddy'] as const).filter((role) =>
    actor.memberships.some((membership) => membership.role === role),
  )
  const stopped = await stoppedBy(db, [actor.id, ...(buddy ? [buddy.id] : [])])
  return roles.flatMap(stoppableFor).flatMap((kind) => {
    const recipientId = kinds[kind].to === 'buddy' ? buddy?.id : actor.id
    const isStopped = stopped.some((one) => one.kind === kind && one.recipientId === recipientId)
    return recipientId === undefined ? [] : [{ kind, recipientId, isStopped }]
  })
}

const changing = (ctx: Ctx, { actor }: Permit, recipientId: string, kind: MessageKind, wish: 'stop' | 'start'): Statement[] => [
  setStop(ctx, recipientId, kind, wish),
  record(ctx, actor, { action: `messages.${wish}`, subjectKind: subjects[kinds[kind].to], subjectId: recipientId, why: kind }),
]

const subjects = {
  person: 'person',
  user: 'user',
  buddy: 'buddy',
  invitation: 'user',
  sign_in: 'user',
  referrer: 'referral',
} as const satisfies Record<RecipientKind, string>
