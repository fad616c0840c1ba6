// Which letters to a buddy have to be said by voice when no email does. Pure.

import type { Why } from '../../messages/voice/rules.ts'

/** In the order in which a buddy must hear of them; a greeting or an open visit is no reason to ring. */
export const buddyTopics = ['off', 'freed', 'changed', 'reminder'] as const
export type BuddyTopic = (typeof buddyTopics)[number]

export const topicOfKind: Readonly<Record<string, BuddyTopic>> = {
  'visit.cancelled': 'off',
  'buddy.visits_freed': 'freed',
  'visit.changed': 'changed',
  'visit.reminder_48h': 'reminder',
  'visit.reminder_day': 'reminder',
}

/** Who asked for no reminders is not rung instead; that they need not come, or not at that hour, everybody is told. */
export const isRung = (topic: BuddyTopic, why: Why): boolean => topic !== 'reminder' || why !== 'stopped'
