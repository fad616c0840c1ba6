// What one invocation of a Worker may still do. The platform ends one that asks the database too often or takes too long at any
// await; a run that ends by itself a little earlier says that there is more to do, and the next one goes on.

import { EngineBusy, type Meter } from '../db/connect.ts'

export type Budget = {
  /** Whether a piece of work of so many statements may begin. */
  hasRoom: (statements?: number) => boolean
  meter: Meter
}

/** Not a fault: jobs keep what they have done, and the next run finds what is left. */
export class OutOfBudget extends EngineBusy {}

/**
 * `statements` is a bound on what one invocation asks the database. A round trip that begins within it goes whole, so that
 * every run gets somewhere: it may go over by one commit.
 */
export function budgetOf(statements: number, isTimeUp: () => boolean): Budget {
  let used = 0
  const hasRoom = (wanted = 1) => used + wanted <= statements && !isTimeUp()
  const meter = (more: number) => {
    if (!hasRoom()) throw new OutOfBudget('This invocation has done its share')
    used += more
  }
  return { hasRoom, meter }
}

export const unlimited: Budget = { hasRoom: () => true, meter: () => undefined }
