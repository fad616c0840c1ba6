// Which engine a life runs on, and the runtime that the steps are counted in.

import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import type { Db, Meter } from '../../../../src/db/connect.ts'
import { testDb } from '../../../world.ts'
import { allUnderWay, busy, isBusy, type Step } from '../crew.ts'
import { gatedD1, gatedLibsql } from './gate.ts'
import type { MemoryD1 } from './memory.ts'

export const engine = env.TEST_ENGINE as 'd1' | 'libsql' | 'memory'
export const memory = engine === 'memory' ? (env.DB as unknown as MemoryD1) : undefined

export const dbFor = (step: Step, meter?: Meter): Db =>
  env.LIBSQL_URL ? gatedLibsql(env.LIBSQL_URL, step, meter) : gatedD1(env.DB, step, meter)

/** Reads as the simulation and its auditor do: past every step, at no virtual time. */
export async function look<Row>(query: string): Promise<Row[]> {
  if (memory) return memory.look(query) as Row[]
  // A query of libSQL is asked anew each time it is waited for, and only once may it be.
  return busy(Promise.resolve(testDb().all<Row>(sql.raw(query))))
}
export async function change(...statements: string[]): Promise<void> {
  for (const statement of statements) {
    if (memory) memory.raw.exec(statement)
    else await busy(Promise.resolve(testDb().run(sql.raw(statement))))
  }
}

/** Resolves when nothing goes on by itself any more: neither the engine, nor the runtime's cryptography, nor a chain of promises. */
export async function quiet(): Promise<void> {
  do {
    if (isBusy()) await allUnderWay()
    await turn()
  } while (isBusy())
}
// In workerd too a turn of the event loop comes after every promise that could go on.
const turn: () => Promise<void> = memory
  ? () => new Promise((resolve) => setImmediate(resolve))
  : () => new Promise((resolve) => setTimeout(resolve, 0))

/** Sealing runs beside everything else; a step must not be taken while it does, or chance would depend on the machine. */
export function countCryptography(): void {
  if (memory) return
  const subtle = crypto.subtle as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>
  for (const name of ['sign', 'encrypt', 'decrypt', 'digest', 'importKey', 'verify']) {
    const real = subtle[name]?.bind(subtle)
    if (real) subtle[name] = (...args) => busy(real(...args))
  }
}
