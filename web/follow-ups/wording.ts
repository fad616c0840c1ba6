import type { TextKey } from '../render.tsx'

export const doneCodes = ['step_done', 'put_off', 'followed_up', 'settled'] as const
export type Done = (typeof doneCodes)[number]
export const doneText = {
  step_done: 'follow_ups.done.step_done',
  put_off: 'follow_ups.done.put_off',
  followed_up: 'follow_ups.done.followed_up',
  settled: 'follow_ups.done.settled',
} as const satisfies Record<Done, TextKey>
