import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import { choice } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import type { Sealed } from '../../lib/seal.ts'
import { days } from '../../lib/time.ts'
import { carerOf, openFields, recordReadsOf } from '../queries.ts'
import { whomToRing } from '../rules.ts'
import {
  answersSince,
  type BookedRow,
  bookingOfTeam,
  cancelledSince,
  changedUntold,
  missedLately,
  questionsToAsk,
  rungEntries,
  waitingNow,
} from './queries.ts'
import { askAfterBy, type CallReason, callReasons, isReachedByEmail, tellBy, wantsCall } from './rules.ts'

/** What a link worker has to do today for the people of own teams. Each person named here is on the audit log as read. */
export async function openToday(ctx: Ctx, permit: Permit<'person.see'>) {
  const { db, now } = ctx
  const teams = permit.orgs
  const [missed, cancelled, waiting, answers, questions, untold] = await db.batch([
    missedLately(db, teams, now),
    cancelledSince(db, teams, now, now - days(1)),
    waitingNow(db, teams, now),
    answersSince(db, teams, now),
    questionsToAsk(db, teams, now),
    changedUntold(db, teams, now),
  ])
  const open = openerFor(ctx)
  const isNew = (row: BookedRow, reason: CallReason) => !row.rungAbout.split(',').includes(reason)
  const calls = await Promise.all(
    missed
      .filter((row) => isNew(row, 'missed'))
      .map(async (row) => ({ ...(await open(row)), reason: 'missed' as const, ringBy: askAfterBy(row.startsAt), note: '' })),
  )
  const said = await Promise.all(
    answers
      .filter((row) => isNew(row, 'said') && wantsCall({ ...row, hasNote: row.note !== null }))
      .map(async (row) => ({
        ...(await open(row)),
        reason: 'said' as const,
        ringBy: row.answeredAt + days(2),
        went: row.went,
        again: row.again,
        note: await openNote(ctx, row.note, 'responses.note', row.bookingId),
      })),
  )
  const today = {
    /** Who was not there, for a caring call. */
    calls,
    said,
    /** Moved or called off, for whom nothing is written to any more and who kept their place. */
    changed: await Promise.all(
      untold.map(async (row) => ({
        ...(await open(row)),
        reason: 'changed' as const,
        ringBy: tellBy(row.knownStartsAt, row.startsAt),
        knownStartsAt: row.knownStartsAt,
        note: '',
      })),
    ),
    cancelled: await Promise.all(cancelled.map(open)),
    waiting: await Promise.all(waiting.map(open)),
    /** Questionnaires to go through with people whom no email reaches. */
    together: await Promise.all(questions.map((row) => openAsked(ctx, row))),
  }
  const ids = new Set(Object.values(today).flatMap((items) => items.map(({ personId }) => personId)))
  if (ids.size > 0) await commit(db, [], [recordReadsOf(ctx, permit.actor, 'today', [...ids])])
  return today
}

export type Today = Awaited<ReturnType<typeof openToday>>
export type TodayItem = Today['waiting'][number]
export type TodayCall = Today['calls'][number] | Today['said'][number] | Today['changed'][number]
export type TodayAsked = Today['together'][number]

async function openAsked({ vault }: Ctx, row: Awaited<ReturnType<typeof questionsToAsk>>[number]) {
  const { questionnaireId, personId, reachBy, wave, askedAt } = row
  const {
    carer: sealed,
    name,
    preferredName,
    phone,
  } = await openFields(vault, { ...row, id: personId }, ['name', 'preferredName', 'phone', 'carer'])
  return {
    questionnaireId,
    personId,
    wave,
    name,
    preferredName,
    ring: whomToRing({ reachBy, phone, carer: carerOf(sealed) }),
    ringBy: askedAt + days(21),
  }
}

/** Opens what is needed to ring somebody; the same person is opened once however often they are on the list. */
function openerFor({ vault }: Ctx) {
  const opened = new Map<string, ReturnType<typeof openPerson>>()
  const openPerson = async (row: BookedRow) => {
    const { carer, ...texts } = await openFields(vault, { ...row, id: row.personId }, ['name', 'preferredName', 'phone', 'carer'])
    return { ...texts, carer: carerOf(carer) }
  }
  return async (row: BookedRow) => {
    const person = opened.get(row.personId) ?? openPerson(row)
    opened.set(row.personId, person)
    const { name, preferredName, phone, carer } = await person
    const { bookingId, personId, status, cancelledBy, missedCause, offerExpiresAt, isFirstVisit, reachBy, language } = row
    const { startsAt, endsAt, groupName, venueName, sessionId } = row
    return {
      ...{ bookingId, personId, status, cancelledBy, missedCause, offerExpiresAt, isFirstVisit, reachBy, language },
      ...{ sessionId, startsAt, endsAt, groupName, venueName },
      name,
      preferredName,
      ring: whomToRing({ reachBy, phone, carer }),
      hasUndelivered: row.hasUndelivered === 1,
      isReachedByEmail: isReachedByEmail({ reachBy, carer, hasUndelivered: row.hasUndelivered === 1 }),
    }
  }
}

const openNote = async (ctx: Ctx, note: Sealed | null, column: string, rowId: string): Promise<string> =>
  note === null ? '' : ctx.vault.open(note, { column, rowId })

export const RecordCall = v.object({ about: choice(callReasons) })

/** Notes on the audit log that somebody was rung about a booking, so that it leaves the call list. */
export async function recordCall(
  ctx: Ctx,
  permit: Permit<'person.manage'>,
  { bookingId, about }: { bookingId: string } & v.InferOutput<typeof RecordCall>,
): Promise<Result<{ personId: string }, 'no_such_booking'>> {
  const [[booking], done] = await ctx.db.batch([bookingOfTeam(ctx.db, permit.orgs, bookingId), rungEntries(ctx.db, bookingId, about)])
  if (!booking) return no('no_such_booking')
  // What changed may change again.
  if (done.length === 0 || about === 'changed')
    await commit(
      ctx.db,
      [],
      [
        record(ctx, permit.actor, {
          action: 'booking.rung',
          subjectKind: 'booking',
          subjectId: booking.id,
          personId: booking.personId,
          orgId: booking.teamId,
          why: about,
        }),
      ],
    )
  return ok({ personId: booking.personId })
}
