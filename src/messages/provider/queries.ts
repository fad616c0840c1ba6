// One row says how the provider is doing, so that all isolates know. It is written in the batch that writes down the answer.

import { sql } from 'drizzle-orm'
import type { Db, Statement } from '../../db/connect.ts'
import { providerCircuit, sendBatches } from '../../db/schema/messages.ts'
import { inHeldBatches, inOpenBatches } from '../delivery/queries.ts'
import { cannotWaitFor, countsAgainst, firstProbe, opensAfter, pausedUntil, probeDoublings, type Trouble } from './rules.ts'

const id = 'provider' as const

export const circuitNow = (db: Db) => db.select().from(providerCircuit).where(sql`id = ${id}`)

/** What a trouble makes of the circuit; nothing when it says nothing about the provider. */
export function troubled(db: Db, reason: Trouble, now: number, askedMs: number | undefined): Statement[] {
  const until = pausedUntil(reason, now, askedMs)
  const isQuota = reason === 'quota_used_up'
  if (until !== undefined) {
    const openedAt = isQuota ? now : null
    return [
      db
        .insert(providerCircuit)
        .values({ id, failingSince: now, openedAt, probeAt: until, reason })
        .onConflictDoUpdate({
          target: providerCircuit.id,
          set: {
            failingSince: sql`coalesce(failing_since, excluded.failing_since)`,
            openedAt: sql`coalesce(opened_at, excluded.opened_at)`,
            probeAt: sql`max(coalesce(probe_at, 0), excluded.probe_at)`,
            reason: sql`excluded.reason`,
          },
        }),
    ]
  }
  if (!countsAgainst(reason)) return []
  const isOpen = sql`failures + 1 >= ${opensAfter}`
  return [
    db
      .insert(providerCircuit)
      .values({ id, failures: 1, failingSince: now, reason })
      .onConflictDoUpdate({
        target: providerCircuit.id,
        set: {
          failures: sql`failures + 1`,
          failingSince: sql`coalesce(failing_since, excluded.failing_since)`,
          openedAt: sql`CASE WHEN ${isOpen} THEN coalesce(opened_at, ${now}) ELSE opened_at END`,
          probeAt: sql`CASE WHEN ${isOpen} THEN ${now} + ${firstProbe} * (1 << min(failures + 1 - ${opensAfter}, ${probeDoublings})) ELSE probe_at END`,
          reason: sql`excluded.reason`,
        },
      }),
  ]
}

/** It took a batch: all is well. */
export const recovered = (db: Db): Statement =>
  db
    .update(providerCircuit)
    .set({ failures: 0, failingSince: null, openedAt: null, probeAt: null, reason: null })
    .where(sql`id = ${id} AND (failures > 0 OR probe_at IS NOT NULL)`)

/** Of all runs that would look whether it works again, one does. Nothing comes back for the others. */
export const takeProbe = (db: Db, seen: number, until: number) =>
  db.update(providerCircuit).set({ probeAt: until }).where(sql`id = ${id} AND probe_at = ${seen}`).returning({ id: providerCircuit.id })

/** What is in doubt is looked with first: nothing new comes into doubt, and no news overtakes what was written before it. */
export const doubtfulNow = (db: Db, now: number): Statement =>
  db.update(sendBatches).set({ nextTryAt: now }).where(sql`status = 'frozen' AND next_try_at > ${now}`)

/** Nothing was handed over to look with: the next run may. */
export const leaveProbe = (db: Db, taken: number, now: number): Statement =>
  db.update(providerCircuit).set({ probeAt: now }).where(sql`id = ${id} AND probe_at = ${taken}`)

/** Everything that was put off may be tried now. */
export const tryNow = (db: Db, now: number): Statement[] => [
  db.update(providerCircuit).set({ probeAt: now }).where(sql`id = ${id} AND probe_at > ${now}`),
  db.update(sendBatches).set({ nextTryAt: now }).where(sql`status IN ('claimed', 'frozen') AND next_try_at > ${now}`),
]

/** How many due messages, in a batch or not, will be of no use before long: what they say has to be said by telephone. */
export const cannotWait = (db: Db, now: number) =>
  db
    .select({ messages: sql<number>`count(*)`.as('messages') })
    .from(
      sql`(SELECT useful_until FROM messages WHERE status = 'planned' AND due_at <= ${now}
        UNION ALL SELECT m.useful_until FROM ${inOpenBatches} UNION ALL SELECT m.useful_until FROM ${inHeldBatches})`,
    )
    .where(sql`useful_until > ${now} AND useful_until <= ${now + cannotWaitFor}`)
