import { describe, expect, it } from 'vitest'
import { permit } from '../../src/access/permit.ts'
import { series } from '../../src/db/schema/sessions.ts'
import { days, localDay, localTime } from '../../src/lib/time.ts'
import { extendSeries } from '../../src/sessions/extension/actions.ts'
import { type World, world } from '../world.ts'
import { details, publish, sessionsOf, weekly } from './series.ts'

const system = () => {
  const granted = permit({ kind: 'system', id: 'extend-series' }, 'work.scheduled')
  if (!granted) throw new Error('no permit')
  return granted
}
const extend = (place: World) => extendSeries(place.ctx(), system())

describe('publishing', () => {
  it('makes the sessions of 12 weeks at once, each on the audit log', async () => {
    const place = await world()
    const scene = await place.scene()
    const { id, sessions } = await publish(place, scene, weekly(scene.venueId))
    expect(sessions).toHaveLength(12)
    expect(sessions[0]).toMatchObject({ occursOn: '2026-06-02', capacity: 8, newcomerLimit: 3, meetingPoint: 'By the blue door', step: 1 })
    const audit = await place.rows.audit()
    expect(audit.filter(({ action }) => action === 'session.publish')).toHaveLength(12)
    expect(audit.filter(({ subjectId }) => subjectId === id)).toMatchObject([{ action: 'series.publish', step: 1 }])
  })

  it('makes one series of two presses of the button', async () => {
    const place = await world()
    const scene = await place.scene()
    const body = weekly(scene.venueId, '2026-06-02', { key: place.ctx().newId() })
    const answers = await Promise.all([1, 2, 3].map(() => place.post(`/api/groups/${scene.groupId}/series`, body, { as: scene.organiser })))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
    expect(await place.db.select().from(series)).toHaveLength(1)
    expect((await place.rows.sessions()).filter(({ seriesId }) => seriesId)).toHaveLength(12)
    const once = { startsOn: '2026-06-05', ...details(scene.venueId), key: place.ctx().newId() }
    await Promise.all([1, 2].map(() => place.post(`/api/groups/${scene.groupId}/sessions`, once, { as: scene.organiser })))
    expect((await place.rows.sessions()).filter(({ id }) => id === once.key)).toHaveLength(1)
  })

  it('says so when the same button is pressed with other details, and changes nothing', async () => {
    const place = await world()
    const scene = await place.scene()
    const other = await place.scene()
    const publish = async (kind: 'series' | 'sessions', body: object, at = scene) =>
      (await place.post(`/api/groups/${at.groupId}/${kind}`, body, { as: at.organiser })).status
    const series = weekly(scene.venueId, '2026-06-02', { key: place.ctx().newId() })
    const once = { startsOn: '2026-06-05', ...details(scene.venueId), key: place.ctx().newId() }
    expect([await publish('series', series), await publish('sessions', once)]).toEqual([201, 201])
    const before = await place.rows.sessions()
    expect(await publish('series', { ...series, exceptions: ['2026-06-09'] })).toBe(409)
    expect(await publish('sessions', { ...once, startsOn: '2026-06-06' })).toBe(409)
    expect(await publish('sessions', { ...once, venueId: other.venueId }, other)).toBe(409)
    expect([await publish('series', series), await publish('sessions', once)]).toEqual([201, 201])
    expect(await place.rows.sessions()).toEqual(before)
  })

  it('previews the dates, what the clocks do to them and what is left out, and writes nothing', async () => {
    const place = await world()
    const scene = await place.scene()
    const body = {
      ...weekly(scene.venueId, '2026-10-17', { exceptions: ['2026-10-31'] }),
      startsTime: '01:30',
      endsTime: '03:00',
      weekdays: [7],
    }
    const response = await place.post(`/api/groups/${scene.groupId}/series/preview`, body, { as: scene.organiser })
    const { dates } = (await response.json()) as {
      dates: { day: string; adjusted: string; isLeftOut: boolean; isAfterClockChange: boolean }[]
    }
    expect(dates.slice(0, 3)).toMatchObject([
      { day: '2026-10-18', adjusted: 'none', isAfterClockChange: false },
      { day: '2026-10-25', adjusted: 'overlap' },
      { day: '2026-11-01', adjusted: 'none' },
    ])
    expect(dates.filter(({ isAfterClockChange }) => isAfterClockChange)).toHaveLength(2)
    expect((await place.rows.sessions()).filter(({ seriesId }) => seriesId)).toHaveLength(0)
  })

  it.each([
    ['Europe/London', '2026-10-20'],
    ['America/New_York', '2026-10-27'],
    ['Asia/Jakarta', '2026-10-20'],
  ])('keeps 10:00 at 10:00 over the autumn in %s', async (timeZone, startsOn) => {
    const place = await world({ timeZone })
    const scene = await place.scene()
    place.clock.now = Date.UTC(2026, 9, 12, 12)
    const { sessions } = await publish(place, scene, weekly(scene.venueId, startsOn))
    expect(sessions.length).toBeGreaterThan(9)
    for (const { startsAt, endsAt, occursOn } of sessions) {
      expect([localDay(startsAt, timeZone), localTime(startsAt, timeZone)]).toEqual([occursOn, '10:00'])
      expect(localTime(endsAt, timeZone)).toBe('11:30')
    }
    expect(new Set(sessions.map(({ startsAt }) => startsAt % days(1))).size).toBe(timeZone === 'Asia/Jakarta' ? 1 : 2)
  })

  it.each([
    [{ capacity: 0 }, 'capacity'],
    [{ capacity: 'many' }, 'capacity'],
    [{ endsTime: '09:00' }, 'endsTime'],
    [{ endsTime: '10:00' }, 'endsTime'],
    [{ startsTime: '25:00' }, 'startsTime'],
    [{ startsOn: '2026-02-30' }, 'startsOn'],
    [{ until: '2026-05-01' }, 'until'],
    [{ interval: 0 }, 'interval'],
    [{ weekdays: [8] }, 'weekdays.0'],
    [{ every: 'year' }, 'every'],
    [{ meetingPoint: ' ' }, 'meetingPoint'],
    [{ meetingPoint: 'x'.repeat(201) }, 'meetingPoint'],
    [{ newcomerPlaces: 9 }, 'newcomerPlaces'],
    [{ newcomerLimit: 1, newcomerPlaces: 2 }, 'newcomerPlaces'],
    [{ exceptions: ['tomorrow'] }, 'exceptions.0'],
    [{ venueId: 'x' }, 'venueId'],
  ])('refuses %o and names the field', async (wrong, field) => {
    const place = await world()
    const scene = await place.scene()
    const response = await place.post(
      `/api/groups/${scene.groupId}/series`,
      { ...weekly(scene.venueId), ...wrong },
      { as: scene.organiser },
    )
    expect(response.status).toBe(422)
    const { errors } = (await response.json()) as { errors: { field: string }[] }
    expect(errors.map((error) => error.field)).toEqual([field])
  })

  it.each([
    [{ startsOn: '2026-05-31' }, 'in_the_past'],
    [{ startsOn: '2029-01-01' }, 'too_far_ahead'],
    [{ every: 'month', ordinal: 1, weekday: 1, startsOn: '2026-06-02', until: '2026-06-30' }, 'no_dates'],
  ])('refuses %o as %s', async (wrong, reason) => {
    const place = await world()
    const scene = await place.scene()
    const response = await place.post(
      `/api/groups/${scene.groupId}/series`,
      { ...weekly(scene.venueId), ...wrong },
      { as: scene.organiser },
    )
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({ reason })
  })

  it('knows no foreign group and no foreign venue', async () => {
    const place = await world()
    const scene = await place.scene()
    const other = await place.scene()
    const foreign = await place.post(`/api/groups/${other.groupId}/series`, weekly(scene.venueId), { as: scene.organiser })
    const missing = await place.post(`/api/groups/${place.ctx().newId()}/series`, weekly(scene.venueId), { as: scene.organiser })
    expect([foreign.status, await foreign.text()]).toEqual([404, await missing.text()])
    const venue = await place.post(`/api/groups/${scene.groupId}/series`, weekly(other.venueId), { as: scene.organiser })
    expect(await venue.json()).toMatchObject({ reason: 'no_such_venue' })
  })
})

describe('the job that extends series', () => {
  it('adds a week, once, however often and however parallel it runs', async () => {
    const place = await world()
    const scene = await place.scene()
    const { id } = await publish(place, scene, weekly(scene.venueId))
    expect(await extend(place)).toMatchObject({ series: 0, sessions: 0 })
    place.clock.now += days(7)
    await Promise.all([extend(place), extend(place), extend(place)])
    const sessions = await sessionsOf(place, id)
    expect(sessions.length).toBeGreaterThanOrEqual(13)
    expect(new Set(sessions.map(({ occursOn }) => occursOn)).size).toBe(sessions.length)
    expect(await extend(place)).toMatchObject({ series: 0, sessions: 0 })
    const published = (await place.rows.audit()).filter(({ action }) => action === 'session.publish')
    expect(published).toHaveLength(sessions.length)
  })

  it('never makes a cancelled date again', async () => {
    const place = await world()
    const scene = await place.scene()
    const { id, sessions } = await publish(place, scene, weekly(scene.venueId))
    const third = sessions[2]
    await place.post(`/api/sessions/${third?.id}/cancellation`, { reason: 'Holiday' }, { as: scene.organiser })
    // As after a fault: everything is to be made once more.
    await place.db.update(series).set({ extendedTo: '2026-06-01' })
    await extend(place)
    const again = await sessionsOf(place, id)
    expect(again.filter(({ occursOn }) => occursOn === third?.occursOn)).toMatchObject([{ id: third?.id, status: 'cancelled' }])
    expect(again.length).toBeGreaterThan(12)
  })

  it('goes past the first batch of series, and past one that has no dates left', async () => {
    const place = await world()
    const scene = await place.scene()
    for (let n = 0; n < 30; n++) await publish(place, scene, weekly(scene.venueId, '2026-06-02', { until: n === 3 ? '2026-06-09' : '' }))
    place.clock.now += days(8)
    expect(await extend(place)).toMatchObject({ series: 30, sessions: 87, left: 0 })
    expect(await extend(place)).toMatchObject({ series: 0 })
  })
})
