// Every kind of email that is sent, how urgent it is, and which of a person's "please stop" choices it obeys.

import type { MessageStatus, RecipientKind } from '../db/schema/messages.ts'
import { hours, minutes } from '../lib/time.ts'
import type { Limits } from './provider/rules.ts'

export type Kind = {
  to: RecipientKind
  /** `at_once` is sent at night too: the answer to a person's own act, or a change they must know before they leave home. */
  when: 'at_once' | 'awake'
  /**
   * What stops it. `answer` is the direct answer to the reader's own act: nothing stops it, and it carries no headers to stop it by.
   * A person stops a whole category, and is rung about visits instead; everybody else stops single kinds.
   */
  category: 'answer' | 'visit' | 'reminder' | 'survey' | 'wellbeing' | 'notice' | 'digest'
}

export const kinds = {
  'booking.confirm_request': { to: 'person', when: 'awake', category: 'visit' },
  'booking.waitlisted': { to: 'person', when: 'awake', category: 'visit' },
  'booking.offered': { to: 'person', when: 'awake', category: 'visit' },
  'booking.offer_ended': { to: 'person', when: 'awake', category: 'visit' },
  'booking.changed': { to: 'person', when: 'at_once', category: 'visit' },
  'booking.cancelled': { to: 'person', when: 'at_once', category: 'visit' },
  'booking.link': { to: 'person', when: 'at_once', category: 'answer' },
  'booking.reminder_48h': { to: 'person', when: 'awake', category: 'reminder' },
  'booking.reminder_day': { to: 'person', when: 'awake', category: 'reminder' },
  'booking.survey': { to: 'person', when: 'awake', category: 'survey' },
  'outcome.asked': { to: 'person', when: 'awake', category: 'wellbeing' },
  'outcome.reminder': { to: 'person', when: 'awake', category: 'wellbeing' },
  'visit.introduced': { to: 'person', when: 'awake', category: 'visit' },
  'visit.arranged': { to: 'person', when: 'awake', category: 'visit' },
  'visit.stepped_back': { to: 'person', when: 'awake', category: 'visit' },
  'visit.greeting': { to: 'person', when: 'awake', category: 'reminder' },
  'visit.claimed': { to: 'buddy', when: 'at_once', category: 'answer' },
  'visit.reminder_48h': { to: 'buddy', when: 'awake', category: 'reminder' },
  'visit.reminder_day': { to: 'buddy', when: 'awake', category: 'reminder' },
  'visit.changed': { to: 'buddy', when: 'at_once', category: 'visit' },
  'visit.cancelled': { to: 'buddy', when: 'at_once', category: 'visit' },
  'team.visit_claimed': { to: 'user', when: 'awake', category: 'notice' },
  'team.visit_stepped_back': { to: 'user', when: 'awake', category: 'notice' },
  'team.visit_unfilled': { to: 'user', when: 'at_once', category: 'notice' },
  'team.visit_moved': { to: 'user', when: 'at_once', category: 'notice' },
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
  'provider.visit_freed': { to: 'user', when: 'awake', category: 'notice' },
  'provider.register_due': { to: 'user', when: 'awake', category: 'reminder' },
  'referral.received': { to: 'referrer', when: 'at_once', category: 'answer' },
  'referral.news': { to: 'referrer', when: 'awake', category: 'notice' },
  'referral.link': { to: 'referrer', when: 'at_once', category: 'answer' },
  'buddy.applied': { to: 'buddy', when: 'at_once', category: 'answer' },
  'buddy.approved': { to: 'buddy', when: 'awake', category: 'answer' },
  'buddy.checks_asked': { to: 'buddy', when: 'awake', category: 'notice' },
  'buddy.resumed': { to: 'buddy', when: 'awake', category: 'notice' },
  'buddy.paused': { to: 'buddy', when: 'awake', category: 'notice' },
  'buddy.check_ends': { to: 'buddy', when: 'awake', category: 'reminder' },
  'buddy.check_expired': { to: 'buddy', when: 'awake', category: 'notice' },
  'buddy.visits_freed': { to: 'buddy', when: 'at_once', category: 'notice' },
  'buddy.declined': { to: 'buddy', when: 'awake', category: 'answer' },
  'digest.link_worker': { to: 'user', when: 'awake', category: 'digest' },
  'digest.organiser': { to: 'user', when: 'awake', category: 'digest' },
  'digest.buddy': { to: 'buddy', when: 'awake', category: 'digest' },
  'digest.coordinator': { to: 'user', when: 'awake', category: 'digest' },
  'account.sign_in': { to: 'sign_in', when: 'at_once', category: 'answer' },
  'account.invitation': { to: 'invitation', when: 'at_once', category: 'notice' },
} as const satisfies Record<string, Kind>

export type MessageKind = keyof typeof kinds

/** RFC 8058 and RFC 2369: what can be stopped says so in its headers and at its foot, and nothing else does. */
export const isStoppable = (kind: MessageKind): boolean => kinds[kind].category !== 'answer'

/** The choice of a person that stops a category; for everybody else it is the kind itself. */
export const personStops = { visit: 'visits', reminder: 'reminders', survey: 'surveys', wellbeing: 'wellbeing' } as const
export type PersonStop = (typeof personStops)[keyof typeof personStops]

/** The choice that stops a kind, as the address of its List-Unsubscribe says it; undefined for what nothing stops. */
export function stopOf(kind: MessageKind): PersonStop | MessageKind | undefined {
  const { to, category } = kinds[kind]
  if (category === 'answer') return undefined
  return to === 'person' && category in personStops ? personStops[category as keyof typeof personStops] : kind
}

/** Which kind a link to stop emails speaks of, in the byte that a link has for it: an email that is passed on stops no alarms. */
export const stopVersion = (kind: MessageKind): number => fnv1a(kind) >>> 24

/** The roles of those who sign in. */
type Role = 'link_worker' | 'organiser' | 'coordinator' | 'buddy'

/** Which staff or buddies get a kind; undefined for what goes to anybody else. */
export function readerOf(kind: MessageKind): Role | undefined {
  if (kinds[kind].to === 'buddy') return 'buddy'
  if (kinds[kind].to !== 'user') return undefined
  const [area, name] = kind.split('.')
  return area === 'digest' ? (name as Role) : areas[area as keyof typeof areas]
}
const areas = { team: 'link_worker', provider: 'organiser', place: 'coordinator' } as const

/** The kinds that somebody with a role can do without. */
export const stoppableFor = (role: Role): MessageKind[] =>
  (Object.keys(kinds) as MessageKind[]).filter((kind) => readerOf(kind) === role && isStoppable(kind))

/** In quiet hours these go out, whatever they say. */
export const kindsSentAtNight = (Object.keys(kinds) as MessageKind[]).filter((kind) => kinds[kind].when === 'at_once')
/** And these, when nobody could use them in the morning any more: news, and not what only reminds or asks. */
export const kindsOfNews = (Object.keys(kinds) as MessageKind[]).filter((kind) =>
  ['answer', 'visit', 'notice'].includes(kinds[kind].category),
)

/** Whether it does not wait for a morning. In SQL: `goesAtNight` of delivery. */
export const isSentAtNight = ({ kind, usefulUntil }: { kind: string; usefulUntil: number }, morning: number): boolean =>
  (kindsSentAtNight as string[]).includes(kind) || (usefulUntil <= morning && (kindsOfNews as string[]).includes(kind))

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

/** What came of handing a batch to the provider; `limits` say how soon it may be called again. */
export type Answer =
  /** One result for each letter, in the order they were handed over. */
  (
    | { outcome: 'accepted'; results: readonly (Accepted | Refused)[] }
    /** Nothing was accepted, for certain. */
    | { outcome: 'refused'; reason: 'rate_limited' | 'quota_used_up' | 'not_allowed' | 'request_refused'; retryAfterMs?: number }
    /** It may have been accepted: only the same bytes under the same key may be sent again. */
    | { outcome: 'in_doubt'; reason: 'no_answer' | 'provider_fault' | 'being_processed' | 'unreadable_answer'; retryAfterMs?: number }
    /** The key was used with other bytes before, which no retry can mend. */
    | { outcome: 'key_conflict' }
  ) & { limits?: Limits }
export type Accepted = { providerId: string }
export type Refused = { refused: true }

/** What the sender's line shows: beside a bare address stands the place's name, without what would need quotes (RFC 5322, 3.2.3). */
export const senderLine = (from: string, placeName: string): string =>
  from.includes('<') ? from : `${placeName.replace(/[\s"(),.:;<>@[\\\]]+/g, ' ').trim()} <${from}>`

/** Hands batches over: Resend, or the mailbox of a developer's machine. */
export type Sender = {
  /** What letters come from: an address, or 'Name <address>'. */
  from: string
  /** For how many ms after the first try the same key is surely known to be the same request. */
  keyLastsFor: number
  send(key: string, letters: readonly Outgoing[]): Promise<Answer>
  /** Waits between two calls; without it nobody does. */
  pause?: (ms: number) => Promise<unknown>
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
