import type { EndedStatus } from '../../../src/referrals/rules.ts'
import type { TextKey } from '../../render.tsx'

/** What was just done, as `?done=<code>` carries it over the redirect: a change here, or an ending that leads here. */
export const doneCodes = ['changed', 'revoked', 'completed', 'declined', 'unreachable', 'withdrawn'] as const satisfies readonly (
  | EndedStatus
  | 'changed'
  | 'revoked'
)[]
export type Done = (typeof doneCodes)[number]

export const doneText = {
  changed: 'news.done.changed',
  revoked: 'news.done.revoked',
  completed: 'news.done.completed',
  declined: 'news.done.declined',
  unreachable: 'news.done.unreachable',
  withdrawn: 'news.done.withdrawn',
} as const satisfies Record<Done, TextKey>
