import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { plan } from '../../messages/queries.ts'
import { openFields, recordReads } from '../queries.ts'
import { linkAgainAfter } from '../rules.ts'
import { bookingWithPerson, historyOf, messagesAbout, otherSessions, personOfBooking, placeInLine, visitsOfBooking } from './queries.ts'

/** One booking of a person of an own team, with its history and the why of each step; the read is on the audit log. */
export async function openBooking(
  ctx: Ctx,
  permit: Permit<'person.see'>,
  bookingId: string,
): Promise<Result<OpenedBooking, 'no_such_booking'>> {
  const { db } = ctx
  const [[found], , history, visits, messages, [line], others] = await db.batch([
    bookingWithPerson(db, permit.orgs, bookingId),
    recordReads(ctx, permit.actor, 'booking', personOfBooking(permit.orgs, bookingId)) as never,
    historyOf(db, bookingId),
    visitsOfBooking(db, bookingId),
    messagesAbout(db, bookingId),
    placeInLine(db, bookingId),
    otherSessions(db, bookingId, ctx.now),
  ])
  if (!found) return no('no_such_booking')
  const names = await openFields(ctx.vault, found.person, ['name', 'preferredName', 'phone'])
  return ok({ ...found, person: { ...found.person, ...names }, history, visits, messages, position: line?.position ?? 0, others })
}

type Found = Awaited<ReturnType<typeof bookingWithPerson>>[number]
export type OpenedBooking = Omit<Found, 'person'> & {
  person: Omit<Found['person'], 'name' | 'preferredName' | 'phone'> & { name: string; preferredName: string; phone: string }
  history: Awaited<ReturnType<typeof historyOf>>
  visits: Awaited<ReturnType<typeof visitsOfBooking>>
  messages: Awaited<ReturnType<typeof messagesAbout>>
  position: number
  others: Awaited<ReturnType<typeof otherSessions>>
}

export type SendLinkRefusal = 'no_such_booking' | 'sent_a_moment_ago' | 'not_by_email' | 'session_over'

/** Plans the person's link once more, at most every few minutes however often the button is pressed. */
export async function sendLinkAgain(
  ctx: Ctx,
  permit: Permit<'booking.answer'>,
  bookingId: string,
): Promise<Result<{ bookingId: string }, SendLinkRefusal>> {
  const [[found], messages] = await ctx.db.batch([bookingWithPerson(ctx.db, permit.orgs, bookingId), messagesAbout(ctx.db, bookingId)])
  if (!found) return no('no_such_booking')
  const { booking, person, session } = found
  if (person.reachBy === 'phone') return no('not_by_email')
  if (session.startsAt <= ctx.now) return no('session_over')
  const isRecent = messages.some(({ kind, createdAt }) => kind === 'booking.link' && createdAt > ctx.now - linkAgainAfter)
  if (isRecent) return no('sent_a_moment_ago')

  await commit(
    ctx.db,
    [],
    [
      plan(ctx, {
        kind: 'booking.link',
        recipientId: person.id,
        subjectId: booking.id,
        // Of two presses at the same moment one plans nothing, by the unique key.
        about: Math.floor(ctx.now / linkAgainAfter),
        usefulUntil: session.startsAt,
      }),
      record(ctx, permit.actor, {
        action: 'booking.link_sent',
        subjectKind: 'booking',
        subjectId: booking.id,
        personId: person.id,
        orgId: booking.teamId,
      }),
    ],
  )
  return ok({ bookingId })
}
