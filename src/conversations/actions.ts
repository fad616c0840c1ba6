import type { Permit } from '../access/permit.ts'
import { record, stepOf } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import { again, commit, moved } from '../db/commit.ts'
import type { Statement } from '../db/connect.ts'
import { no, ok, type Result } from '../lib/result.ts'
import { addDays, instantOf, localDay } from '../lib/time.ts'
import { heldPersonIn } from '../people/queries.ts'
import { aboutFrom, contactAt, correctContact } from '../referrals/first-contact/queries.ts'
import { markContacted, type ReferralRow, referralsOf } from '../referrals/queries.ts'
import type { AddConversation, CorrectConversation, outcomes } from './inputs.ts'
import { type ConversationRow, conversationIn, insertConversation, openWords, sealWords, updateConversation } from './queries.ts'
import { type CorrectionRefusal, correctionRefusal } from './rules.ts'

export type AddConversationRefusal = 'no_such_person' | 'id_taken'

/**
 * Writes down a conversation with a person of an own team; one that reached them is the first contact that a referral waited for.
 * The same `id` again writes nothing and answers like the first time.
 */
export function addConversation(
  ctx: Ctx,
  permit: Permit<'person.manage'>,
  { personId, ...input }: AddConversation & { personId: string },
): Promise<Result<{ id: string }, AddConversationRefusal>> {
  const { db } = ctx
  const id = input.id ?? ctx.newId()
  return again(async () => {
    const [[person], [same], referrals] = await db.batch([
      heldPersonIn(db, permit.orgs, personId),
      conversationIn(db, permit.orgs, id),
      referralsOf(db, personId),
    ])
    if (!person) return no('no_such_person')
    if (same) return same.note.personId === personId ? ok({ id }) : no('id_taken')

    const at = happenedAt(ctx, input.happenedOn)
    const { refusedBy } = await commit(
      db,
      ['stepTaken'],
      [
        record(ctx, permit.actor, { ...aboutNote({ id, personId, teamId: person.teamId }), action: 'conversation.add', step: 1 }),
        insertConversation(db, {
          id,
          teamId: person.teamId,
          personId,
          happenedAt: at,
          channel: input.channel,
          minutes: input.minutes ?? 0,
          wasReached: input.wasReached,
          ...(await sealWords(ctx.vault, id, input)),
          nextStepOn: input.nextStepOn ?? null,
          writtenBy: permit.actor.id,
          step: 1,
          createdAt: ctx.now,
        }),
        ...(input.wasReached ? firstContact(ctx, permit, referrals, at) : []),
      ],
    )
    if (!refusedBy) return ok({ id })
    // The twin of a double click got there first, the id belongs to something that this team cannot see, or a referral moved on.
    const [[twin], taken] = await db.batch([conversationIn(db, permit.orgs, id), stepOf(db, id, 1)])
    if (taken.length === 0) return moved
    return twin?.note.personId === personId ? ok({ id }) : no('id_taken')
  })
}

const isWaiting = ({ status }: ReferralRow): boolean => status === 'received'

/** A talk on a day before a referral came in is not about it. */
const firstContact = (ctx: Ctx, permit: Permit, referrals: readonly ReferralRow[], at: number): Statement[] =>
  markContacted(
    ctx,
    permit.actor,
    referrals.filter((referral) => aboutFrom(referral, ctx.place.timeZone) <= at),
    contactAt(at),
  )

export type CorrectRefusal = CorrectionRefusal | 'no_such_conversation' | 'changed_meanwhile'

/**
 * Replaces what was written by oneself less than a day ago. A next step whose day changes is open again, and a slip that had counted
 * as the first contact counts no more.
 */
export async function correctConversation(
  ctx: Ctx,
  permit: Permit<'person.manage'>,
  { conversationId, ...input }: CorrectConversation & { conversationId: string },
): Promise<Result<{ personId: string; step: number }, CorrectRefusal>> {
  const [found] = await conversationIn(ctx.db, permit.orgs, conversationId)
  if (!found) return no('no_such_conversation')
  const { note } = found
  const refusal = correctionRefusal(note, permit.actor.id, ctx.now)
  if (refusal) return no(refusal)
  if (input.step !== undefined && input.step !== note.step) return no('changed_meanwhile')

  const isSameDay = input.happenedOn === localDay(note.happenedAt, ctx.place.timeZone)
  const isSameStep = (input.nextStepOn ?? null) === note.nextStepOn
  const at = isSameDay ? note.happenedAt : happenedAt(ctx, input.happenedOn)
  const isTaken = note.wasReached && !(input.wasReached && isSameDay)
  const isNew = input.wasReached && !note.wasReached
  const referrals = isTaken || isNew ? await referralsOf(ctx.db, note.personId) : []
  return change(
    ctx,
    permit,
    note,
    'conversation.correct',
    {
      happenedAt: at,
      channel: input.channel,
      minutes: input.minutes ?? 0,
      wasReached: input.wasReached,
      ...(await sealWords(ctx.vault, note.id, input)),
      nextStepOn: input.nextStepOn ?? null,
      ...(isSameStep ? {} : { nextStepDoneAt: null }),
    },
    [
      ...(isTaken ? correctContact(ctx, permit.actor, referrals, note.happenedAt) : []),
      // Another day opens nothing that was closed since.
      ...(input.wasReached ? firstContact(ctx, permit, isNew ? referrals : referrals.filter(isWaiting), at) : []),
    ],
  )
}

/** One note of an own team as it was written, for the form that corrects it; the read is on the audit log. */
export async function openConversation(ctx: Ctx, permit: Permit<'person.see' | 'person.manage'>, conversationId: string) {
  const [found] = await conversationIn(ctx.db, permit.orgs, conversationId)
  if (!found) return no('no_such_conversation')
  const { note } = found
  await commit(
    ctx.db,
    [],
    [
      record(ctx, permit.actor, {
        ...aboutNote(note),
        action: 'person.read',
        subjectKind: 'person',
        subjectId: note.personId,
        why: 'conversation',
      }),
    ],
  )
  return ok({ ...note, ...(await openWords(ctx.vault, note)) })
}
export type OpenedConversation = Extract<Awaited<ReturnType<typeof openConversation>>, { ok: true }>['value']

export type SettleRefusal = 'no_such_conversation' | 'no_open_step' | 'changed_meanwhile'

/** What became of a next step: done, or put off until a week from today. Done twice is no error. */
export async function settleStep(
  ctx: Ctx,
  permit: Permit<'person.manage'>,
  { conversationId, how }: { conversationId: string; how: (typeof outcomes)[number] },
): Promise<Result<{ personId: string }, SettleRefusal>> {
  const [found] = await conversationIn(ctx.db, permit.orgs, conversationId)
  if (!found) return no('no_such_conversation')
  const { note } = found
  if (note.nextStepOn === null) return no('no_open_step')
  if (note.nextStepDoneAt !== null) return how === 'done' ? ok({ personId: note.personId }) : no('no_open_step')
  const nextStepOn = addDays(localDay(ctx.now, ctx.place.timeZone), 7)
  return how === 'done'
    ? change(ctx, permit, note, 'conversation.step_done', { nextStepDoneAt: ctx.now })
    : change(ctx, permit, note, 'conversation.step_put_off', { nextStepOn })
}

async function change(
  ctx: Ctx,
  permit: Permit,
  note: ConversationRow,
  action: string,
  set: Partial<ConversationRow>,
  more: readonly Statement[] = [],
): Promise<Result<{ personId: string; step: number }, 'changed_meanwhile'>> {
  const step = note.step + 1
  const { refusedBy } = await commit(
    ctx.db,
    ['stepTaken'],
    [record(ctx, permit.actor, { ...aboutNote(note), action, step }), updateConversation(ctx.db, note.id, { ...set, step }), ...more],
  )
  return refusedBy ? no('changed_meanwhile') : ok({ personId: note.personId, step })
}

const aboutNote = ({ id, personId, teamId }: Pick<ConversationRow, 'id' | 'personId' | 'teamId'>) =>
  ({ subjectKind: 'conversation', subjectId: id, personId, orgId: teamId }) as const

/** Today means this moment; a day before means the middle of it, for nobody remembers the minute. */
function happenedAt({ now, place: { timeZone } }: Ctx, on: string | undefined): number {
  return on === undefined || on === localDay(now, timeZone) ? now : instantOf(on, '12:00', timeZone).at
}
