import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { bookings } from '../../src/db/schema/bookings.ts'
import { people } from '../../src/db/schema/people.ts'
import { responses } from '../../src/db/schema/surveys.ts'
import { days, hours } from '../../src/lib/time.ts'
import { noon, type World } from '../world.ts'
import { heard, refer, write } from './world.ts'

type Row = { personId: string; nextStep?: string; dueOn?: string; ring: { phone: string }; bookingId?: string; note?: string }
type Lists = { due: Row[]; missed: Row[]; notAgain: Row[]; quiet: Row[]; more: string[] }

const lists = async (place: World, as: { cookie: string }, query = '') =>
  (await (await place.get(`/api/follow-ups${query}`, { as })).json()) as Lists

async function booked(
  { place, linkWorker, team, personId }: Awaited<ReturnType<typeof heard>>,
  status: 'missed' | 'attended' | 'confirmed',
  startsAt: number,
) {
  const scene = await place.scene({ startsAt, endsAt: startsAt + hours(2), bookingClosesAt: startsAt - hours(2) })
  const id = place.ctx().newId()
  await place.db.insert(bookings).values({
    ...{ id, providerId: scene.provider, teamId: team, sessionId: scene.sessionId, groupId: scene.groupId, personId },
    ...{ bookedBy: linkWorker.id, places: 1, isFirstVisit: false, buddyWish: 'unasked', status, answeredStatus: 'booked' },
    ...{ missedCause: status === 'missed' ? 'person' : null, step: 1, createdAt: startsAt - days(30) },
  })
  return id
}

describe('a next step', () => {
  it('is on the list from its day on, overdue first, until it is done', async () => {
    const { place, linkWorker: as, personId } = await heard()
    await write(place, as, personId, { nextStep: 'Today', nextStepOn: '2026-06-01' })
    const late = await write(place, as, personId, { nextStep: 'Tomorrow', nextStepOn: '2026-06-02' })
    expect((await lists(place, as)).due.map(({ nextStep }) => nextStep)).toEqual(['Today'])
    place.clock.now = noon + days(3)
    expect((await lists(place, as)).due.map(({ nextStep }) => nextStep)).toEqual(['Today', 'Tomorrow'])
    const page = await (await place.get('/follow-ups', { as })).text()
    expect(page).toContain('Since 1 June 2026')
    const done = await place.postForm(`/conversations/${late}/next-step`, { how: 'done', from: 'mine' }, { as })
    expect(done.headers.get('location')).toBe('/follow-ups?done=step_done')
    expect((await lists(place, as)).due.map(({ nextStep }) => nextStep)).toEqual(['Today'])
  })

  it('is put off for a week by one press', async () => {
    const { place, linkWorker: as, personId } = await heard()
    const id = await write(place, as, personId, { nextStep: 'Ring', nextStepOn: '2026-06-01' })
    expect((await place.post(`/api/conversations/${id}/next-step`, { how: 'in_a_week' }, { as })).status).toBe(200)
    expect((await lists(place, as)).due).toEqual([])
    place.clock.now = noon + days(7)
    expect((await lists(place, as)).due).toMatchObject([{ dueOn: '2026-06-08' }])
  })

  it('done by two at once is done once', async () => {
    const { place, linkWorker: as, personId } = await heard()
    const id = await write(place, as, personId, { nextStep: 'Ring', nextStepOn: '2026-06-01' })
    await Promise.all([1, 2, 3].map(() => place.post(`/api/conversations/${id}/next-step`, { how: 'done' }, { as })))
    expect((await place.rows.audit()).filter(({ action }) => action === 'conversation.step_done')).toHaveLength(1)
  })
})

describe('a missed session', () => {
  it('is on the list until somebody spoke with the person, and off the call list with it', async () => {
    const all = await heard()
    const { place, linkWorker: as } = all
    const id = await booked(all, 'missed', noon - days(2))
    expect((await lists(place, as)).missed).toMatchObject([{ bookingId: id }])
    expect(await (await place.get('/calls', { as })).text()).toContain('Annie')
    await place.postForm(`/bookings/${id}/follow-up`, { about: 'missed', how: 'done' }, { as })
    expect((await lists(place, as)).missed).toEqual([])
    expect(await (await place.get('/calls', { as })).text()).not.toContain('Annie')
  })

  it('goes with a conversation that reached them since, and not with one that did not', async () => {
    const all = await heard()
    await booked(all, 'missed', noon - days(2))
    await write(all.place, all.linkWorker, all.personId, { wasReached: false })
    expect((await lists(all.place, all.linkWorker)).missed).toHaveLength(1)
    await write(all.place, all.linkWorker, all.personId)
    expect((await lists(all.place, all.linkWorker)).missed).toEqual([])
  })

  it('comes back a week after it was put off', async () => {
    const all = await heard()
    const { place, linkWorker: as } = all
    const id = await booked(all, 'missed', noon - days(2))
    await place.post(`/api/bookings/${id}/follow-up`, { about: 'missed', how: 'in_a_week' }, { as })
    expect((await lists(place, as)).missed).toEqual([])
    place.clock.now = noon + days(7)
    expect((await lists(place, as)).missed).toHaveLength(1)
  })
})

it('who said that they would not go again is on the list with what they wrote', async () => {
  const all = await heard()
  const { place, linkWorker: as, team, personId } = all
  const bookingId = await booked(all, 'attended', noon - days(3))
  await place.db.insert(responses).values({
    ...{
      bookingId,
      teamId: team,
      personId,
      went: 'yes',
      again: 'no',
      language: 'en',
      answeredBy: 'person',
      answeredAt: noon - days(1),
      step: 1,
    },
    note: await place.vault.seal('Too loud', { column: 'responses.note', rowId: bookingId }),
  })
  expect((await lists(place, as)).notAgain).toMatchObject([{ bookingId, note: 'Too loud' }])
  await place.post(`/api/bookings/${bookingId}/follow-up`, { about: 'not_again', how: 'done' }, { as })
  expect((await lists(place, as)).notAgain).toEqual([])
})

describe('who has gone quiet', () => {
  it('is being supported, and nothing happened for three weeks', async () => {
    const all = await heard()
    const { place, linkWorker: as, team, personId } = all
    expect((await lists(place, as)).quiet).toEqual([])
    await refer(place, team, personId)
    expect((await lists(place, as)).quiet).toMatchObject([{ personId }])
    await write(place, as, personId)
    expect((await lists(place, as)).quiet).toEqual([])
    place.clock.now = noon + days(21) - hours(1)
    expect((await lists(place, as)).quiet).toEqual([])
    place.clock.now = noon + days(21) + hours(1)
    expect((await lists(place, as)).quiet).toMatchObject([{ personId }])
  })

  it.each([
    ['a session ahead', async (all: Awaited<ReturnType<typeof heard>>) => void (await booked(all, 'confirmed', noon + days(2)))],
    ['a session they came to', async (all) => void (await booked(all, 'attended', noon - days(5)))],
    [
      'a next step that is planned',
      async (all) => {
        all.place.clock.now = noon - days(40)
        await write(all.place, all.linkWorker, all.personId, { nextStep: 'Ring', nextStepOn: '2026-07-01' })
        all.place.clock.now = noon
      },
    ],
    ['consent that was withdrawn', async (all) => void (await all.place.db.update(people).set({ withdrawnAt: noon }))],
    ['another record that took over', async (all) => void (await all.place.db.update(people).set({ mergedInto: 'x' }))],
  ] as [string, (all: Awaited<ReturnType<typeof heard>>) => Promise<void>][])('is nobody with %s', async (_, happens) => {
    const all = await heard()
    await refer(all.place, all.team, all.personId)
    expect((await lists(all.place, all.linkWorker)).quiet).toHaveLength(1)
    await happens(all)
    expect((await lists(all.place, all.linkWorker)).quiet).toEqual([])
  })

  it('is left alone for the whole time again once looked after', async () => {
    const { place, linkWorker: as, team, personId } = await heard()
    await refer(place, team, personId)
    await place.postForm(`/people/${personId}/follow-up`, { how: 'done' }, { as })
    place.clock.now = noon + days(20)
    expect((await lists(place, as)).quiet).toEqual([])
    place.clock.now = noon + days(21)
    expect((await lists(place, as)).quiet).toHaveLength(1)
  })

  it('counts on the page of the day, with what is due', async () => {
    const { place, linkWorker: as, team, personId } = await heard()
    await refer(place, team, await place.person(team, { called: 'Quiet', linkWorkerId: as.id, createdAt: noon - days(60) }))
    await write(place, as, personId, { nextStep: 'Ring', nextStepOn: '2026-06-01' })
    const page = (await (await place.get('/today', { as })).text()).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
    expect(page).toContain('1 next step for today')
    expect(page).toContain('1 gone quiet')
  })
})

describe('the list', () => {
  it('names nobody of another team, and logs each who is shown once', async () => {
    const { place, linkWorker: as, team, personId } = await heard()
    const other = await place.organisation('referral_team')
    const stranger = await place.signIn('link_worker', other)
    const strangers = await place.person(other, { called: 'Stranger', createdAt: noon - days(60) })
    await refer(place, other, strangers)
    await booked({ place, linkWorker: stranger, team: other, personId: strangers }, 'missed', noon - days(30))
    await booked({ place, linkWorker: stranger, team: other, personId: strangers }, 'missed', noon - days(2))
    await refer(place, team, personId)
    await write(place, as, personId, { nextStep: 'Ring', nextStepOn: '2026-06-01' })
    const before = (await place.rows.audit()).length
    const page = await (await place.get('/follow-ups?whose=team', { as })).text()
    expect(page).toContain('Annie')
    expect(page).not.toContain('Stranger')
    expect((await place.rows.audit()).slice(before).map(({ action, subjectId }) => [action, subjectId])).toEqual([
      ['person.read', personId],
    ])
    expect(await lists(place, stranger)).toMatchObject({ missed: [{ personId: strangers }], quiet: [{ personId: strangers }] })
  })

  it('shows my own people unless the whole team is asked for', async () => {
    const { place, linkWorker, team, personId } = await heard()
    await refer(place, team, personId)
    const colleague = await place.signIn('link_worker', team)
    const shown = async (path: string) => (await (await place.get(path, { as: colleague })).text()).includes('Annie')
    expect([await shown('/follow-ups'), await shown('/follow-ups?whose=team')]).toEqual([false, true])
    expect((await lists(place, linkWorker, '?mine=yes')).quiet).toHaveLength(1)
  })

  it.runIf(env.TEST_ENGINE === 'd1')('starts from the open referrals and next steps, not from everybody the team had', async () => {
    const { place, linkWorker: as } = await heard()
    const seen: string[] = []
    const prepare = env.DB.prepare.bind(env.DB)
    env.DB.prepare = (sql: string) => {
      seen.push(sql)
      return prepare(sql)
    }
    await lists(place, as)
    env.DB.prepare = prepare
    const plans = await Promise.all(
      seen
        .filter((sql) => sql.startsWith('select') && sql.includes('last_contact_at'))
        .map(async (sql) => {
          const asked = prepare(`EXPLAIN QUERY PLAN ${sql}`).bind(...Array.from({ length: sql.split('?').length - 1 }, () => 1))
          return (await asked.all<{ detail: string }>()).results.map(({ detail }) => detail).join('\n')
        }),
    )
    expect(plans).toHaveLength(4)
    expect(plans.join()).not.toContain('people_team')
    expect(plans[0]).toContain('conversations_due')
    expect(plans[3]).toContain('referrals_inbox')
  })
})
