import { eq, type SQL, sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import type { OrgId } from '../../src/access/actor.ts'
import { builtOnce } from '../../src/db/built-once.ts'
import { commit } from '../../src/db/commit.ts'
import { organisations } from '../../src/db/schema/organisations.ts'
import { world } from '../world.ts'

const rows = [
  { id: 'one' as OrgId, name: 'Choir', kind: 'provider' as const, createdAt: 1 },
  { id: 'two' as OrgId, name: 'Garden', kind: 'provider' as const, createdAt: 2 },
]

async function reading() {
  const { db } = await world()
  await commit(db, [], [db.insert(organisations).values(rows)])
  let built = 0
  const byId = builtOnce((on, { id, since }: Record<'id' | 'since', SQL>) => {
    built++
    return on
      .select({ name: organisations.name, createdAt: organisations.createdAt })
      .from(organisations)
      .where(sql`${eq(organisations.id, id)} AND ${organisations.createdAt} >= ${since}`)
  })
  return { db, byId, timesBuilt: () => built }
}

it('is built once and bound anew, alone and in a batch', async () => {
  const { db, byId, timesBuilt } = await reading()
  expect(await byId(db, { id: 'one', since: 0 })).toEqual([{ name: 'Choir', createdAt: 1 }])
  expect(await db.batch([byId(db, { id: 'two', since: 0 }), byId(db, { id: 'one', since: 2 }), byId(db, { id: 'one', since: 1 })])).toEqual(
    [[{ name: 'Garden', createdAt: 2 }], [], [{ name: 'Choir', createdAt: 1 }]],
  )
  expect(timesBuilt()).toBe(1)
})

it('takes a value that is SQL itself', async () => {
  const { db, byId, timesBuilt } = await reading()
  const newest = sql`(SELECT id FROM organisations ORDER BY created_at DESC LIMIT 1)`
  expect(await byId(db, { id: newest, since: 0 })).toEqual([{ name: 'Garden', createdAt: 2 }])
  await byId(db, { id: newest, since: 0 })
  expect(timesBuilt()).toBe(2)
})
