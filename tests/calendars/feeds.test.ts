import { eq } from 'drizzle-orm'
import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import { buddies, visits } from '../../src/db/schema/buddies.ts'
import { groups } from '../../src/db/schema/groups.ts'
import { memberships, users } from '../../src/db/schema/organisations.ts'
import { sessions } from '../../src/db/schema/sessions.ts'
import type { LinkPurpose } from '../../src/lib/links.ts'
import { days, hours } from '../../src/lib/time.ts'
import { hostile } from '../hostile.ts'
import { type Scene, visitScene } from '../visits/scene.ts'

type Who = { cookie: string }
const groupPath = (place: Scene) => `/api/calendars/groups/${place.groupId}`
async function make(place: Scene, path: string, as: Who): Promise<string> {
  const made = await place.post(path, {}, { as })
  expect(made.status).toBe(201)
  return new URL(((await made.json()) as { address: string }).address).pathname
}

async function read(place: Scene, path: string) {
  const answer = await place.get(path)
  expect(answer.status).toBe(200)
  const text = await answer.text()
  const file = new ICAL.Component(ICAL.parse(text))
  return { text, file, events: file.getAllSubcomponents('vevent'), headers: answer.headers }
}
type Event = InstanceType<typeof ICAL.Component>
const value = (event: Event | undefined, name: string) => String(event?.getFirstPropertyValue(name))
const startOf = (event: Event | undefined) => {
  const at = event?.getFirstPropertyValue('dtstart') as InstanceType<typeof ICAL.Time> | undefined
  return (at?.toUnixTime() ?? 0) * 1000
}

async function town() {
  const place = await visitScene()
  const buddy = await place.buddy()
  const { visitId } = await place.wanted({ called: 'Canaryname' })
  await place.claim(visitId, buddy)
  return { place, buddy, visitId }
}

describe('a buddy’s calendar', () => {
  it('has their visits, in UTC, and nobody’s name', async () => {
    const { place, buddy, visitId } = await town()
    const path = await make(place, '/api/calendars/visits', buddy)
    const { events, text, file, headers } = await read(place, path)
    expect(headers.get('content-type')).toBe('text/calendar; charset=utf-8')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(file.getFirstPropertyValue('method')).toBe('PUBLISH')
    expect(text).toContain('REFRESH-INTERVAL;VALUE=DURATION:PT4H\r\n')
    expect(events).toHaveLength(1)
    expect(value(events[0], 'uid')).toBe(`visit-${visitId}@alongside`)
    expect(value(events[0], 'summary')).toBe('Visit: Mill Hall')
    expect(startOf(events[0])).toBe((await place.visit(visitId)).startsAt)
    expect(text).toMatch(/DTSTART:\d{8}T\d{6}Z\r\n/)
    expect(text).not.toMatch(/Canaryname|Surname|ATTENDEE|ORGANIZER/)
    for (const line of text.split('\r\n')) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75)
  })

  it('moves an entry with the session, and strikes out one that is off, each above the version before', async () => {
    const { place, buddy, visitId } = await town()
    const path = await make(place, '/api/calendars/visits', buddy)
    const before = (await read(place, path)).events[0]
    const startsAt = (await place.visit(visitId)).startsAt + days(1)
    await place.db.update(sessions).set({ startsAt, endsAt: startsAt + hours(2), calendarSequence: 1 })
    const moved = (await read(place, path)).events[0]
    expect(value(moved, 'uid')).toBe(value(before, 'uid'))
    expect(startOf(moved)).toBe(startsAt)
    expect(Number(value(moved, 'sequence'))).toBeGreaterThan(Number(value(before, 'sequence')))
    const cancelled = await place.post(`/api/sessions/${place.sessionId}/cancellation`, { reason: 'venue_closed' }, { as: place.organiser })
    expect(cancelled.status).toBeLessThan(300)
    const off = (await read(place, path)).events[0]
    expect(value(off, 'status')).toBe('CANCELLED')
    expect(value(off, 'uid')).toBe(value(before, 'uid'))
    expect(Number(value(off, 'sequence'))).toBeGreaterThan(Number(value(moved, 'sequence')))
  })

  it('no longer has what was given back, and never what others promised', async () => {
    const { place, buddy, visitId } = await town()
    const other = await place.buddy()
    const theirs = await place.wanted()
    await place.claim(theirs.visitId, other)
    const path = await make(place, '/api/calendars/visits', buddy)
    expect((await read(place, path)).events.map((event) => value(event, 'uid'))).toEqual([`visit-${visitId}@alongside`])
    await place.db.update(visits).set({ status: 'wanted', buddyId: null }).where(eq(visits.id, visitId))
    expect((await read(place, path)).events).toEqual([])
  })
})

describe('a group’s calendar', () => {
  it('has its dates with how many come, and nobody’s name', async () => {
    const { place } = await town()
    const path = await make(place, groupPath(place), place.organiser)
    const second = await place.session(place.provider, place.groupId, place.venueId, { startsAt: place.clock.now + days(9) })
    const { events, text } = await read(place, path)
    expect(events.map((event) => value(event, 'uid'))).toEqual([place.sessionId, second].map((id) => `session-${id}@alongside`))
    expect(value(events[0], 'summary')).toBe('Choir: 1 of 200 places taken')
    expect(text).not.toMatch(/Canaryname|Surname/)
    await place.post(`/api/sessions/${second}/cancellation`, { reason: 'venue_closed' }, { as: place.organiser })
    expect((await read(place, path)).events.map((event) => value(event, 'status'))).toEqual(['CONFIRMED', 'CANCELLED'])
  })

  it('is nobody else’s to make', async () => {
    const { place, buddy } = await town()
    const stranger = await place.signIn('organiser', await place.organisation('provider'))
    for (const as of [stranger, buddy, place.linkWorker]) {
      for (const method of ['GET', 'POST', 'DELETE']) expect((await place.request(method, groupPath(place), { as })).status).toBe(404)
    }
    expect((await place.get('/calendars/visits', { as: place.organiser })).status).toBe(404)
  })
})

describe('the address', () => {
  it('ends when it is taken back, renewed, expired, or its owner leaves the role or the place; each is the same 404', async () => {
    const { place, buddy, visitId } = await town()
    const nothing = await (await place.get(`/feeds/${'A'.repeat(51)}/calendar.ics`)).text()
    const isGone = async (path: string) => {
      const answer = await place.get(path)
      return answer.status === 404 && (await answer.text()) === nothing
    }
    const first = await make(place, '/api/calendars/visits', buddy)
    expect(await isGone(first)).toBe(false)
    const second = await make(place, '/api/calendars/visits', buddy)
    expect([await isGone(first), await isGone(second)]).toEqual([true, false])
    expect((await place.request('DELETE', '/api/calendars/visits', { as: buddy })).status).toBe(204)
    expect(await isGone(second)).toBe(true)
    expect(await (await place.get('/api/calendars/visits', { as: buddy })).json()).toEqual({})

    const third = await make(place, '/api/calendars/visits', buddy)
    await place.db.update(users).set({ disabledAt: place.clock.now }).where(eq(users.id, buddy.id))
    expect(await isGone(third)).toBe(true)
    await place.db.update(users).set({ disabledAt: null }).where(eq(users.id, buddy.id))
    expect(await isGone(third)).toBe(false)
    const kept = await place.db.select().from(memberships).where(eq(memberships.userId, buddy.id))
    await place.db.delete(memberships).where(eq(memberships.userId, buddy.id))
    expect(await isGone(third)).toBe(true)
    await place.db.insert(memberships).values(kept)

    const own = await make(place, groupPath(place), place.organiser)
    await place.db.delete(memberships).where(eq(memberships.userId, place.organiser.id))
    expect(await isGone(own)).toBe(true)

    const signed = (purpose: LinkPurpose, subjectId: string) =>
      place.links.sign({ purpose, subjectId, version: 0, expiresAt: place.clock.now + days(1) })
    for (const purpose of ['booking', 'unsubscribe', 'emails', 'calendar'] as const)
      expect(await isGone(`/feeds/${await signed(purpose, buddy.buddyId)}/calendar.ics`)).toBe(true)
    expect(await isGone(`/feeds/${await signed('feed', visitId)}/calendar.ics`)).toBe(true)

    place.clock.now += days(731)
    expect(await isGone(third)).toBe(true)
  })

  it('answers 304 to whoever has it as it is, until something changes', async () => {
    const { place, buddy } = await town()
    const path = await make(place, '/api/calendars/visits', buddy)
    const etag = (await read(place, path)).headers.get('etag') ?? ''
    expect(etag).toMatch(/^W\/"[\w-]+"$/)
    place.clock.now += hours(5)
    const again = await place.get(path, { headers: { 'if-none-match': `"x", ${etag}` } })
    expect([again.status, await again.text()]).toEqual([304, ''])
    await place.db.update(sessions).set({ meetingPoint: 'At the gate' })
    expect((await place.get(path, { headers: { 'if-none-match': etag } })).status).toBe(200)
  })

  it('is shown with how to use it, and can be taken back, on the page', async () => {
    const { place, buddy } = await town()
    const page = async () => (await place.get('/calendars/visits', { as: buddy })).text()
    expect(await page()).toContain('Make a calendar address')
    expect((await place.postForm('/calendars/visits', {}, { as: buddy })).status).toBe(303)
    const shown = await page()
    const path = /https:\/\/alongside\.test(\/feeds\/[\w-]{51}\/calendar\.ics)/.exec(shown)?.[1] ?? ''
    expect(shown).toContain(`href="webcal://alongside.test${path}"`)
    expect(shown).toContain('Google Calendar')
    expect((await place.get(path)).status).toBe(200)
    expect((await place.postForm('/calendars/visits/revocation', {}, { as: buddy })).status).toBe(303)
    expect((await place.get(path)).status).toBe(404)
  })
})

it('stays one event a visit whatever the texts hold', { timeout: 120_000 }, async () => {
  const { place, buddy } = await town()
  const path = await make(place, '/api/calendars/visits', buddy)
  const own = await make(place, groupPath(place), place.organiser)
  for (const { text } of hostile) {
    const typed = text.toWellFormed()
    await place.db.batch([place.db.update(groups).set({ name: typed }), place.db.update(sessions).set({ meetingPoint: typed })])
    expect((await read(place, path)).events).toHaveLength(1)
    expect((await read(place, own)).events).toHaveLength(1)
  }
  expect(await place.db.select({ id: buddies.id }).from(buddies)).toHaveLength(1)
})
