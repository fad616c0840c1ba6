// Every kind of email that is sent, how urgent it is, and which of a person's "please stop" choices it obeys.

import type { RecipientKind } from '../db/schema/messages.ts'

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
  'visit.introduced': { to: 'person', when: 'awake', category: 'service' },
  'visit.stepped_back': { to: 'person', when: 'awake', category: 'service' },
  'visit.claimed': { to: 'buddy', when: 'at_once', category: 'service' },
  'visit.reminder_48h': { to: 'buddy', when: 'awake', category: 'reminder' },
  'visit.reminder_day': { to: 'buddy', when: 'awake', category: 'reminder' },
  'visit.changed': { to: 'buddy', when: 'at_once', category: 'service' },
  'visit.cancelled': { to: 'buddy', when: 'at_once', category: 'service' },
  'team.visit_claimed': { to: 'user', when: 'awake', category: 'notice' },
  'team.visit_unfilled': { to: 'user', when: 'at_once', category: 'notice' },
  'team.session_cancelled': { to: 'user', when: 'awake', category: 'notice' },
  'team.booking_cancelled': { to: 'user', when: 'awake', category: 'notice' },
  'provider.visit_claimed': { to: 'user', when: 'awake', category: 'notice' },
  'provider.register_due': { to: 'user', when: 'awake', category: 'reminder' },
  'buddy.applied': { to: 'buddy', when: 'at_once', category: 'service' },
  'buddy.approved': { to: 'buddy', when: 'awake', category: 'service' },
  'buddy.declined': { to: 'buddy', when: 'awake', category: 'service' },
  'account.sign_in': { to: 'sign_in', when: 'at_once', category: 'service' },
  'account.invitation': { to: 'invitation', when: 'at_once', category: 'service' },
} as const satisfies Record<string, Kind>

export type MessageKind = keyof typeof kinds

/** One email as it is handed to the provider: one recipient, never cc or bcc. */
export type Letter = { to: string; subject: string; html: string; text: string; headers?: Record<string, string> }

/** Why a due message is not sent after all. */
export type Unsent = 'no_longer_true' | 'no_address' | 'stopped_by_person' | 'address_suppressed'
