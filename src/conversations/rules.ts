// A link worker's contact notes: how they were had, and until when they may be put right. Pure.

import type { Channel } from '../db/schema/listening.ts'
import { days } from '../lib/time.ts'

export const channels = ['phone', 'in_person', 'home_visit', 'video', 'message', 'email', 'letter'] as const satisfies readonly Channel[]

/** A slip of the pen is put right within a day; after that a note is what was written, and a new one says what changed. */
export const correctableFor = days(1)

export type CorrectionRefusal = 'not_yours' | 'too_late'

/** Why this user cannot correct this note any more; undefined when they can. */
export function correctionRefusal(
  note: { writtenBy: string; createdAt: number },
  userId: string,
  now: number,
): CorrectionRefusal | undefined {
  if (note.writtenBy !== userId) return 'not_yours'
  return now - note.createdAt >= correctableFor ? 'too_late' : undefined
}
