import type { Permit } from '../../access/permit.ts'
import { upcomingDates } from '../../attendee/queries.ts'
import { bookingRefusal } from '../../bookings/rules.ts'
import type { Ctx } from '../../ctx.ts'
import { no, ok } from '../../lib/result.ts'
import { messageToRing } from '../../messages/replies/queries.ts'
import { alternativesTo } from '../../sessions/whats-on/queries.ts'
import { openCalls } from '../actions.ts'

export type OpenedCall = Extract<Awaited<ReturnType<typeof openCall>>, { ok: true }>['value']

const mostDates = 4

/** One call to make, with other dates to offer; `call_over` when it was answered, or is not true any more. */
export async function openCall(ctx: Ctx, permit: Permit<'person.see'>, { messageId }: { messageId: number }) {
  const [found] = await messageToRing(ctx.db, permit.orgs, messageId)
  if (!found) return no('no_such_call')
  const call = (await openCalls(ctx, permit, { one: messageId })).find(({ messageIds }) => messageIds.includes(messageId))
  if (!call) return no('call_over')
  return ok({ ...call, dates: await datesFor(ctx, call) })
}

/** Same group first, soonest first. A full one only where they can wait for it and nothing else has room. */
async function datesFor(
  { db, now }: Ctx,
  { bookingId, sessionId, answers }: { bookingId: string; sessionId: string; answers: readonly string[] },
) {
  const isInstead = answers.includes('instead')
  if (!isInstead && !answers.includes('other_date')) return []
  const [own, others] = await db.batch([
    upcomingDates(db, bookingId, now),
    alternativesTo(db, sessionId, now, mostDates, { onceCancelled: true }),
  ])
  const hasRoom = (date: { placesTaken: number; capacity: number; waiting: number }) =>
    date.waiting === 0 && date.placesTaken < date.capacity
  const dates = own.filter((date) => date.id !== sessionId && bookingRefusal(date, now) === undefined)
  const open = dates
    .filter(hasRoom)
    .map(({ id, startsAt, venueName }) => ({ sessionId: id, startsAt, venueName, groupName: '', isFull: false }))
  const elsewhere = isInstead
    ? others
        .filter(({ id }) => !dates.some((date) => date.id === id))
        .map(({ id, startsAt, venueName, groupName }) => ({ sessionId: id, startsAt, venueName, groupName, isFull: false }))
    : []
  const found = [...open, ...elsewhere].slice(0, mostDates)
  const [full] = isInstead && found.length === 0 ? dates : []
  return full ? [{ sessionId: full.id, startsAt: full.startsAt, venueName: full.venueName, groupName: '', isFull: true }] : found
}
