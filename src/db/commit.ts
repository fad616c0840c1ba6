import { type Db, EngineBusy, type Statement } from './connect.ts'
import type { ConstraintName } from './constraints.ts'
import { constraints } from './constraints.ts'

export type Committed<N> = { refusedBy: N; results: never[] } | { refusedBy: undefined; results: unknown[] }

/**
 * One atomic write. A rule that must survive a race is a constraint: `refusedBy` names the expected one that refused the
 * whole batch; otherwise `results` holds what each statement returned. Anything else throws.
 */
export async function commit<N extends ConstraintName>(
  db: Db,
  expected: readonly N[],
  statements: readonly Statement[],
): Promise<Committed<N>> {
  if (statements.length === 0) return { refusedBy: undefined, results: [] }
  try {
    return { refusedBy: undefined, results: await db.batch(statements as unknown as [Statement, ...Statement[]]) }
  } catch (error) {
    const refusedBy = expected.find((name) => mentions(error, constraints[name]))
    if (!refusedBy) throw error
    return { refusedBy, results: [] }
  }
}

const mentions = (error: unknown, text: string): boolean =>
  error instanceof Error && (error.message.includes(`constraint failed: ${text}`) || mentions(error.cause, text))

/** What a use case answers when somebody else moved the same thing between its load and its commit. */
export const moved = Symbol('moved')
// Of thirty people who give up a place in the same second the last one wins at the thirtieth try.
const tries = 40

/**
 * Load → decide → commit, again from the start while another command gets there first. Each try that loses means that
 * another one won, so this ends; past the bound the place is simply too busy, and nothing is half done.
 */
export async function again<T>(work: () => Promise<T | typeof moved>): Promise<T> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const result = await work()
    if (result !== moved) return result as T
  }
  throw new EngineBusy('The same record kept changing')
}
