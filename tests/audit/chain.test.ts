import { eq } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { permit } from '../../src/access/permit.ts'
import { linkEntries, verifyChain } from '../../src/audit/actions.ts'
import { auditEntries } from '../../src/db/schema/audit.ts'
import { type World, world } from '../world.ts'

const asJob = permit({ kind: 'system', id: 'link-audit' }, 'work.scheduled')
if (!asJob) throw new Error('the policy lets no job work')

async function placeWithEntries(): Promise<World> {
  const place = await world()
  const scene = await place.scene({ capacity: 3 })
  for (let i = 0; i < 5; i++) {
    await place.post(`/api/sessions/${scene.sessionId}/bookings`, { personId: await place.person(scene.team) }, { as: scene.linkWorker })
  }
  return place
}

it('links every entry once, however often and however many at once it runs', async () => {
  const place = await placeWithEntries()
  const entries = (await place.rows.audit()).length
  await Promise.all([linkEntries(place.ctx(), asJob), linkEntries(place.ctx(), asJob)])
  expect(await linkEntries(place.ctx(), asJob)).toEqual({ linked: 0 })
  expect(await verifyChain(place.ctx(), asJob)).toMatchObject({ ok: true, checked: entries })
})

it.each([
  ['why', { why: 'another reason' }],
  ['who', { actorId: 'somebody-else' }],
  ['when', { at: 1 }],
  ['the person', { personId: null }],
])('finds an entry whose %s was changed afterwards', async (_, change) => {
  const place = await placeWithEntries()
  await linkEntries(place.ctx(), asJob)
  const [, second] = await place.rows.audit()
  await place.db
    .update(auditEntries)
    .set(change)
    .where(eq(auditEntries.id, second?.id ?? 0))
  expect(await verifyChain(place.ctx(), asJob)).toMatchObject({ ok: false, entryId: second?.id })
})

it('finds an entry that was taken away', async () => {
  const place = await placeWithEntries()
  await linkEntries(place.ctx(), asJob)
  const [, second] = await place.rows.audit()
  await place.db.delete(auditEntries).where(eq(auditEntries.id, second?.id ?? 0))
  expect(await verifyChain(place.ctx(), asJob)).toMatchObject({ ok: false, entryId: second?.id })
})
