// Every kind of email that is sent, how urgent it is, and which of a person's "please stop" choices it obeys.

import type { MessageStatus, RecipientKind } from '../db/schema/messages.ts'
import { hours, minutes } from '../lib/time.ts'

export type Kind = {
  to: RecipientKind
  /** `at_once` is sent at night too: the answer to a person's own act, or a change they must know before they leave home. */
  when: 'at_once' | 'awake'
  /** `service` is the direct consequence of a booking and cannot be stopped apart from leaving; the others can. */
  category: 'service' | 'reminder' | 'survey' | 'notice'
}

export const kinds = {
  'booking.confirm_request': { to: 'person', when: 'awake', category: 'service' },
  'booking.waitlisted': { to: 'person', when: 'awake', category: 'service' },
  'booking.offered': { to: 'person', when: 'awake', category: 'service' },
  'booking.offer_ended': { to: 'person', when: 'awake', category: 'service' },
  'booking.changed': { to: 'person', when: 'at_once', category: 'service' },
  'booking.cancelled': { to: 'person', when: 'at_once', category: 'service' },
  'booking.link': { to: 'person', when: 'at_once', category: 'service' },
  'booking.reminder_48h': { to: 'person', when: 'awake', category: 'reminder' },
  'booking.reminder_day': { to: 'person', when: 'awake', category: 'reminder' },
  'booking.survey': { to: 'person', when: 'awake', category: 'survey' },
  'outcome.asked': { to: 'person', when: 'awake', category: 'survey' },
  'outcome.reminder': { to: 'person', when: 'awake', category: 'survey' },
  'visit.introduced': { to: 'person', when: 'awake', category: 'service' },
  'visit.arranged': { to: 'person', when: 'awake', category: 'service' },
  'visit.stepped_back': { to: 'person', when: 'awake', category: 'service' },
  'visit.greeting': { to: 'person', when: 'awake', category: 'reminder' },
  'visit.claimed': { to: 'buddy', when: 'at_once', category: 'service' },
  'visit.reminder_48h': { to: 'buddy', when: 'awake', category: 'reminder' },
  'visit.reminder_day': { to: 'buddy', when: 'awake', category: 'reminder' },
  'visit.changed': { to: 'buddy', when: 'at_once', category: 'service' },
  'visit.cancelled': { to: 'buddy', when: 'at_once', category: 'service' },
  'team.visit_claimed': { to: 'user', when: 'awake', category: 'notice' },
  'team.visit_unfilled': { to: 'user', when: 'at_once', category: 'notice' },
  'team.session_cancelled': { to: 'user', when: 'awake', category: 'notice' },
  'team.booking_cancelled': { to: 'user', when: 'awake', category: 'notice' },
  'team.referral_received': { to: 'user', when: 'awake', category: 'notice' },
  'team.referral_assigned': { to: 'user', when: 'awake', category: 'notice' },
  'team.referral_late': { to: 'user', when: 'awake', category: 'notice' },
  'place.referral_late': { to: 'user', when: 'awake', category: 'notice' },
  'place.job_late': { to: 'user', when: 'at_once', category: 'notice' },
  'place.job_well': { to: 'user', when: 'awake', category: 'notice' },
  'team.person_left': { to: 'user', when: 'awake', category: 'notice' },
  'team.address_stopped': { to: 'user', when: 'awake', category: 'notice' },
  'place.address_stopped': { to: 'user', when: 'awake', category: 'notice' },
  'provider.visit_claimed': { to: 'user', when: 'awake', category: 'notice' },
  'provider.register_due': { to: 'user', when: 'awake', category: 'reminder' },
  'referral.received': { to: 'referrer', when: 'at_once', category: 'service' },
  'referral.news': { to: 'referrer', when: 'awake', category: 'service' },
  'referral.link': { to: 'referrer', when: 'at_once', category: 'service' },
  'buddy.applied': { to: 'buddy', when: 'at_once', category: 'service' },
  'buddy.approved': { to: 'buddy', when: 'awake', category: 'service' },
  'buddy.visits_freed': { to: 'buddy', when: 'at_once', category: 'service' },
  'buddy.declined': { to: 'buddy', when: 'awake', category: 'service' },
  'account.sign_in': { to: 'sign_in', when: 'at_once', category: 'service' },
  'account.invitation': { to: 'invitation', when: 'at_once', category: 'service' },
} as const satisfies Record<string, Kind>

export type MessageKind = keyof typeof kinds

/** In quiet hours nothing else goes out. */
export const kindsSentAtNight = (Object.keys(kinds) as MessageKind[]).filter((kind) => kinds[kind].when === 'at_once')

/** One email as it is handed to the provider: one recipient, never cc or bcc. */
export type Letter = { to: string; subject: string; html: string; text: string; headers?: Record<string, string> }

/** Why a due message is not sent after all. */
export type Unsent = 'no_longer_true' | 'no_address' | 'stopped_by_person' | 'consent_withdrawn' | 'address_suppressed'

/** What becomes of a message that is not sent, in its `status`; the reason stands in `outcome`. */
export const statusOfUnsent = {
  no_longer_true: 'cancelled',
  no_address: 'suppressed',
  stopped_by_person: 'suppressed',
  consent_withdrawn: 'suppressed',
  address_suppressed: 'suppressed',
} as const satisfies Record<Unsent, MessageStatus>

/** A letter as it is frozen: with all that configuration or a deploy could change between two tries. */
export type Outgoing = Letter & { from: string; replyTo: string; messageId: number; batchId?: string }

/** What came of handing a batch to the provider. */
export type Answer =
  /** One result for each letter, in the order they were handed over. */
  | { outcome: 'accepted'; results: readonly (Accepted | Refused)[] }
  /** Nothing was accepted, for certain. */
  | { outcome: 'refused'; reason: 'rate_limited' | 'quota_used_up' | 'not_allowed' | 'request_refused'; retryAfterMs?: number }
  /** It may have been accepted: only the same bytes under the same key may be sent again. */
  | { outcome: 'in_doubt'; reason: 'no_answer' | 'provider_fault' | 'being_processed' | 'unreadable_answer'; retryAfterMs?: number }
  /** The key was used with other bytes before, which no retry can mend. */
  | { outcome: 'key_conflict' }
export type Accepted = { providerId: string }
export type Refused = { refused: true }

/** Hands batches over: Resend, or the mailbox of a developer's machine. */
export type Sender = {
  /** The address that letters come from, e.g. 'Alongside <hello@example.org>'. */
  from: string
  /** For how many ms after the first try the same key is surely known to be the same request. */
  keyLastsFor: number
  send(key: string, letters: readonly Outgoing[]): Promise<Answer>
}

/** Why a batch waits for a person. */
export type HeldBecause = 'key_conflict' | 'in_doubt_too_long' | 'outdated_in_doubt' | 'unreadable'

/** A frozen batch that was tried and not answered: whether the same bytes may still go out under the same key. */
export function holdReason(
  frozen: { firstTriedAt: number; usefulUntil: number },
  keyLastsFor: number,
  now: number,
): 'in_doubt_too_long' | 'outdated_in_doubt' | undefined {
  if (now - frozen.firstTriedAt >= keyLastsFor) return 'in_doubt_too_long'
  // One of its letters may have been untrue for hours. Nobody can take it out of bytes that may already be with the provider.
  return frozen.usefulUntil <= now ? 'outdated_in_doubt' : undefined
}

/** The next try: 1, 2, 4 … minutes later, at most an hour, or when the provider asks for, and up to a quarter more. */
export function nextTryAt(id: string, tries: number, now: number, askedMs = 0): number {
  const pause = Math.max(Math.min(minutes(2 ** (tries - 1)), hours(1)), Math.min(askedMs, hours(6)))
  // So that batches which failed together do not all come back together; the same batch waits the same time in every rerun.
  return Math.round(now + pause * (1 + (fnv1a(`${id}|${tries}`) % 1000) / 4000))
}

/** FNV-1a, 32 bits: spreads, and protects nothing. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
