// Whom an email did not reach, what it would have said, and by when somebody should ring. Pure: the same facts, deadlines and truths
// as the emails themselves.

import type { MessageStatus } from '../db/schema/messages.ts'
import type { ReachBy } from '../db/schema/people.ts'
import { type BookingTruth, isOfStart, isTrueOfBooking, isTrueOfVisit, type VisitKind, type VisitTruth } from '../letters/truth/rules.ts'
import { awakeAt, beforeQuiet, days, hours, minutes, type Quiet, type Zone } from '../lib/time.ts'
import { knownBefore } from '../messages/replies/rules.ts'

/** In the order in which somebody must hear of them: what a call about one booking speaks of first. */
export const topics = [
  'cancelled',
  'changed',
  'offer',
  'confirm',
  'offer_ended',
  'arranged',
  'reminder',
  'greeting',
  'waitlisted',
  'survey',
] as const
export type Topic = (typeof topics)[number]

/** Why an email does not do. */
export const whys = [
  'by_phone',
  'by_carer',
  'no_address',
  'no_emails',
  'address_stopped',
  'came_back',
  'stopped',
  'failed',
  'held_up',
  'not_seen',
] as const
export type Why = (typeof whys)[number]

/** What can be written down as their answer, each carried out as the email's own link would. */
export type CallAnswer = 'yes' | 'no' | 'other_date' | 'instead' | 'told'

/** A message that is so late that the hour by which they have to have heard of it may pass before it goes out. */
export const lateAfter = hours(1)
export const shortOfTime = hours(12)

/** The last instant by which to ring that is near: one in the night counts as the evening before. */
export function nearUntil(now: number, zone: Zone, quiet: Quiet): number {
  const near = now + shortOfTime
  const awake = awakeAt(near, zone, quiet)
  return awake === near ? near : awake - 1
}

export type MessageFacts = {
  kind: string
  dedupeKey: string
  status: MessageStatus
  outcome: string | null
  createdAt: number
  dueAt: number
  reachBy: ReachBy
  /** The start before the change that the message tells of; null when it tells of no change of the session. */
  movedFrom: number | null
  /** Its batch waits for a person's decision. */
  isHeld: boolean
  /** Why no email can ever tell them, as far as their record shows without being opened. */
  unmailed: Unmailed | null
  /** By when somebody has to ring. */
  ringBy: number
}

export type Unmailed = Extract<Why, 'by_phone' | 'by_carer' | 'no_address' | 'no_emails' | 'stopped'>

/** Why this message has to be said by voice, or undefined when it need not, as far as its own row tells. */
export function whyByVoice({ status, outcome, reachBy, ...message }: MessageFacts, now: number): Why | undefined {
  switch (status) {
    case 'suppressed':
      if (outcome === 'no_address' && message.unmailed === 'no_emails') return 'no_emails'
      if (outcome === 'no_address') return reachBy === 'phone' ? 'by_phone' : reachBy === 'carer' ? 'by_carer' : 'no_address'
      if (outcome === 'address_suppressed') return 'address_stopped'
      return outcome === 'stopped_by_person' ? 'stopped' : undefined
    case 'bounced':
    case 'complained':
      return 'came_back'
    case 'failed':
      return 'failed'
    case 'cancelled':
      // Given up by a person; what was not true any more is told to nobody.
      return outcome === 'no_longer_true' || outcome === 'consent_withdrawn' ? undefined : 'failed'
    case 'planned':
    case 'sending':
      // Delivery may stand still for days: whom it cannot help is rung at once.
      if (status === 'planned' && message.unmailed && message.dueAt <= now) return message.unmailed
      if (message.isHeld || (message.dueAt <= now - lateAfter && message.ringBy <= now + shortOfTime)) return 'held_up'
      return mustBeSeen(message) ? 'not_seen' : undefined
    case 'sent':
    case 'delivered':
      return mustBeSeen(message) ? 'not_seen' : undefined
  }
}

/** A cancelled session, and a change of one; whoever moved their own booking knows. */
const mustBeSeen = ({ kind, movedFrom }: Pick<MessageFacts, 'kind' | 'movedFrom'>): boolean =>
  kind === 'booking.cancelled' || (kind === 'booking.changed' && movedFrom !== null)

type Spoken = Pick<MessageFacts, 'kind' | 'dedupeKey' | 'createdAt' | 'movedFrom'>
type Booking = BookingTruth & { id: string; cancelledBy: string | null; isAnswered: number; offerExpiresAt: number | null }
export type Subject = { booking: Booking; visit: VisitTruth | undefined }

/** Whether somebody has to ring all the same: it may not have been wished, or have time. */
export function isRung(topic: Topic, why: Why, booking: Booking, { movedFrom }: { movedFrom: number | null }, now: number): boolean {
  // Who asked for no reminders is not rung instead, unless a place may be lost.
  if (why === 'stopped') return topic === 'confirm'
  if (why !== 'not_seen') return true
  const isOff = topic === 'cancelled' && booking.cancelledBy === 'organiser'
  const setsOutAt = Math.min(booking.startsAt, movedFrom ?? booking.startsAt)
  return (isOff || topic === 'changed') && setsOutAt > now && now >= setsOutAt - knownBefore
}

const bookingTopics: Readonly<Record<string, Topic>> = {
  'booking.confirm_request': 'confirm',
  'booking.waitlisted': 'waitlisted',
  'booking.offered': 'offer',
  'booking.offer_ended': 'offer_ended',
  'booking.changed': 'changed',
  'booking.cancelled': 'cancelled',
  'booking.reminder_48h': 'reminder',
  'booking.reminder_day': 'reminder',
}

/** What a message would be a call about; undefined when it is not true any more. */
export function topicOf(message: Spoken, { booking, visit }: Subject, now: number): Topic | undefined {
  const { kind, movedFrom, createdAt } = message
  if (!isOfStart(message, booking.startsAt)) return undefined
  if (kind.startsWith('visit.')) {
    if (!visit || !isTrueOfVisit(kind as VisitKind, visit, createdAt, now)) return undefined
    return kind === 'visit.greeting' ? 'greeting' : 'arranged'
  }
  if (kind === 'booking.survey') {
    const isOver = now >= booking.endsAt && booking.sessionStatus !== 'cancelled'
    return isOver && !booking.isAnswered && ['booked', 'confirmed', 'attended', 'missed'].includes(booking.status) ? 'survey' : undefined
  }
  const topic = bookingTopics[kind]
  if (!topic || !isTrueOfBooking[kind as keyof typeof isTrueOfBooking](booking, now)) return undefined
  if (topic === 'changed' && movedFrom === null) return undefined
  // Nobody sets out for what has begun.
  if (topic === 'cancelled' && now >= booking.startsAt) return undefined
  return speaksOf(kind, booking.status)
}

/** What a message says of a booking that stands so: a reminder of a place that is not confirmed asks for the yes. */
function speaksOf(kind: string, status: string): Topic | undefined {
  const topic = bookingTopics[kind]
  return topic === 'reminder' && status === 'booked' ? 'confirm' : topic
}

export type Deadline = { zone: Zone; quiet: Quiet; confirmHours: number }
type Timed = { startsAt: number; endsAt: number; offerExpiresAt: number | null }

/** By when to ring: before the answer is due or they leave home, and never in the night before. */
export function ringBy(topic: Topic, message: Spoken, booking: Timed, { zone, quiet, confirmHours }: Deadline): number {
  const beforeTheyLeave = Math.min(booking.startsAt, message.movedFrom ?? booking.startsAt) - hours(2)
  const at = (): number => {
    switch (topic) {
      case 'offer':
        return booking.offerExpiresAt ?? beforeTheyLeave
      case 'confirm': {
        const due = booking.startsAt - hours(confirmHours)
        return due > message.createdAt ? due : beforeTheyLeave
      }
      case 'waitlisted':
      case 'offer_ended':
      case 'greeting':
        return Math.min(message.createdAt + days(2), beforeTheyLeave)
      case 'survey':
        return booking.endsAt + days(2)
      default:
        return beforeTheyLeave
    }
  }
  return beforeQuiet(at(), zone, quiet)
}

export function answersTo(topic: Topic, status: string): readonly CallAnswer[] {
  switch (topic) {
    case 'offer':
      return ['yes', 'no']
    case 'confirm':
      return ['yes', 'no', 'other_date']
    case 'changed':
      return status === 'booked' || status === 'confirmed' ? ['yes', 'no', 'other_date', 'told'] : ['told', 'no']
    case 'cancelled':
    case 'offer_ended':
      return ['instead', 'told']
    case 'survey':
      return ['told']
    default:
      return ['told', 'no']
  }
}

/** What was asked and is still to be answered after somebody was only told something. */
export const asking = ['booking.confirm_request', 'booking.offered', 'booking.survey'] as const

/** One call about one booking, whatever number of messages it stands for: the first topic leads. */
export function groupCalls<M extends { bookingId: string; topic: Topic; messageId: number; ringBy: number }>(messages: readonly M[]) {
  const urgency = (one: M) => topics.indexOf(one.topic)
  return [...Map.groupBy(messages, ({ bookingId }) => bookingId).values()]
    .map((about) => {
      const [lead, ...rest] = about.toSorted((a, b) => urgency(a) - urgency(b) || b.messageId - a.messageId) as [M, ...M[]]
      return { ...lead, ringBy: lead.ringBy, messageIds: [lead, ...rest].map(({ messageId }) => messageId) }
    })
    .toSorted((a, b) => a.ringBy - b.ringBy || a.messageId - b.messageId)
}

export const tryHows = ['not_reached', 'left_word'] as const
export const agains = ['in_an_hour', 'in_three_hours', 'tomorrow'] as const
export type Again = (typeof agains)[number]

/** When to try again: never at night. */
export function tryAgainAt(again: Again, now: number, zone: Zone, quiet: Quiet): number {
  const pause = { in_an_hour: minutes(60), in_three_hours: hours(3), tomorrow: hours(20) }[again]
  return awakeAt(now + pause, zone, quiet)
}

/** The message that an address names; 0, which no message has, for anything else. */
export const messageIn = (text: string): number => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0)
