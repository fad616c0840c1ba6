import type { AnswerRefusal } from '../../src/surveys/actions.ts'
import type { TextKey } from '../render.tsx'

/** Why there is nothing to answer, as a heading and what to do now. */
export const refusalWords = {
  no_such_booking: { title: 'surveys.nothing_to_ask.title', body: 'surveys.nothing_to_ask.body' },
  link_revoked: { title: 'surveys.link_revoked.title', body: 'surveys.link_revoked.body' },
  nothing_to_ask: { title: 'surveys.nothing_to_ask.title', body: 'surveys.nothing_to_ask.body' },
  link_expired: { title: 'surveys.link_expired.title', body: 'surveys.link_expired.body' },
  not_over_yet: { title: 'surveys.not_over_yet.title', body: 'surveys.not_over_yet.body' },
} as const satisfies Record<AnswerRefusal | 'link_expired', { title: TextKey; body: TextKey }>
