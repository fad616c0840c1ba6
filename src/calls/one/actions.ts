import type { Permit } from '../../access/permit.ts'
import { equalSessions, occasionOf, upcomingDates } from '../../attendee/queries.ts'
import { openDates } from '../../attendee/rules.ts'
import { bookingRefusal } from '../../bookings/rules.ts'
import type { Ctx } from '../../ctx.ts'
import { no, ok } from '../../lib/result.ts'
import { messageToRing } from '../../messages/replies/queries.ts'
import { fits } from '../../waiting-list/rules.ts'
import { openCalls } from '../actions.ts'

export type OpenedCall = Extract<Awaited<ReturnType<typeof openCall>>, { ok: true }>['value']

const mostDates = 4

/** One call to make, with other dates to offer; `call_over` when it was answered, or is not true any more. */
export async function openCall(ctx: Ctx, permit: Permit<'person.see'>, { messageId }: { messageId: number }) {
  const [found] = await messageToRing(ctx, permit.orgs, messageId)
  if (!found) return no('no_such_call')
  const call = (await openCalls(ctx, permit, { one: messageId })).find(({ messageIds }) => messageIds.includes(messageId))
  if (!call) return no('call_over')
  return ok({ ...call, dates: await datesFor(ctx, call) })
}

/** Same group first, soonest first, each with a place for them. A full one only where they can wait for it and nothing else has room. */
async function datesFor(
  { db, now }: Ctx,
  { bookingId, sessionId, answers }: { bookingId: string; sessionId: string; answers: readonly string[] },
) {
  const isInstead = answers.includes('instead')
  if (!isInstead && !answers.includes('other_date')) return []
  const [[found], own, equals] = await db.batch([
    occasionOf(db, bookingId),
    upcomingDates(db, bookingId, now),
    equalSessions(db, bookingId, now),
  ])
  if (!found) return []
  const dates = own.filter(({ id }) => id !== sessionId)
  const elsewhere = equals.filter((one) => fits(one, { places: found.booking.places, isFirstVisit: true }))
  const offered = [
    ...openDates(found, dates, now).map((date) => ({ ...date, groupName: '', isFull: false })),
    ...(isInstead ? elsewhere.map((date) => ({ ...date, isFull: false })) : []),
  ]
  const full = dates.find((date) => bookingRefusal(date, now) === undefined)
  const waiting = isInstead && full && offered.length === 0 ? [{ ...full, groupName: '', isFull: true }] : []
  return [...offered.slice(0, mostDates), ...waiting].map(({ id: sessionId, startsAt, venueName, groupName, isFull }) => ({
    ...{ sessionId, startsAt, venueName, groupName, isFull },
  }))
}
