import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { no, ok } from '../../lib/result.ts'
import type { Sealed } from '../../lib/seal.ts'
import { heldIn, heldPersonIn, openFields, recordReads } from '../../people/queries.ts'
import { referralsOf } from '../../referrals/queries.ts'
import { openWords } from '../queries.ts'
import { correctionRefusal } from '../rules.ts'
import { answersBefore, attendedBefore, bookedBefore, notesBefore, sentBefore, visitsBefore, wavesBefore } from './queries.ts'
import { cursorOf, isAfter, pageOf, pageSize, readCursor, stepsOf } from './rules.ts'

export type Timeline = Extract<Awaited<ReturnType<typeof openTimeline>>, { ok: true }>['value']
export type TimelineEntry = Timeline['entries'][number]

/**
 * A page of everything that happened with one person of an own team, newest first; `after` is the `next` of the page before.
 * The read is on the audit log in the same batch.
 */
export async function openTimeline(
  ctx: Ctx,
  permit: Permit<'person.see' | 'person.manage'>,
  { personId, after: cursor, why = 'timeline' }: { personId: string; after?: string | undefined; why?: 'timeline' | 'api' },
) {
  const { db } = ctx
  const after = readCursor(cursor)
  const [[person], , notes, booked, sessions, visits, messages, answers, waves, referrals] = await db.batch([
    heldPersonIn(db, permit.orgs, personId),
    recordReads(ctx, permit.actor, why, heldIn(permit.orgs, personId)) as never,
    notesBefore(db, personId, after),
    bookedBefore(db, personId, after),
    attendedBefore(db, personId, after),
    visitsBefore(db, personId, after),
    sentBefore(db, personId, after),
    answersBefore(db, personId, after),
    wavesBefore(db, personId, after),
    referralsOf(db, personId),
  ])
  if (!person) return no('no_such_person')
  const found = [
    ...notes.map((row) => ({ kind: 'note' as const, ...row })),
    ...booked.map((row) => ({ kind: 'booked' as const, ...row })),
    ...sessions.map((row) => ({ kind: 'session' as const, ...row })),
    ...visits.map((row) => ({ kind: 'visit' as const, ...row })),
    ...messages.map((row) => ({ kind: 'message' as const, ...row })),
    ...answers.map((row) => ({ kind: 'answer' as const, ...row })),
    ...waves.map((row) => ({ kind: 'wave' as const, ...row })),
    ...referrals
      .flatMap((referral) => stepsOf(referral).map((step) => ({ kind: 'referral' as const, ...step, source: referral.source })))
      .filter((step) => isAfter(step, after)),
  ]
  const { entries, next } = pageOf(found, pageSize)
  return ok({
    person: { id: person.id, ...(await openFields(ctx.vault, person, ['preferredName'])) },
    entries: await Promise.all(entries.map((entry) => opened(ctx, permit, entry))),
    next: cursorOf(next),
  })
}

type Found =
  | ({ kind: 'note' } & Awaited<ReturnType<typeof notesBefore>>[number])
  | ({ kind: 'booked' | 'session' } & Awaited<ReturnType<typeof bookedBefore>>[number])
  | ({ kind: 'visit' } & Awaited<ReturnType<typeof visitsBefore>>[number])
  | ({ kind: 'message' } & Awaited<ReturnType<typeof sentBefore>>[number])
  | ({ kind: 'answer' } & Awaited<ReturnType<typeof answersBefore>>[number])
  | ({ kind: 'wave' } & Awaited<ReturnType<typeof wavesBefore>>[number])
  | { kind: 'referral'; at: number; key: string; state: string; source: string }

/** Opens what is sealed in the entries of this page, and in no others. */
async function opened(ctx: Ctx, permit: Permit, entry: Found) {
  const open = (value: Sealed | null, column: string, rowId: string) => (value === null ? '' : ctx.vault.open(value, { column, rowId }))
  switch (entry.kind) {
    case 'note': {
      const { kind, at, key, note, writer } = entry
      const { id, channel, minutes, wasReached, nextStepOn, nextStepDoneAt } = note
      const isCorrectable = correctionRefusal(note, permit.actor.id, ctx.now) === undefined
      const words = await openWords(ctx.vault, note)
      return { kind, at, key, id, channel, minutes, wasReached, ...words, nextStepOn, nextStepDoneAt, writer, isCorrectable }
    }
    case 'visit':
      return { ...entry, reportNote: await open(entry.reportNote, 'visits.report_note', entry.id) }
    case 'answer':
      return { ...entry, note: await open(entry.note, 'responses.note', entry.bookingId) }
    default:
      return entry
  }
}
