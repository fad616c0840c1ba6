// Which letters to a buddy have to be said by voice when no email does. Pure.

import { mustKnowBy, type SetsOut } from '../../messages/replies/rules.ts'
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

/**
 * Who asked for no reminders is not rung instead; that they need not come, or not at that hour, everybody is told, and asked a day
 * before they would set out if they have not said that they saw it.
 */
export const isRung = (topic: BuddyTopic, why: Why, hours: SetsOut, now: number): boolean =>
  why === 'not_seen' ? mustKnowBy(hours, now) : topic !== 'reminder' || why !== 'stopped'

/** The hour that is spoken of: where the move itself took the visit from them, the one they had promised. */
export const hourOf = (topic: BuddyTopic, startsAt: number, lostFrom: number | null): number =>
  topic === 'off' ? (lostFrom ?? startsAt) : startsAt

/** One about each visit: the first topic leads, and of two alike the later. */
export const firstOfEach = <C extends { topic: BuddyTopic; id: number; subjectId: string; recipientId: string }>(
  calls: readonly C[],
): C[] =>
  [...Map.groupBy(calls, ({ subjectId, recipientId }) => `${subjectId} ${recipientId}`).values()].flatMap(
    (alike) => alike.toSorted((a, b) => buddyTopics.indexOf(a.topic) - buddyTopics.indexOf(b.topic) || b.id - a.id)[0] ?? [],
  )
