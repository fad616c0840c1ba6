// What a call that stands for an email is about, and what can be answered. Pure: the same facts, deadlines and truths as the emails
// themselves.

import { type BookingTruth, isOfStart, isTrueOfBooking, isTrueOfVisit, type VisitKind, type VisitTruth } from '../letters/truth/rules.ts'
import { awakeAt, hours, minutes, type Quiet, type Zone } from '../lib/time.ts'
import { bookingTopics, type MessageFacts, shortOfTime, speaksOf, type Topic, topics } from '../messages/voice/rules.ts'

/** What can be written down as their answer, each carried out as the email's own link would. */
export type CallAnswer = 'yes' | 'no' | 'other_date' | 'instead' | 'told'

/** The last instant by which to ring that is near: one in the night counts as the evening before. */
export function nearUntil(now: number, zone: Zone, quiet: Quiet): number {
  const near = now + shortOfTime
  const awake = awakeAt(near, zone, quiet)
  return awake === near ? near : awake - 1
}

type Spoken = Pick<MessageFacts, 'kind' | 'createdAt' | 'movedFrom'> & { dedupeKey: string }
type Booking = BookingTruth & { id: string; cancelledBy: string | null; isAnswered: number; offerExpiresAt: number | null }
export type Subject = { booking: Booking; visit: VisitTruth | undefined }

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

/** What is to be answered beside the topic that leads: a change was told, and the place is still offered or not confirmed. */
export const asksBeside = (topic: Topic, status: string): 'offer' | 'confirm' | undefined =>
  topic !== 'changed' ? undefined : status === 'offered' ? 'offer' : status === 'booked' ? 'confirm' : undefined

export function answersTo(topic: Topic, status: string): readonly CallAnswer[] {
  switch (topic) {
    case 'offer':
      return ['yes', 'no']
    case 'confirm':
      return ['yes', 'no', 'other_date']
    case 'changed':
      if (status === 'offered') return ['yes', 'no', 'told']
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

/** One call about one booking, whatever number of messages it stands for: the first topic leads, the first deadline counts. */
export function groupCalls<M extends { bookingId: string; topic: Topic; messageId: number; ringBy: number }>(messages: readonly M[]) {
  const urgency = (one: M) => topics.indexOf(one.topic)
  return [...Map.groupBy(messages, ({ bookingId }) => bookingId).values()]
    .map((about) => {
      const [lead, ...rest] = about.toSorted((a, b) => urgency(a) - urgency(b) || b.messageId - a.messageId) as [M, ...M[]]
      return {
        ...lead,
        ringBy: Math.min(...about.map(({ ringBy }) => ringBy)),
        messageIds: [lead, ...rest].map(({ messageId }) => messageId),
      }
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
