import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { permit } from '../../src/access/permit.ts'
import { bookings } from '../../src/db/schema/bookings.ts'
import { conversations } from '../../src/db/schema/listening.ts'
import { people } from '../../src/db/schema/people.ts'
import { places } from '../../src/db/schema/place.ts'
import { type ReferralStatus, referrals } from '../../src/db/schema/referrals.ts'
import { tidy } from '../../src/jobs/tidy.ts'
import { days } from '../../src/lib/time.ts'
import { type World, world } from '../world.ts'

const months = (n: number) => days(n * 31)

async function ended(place: World, team: Parameters<World['person']>[0], status: ReferralStatus, ago: number | null, personId?: string) {
  const id = place.ctx().newId()
  const person = personId ?? (await place.person(team))
  const { now } = place.clock
  await place.db.insert(referrals).values({
    ...{ id, teamId: team, personId: person, source: 'gp_practice', via: 'form', reasons: [], consentAt: now, tells: [], status },
    ...{ receivedAt: 0, contactDueAt: 0, answerDueAt: 0, endedAt: ago === null ? null : now - ago, step: 1, createdAt: 0 },
  })
  return person
}

const night = async (place: World) => {
  const granted = permit({ kind: 'system', id: 'tidy' }, 'work.scheduled')
  if (!granted) throw new Error('no permit')
  const [row] = await place.db.select().from(places)
  return tidy({ ...place.ctx(), place: row ?? place.place }, granted)
}
const erased = async (place: World) =>
  (await place.db.select().from(people)).filter(({ erasedAt }) => erasedAt !== null).map(({ id }) => id)

describe('the nightly tidy', () => {
  it('erases whoever was kept for as long as the place said, and nobody else', async () => {
    const place = await world()
    const { team } = await place.scene()
    const old = await ended(place, team, 'completed', months(25))
    const declined = await ended(place, team, 'declined', months(7))
    await ended(place, team, 'completed', months(7))
    await ended(place, team, 'declined', months(5))
    await ended(place, team, 'supporting', null)
    // Whoever came back is kept, and so is whoever has a later referral that ended not long ago.
    const back = await ended(place, team, 'completed', months(30))
    await ended(place, team, 'received', null, back)
    const lately = await ended(place, team, 'completed', months(30))
    await ended(place, team, 'declined', months(2), lately)
    await place.person(team)
    expect(await night(place)).toMatchObject({ erased: 2 })
    expect((await erased(place)).toSorted()).toEqual([old, declined].toSorted())
    expect(await night(place)).toMatchObject({ erased: 0 })
    const why = (await place.rows.audit()).filter(({ action }) => action === 'person.erase').map((entry) => entry.why)
    expect(why).toEqual(['kept_long_enough', 'kept_long_enough'])
  })

  it('erases whoever was never referred, a term after something last happened with them', async () => {
    const place = await world()
    const scene = await place.scene()
    const { now } = place.clock
    const added = (ago: number) => place.person(scene.team, { createdAt: now - ago })
    const old = await added(months(25))
    await added(months(20))
    const [went, spoke] = [await added(months(40)), await added(months(40))]
    const startsAt = now - months(3)
    const sessionId = await place.session(scene.provider, scene.groupId, scene.venueId, { startsAt, endsAt: startsAt + 1, status: 'held' })
    await place.db.insert(bookings).values({
      ...{ id: place.ctx().newId(), providerId: scene.provider, teamId: scene.team, sessionId, groupId: scene.groupId, personId: went },
      ...{ bookedBy: 'x', places: 1, isFirstVisit: true, buddyWish: 'unasked', status: 'attended', answeredStatus: 'booked', step: 1 },
      createdAt: 0,
    })
    const id = place.ctx().newId()
    await place.db.insert(conversations).values({
      ...{ id, personId: spoke, teamId: scene.team, happenedAt: startsAt, channel: 'phone', wasReached: true, minutes: 1, step: 1 },
      words: await place.vault.seal('Rang', { column: 'conversations.words', rowId: id }),
      ...{ writtenBy: scene.linkWorker.id, createdAt: startsAt },
    })
    const shown = await (await place.get('/api/retention', { as: scene.linkWorker })).json<{ count: number; people: { id: string }[] }>()
    expect(shown).toMatchObject({ count: 1, people: [{ id: old }] })
    expect(await night(place)).toMatchObject({ erased: 1 })
    expect(await erased(place)).toEqual([old])
    expect(await night(place)).toMatchObject({ erased: 0 })
    place.clock.now += months(25)
    expect(await night(place)).toMatchObject({ erased: 3 })
  })

  it('keeps whoever was spoken with or came somewhere after their support had ended, and whoever waits for a next step', async () => {
    const place = await world()
    const scene = await place.scene()
    const { now } = place.clock
    const added = (change = {}) => place.person(scene.team, { createdAt: now - months(60), linkWorkerId: scene.linkWorker.id, ...change })
    const gone = await ended(place, scene.team, 'completed', months(25), await added())
    const spoke = await ended(place, scene.team, 'completed', months(25), await added())
    const declined = await ended(place, scene.team, 'declined', months(25), await added())
    const came = await ended(place, scene.team, 'completed', months(25), await added())
    const waits = await ended(place, scene.team, 'completed', months(25), await added())
    const left = await ended(place, scene.team, 'withdrawn', months(25), await added({ withdrawnAt: now - months(25) }))
    const said = async (personId: string, ago: number, nextStepOn: string | null = null) => {
      const id = place.ctx().newId()
      await place.db.insert(conversations).values({
        ...{ id, personId, teamId: scene.team, happenedAt: now - ago, channel: 'phone', wasReached: true, minutes: 1, step: 1, nextStepOn },
        words: await place.vault.seal('Rang', { column: 'conversations.words', rowId: id }),
        ...{ writtenBy: scene.linkWorker.id, createdAt: now },
      })
    }
    await said(spoke, days(1))
    await said(declined, months(7))
    await said(waits, months(30), '2024-01-01')
    await said(left, months(30), '2024-01-01')
    const startsAt = now - months(3)
    const sessionId = await place.session(scene.provider, scene.groupId, scene.venueId, { startsAt, status: 'held' })
    await place.db.insert(bookings).values({
      ...{ id: place.ctx().newId(), providerId: scene.provider, teamId: scene.team, sessionId, groupId: scene.groupId, personId: came },
      ...{ bookedBy: 'x', places: 1, isFirstVisit: true, buddyWish: 'unasked', status: 'attended', answeredStatus: 'booked', step: 1 },
      createdAt: 0,
    })
    const shown = await (await place.get('/api/retention', { as: scene.linkWorker })).json<{ count: number; people: { id: string }[] }>()
    expect(shown.people.map(({ id }) => id).toSorted()).toEqual([gone, declined, left].toSorted())
    expect(shown.count).toBe(3)
    const data = async (id: string) => (await place.get(`/people/${id}/data`, { as: scene.linkWorker })).text()
    expect(await data(spoke)).toContain('31 May 2028')
    expect(await data(waits)).toContain('no next step is open')
    expect(await night(place)).toMatchObject({ erased: 3 })
    expect((await erased(place)).toSorted()).toEqual([gone, declined, left].toSorted())
    await place.db.update(conversations).set({ nextStepDoneAt: now }).where(eq(conversations.personId, waits))
    expect(await night(place)).toMatchObject({ erased: 1 })
  })

  it('does so many a night and goes on the next', async () => {
    const place = await world()
    const { team } = await place.scene()
    for (let i = 0; i < 53; i++) await ended(place, team, 'completed', months(30) + i)
    expect(await night(place)).toMatchObject({ erased: 50 })
    expect(await night(place)).toMatchObject({ erased: 3 })
    expect(await night(place)).toMatchObject({ erased: 0 })
  })

  it('keeps the term that the place sets', async () => {
    const place = await world()
    const { team } = await place.scene()
    const one = await ended(place, team, 'completed', months(13))
    expect(await night(place)).toMatchObject({ erased: 0 })
    await place.db.update(places).set({ keepPeopleMonths: 12 })
    expect(await night(place)).toMatchObject({ erased: 1 })
    expect(await erased(place)).toEqual([one])
  })
})

describe('the preview', () => {
  it('shows the day on which it happens, by the latest of all terms, as the page of the person does', async () => {
    const place = await world()
    const { team, linkWorker } = await place.scene()
    // Completed, and a month later declined: the longer term ends later, although it began earlier.
    const both = await ended(place, team, 'completed', days(717), await place.person(team, { linkWorkerId: linkWorker.id }))
    await ended(place, team, 'declined', days(687), both)
    const seen = async () => (await place.get('/api/retention', { as: linkWorker })).json<{ people: { id: string; erasedOn: string }[] }>()
    expect((await seen()).people).toMatchObject([{ id: both, erasedOn: '2026-06-15' }])
    expect(await (await place.get(`/people/${both}/data`, { as: linkWorker })).text()).toContain('14 June 2026')
    place.clock.now = Date.UTC(2026, 5, 14, 20)
    expect(await night(place)).toMatchObject({ erased: 0 })
    place.clock.now = Date.UTC(2026, 5, 15, 2)
    expect(await night(place)).toMatchObject({ erased: 1 })
  })

  it('gives the coordinator a number, and names only to the link workers of the team', async () => {
    const place = await world()
    const [here, there] = [await place.scene(), await place.scene()]
    const coordinator = await place.signIn('coordinator', await place.organisation('place_office'))
    // 24 months are over in about two weeks.
    const soon = await ended(place, here.team, 'completed', days(717), await place.person(here.team, { called: 'Soonto' }))
    await ended(place, there.team, 'completed', days(717), await place.person(there.team, { called: 'Elsewhere' }))
    await ended(place, here.team, 'completed', days(600))
    const seen = async (as: { cookie: string }) =>
      (await place.get('/api/retention', { as })).json<{ count: number; people: { id: string }[] }>()
    expect(await seen(coordinator)).toMatchObject({ count: 2, people: [] })
    expect(await seen(here.linkWorker)).toMatchObject({ count: 2, people: [{ id: soon, preferredName: 'Soonto', erasedOn: '2026-06-15' }] })
    const page = await (await place.get('/retention', { as: here.linkWorker })).text()
    expect(page).toContain('Soonto Surname')
    expect(page).not.toContain('Elsewhere')
    const office = await (await place.get('/retention', { as: coordinator })).text()
    expect(office).toContain('2 people will be erased')
    expect(office).toContain('href="/place"')
    expect(office).not.toMatch(/Soonto|Elsewhere/)
    expect((await place.rows.audit()).filter(({ why }) => why === 'retention').map(({ subjectId }) => subjectId)).toEqual([soon, soon])
    expect(await place.db.select().from(people).where(eq(people.id, soon))).toMatchObject([{ erasedAt: null }])
  })
})
