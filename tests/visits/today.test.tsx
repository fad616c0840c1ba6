import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { permit } from '../../src/access/permit.ts'
import type { AppEnv } from '../../src/http/env.ts'
import { may } from '../../src/http/guard.ts'
import { hours } from '../../src/lib/time.ts'
import { raiseAlarms, visitsNeedingTeam } from '../../src/visits/alarms/actions.ts'
import { todayFor as forCoordinator } from '../../web/buddies/components.tsx'
import { todayFor as forBuddy } from '../../web/visits/components.tsx'
import { visitScene } from './scene.ts'

/** The parts of the day's page that buddies and coordinators see, under an address of their own. */
async function withParts() {
  const place = await visitScene({ meetingPoint: 'Under the clock' })
  place.app.route(
    '/',
    new Hono<AppEnv>().get('/parts', may('account.manage'), async (c) =>
      c.html(<main>{[await forBuddy(c), await forCoordinator(c)]}</main>),
    ),
  )
  const parts = async (as: { cookie: string }) => (await place.get('/parts', { as })).text()
  return { place, parts }
}

it('shows a buddy the way to their next visit, what they owe a report, and what suits them', async () => {
  const { place, parts } = await withParts()
  const [mine, open] = [await place.wanted({ called: 'Zebedee' }), await place.wanted({ called: 'Somebody' })]
  const buddy = await place.buddy()
  expect(await parts(buddy)).toContain(`/visits/${open.visitId}`)
  await place.claim(mine.visitId, buddy)
  const before = await parts(buddy)
  for (const words of ['Zebedee', 'Under the clock', 'Mill Hall', 'The blue door']) expect(before).toContain(words)
  expect(before).not.toContain('Somebody')
  expect(before).not.toContain('/report')
  place.clock.now += hours(24 * 7 + 3)
  expect(await parts(buddy)).toContain(`/visits/${mine.visitId}/report`)
  await place.post(`/api/visits/${mine.visitId}/report`, { report: 'went_well' }, { as: buddy })
  expect(await parts(buddy)).not.toContain('/report')
  expect(await parts(place.organiser)).toBe('<main></main>')
})

it('shows a coordinator who applied, who is being checked, and whose check runs out', async () => {
  const { place, parts } = await withParts()
  const coordinator = await place.signIn('coordinator', await place.organisation('place_office'))
  const rows = [
    await place.buddy({ status: 'applied', name: 'Ann Applies', userId: null, checkedUntilOn: null }),
    await place.buddy({ status: 'vetting', name: 'Ben Waits', userId: null, checkedUntilOn: null }),
    await place.buddy({ name: 'Cleo Soon', checkedUntilOn: '2026-06-20' }),
    await place.buddy({ name: 'Dan Later', checkedUntilOn: '2026-09-20' }),
  ]
  const page = await parts(coordinator)
  for (const [n, name] of ['Ann Applies', 'Ben Waits', 'Cleo Soon'].entries()) {
    expect(page).toContain(name)
    expect(page).toContain(`/buddies/${rows[n]?.buddyId}`)
  }
  expect(page).not.toContain('Dan Later')
})

it('keeps a visit without anybody before the link worker: raised early, near, and still to be moved', async () => {
  const { place } = await withParts()
  const { visitId } = await place.wanted()
  const held = permit(
    { kind: 'user', id: place.linkWorker.id, signInId: '', name: '', memberships: [{ orgId: place.team, role: 'link_worker' }] },
    'visit.arrange',
  )
  if (!held) throw new Error('no permit')
  const alarms = async () => (await visitsNeedingTeam(place.ctx(), held)).unfilled.map((visit) => visit.id)
  expect(await alarms()).toEqual([])
  const buddy = await place.buddy()
  await place.claim(visitId, buddy)
  await place.post(`/api/visits/${visitId}/stepping-back`, {}, { as: buddy })
  expect(await alarms()).toEqual([visitId])
  place.clock.now += hours(24 * 6)
  await raiseAlarms(place.ctx(), place.job())
  await place.post(`/api/visits/${visitId}/arrangement`, { arrangement: 'moved' }, { as: place.linkWorker })
  expect(await alarms()).toEqual([visitId])
  await place.post(`/api/visits/${visitId}/arrangement`, { arrangement: 'person_goes_alone' }, { as: place.linkWorker })
  expect(await alarms()).toEqual([])
})
