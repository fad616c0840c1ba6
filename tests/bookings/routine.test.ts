import { env } from 'cloudflare:workers'
import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { permit } from '../../src/access/permit.ts'
import { cancelRoutine } from '../../src/bookings/routine/cancellation/actions.ts'
import { connect } from '../../src/db/connect.ts'
import { groups } from '../../src/db/schema/groups.ts'
import { messages } from '../../src/db/schema/messages.ts'
import { people } from '../../src/db/schema/people.ts'
import { sessions } from '../../src/db/schema/sessions.ts'
import { bookingWriters } from '../../src/jobs/letters/bookings.ts'
import { days } from '../../src/lib/time.ts'
import { recording } from '../bench/counting.ts'
import { world } from '../world.ts'

/** A choir on six Mondays, ten places each. */
async function stage(seed: Parameters<Awaited<ReturnType<typeof world>>['scene']>[0] = {}) {
  const place = await world()
  const scene = await place.scene(seed)
  const mondays = [scene.sessionId]
  for (let week = 2; week <= 6; week++)
    mondays.push(await place.session(scene.provider, scene.groupId, scene.venueId, { ...seed, startsAt: place.clock.now + days(7 * week) }))
  // A Wednesday of the same group is no date of this routine.
  await place.session(scene.provider, scene.groupId, scene.venueId, { ...seed, startsAt: place.clock.now + days(9) })
  const ann = await place.person(scene.team, { called: 'Ann' })
  const book = (body: object, { as = scene.linkWorker, key, who = ann }: { as?: { cookie: string }; key?: string; who?: string } = {}) =>
    place.post(
      `/api/people/${who}/routines`,
      { sessionId: scene.sessionId, times: 6, mode: 'all', ...body },
      { as, ...(key ? { headers: { 'idempotency-key': key } } : {}) },
    )
  const fill = (id: string | undefined) =>
    place.db
      .update(sessions)
      .set({ placesTaken: 10 })
      .where(eq(sessions.id, id ?? ''))
  const counters = async () =>
    (await place.rows.sessions()).map(({ placesTaken, newcomersTaken, waiting }) => [placesTaken, newcomersTaken, waiting])
  return { place, scene, mondays, ann, book, fill, counters }
}
type Booked = { routineId: string; dates: { sessionId: string; state: string; number?: number; why?: string }[] }

describe('booking a routine', () => {
  it('takes a place on each date, of which the first is the first visit, with one email for all', async () => {
    const { place, mondays, book, counters } = await stage({ buddyForFirstVisit: true })
    const answer = await book({})
    expect(answer.status).toBe(201)
    const { routineId, dates } = (await answer.json()) as Booked
    expect(dates.map(({ sessionId, state }) => [sessionId, state])).toEqual(mondays.map((id) => [id, 'booked']))
    const rows = await place.rows.bookings()
    expect(rows.map((row) => row.isFirstVisit)).toEqual([true, false, false, false, false, false])
    expect(new Set(rows.map((row) => row.routineId))).toEqual(new Set([routineId]))
    expect(await counters()).toEqual([[1, 1, 0], ...Array(5).fill([1, 0, 0]), [0, 0, 0]])
    expect((await place.rows.messages()).map(({ kind, subjectId }) => [kind, subjectId])).toEqual([
      ['booking.confirm_request', rows[0]?.id],
    ])
    expect((await place.rows.visits()).map(({ bookingId }) => bookingId)).toEqual([rows[0]?.id])
    expect((await place.rows.audit()).filter(({ action }) => action === 'booking.create')).toHaveLength(6)
  })

  it('or none at all, and says which date is full', async () => {
    const { place, mondays, book, fill, counters } = await stage()
    await fill(mondays[2])
    const before = await counters()
    const answer = await book({})
    expect(answer.status).toBe(409)
    expect(await answer.json()).toMatchObject({ reason: 'some_full', title: expect.stringContaining('2026-06-22') })
    expect([await place.rows.bookings(), await place.rows.messages(), await counters()]).toEqual([[], [], before])
  })

  it('or as many as there are, and the waiting list for the others', async () => {
    const { place, mondays, book, fill } = await stage()
    await fill(mondays[0])
    await fill(mondays[3])
    const { dates } = (await (await book({ mode: 'as_many' })).json()) as Booked
    expect(dates.map(({ state }) => state)).toEqual(['waitlisted', 'booked', 'booked', 'waitlisted', 'booked', 'booked'])
    expect(dates[0]).toMatchObject({ number: 1, why: 'session_full' })
    const rows = await place.rows.bookings()
    // Nobody knows yet which comes first: the one they wait for, or the first that they have.
    expect(rows.map(({ isFirstVisit }) => isFirstVisit)).toEqual([true, true, false, false, false, false])
    expect(rows.filter(({ status }) => status === 'waitlisted').map(({ ticket, answeredPosition }) => [ticket, answeredPosition])).toEqual([
      [1, 1],
      [1, 1],
    ])
    expect((await place.rows.messages()).map(({ subjectId }) => subjectId)).toEqual([rows[1]?.id])
  })

  it('gives the same answer to the same key whatever became of its dates, and of one that was booked before', async () => {
    const { place, scene, mondays, ann, book, fill } = await stage()
    await place.post(`/api/sessions/${mondays[1]}/bookings`, { personId: ann }, { as: scene.linkWorker })
    await fill(mondays[3])
    const ask = async () => {
      const answer = await book({ mode: 'as_many', times: 4 }, { key: 'as-it-was' })
      return [answer.status, await answer.json<Booked>()] as const
    }
    const [status, first] = await ask()
    expect([status, first.dates.map(({ state }) => state)]).toEqual([201, ['booked', 'already', 'booked', 'waitlisted']])
    expect(await ask()).toEqual([status, first])
    await place.post(`/api/sessions/${mondays[2]}/cancellation`, { reason: 'Rain' }, { as: scene.organiser })
    await place.db
      .update(sessions)
      .set({ startsAt: place.clock.now + days(70), endsAt: place.clock.now + days(70.1), occursOn: '2026-08-10' })
      .where(eq(sessions.id, mondays[0] ?? ''))
    expect(await ask()).toEqual([status, first])
  })

  it('gives the same answer to the same key, and refuses another request under it', async () => {
    const { place, book } = await stage()
    const [first, second] = await Promise.all([book({}, { key: 'once-and-once' }), book({}, { key: 'once-and-once' })])
    expect([first.status, second.status, (await place.rows.bookings()).length]).toEqual([201, 201, 6])
    expect(await first.json()).toEqual(await second.json())
    expect((await book({ times: 3 }, { key: 'once-and-once' })).status).toBe(409)
  })

  it('leaves what is booked as it is, and refuses when nothing is left to book', async () => {
    const { place, scene, mondays, ann, book } = await stage()
    await place.post(`/api/sessions/${mondays[1]}/bookings`, { personId: ann }, { as: scene.linkWorker })
    const { dates } = (await (await book({ times: 2, mode: 'all' })).json()) as Booked
    expect(dates.map(({ state }) => state)).toEqual(['booked', 'already'])
    expect(await (await book({ times: 2 })).json()).toMatchObject({ reason: 'nothing_new' })
  })

  it('refuses more dates than there are, unless as many as there are will do', async () => {
    const { book } = await stage()
    expect(await (await book({ times: 8 })).json()).toMatchObject({ reason: 'too_few_dates' })
    expect(((await (await book({ times: 8, mode: 'as_many' })).json()) as Booked).dates).toHaveLength(6)
  })

  it('of two who want the last places at once one gets all of them and the other none', async () => {
    const { place, scene, book, mondays, counters } = await stage({ capacity: 1 })
    const bob = await place.person(scene.team, { called: 'Bob' })
    const answers = await Promise.all([book({}), book({}, { who: bob })])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    expect((await counters()).slice(0, mondays.length)).toEqual(mondays.map((_, at) => [1, at === 0 ? 1 : 0, 0]))
  })

  it('is for people of the own team whose consent stands', async () => {
    const { place, ann, book } = await stage()
    const stranger = await place.signIn('link_worker', await place.organisation('referral_team'))
    expect((await book({}, { as: stranger })).status).toBe(404)
    for (const set of [{ withdrawnAt: 1 }, { withdrawnAt: null, erasedAt: 1 }, { erasedAt: null, mergedInto: 'x' }]) {
      await place.db.update(people).set(set).where(eq(people.id, ann))
      expect((await book({})).status).toBe(404)
    }
    expect(await place.rows.bookings()).toEqual([])
  })
})

describe('its email', () => {
  it('names the other dates, and so does the one that calls them off', async () => {
    const { place, scene, ann, book } = await stage()
    const { routineId } = (await (await book({ times: 3 })).json()) as Booked
    const letter = async (kind: 'booking.confirm_request' | 'booking.cancelled') => {
      const due = await place.db.select().from(messages).where(eq(messages.kind, kind))
      const [written] = [...(await bookingWriters[kind](place.ctx(), due)).values()]
      return JSON.stringify(written)
    }
    const booked = await letter('booking.confirm_request')
    expect(booked).toContain('You have a place on these dates too')
    for (const day of ['15 June', '22 June']) expect(booked).toContain(day)
    await place.post(`/api/people/${ann}/routines/${routineId}/cancellation`, {}, { as: scene.linkWorker })
    expect(await letter('booking.cancelled')).toContain('These dates are off too: Monday 15 June')
  })

  it('does not call a date off with the others that was given up before by itself', async () => {
    const { place, scene, book, mondays } = await stage()
    await book({ times: 3 })
    const given = (await place.rows.bookings()).find(({ sessionId }) => sessionId === mondays[1])
    const off = async (at: number) => {
      const as = scene.organiser
      expect((await place.post(`/api/sessions/${mondays[at]}/cancellation`, { reason: 'The hall is shut' }, { as })).status).toBe(200)
    }
    await place.post(`/api/bookings/${given?.id}/cancellation`, { reason: 'ill' }, { as: scene.linkWorker })
    await off(0)
    await off(2)
    const due = await place.db.select().from(messages).where(eq(messages.kind, 'booking.cancelled'))
    const written = await bookingWriters['booking.cancelled'](place.ctx(), due)
    expect(due).toHaveLength(3)
    expect(JSON.stringify([...written.values()])).not.toContain('These dates')
  })
})

describe('calling a routine off', () => {
  it('calls off every date to come, gives the places on, and tells once', async () => {
    const { place, scene, ann, book, counters, mondays } = await stage({ buddyForFirstVisit: true })
    const { routineId } = (await (await book({})).json()) as Booked
    await place.db
      .update(sessions)
      .set({ capacity: 1 })
      .where(eq(sessions.id, mondays[4] ?? ''))
    const bob = await place.person(scene.team, { called: 'Bob' })
    await place.post(`/api/sessions/${mondays[4]}/bookings`, { personId: bob }, { as: scene.linkWorker })
    place.clock.now += days(8)
    const off = () => place.post(`/api/people/${ann}/routines/${routineId}/cancellation`, { reason: 'ill' }, { as: scene.linkWorker })
    expect(await (await off()).json()).toEqual({ cancelled: 5 })
    const rows = await place.rows.bookings()
    expect(rows.filter(({ personId }) => personId === ann).map(({ status, reason }) => [status, reason])).toEqual([
      ['booked', null],
      ...Array(5).fill(['cancelled', 'ill']),
    ])
    expect(rows.find(({ personId }) => personId === bob)?.status).toBe('offered')
    expect((await counters())[4]).toEqual([1, 1, 0])
    expect((await place.rows.messages()).filter(({ kind }) => kind === 'booking.cancelled')).toHaveLength(1)
    expect(await (await off()).json()).toEqual({ cancelled: 0 })
  })

  it.runIf(env.TEST_ENGINE === 'd1')(
    'of twelve dates, each with a buddy and somebody who waits, asks the database no more than a free plan allows',
    async () => {
      const { place, scene, mondays, ann } = await stage({ capacity: 1 })
      await place.db.update(groups).set({ newcomersPerWeek: 1 })
      for (let week = 7; week <= 12; week++) {
        const startsAt = place.clock.now + days(7 * week)
        mondays.push(await place.session(scene.provider, scene.groupId, scene.venueId, { capacity: 1, startsAt }))
      }
      const path = `/api/people/${ann}/routines`
      const booked = await place.post(path, { sessionId: scene.sessionId, times: 12, mode: 'all' }, { as: scene.linkWorker })
      const { routineId } = (await booked.json()) as Booked
      const waiting: string[] = []
      for (const id of mondays) {
        const answer = await place.post(
          `/api/sessions/${id}/bookings`,
          { personId: await place.person(scene.team) },
          { as: scene.linkWorker },
        )
        waiting.push(((await answer.json()) as { id: string }).id)
      }
      for (const { id } of (await place.rows.bookings()).filter(({ personId }) => personId === ann))
        await place.post(`/api/bookings/${id}/accompaniment`, { step: 'met_there' }, { as: scene.linkWorker })

      const { database, calls } = recording(env.DB)
      const ctx = { ...place.ctx(), db: connect({ kind: 'd1', database }) }
      const actor = {
        kind: 'user',
        id: scene.linkWorker.id,
        signInId: 'x',
        name: 'x',
        memberships: [{ orgId: scene.team, role: 'link_worker' }],
      } as const
      const held = permit(actor, 'booking.cancel')
      if (!held) throw new Error('no permit')
      expect(await cancelRoutine(ctx, held, { personId: ann, routineId })).toEqual({ ok: true, value: { cancelled: 12 } })
      const statements = calls.reduce((sum, call) => sum + call.statements.length, 0)
      console.log(`calling off 12 dates: ${statements} statements, ${calls.length} round trips`)
      // A free plan of D1 has 50 for a request; signing in takes up to three.
      expect(statements).toBeLessThanOrEqual(40)
      const rows = await place.rows.bookings()
      expect(rows.filter(({ id }) => waiting.includes(id)).map(({ status }) => status)).toEqual(Array(12).fill('offered'))
      expect((await place.rows.visits()).filter(({ status }) => status !== 'not_needed')).toEqual([])
      expect((await place.rows.messages()).filter(({ kind }) => kind === 'booking.offered')).toHaveLength(12)
      for (const { placesTaken, waiting: line } of (await place.rows.sessions()).filter(({ id }) => mondays.includes(id)))
        expect([placesTaken, line]).toEqual([1, 0])
    },
  )

  it('leaves no visit behind, and passes the first visit on to a booking outside it', async () => {
    const { place, scene, ann, book } = await stage({ buddyForFirstVisit: true })
    const { routineId } = (await (await book({ times: 2 })).json()) as Booked
    const [, , , , , , wednesday] = await place.rows.sessions()
    await place.post(`/api/sessions/${wednesday?.id}/bookings`, { personId: ann }, { as: scene.linkWorker })
    await place.post(`/api/people/${ann}/routines/${routineId}/cancellation`, {}, { as: scene.linkWorker })
    expect((await place.rows.visits()).map(({ status }) => status)).toEqual(['not_needed', 'wanted'])
    const rows = await place.rows.bookings()
    expect(rows.at(-1)).toMatchObject({ isFirstVisit: true, status: 'booked' })
  })

  it('is not for another team', async () => {
    const { place, ann, book } = await stage()
    const { routineId } = (await (await book({})).json()) as Booked
    const stranger = await place.signIn('link_worker', await place.organisation('referral_team'))
    const path = `/people/${ann}/routines/${routineId}`
    expect((await place.get(path, { as: stranger })).status).toBe(404)
    expect((await place.postForm(`${path}/cancellation`, {}, { as: stranger })).status).toBe(404)
    expect((await place.rows.bookings()).every(({ status }) => status === 'booked')).toBe(true)
  })
})

describe('the pages', () => {
  it('lead from the match to the booked routine in two clicks, and back out of it', async () => {
    const { place, scene, mondays, ann, fill } = await stage()
    await fill(mondays[2])
    const as = scene.linkWorker
    const here = `/people/${ann}/sessions/${scene.sessionId}/routine`
    const form = await (await place.get(here, { as })).text()
    expect(form).toContain('A routine for Ann: Choir')
    expect(form).toContain('Waiting list, number 1: all places are taken')
    const key = place.ctx().newId()
    const full = await place.postForm(here, { times: '6', mode: 'all', key, withCarer: 'yes' }, { as })
    expect(full.status).toBe(422)
    const again = await full.text()
    expect(again).toContain('Nothing was booked. Not free: Mon 22 Jun 2026.')
    expect(again).toMatch(/name="withCarer"[^>]*checked/)
    const wrong = await place.postForm(here, { times: '40', mode: 'all', key }, { as })
    expect([wrong.status, (await wrong.text()).includes('Type 12 or less')]).toEqual([422, true])
    const booked = await place.postForm(here, { times: '6', mode: 'as_many', key, buddyWish: 'wanted' }, { as })
    const routine = booked.headers.get('location') ?? ''
    const page = await (await place.get(routine, { as })).text()
    expect(page).toContain('5 dates are booked')
    expect(page).toContain('One date is on the waiting list')
    expect(page).toContain('Open a date to move it')
    const [first] = await place.rows.bookings()
    expect(await (await place.get(`/bookings/${first?.id}`, { as })).text()).toContain('Part of a routine')
    const off = await place.postForm(`${routine.split('?')[0]}/cancellation`, { reason: 'not_ready' }, { as })
    const after = await (await place.get(off.headers.get('location') ?? '', { as })).text()
    expect(after).toContain('6 dates were called off')
    expect(after).not.toContain('Open a date to move it')
  })
})
