// What the provider tells after it took an email, and what that makes of the message. Events come at least once, late and in
// any order: each has a rank, a message only ever moves up, and so every order of the same events ends alike.

import type { MessageStatus } from '../../db/schema/messages.ts'
import { days } from '../../lib/time.ts'

export const eventKinds = [
  'email.sent',
  'email.delivery_delayed',
  'email.failed',
  'email.suppressed',
  'email.delivered',
  'email.bounced',
  'email.complained',
] as const
export type EventKind = (typeof eventKinds)[number]

/** One thing that the provider told. Of kinds that say nothing about a message there is only the name. */
export type ProviderEvent = {
  /** Names the telling: the same one comes again under the same id. */
  id: string
  kind: string
  /** What it is about, as the provider names it. */
  providerId?: string | undefined
  /** What it is about, as the email itself says in its tags: known even when the answer to our request was lost. */
  messageId?: number | undefined
  batchId?: string | undefined
  address?: string | undefined
  happenedAt: number
  /** The receiving server said that it will never take email for this address. */
  isPermanent?: boolean
}

export type Outcome = 'delayed' | 'provider_failed' | 'address_suppressed' | 'soft_bounce' | 'hard_bounce'
export type Effect = {
  rank: number
  status: Extract<MessageStatus, 'sent' | 'failed' | 'suppressed' | 'delivered' | 'bounced' | 'complained'>
  outcome: Outcome | null
  /** Nothing more is sent to the address, and whoever looks after its owner is told. */
  suppresses?: 'bounced' | 'complained' | 'refused'
}

const effects = {
  'email.sent': { rank: 1, status: 'sent', outcome: null },
  'email.delivery_delayed': { rank: 2, status: 'sent', outcome: 'delayed' },
  // Below delivered: a server that took it after all is the better witness.
  'email.failed': { rank: 3, status: 'failed', outcome: 'provider_failed' },
  'email.suppressed': { rank: 4, status: 'suppressed', outcome: 'address_suppressed', suppresses: 'refused' },
  'email.delivered': { rank: 5, status: 'delivered', outcome: null },
  'email.bounced': { rank: 6, status: 'bounced', outcome: 'soft_bounce' },
  'email.complained': { rank: 8, status: 'complained', outcome: null, suppresses: 'complained' },
} as const satisfies Record<EventKind, Effect>

const hardBounce = { rank: 7, status: 'bounced', outcome: 'hard_bounce', suppresses: 'bounced' } as const satisfies Effect

/** Undefined for a kind that says nothing about what became of a message: opened, clicked, or one that is new. */
export function effectOf({ kind, isPermanent }: Pick<ProviderEvent, 'kind' | 'isPermanent'>): Effect | undefined {
  if (kind === 'email.bounced' && isPermanent) return hardBounce
  return Object.hasOwn(effects, kind) ? effects[kind as EventKind] : undefined
}

/** How far a message is; what stands in no list has been told nothing yet. The statement that moves a message asks the same. */
export const ranks: readonly { status: MessageStatus; outcome?: Outcome; rank: number }[] = [
  { status: 'sent', outcome: 'delayed', rank: 2 },
  { status: 'sent', rank: 1 },
  { status: 'failed', rank: 3 },
  { status: 'suppressed', rank: 4 },
  { status: 'delivered', rank: 5 },
  { status: 'bounced', outcome: 'hard_bounce', rank: 7 },
  { status: 'bounced', rank: 6 },
  { status: 'complained', rank: 8 },
  // Somebody decided about it. What is told late changes that no more.
  { status: 'cancelled', rank: 99 },
]

/**
 * How long an id is remembered. A signature is good for five minutes, so a copy of one request is refused after that anyway; the
 * provider itself tells again, under the same id and freshly signed, for a little over a day.
 */
export const idsKept = days(3)
