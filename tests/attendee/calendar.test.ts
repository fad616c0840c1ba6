import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import { days, hours } from '../../src/lib/time.ts'
import { hostile } from '../hostile.ts'
import { noon } from '../world.ts'
import { type Stage, stage } from './stage.ts'

async function read(on: Stage) {
  const response = await on.page(`${on.home}/calendar.ics`)
  expect(response.status).toBe(200)
  const text = await response.text()
  const file = new ICAL.Component(ICAL.parse(text))
  const [event, ...more] = file.getAllSubcomponents('vevent')
  if (!event || more.length > 0 || event.getAllSubcomponents().length > 0) throw new Error(`not one event:\n${text}`)
  return { type: response.headers.get('content-type'), method: file.getFirstPropertyValue('method'), event, text }
}
const value = (event: InstanceType<typeof ICAL.Component>, name: string) => String(event.getFirstPropertyValue(name))

describe('the calendar file', () => {
  it('says when and where, and nothing of health', async () => {
    const on = await stage()
    await on.setGroup({ name: 'Living with grief' })
    const { type, method, event, text } = await read(on)
    expect(type).toBe('text/calendar; method=PUBLISH; charset=utf-8')
    expect(method).toBe('PUBLISH')
    expect(value(event, 'uid')).toBe(`booking-${on.bookingId}@alongside`)
    expect(value(event, 'sequence')).toBe('0')
    expect(value(event, 'summary')).toBe('Visit: Mill Hall')
    expect(value(event, 'location')).toBe('Mill Hall, 1 Mill Lane')
    expect(value(event, 'description')).toContain('Where you meet: At the door')
    expect(value(event, 'status')).toBe('CONFIRMED')
    expect((event.getFirstPropertyValue('dtstart') as InstanceType<typeof ICAL.Time>).toUnixTime() * 1000).toBe(noon + days(7))
    expect((event.getFirstPropertyValue('dtend') as InstanceType<typeof ICAL.Time>).toUnixTime() * 1000).toBe(noon + days(7) + hours(2))
    // Who sees a shared calendar must not be able to answer.
    expect(text.replaceAll('\r\n ', '')).not.toContain(on.token)
    expect(text).not.toMatch(/ATTENDEE|ORGANIZER|Maria|URL:/)
  })

  it('follows a session that moved, by its sequence', async () => {
    const on = await stage()
    await on.setSession({ startsAt: noon + days(8), endsAt: noon + days(8) + hours(2), calendarSequence: 3 })
    const { event } = await read(on)
    expect(value(event, 'sequence')).toBe('3')
  })

  it.each<[string, (on: Stage) => unknown]>([
    ['the person said no', (on) => on.press('/cancellation')],
    ['the session was cancelled', (on) => on.cancelSession()],
    ['the person took another date', async (on) => on.press('/dates', { sessionId: await on.date(1) })],
  ])('takes itself out again when %s', async (_, make) => {
    const on = await stage()
    const before = Number(value((await read(on)).event, 'sequence'))
    await make(on)
    expect(await (await on.page(on.home)).text()).toMatch(/href="[^"]*calendar\.ics"[^>]*>\s*Take it out of my calendar/)
    const { type, method, event } = await read(on)
    expect(type).toBe('text/calendar; method=CANCEL; charset=utf-8')
    expect(method).toBe('CANCEL')
    expect(value(event, 'uid')).toBe(`booking-${on.bookingId}@alongside`)
    expect(value(event, 'status')).toBe('CANCELLED')
    expect(Number(value(event, 'sequence'))).toBeGreaterThan(before)
  })

  it('is not offered for taking out when there is nothing more to come to', async () => {
    const on = await stage()
    expect(await (await on.page(on.home)).text()).not.toContain('Take it out')
    await on.cancelSession()
    await on.setSession({ startsAt: noon - days(1), endsAt: noon - days(1) + hours(2) })
    expect(await (await on.page(on.home)).text()).not.toContain('Take it out')
  })

  it('is in the person’s language', async () => {
    const on = await stage({ person: { language: 'id' } })
    expect(value((await read(on)).event, 'summary')).toBe('Kunjungan: Mill Hall')
  })

  it('stays one event whatever the texts hold', { timeout: 120_000 }, async () => {
    const on = await stage()
    const properties = (await read(on)).event.getAllProperties().map(({ name }) => name)
    for (const { text } of hostile) {
      // Every input is made well-formed before it is stored.
      await on.say(text.toWellFormed())
      const { event, text: file } = await read(on)
      expect(event.getAllProperties().map(({ name }) => name)).toEqual(properties)
      for (const line of file.split('\r\n')) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75)
    }
  })
})
