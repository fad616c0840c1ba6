import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '../../ctx.ts'
import type { bookings } from '../../db/schema/bookings.ts'
import type { MessageStatus } from '../../db/schema/messages.ts'
import type { ReachBy } from '../../db/schema/people.ts'
import { isToldWith, movedFrom } from '../../messages/replies/queries.ts'
import { mustKnowBy, type News } from '../../messages/replies/rules.ts'
import { isHeld, unmailed } from '../../messages/voice/queries.ts'
import { isRung, ringBy, speaksOf, type Unmailed, whyByVoice } from '../../messages/voice/rules.ts'

/** The last of these messages to the person; for a statement that reads `bookings`, `sessions` and `people`. */
const lastOf = (which: SQL) => sql`(
  SELECT json_array(n.status, n.outcome, n.useful_until, r.actor_kind, r.at, n.sent_at, n.kind,
    (SELECT max(t.at) FROM call_tries AS t WHERE t.message_id = n.id), ${movedFrom(sql`n`)},
    n.created_at, n.due_at, people.reach_by, ${isHeld(sql`n.batch_id`)}, ${unmailed(sql`n.kind`, 'people')})
  FROM messages AS n LEFT JOIN replies AS r ON r.message_id = n.id
  WHERE n.recipient_id = bookings.person_id AND ${which}
  ORDER BY n.kind = 'booking.cancelled' DESC, ${movedFrom(sql`n`)} IS NOT NULL DESC, n.id DESC LIMIT 1)`

/**
 * The last thing that was written to the person about a booking, and what came back, as JSON. That the session is off comes first,
 * that it has moved next: those they must know. A date with nothing of its own was told in the message about its whole routine.
 */
export const lastNews = sql<string | null>`coalesce(
  ${lastOf(sql`bookings.status = 'cancelled' AND n.kind = 'booking.cancelled' AND n.subject_id IN (SELECT lead.id FROM bookings AS lead
    WHERE lead.person_id = bookings.person_id AND lead.routine_id = bookings.routine_id AND ${isToldWith(sql`bookings`, sql`lead`)})`)},
  ${lastOf(sql`n.subject_id = bookings.id AND n.kind IN ('booking.confirm_request', 'booking.waitlisted', 'booking.offered',
    'booking.changed', 'booking.cancelled', 'booking.reminder_48h', 'booking.reminder_day')`)},
  ${lastOf(sql`n.kind IN ('booking.confirm_request', 'booking.waitlisted') AND bookings.status NOT IN ('cancelled', 'expired')
    AND n.subject_id IN (SELECT together.id FROM bookings AS together
      WHERE together.person_id = bookings.person_id AND together.routine_id = bookings.routine_id)`)})`

/** The same of the buddy who had promised to come along: that it is off, or has moved. */
export const buddyNews = sql<string | null>`(
  SELECT json_array(n.status, n.outcome, n.useful_until, iif(r.how = 'seen', 'link', r.actor_kind), r.at, n.sent_at, n.kind, NULL,
    ${movedFrom(sql`n`, 'visits')}, n.created_at, n.due_at, 'email', ${isHeld(sql`n.batch_id`)}, NULL)
  FROM visits AS v CROSS JOIN messages AS n ON n.subject_id = v.id AND n.recipient_id = v.buddy_id
    LEFT JOIN replies AS r ON r.message_id = n.id
  WHERE v.session_id = bookings.session_id AND v.booking_id = bookings.id
    AND v.status = iif(bookings.status IN ('cancelled', 'expired'), 'not_needed', 'claimed') AND n.kind IN ('visit.cancelled', 'visit.changed')
  ORDER BY n.id DESC LIMIT 1)`

type Row = [
  ...[status: MessageStatus, outcome: string | null, usefulUntil: number, repliedBy: News['repliedBy'], repliedAt: number | null],
  ...[sentAt: number | null, kind: string, triedAt: number | null, movedFrom: number | null],
  ...[createdAt: number, dueAt: number, reachBy: ReachBy, isHeld: 0 | 1, unmailed: Unmailed | null],
]
type Booking = Pick<typeof bookings.$inferSelect, 'status' | 'cancelledBy' | 'offerExpiresAt'> & { startsAt: number; endsAt: number }

const read = (json: string) => {
  const [status, outcome, usefulUntil, repliedBy, repliedAt, sentAt, kind, triedAt, before, ...sending] = JSON.parse(json) as Row
  const [createdAt, dueAt, reachBy, held, unmailed] = sending
  const message = { kind, status, outcome, createdAt, dueAt, reachBy, movedFrom: before, isHeld: held === 1, unmailed }
  return { news: { status, repliedBy, repliedAt, sentAt, triedAt }, message, usefulUntil }
}

export function newsFrom(json: string | null, booking: Booking, { place, now }: Pick<Ctx, 'place' | 'now'>): News | undefined {
  if (json === null) return undefined
  const { news, message, usefulUntil } = read(json)
  return { ...news, ringUntil: ringUntil() }

  function ringUntil(): number | null {
    // Of their own move they know.
    const topic = message.kind === 'booking.changed' && message.movedFrom === null ? undefined : speaksOf(message.kind, booking.status)
    if (!topic) return null
    const { timeZone: zone, quietFrom: from, quietUntil: until, confirmHours } = place
    const by = ringBy(topic, message, booking, { zone, quiet: { from, until }, confirmHours })
    const why = whyByVoice({ ...message, ringBy: by }, now)
    if (!why) return null
    // Asked as of the last moment before they set out: whoever had to be rung until then and was not is still not reached.
    if (!isRung(topic, why, booking, message, Math.min(now, booking.startsAt - 1))) return null
    return Math.min(usefulUntil, booking.startsAt)
  }
}

/** As `src/calls/buddies` has it: that it is off or has moved everybody is told, and asked a day before they would set out. */
export function buddyNewsFrom(json: string | null, { startsAt }: Pick<Booking, 'startsAt'>, now: number): News | undefined {
  if (json === null) return undefined
  const { news, message, usefulUntil } = read(json)
  const at = Math.min(now, startsAt - 1)
  const why = whyByVoice({ ...message, ringBy: usefulUntil }, at)
  const isToRing = why !== undefined && (why !== 'not_seen' || mustKnowBy({ startsAt, movedFrom: message.movedFrom }, at))
  return { ...news, ringUntil: isToRing ? Math.min(usefulUntil, startsAt) : null }
}
