// Whether an email does not do, so that somebody has to ring, and by when: one rule for the list of calls and for how it stands with each
// person of a session. Pure.

import type { MessageStatus } from '../../db/schema/messages.ts'
import type { ReachBy } from '../../db/schema/people.ts'
import { beforeQuiet, days, hours, type Quiet, type Zone } from '../../lib/time.ts'
import { mustKnowBy } from '../replies/rules.ts'

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

/** A message that is so late that the hour by which they have to have heard of it may pass before it goes out. */
export const lateAfter = hours(1)
export const shortOfTime = hours(12)

export type MessageFacts = {
  kind: string
  status: MessageStatus
  outcome: string | null
  createdAt: number
  dueAt: number
  reachBy: ReachBy
  /** The earliest start before that they may still have in mind; null when there is none, and when it tells of no change of the session. */
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
      if (message.unmailed && message.dueAt <= now) return message.unmailed
      if (message.isHeld || isLate(message, now)) return 'held_up'
      return mustBeSeen(message) ? 'not_seen' : undefined
    case 'sent':
      if (outcome === 'delayed' && isLate(message, now)) return 'held_up'
      return mustBeSeen(message) ? 'not_seen' : undefined
    case 'delivered':
      return mustBeSeen(message) ? 'not_seen' : undefined
  }
}

/** A message as it stands later, if what waits is sent when it is due: whom an email can reach is written to. */
export const asHandedOver = <M extends Pick<MessageFacts, 'status' | 'isHeld' | 'unmailed'>>(message: M): M =>
  (message.status === 'planned' || message.status === 'sending') && !message.isHeld && !message.unmailed
    ? { ...message, status: 'sent' }
    : message

/** It did not come in time, and the hour by which they have to have heard of it is near. */
const isLate = ({ dueAt, ringBy }: Pick<MessageFacts, 'dueAt' | 'ringBy'>, now: number): boolean =>
  dueAt <= now - lateAfter && ringBy <= now + shortOfTime

/** That it is off, and a change of it; whoever moved their own booking knows. */
const mustBeSeen = ({ kind, movedFrom }: Pick<MessageFacts, 'kind' | 'movedFrom'>): boolean =>
  kind === 'booking.cancelled' || kind === 'visit.cancelled' || (kind.endsWith('.changed') && movedFrom !== null)

/** Whether somebody has to ring all the same: it may not have been wished, or have time. */
export function isRung(
  topic: Topic,
  why: Why,
  booking: { startsAt: number; cancelledBy: string | null },
  { movedFrom }: { movedFrom: number | null },
  now: number,
): boolean {
  // Who asked for no reminders is not rung instead, unless a place may be lost.
  if (why === 'stopped') return topic === 'confirm'
  if (why !== 'not_seen') return true
  const isOff = topic === 'cancelled' && booking.cancelledBy === 'organiser'
  return (isOff || topic === 'changed') && mustKnowBy({ startsAt: booking.startsAt, movedFrom }, now)
}

export const bookingTopics: Readonly<Record<string, Topic>> = {
  'booking.confirm_request': 'confirm',
  'booking.waitlisted': 'waitlisted',
  'booking.offered': 'offer',
  'booking.offer_ended': 'offer_ended',
  'booking.changed': 'changed',
  'booking.cancelled': 'cancelled',
  'booking.reminder_48h': 'reminder',
  'booking.reminder_day': 'reminder',
}

/** What a message says of a booking that stands so: a reminder of a place that is not confirmed asks for the yes. */
export function speaksOf(kind: string, status: string): Topic | undefined {
  const topic = bookingTopics[kind]
  return topic === 'reminder' && status === 'booked' ? 'confirm' : topic
}

export type Deadline = { zone: Zone; quiet: Quiet; confirmHours: number }
/** `insteadOf`: the start that their link worker moved them from, and that they still have in mind. */
type Timed = { startsAt: number; endsAt: number; offerExpiresAt: number | null; insteadOf?: number | null }

/** By when to ring: before the answer is due or they leave home, and never in the night before. */
export function ringBy(
  topic: Topic,
  message: Pick<MessageFacts, 'createdAt' | 'movedFrom'>,
  booking: Timed,
  { zone, quiet, confirmHours }: Deadline,
): number {
  const { startsAt, insteadOf } = booking
  const inMind = topic === 'confirm' || topic === 'cancelled' ? (insteadOf ?? startsAt) : startsAt
  const beforeTheyLeave = Math.min(startsAt, message.movedFrom ?? startsAt, inMind) - hours(2)
  const at = (): number => {
    switch (topic) {
      case 'offer':
        return booking.offerExpiresAt ?? beforeTheyLeave
      case 'confirm': {
        const due = startsAt - hours(confirmHours)
        return due > message.createdAt ? Math.min(due, beforeTheyLeave) : beforeTheyLeave
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
