// When a letter is true, said a second time and in other words than the writers': from the rows as they stood at one moment.

import type { Fact, History } from './history.ts'

export type Letter = { id: number; kind: string; subject: string; recipient: string; plannedSeq: number; plannedAt: number }
/** `early` and `late` are the ends of the stretch in which the run's clock may have stood. */
export type Moment = { seq: number; early: number; late: number }
type Around = { booking: Fact | undefined; session: Fact; visit: Fact | undefined; person: Fact | undefined; isBack: boolean }

const holding = ['offered', 'booked', 'confirmed']
const coming = ['booked', 'confirmed']
const live = ['waitlisted', ...holding]

/** Undefined for kinds that this town does not know. */
export function isTrue(history: History, letter: Letter, moment: Moment): boolean | undefined {
  const around = aroundOf(history, letter, moment.seq)
  if (!around) return undefined
  const { session, person } = around
  const isAhead = session.status === 'scheduled' && Number(session.starts_at) > moment.early
  const isOver = Number(session.ends_at) <= moment.late
  const isNotOver = Number(session.ends_at) > moment.early
  const { booking, visit } = around
  const is = (...statuses: string[]) => statuses.includes(String(booking?.status))
  const isClaimed = visit?.status === 'claimed'
  const isTheirs = isClaimed && visit.buddy_id === letter.recipient
  if (goesToPerson(letter.kind) && stops(letter.kind, person)) return false

  switch (letter.kind) {
    case 'booking.confirm_request':
      return isAhead && is('booked')
    case 'booking.waitlisted':
      return isAhead && is('waitlisted')
    case 'booking.offered':
      return isAhead && is('offered') && Number(booking?.offer_expires_at) > moment.early
    case 'booking.offer_ended':
      return isAhead && is('expired') && !around.isBack
    case 'booking.changed':
      return isAhead && is(...live) && !isOvertaken(history, letter, moment.seq)
    case 'booking.cancelled':
      return isNotOver && is('cancelled') && !around.isBack
    case 'booking.reminder_48h':
    case 'booking.reminder_day':
      return isAhead && is(...coming) && isOfStart(history, letter, session)
    case 'booking.survey':
      return (
        isOver &&
        !history.at(`response ${letter.subject}`, moment.seq) &&
        session.status !== 'cancelled' &&
        is('booked', 'confirmed', 'attended', 'missed') &&
        booking?.missed_cause !== 'session_did_not_run'
      )
    case 'visit.introduced':
      return isAhead && is(...holding) && isClaimed && isSameClaim(history, letter, moment.seq)
    case 'visit.stepped_back':
      return isAhead && is(...holding) && visit?.status === 'wanted'
    case 'visit.claimed':
      return isAhead && isTheirs
    case 'visit.changed':
      return isAhead && isTheirs && !isOvertaken(history, letter, moment.seq)
    case 'visit.reminder_48h':
    case 'visit.reminder_day':
      return isAhead && isTheirs && isOfStart(history, letter, session)
    case 'visit.cancelled':
      return isNotOver && !isTheirs
    case 'team.visit_claimed':
    case 'provider.visit_claimed':
      return isAhead && isClaimed && isSameClaim(history, letter, moment.seq)
    case 'provider.visit_freed':
      return isAhead && !isMet(history, around, moment.seq)
    case 'team.visit_unfilled':
      return isAhead && is(...holding) && visit?.status === 'wanted' && visit.arrangement === null
    case 'team.session_cancelled':
      return isNotOver && session.status === 'cancelled'
    case 'team.booking_cancelled':
      return isNotOver && is('cancelled') && !around.isBack
    case 'provider.register_due':
      return (
        isOver &&
        !history.at(`response ${letter.subject}`, moment.seq) &&
        session.status !== 'cancelled' &&
        session.register_taken_at === null
      )
    default:
      return undefined
  }
}

/** Why a letter to a person may not be sent at all. */
export function stops(kind: string, person: Fact | undefined): boolean {
  if (!person || person.withdrawn_at !== null) return true
  if (/reminder|greeting/.test(kind)) return person.reminders_stopped_at !== null
  return /survey|outcome/.test(kind) && person.surveys_stopped_at !== null
}

export const goesToPerson = (kind: string) => /^booking\.|^outcome\.|^visit\.(introduced|arranged|stepped_back|greeting)$/.test(kind)

/** Letters that bring somebody to a session, and are of no use once it has begun. */
export const isBeforehand = (kind: string) =>
  /^booking\.(confirm_request|waitlisted|offered|offer_ended|changed|reminder_48h|reminder_day)$|^visit\.(introduced|stepped_back|reminder_48h|reminder_day)$/.test(
    kind,
  )

export function aroundOf(history: History, { kind, subject }: Letter, seq: number): Around | undefined {
  const own = history.at(subject, seq)
  if (!own) return undefined
  if (own.starts_at !== undefined) return { booking: undefined, session: own, visit: undefined, person: undefined, isBack: false }
  const isVisit = /visit/.test(kind)
  const visit = isVisit ? own : undefined
  const booking = isVisit ? history.at(String(own.booking_id), seq) : own
  const session = booking && history.at(String(booking.session_id), seq)
  if (!session) return undefined
  const isBack = history.inSession(String(booking.session_id)).some(({ id, fact }) => {
    const now = fact.person_id === booking.person_id ? history.at(id, seq) : undefined
    return now !== undefined && !['cancelled', 'expired'].includes(String(now.status))
  })
  return { booking, session, visit, person: history.at(String(booking.person_id), seq), isBack }
}

/** A buddy comes with the person, whichever of their bookings it is for. */
function isMet(history: History, { booking }: Around, seq: number): boolean {
  const theirs = history
    .inSession(String(booking?.session_id))
    .filter(({ id, fact }) => fact.person_id === booking?.person_id && holding.includes(String(history.at(id, seq)?.status)))
    .map(({ id }) => id)
  return history
    .ofKind('visit')
    .some(({ id, fact }) => theirs.includes(String(fact.booking_id)) && history.at(id, seq)?.status === 'claimed')
}

/** A later letter of its kind says all that it would. */
const isOvertaken = (history: History, { id, kind, subject, recipient }: Letter, seq: number) =>
  history.ofKind('message').some(({ id: other, seq: at, fact }) => {
    const isAlike = fact.kind === kind && fact.subject_id === subject && fact.recipient_id === recipient
    return isAlike && at <= seq && Number(other) > id
  })

/** The claim that the letter tells of still stands, and is not a later one. */
const isSameClaim = (history: History, { subject, plannedAt }: Letter, seq: number) =>
  !history.of(subject).some((one) => one.at > plannedAt && one.seq <= seq && one.fact.status === 'wanted')

/** A reminder is of the start that the session had when it was planned; undefined when it was moved just then. */
function isOfStart(history: History, letter: Letter, session: Fact): boolean | undefined {
  const [planned, before] = [0, 40].map((ago) => aroundOf(history, letter, letter.plannedSeq - ago)?.session.starts_at)
  return before !== undefined && before !== planned ? undefined : session.starts_at === planned
}

/** The start of the session as a letter in either language has to say it: its day and its time, by the clocks of the place. */
export function saysWhen(text: string, startsAt: number, zone: string): boolean {
  const part = (locale: string, options: Intl.DateTimeFormatOptions) => format(locale, zone, options).format(startsAt)
  const days = [part('en-GB', { day: 'numeric', month: 'long' }), part('id-ID', { day: 'numeric', month: 'long' })]
  const [hour = '', minute = ''] = part('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).split(':')
  const h = Number(hour)
  const english = `${h % 12 || 12}${minute === '00' ? '' : `:${minute}`}${h < 12 ? 'am' : 'pm'}`
  const times = [`${hour}.${minute}`, english, ...(h === 12 && minute === '00' ? ['midday'] : [])]
  return days.some((day) => text.includes(day)) && times.some((time) => text.includes(time))
}

const formats = new Map<string, Intl.DateTimeFormat>()
function format(locale: string, timeZone: string, options: Intl.DateTimeFormatOptions) {
  const key = JSON.stringify([locale, timeZone, options])
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone, ...options })
  formats.set(key, known)
  return known
}
