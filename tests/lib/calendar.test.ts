import fc from 'fast-check'
import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import { type CalendarEvent, calendar } from '../../src/lib/calendar.ts'
import { hostile } from '../hostile.ts'

const noon = Date.UTC(2026, 10, 24, 12)
const choir: CalendarEvent = {
  uid: 'booking-1@alongside.example',
  sequence: 2,
  startsAt: noon,
  endsAt: noon + 5_400_000,
  summary: 'Choir, for all; bring a friend',
  description: 'Meet Sam at the door.\nBring water \\ a cup.',
  location: 'Old Hall, 1 High Street',
  geo: { latitude: 51.5007, longitude: -0.1246 },
  url: 'https://alongside.example/b/1?x=a,b;c',
  status: 'CONFIRMED',
  stampedAt: noon - 86_400_000,
}

const read = (text: string) => new ICAL.Component(ICAL.parse(text))
const only = (text: string) => {
  const [found, ...more] = read(text).getAllSubcomponents('vevent')
  if (!found || more.length > 0) throw new Error(`not one event:\n${text}`)
  return found
}

describe('one event', () => {
  const text = calendar({ method: 'PUBLISH', name: 'Bookings', events: [choir] })

  it('is written like this', () => {
    expect(text).toBe(
      [
        'BEGIN:VCALENDAR',
        'VERSION:2.0',
        'PRODID:-//Alongside//Alongside//EN',
        'CALSCALE:GREGORIAN',
        'METHOD:PUBLISH',
        'X-WR-CALNAME:Bookings',
        'BEGIN:VEVENT',
        'UID:booking-1@alongside.example',
        'SEQUENCE:2',
        'DTSTAMP:20261123T120000Z',
        'DTSTART:20261124T120000Z',
        'DTEND:20261124T133000Z',
        'SUMMARY:Choir\\, for all\\; bring a friend',
        'DESCRIPTION:Meet Sam at the door.\\nBring water \\\\ a cup.',
        'LOCATION:Old Hall\\, 1 High Street',
        'GEO:51.500700;-0.124600',
        'URL:https://alongside.example/b/1?x=a,b;c',
        'STATUS:CONFIRMED',
        'END:VEVENT',
        'END:VCALENDAR',
        '',
      ].join('\r\n'),
    )
  })

  it('reads back as it was', () => {
    const event = new ICAL.Event(only(text))
    expect([event.uid, event.sequence, event.summary, event.description, event.location]).toEqual([
      choir.uid,
      choir.sequence,
      choir.summary,
      choir.description,
      choir.location,
    ])
    expect([event.startDate.toJSDate().getTime(), event.endDate.toJSDate().getTime()]).toEqual([choir.startsAt, choir.endsAt])
    expect(event.startDate.zone.tzid).toBe('UTC')
    expect(event.component.getFirstPropertyValue('geo')).toEqual([51.5007, -0.1246])
    expect(event.component.getFirstPropertyValue('url')).toBe(choir.url)
  })

  it('leaves out what it does not have', () => {
    const { description, location, geo, url, ...bare } = choir
    const names = only(calendar({ method: 'PUBLISH', events: [bare] }))
      .getAllProperties()
      .map((property) => property.name)
    expect(names).toEqual(['uid', 'sequence', 'dtstamp', 'dtstart', 'dtend', 'summary', 'status'])
  })

  it('is taken back by a cancellation', () => {
    const root = read(calendar({ method: 'CANCEL', events: [{ ...choir, sequence: 3, status: 'CANCELLED' }] }))
    const event = root.getFirstSubcomponent('vevent')
    expect(root.getFirstPropertyValue('method')).toBe('CANCEL')
    expect([event?.getFirstPropertyValue('uid'), event?.getFirstPropertyValue('status')]).toEqual([choir.uid, 'CANCELLED'])
  })

  it.each(['javascript:alert(1)', 'data:text/html,x', 'not a url', '/relative', 'mailto:a@example.org'])('does not carry %s', (url) =>
    expect(only(calendar({ method: 'PUBLISH', events: [{ ...choir, url }] })).getFirstProperty('url')).toBeNull(),
  )
})

describe('hostile text', () => {
  const kept = (text: string) =>
    [...text.toWellFormed().replace(/\r\n/g, '\n')]
      .map((c) => (['\r', '\u0085', '\u2028', '\u2029'].includes(c) ? '\n' : c))
      .filter((c) => c === '\n' || c === '\t' || !((c >= '\0' && c < ' ') || (c >= '\u007f' && c < '\u00a0')))
      .join('')

  function breaksNothing(text: string) {
    const second = { ...choir, uid: 'second' }
    const first = { ...choir, uid: `x${text}`, summary: text, description: text, location: text, url: text }
    const file = calendar({ method: 'PUBLISH', name: text, events: [first, second] })

    for (const line of file.split('\r\n')) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75)
    expect(file.replaceAll('\r\n', '')).not.toMatch(/[\p{Cc}--[\t]]/v)
    expect(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(new TextEncoder().encode(file))).toBe(file)

    const root = read(file)
    expect(root.getAllProperties().map(({ name }) => name)).toEqual(['version', 'prodid', 'calscale', 'method', 'x-wr-calname'])
    expect(root.getAllSubcomponents().map(({ name }) => name)).toEqual(['vevent', 'vevent'])
    const [event, next] = root.getAllSubcomponents()
    expect(event?.getAllSubcomponents()).toEqual([])
    const names = event
      ?.getAllProperties()
      .map(({ name }) => name)
      .filter((name) => name !== 'url')
    expect(names).toEqual(['uid', 'sequence', 'dtstamp', 'dtstart', 'dtend', 'summary', 'description', 'location', 'geo', 'status'])
    for (const name of ['summary', 'description', 'location']) expect(event?.getFirstPropertyValue(name)).toBe(kept(text))
    expect(event?.getFirstPropertyValue('uid')).toBe(`x${kept(text)}`)
    expect(next?.getFirstPropertyValue('summary')).toBe(choir.summary)
  }

  it('of the corpus stays inside its property', () => {
    for (const { text } of hostile) breaksNothing(text)
  })

  it('put together at random stays inside its property', () => {
    const piece = fc.oneof(
      fc.constantFrom(...hostile.map(({ text }) => text).filter((text) => text.length < 200)),
      fc.constantFrom(
        '\r',
        '\n',
        '\r\n',
        ' ',
        '\\',
        '\\n',
        ';',
        ',',
        ':',
        '"',
        '\0',
        'BEGIN:VALARM',
        'END:VEVENT',
        '\u{1f600}',
        '\u202e',
        '\ud83d',
      ),
      fc.string({ unit: 'binary', maxLength: 40 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => breaksNothing(pieces.join(''))),
      { numRuns: 1000 },
    )
  })
})

it('folds exactly at 75 octets, and not inside a character', () => {
  for (let length = 60; length < 80; length++)
    for (const tail of ['a', '\u00e9', '\u20ac', '\u{1f600}']) {
      const summary = 'a'.repeat(length) + tail.repeat(40)
      expect(only(calendar({ method: 'PUBLISH', events: [{ ...choir, summary }] })).getFirstPropertyValue('summary')).toBe(summary)
    }
  const wide = calendar({ method: 'PUBLISH', events: [{ ...choir, summary: 'a'.repeat(75 - 'SUMMARY:'.length + 1) }] })
  expect(wide).toContain(`SUMMARY:${'a'.repeat(67)}\r\n a\r\n`)
})
