// Calendar files (RFC 5545) for one-off events in UTC. No ATTENDEE and no REQUEST: replies would go where nobody reads them.
// Calendars are shared and shown on lock screens: a summary says nothing of health.
import type { Point } from './geo.ts'

export type CalendarEvent = {
  /** Stays the same for the life of the event; `sequence` grows by one with each change. */
  uid: string
  sequence: number
  startsAt: number
  endsAt: number
  summary: string
  description?: string | undefined
  location?: string | undefined
  geo?: Point | undefined
  /** Left out unless http or https. */
  url?: string | undefined
  status: 'CONFIRMED' | 'TENTATIVE' | 'CANCELLED'
  /** When this version of the event was made. */
  stampedAt: number
}

/** The whole file. CANCEL takes events out of a calendar that has them: same uid, higher sequence, status CANCELLED. */
export function calendar(file: {
  method: 'PUBLISH' | 'CANCEL'
  name?: string | undefined
  refreshHours?: number
  events: readonly CalendarEvent[]
}): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Alongside//Alongside//EN',
    'CALSCALE:GREGORIAN',
    `METHOD:${file.method}`,
    ...(file.name === undefined ? [] : [`X-WR-CALNAME:${escaped(file.name)}`]),
    // RFC 7986, and what programs read that are older than it.
    ...(file.refreshHours === undefined
      ? []
      : [`REFRESH-INTERVAL;VALUE=DURATION:PT${file.refreshHours}H`, `X-PUBLISHED-TTL:PT${file.refreshHours}H`]),
    ...file.events.flatMap(event),
    'END:VCALENDAR',
  ]
    .map((line) => `${folded(line)}\r\n`)
    .join('')
}

function event(event: CalendarEvent): string[] {
  const url = event.url === undefined ? undefined : webAddress(event.url)
  return [
    'BEGIN:VEVENT',
    `UID:${escaped(event.uid)}`,
    `SEQUENCE:${event.sequence}`,
    `DTSTAMP:${utc(event.stampedAt)}`,
    `DTSTART:${utc(event.startsAt)}`,
    `DTEND:${utc(event.endsAt)}`,
    `SUMMARY:${escaped(event.summary)}`,
    ...(event.description === undefined ? [] : [`DESCRIPTION:${escaped(event.description)}`]),
    ...(event.location === undefined ? [] : [`LOCATION:${escaped(event.location)}`]),
    ...(event.geo === undefined ? [] : [`GEO:${event.geo.latitude.toFixed(6)};${event.geo.longitude.toFixed(6)}`]),
    ...(url === undefined ? [] : [`URL:${url}`]),
    `STATUS:${event.status}`,
    'END:VEVENT',
  ]
}

/** '20261124T100000Z' */
const utc = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')

/** A TEXT value: one line, in which nothing can end the property or begin another. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n|[\r\u0085\u2028\u2029]/g, '\n')
    .replace(/[\p{Cc}--[\t\n]]/gv, '')
    .replace(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n')
}

/** A URI value is not escaped, so it is taken apart and written anew by the URL parser, which encodes all that could break out. */
function webAddress(text: string): string | undefined {
  const url = URL.parse(text)
  return url && /^https?:$/.test(url.protocol) ? url.href : undefined
}

/** At most 75 octets a line; a character of several octets is not split (RFC 5545, 3.1). */
function folded(line: string): string {
  let text = ''
  let width = 0
  for (const character of line) {
    const size = octets(character.codePointAt(0) ?? 0)
    if (width + size > 75) {
      text += '\r\n '
      width = 1
    }
    text += character
    width += size
  }
  return text
}

const octets = (codePoint: number): number => (codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4)
