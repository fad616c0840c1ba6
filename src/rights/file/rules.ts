// What is in the file that a person can ask for. Pure: which tables it tells, and how it is written as JSON.

/**
 * Every table that holds something about a referred person, and the part of the file that tells it. A test compares this with the
 * schema: a new table with a person in it has to be told, or has to have a reason below.
 */
export const told = {
  people: 'person',
  referrals: 'referrals',
  referral_news: 'news',
  conversations: 'conversations',
  profiles: 'profile',
  needs: 'needs',
  follow_up_pauses: 'pauses',
  goals: 'goals',
  goal_ratings: 'ratings',
  questionnaires: 'questionnaires',
  outcomes: 'outcomes',
  bookings: 'bookings',
  visits: 'visits',
  responses: 'responses',
  messages: 'messages',
  replies: 'replies',
  call_tries: 'calls',
  audit_entries: 'changes',
} as const

/** Tables that point at one of those, and why the file leaves them out. */
export const untold = {
  idempotency_keys: 'The number of a request, for a week: says nothing that the booking does not.',
  buddy_slots: 'The quarter hours of a buddy, who is told of as the visit.',
} as const

/** Columns that only the machine reads: keyed indexes, counters of changes, and what delivery keeps. */
export const leftOut: ReadonlySet<string> = new Set([
  ...['emailIndex', 'phoneIndex', 'nameBirthIndex', 'sentIndex', 'step', 'linkVersion', 'requestId', 'mergedInto', 'erasedAt'],
  ...['dedupeKey', 'secret', 'batchId', 'providerId', 'usefulUntil', 'attempts'],
])

/** The same as JSON for another program: instants as ISO 8601, everything else as it is. */
export function asJson(value: unknown, key = ''): unknown {
  if (typeof value === 'number' && (key.endsWith('At') || key === 'at')) return new Date(value).toISOString()
  if (Array.isArray(value)) return value.map((one) => asJson(one))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !leftOut.has(name))
      .map(([name, one]) => [name, asJson(one, name)]),
  )
}
