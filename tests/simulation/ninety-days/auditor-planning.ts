// What should have been planned was planned, and once: told from what happened to the bookings, sessions and visits.

import { localDay, localTime, type Zone } from '../../../src/lib/time.ts'
import type { Evidence, Report } from './auditor.ts'
import { look } from './engine/engine.ts'
import type { Change, History } from './history.ts'

const hour = 3_600_000
const day = 24 * hour
const coming = ['booked', 'confirmed']

type Row = { id: number; kind: string; subject_id: string; recipient_id: string; created_at: number }

export async function auditPlanning({ history, hands, town }: Evidence, report: Report): Promise<void> {
  const rows = await look<Row>('SELECT id, kind, subject_id, recipient_id, created_at FROM messages ORDER BY id')
  const bySubject = Map.groupBy(rows, ({ subject_id }) => subject_id)
  auditOnce(history, rows, town.script.zone, report)

  const has = (subject: string, kind: string) => (bySubject.get(subject) ?? []).some((row) => row.kind === kind)
  for (const change of history.ofKind('booking')) {
    const was = history.before(change)?.status
    const { status, reason } = change.fact
    if (was === status) continue
    report.saw(`booking ${was ?? 'new'} > ${status}`)
    const missing = (kind: string) => !has(change.id, kind) && report.fault('never_planned', `${kind} of ${change.id}`, change.at)
    if (status === 'offered') missing('booking.offered')
    const isAhead = Number(history.at(String(change.fact.session_id), change.seq)?.starts_at) > change.at
    if (status === 'expired' && (was === 'offered' || was === 'booked') && isAhead) missing('booking.offer_ended')
    if (was === undefined && status === 'waitlisted') missing('booking.waitlisted')
    if (was === undefined && status === 'booked' && !has(change.id, 'booking.changed')) missing('booking.confirm_request')
    const isSilent = reason === 'moved' || wasWithdrawn(history, change)
    if (status === 'cancelled' && was !== 'attended' && !isSilent && !has(change.id, 'team.booking_cancelled')) missing('booking.cancelled')
  }

  for (const change of history.ofKind('visit')) {
    const { status, session_id } = change.fact
    if (history.before(change)?.status !== 'claimed' || (status !== 'wanted' && status !== 'not_needed')) continue
    // Who cancels a session is told nothing of its buddies.
    if (history.of(String(session_id)).at(-1)?.fact.status === 'cancelled') continue
    if (Number(history.at(String(session_id), change.seq)?.starts_at) <= change.at) continue
    const told = (bySubject.get(change.id) ?? []).filter(({ kind }) => kind === 'provider.visit_claimed')
    const isTold = told.some(({ id }) =>
      ['planned', 'sending', 'sent', 'delivered'].includes(String(history.at(String(id), change.seq)?.status)),
    )
    if (!isTold) continue
    report.saw('an organiser was told that no buddy comes')
    if (!has(change.id, 'provider.visit_freed')) report.fault('never_planned', `provider.visit_freed of ${change.id}`, change.at)
  }

  const runs = history.ofKind('run').filter((one) => history.before(one) === undefined)
  const wentWell = (job: string, from: number, until: number) =>
    runs.some((one) => {
      const end = history.of(one.id).at(-1)?.fact
      const hand = hands[one.hand]
      return (
        one.fact.job === job &&
        one.at >= from &&
        one.at <= until &&
        end?.ended_at &&
        !end.error &&
        hand?.fate.losesEvery === undefined &&
        hand?.ended === 'well'
      )
    })
  for (const id of new Set(history.ofKind('session').map((one) => one.id))) {
    const session = history.of(id).at(-1)?.fact
    if (!session || session.status === 'cancelled') continue
    const startsAt = Number(session.starts_at)
    const endsAt = Number(session.ends_at)
    const isSettled = !history
      .of(id)
      .some((one) => one.at > startsAt - 3 * day && one.fact.starts_at !== history.before(one)?.starts_at && history.before(one))
    const isReminded = isSettled && wentWell('plan-reminders', ...planningOfDay(startsAt, town.script.zone))
    const isAsked = wentWell('plan-surveys', endsAt + 15 * hour, endsAt + 2.5 * day)
    for (const booking of bookingsOf(history, id)) {
      const around = history.of(booking)
      const sinceLong = around.findLast((one) => one.at <= startsAt - 30 * hour)
      const later = around.filter((one) => one.at > startsAt - 30 * hour && one.at < startsAt)
      const isComing = sinceLong && [sinceLong, ...later].every(({ fact }) => coming.includes(String(fact.status)))
      if (isReminded && isComing && !has(booking, 'booking.reminder_day'))
        report.fault('never_planned', `booking.reminder_day of ${booking}`, startsAt)
      if (isReminded && isComing) report.saw('a reminder of the day was due')
      const after = around.filter((one) => one.at >= endsAt - 1)
      const atEnd = around.findLast((one) => one.at < endsAt)
      const isAskable =
        !hasLeft(history, atEnd, endsAt + 2.5 * day) &&
        [atEnd, ...after].every(
          (one) =>
            one &&
            ['booked', 'confirmed', 'attended', 'missed'].includes(String(one.fact.status)) &&
            one.fact.missed_cause !== 'session_did_not_run',
        )
      if (isAsked && isAskable && !has(booking, 'booking.survey')) report.fault('never_planned', `booking.survey of ${booking}`, endsAt)
      if (isAsked && isAskable) report.saw('a survey was due')
    }
  }
}

/**
 * A run in this stretch has to have planned the reminder of the day: it is due at eight, and of a session that begins before half
 * past nine at six the evening before. Well after that, and well before the start or the night, whatever the clocks do in between.
 */
function planningOfDay(startsAt: number, zone: Zone): [number, number] {
  const [hours = 0, minutes = 0] = localTime(startsAt, zone).split(':').map(Number)
  const midnight = startsAt - (hours * 60 + minutes) * 60_000
  return hours * 60 + minutes < 9.5 * 60 ? [midnight - 5 * hour, midnight - 4.2 * hour] : [startsAt - 90 * 60_000, startsAt - 60_000]
}

const bookingsOf = (history: History, sessionId: string) => new Set(history.inSession(sessionId).map(({ id }) => id))

/** Whoever takes their consent back is written to about nothing. */
function wasWithdrawn(history: History, change: Change): boolean {
  return history.of(String(change.fact.person_id)).some((one) => one.fact.withdrawn_at !== null && Math.abs(one.at - change.at) < hour)
}

/** Whoever has taken their consent back is asked nothing. */
const hasLeft = (history: History, booking: Change | undefined, by: number): boolean =>
  history.of(String(booking?.fact.person_id)).some((one) => one.at <= by && one.fact.withdrawn_at !== null)

/** How often one kind may be planned about one subject for one reader: as often as there was cause. */
function auditOnce(history: History, rows: readonly Row[], zone: Zone, report: Report) {
  for (const [key, same] of Map.groupBy(rows, ({ kind, subject_id, recipient_id }) => `${kind} of ${subject_id} to ${recipient_id}`)) {
    const [first] = same
    if (!first || same.length === 1) continue
    // A digest is one of its day.
    const allowed = first.kind.startsWith('digest.')
      ? new Set(same.map((row) => localDay(row.created_at, zone))).size
      : causesOf(history, first)
    if (same.length > allowed) report.fault('planned_twice', `${same.length} × ${key}, ${allowed} allowed`, same.at(-1)?.created_at ?? 0)
  }
}

function causesOf(history: History, { kind, subject_id }: Row): number {
  const own = history.of(subject_id)
  const becomes = (status: string) => own.filter((one) => one.fact.status === status && history.before(one)?.status !== status).length
  const session = history.of(String(own[0]?.fact.session_id ?? subject_id))
  const starts = new Set(session.map(({ fact }) => fact.starts_at)).size
  // It may move back to where it was.
  const moves = session.filter((one) => history.before(one) && history.before(one)?.starts_at !== one.fact.starts_at).length
  // Of jobs and of addresses there may be as many as there were troubles.
  if (/^place\.|address_stopped/.test(kind)) return Number.POSITIVE_INFINITY
  if (/reminder|register_due/.test(kind)) return starts
  if (kind === 'booking.offered') return becomes('offered')
  if (kind === 'booking.offer_ended') return becomes('expired')
  if (kind === 'booking.changed' || kind === 'team.visit_moved') return moves + 1
  if (kind === 'visit.changed') return moves
  if (/claimed|introduced|visit_freed/.test(kind)) return becomes('claimed')
  if (kind === 'visit.stepped_back') return becomes('wanted') + 1
  // It was wanted before anybody could step back.
  if (kind === 'team.visit_stepped_back') return becomes('wanted') - 1
  // Raised early, and once more when time runs short, which it does again before each new hour of a session that moves.
  if (kind === 'team.visit_unfilled') return becomes('wanted') + starts
  if (kind === 'visit.cancelled') return becomes('claimed')
  return 1
}
