// Instants are UTC milliseconds, days 'YYYY-MM-DD', local times 'HH:MM' (24 hours), zones IANA names.
// Text from outside goes through isDay, isTime and isZone first; the other functions trust their arguments or throw RangeError.
// The polyfill as single functions, for a class brings all its methods into the Worker. They would use a native Temporal where there
// is one; wrangler.toml hides that, because one deployed runtime had its native clock stuck at 1970 (cloudflare/workerd 6907).
import * as Instant from 'temporal-polyfill/fns/Instant'
import * as PlainDate from 'temporal-polyfill/fns/PlainDate'
import * as PlainDateTime from 'temporal-polyfill/fns/PlainDateTime'
import * as ZonedDateTime from 'temporal-polyfill/fns/ZonedDateTime'

export type Day = string
export type Time = string
export type Zone = string
/** 1 is Monday, 7 is Sunday, as in ISO 8601. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7
/** `gap`: the clocks jumped over this local time, so it moved forward; `overlap`: it comes twice, and the earlier was taken. */
export type Adjusted = 'none' | 'gap' | 'overlap'

export const minutes = (n: number) => n * 60_000
export const hours = (n: number) => n * 3_600_000
/** Milliseconds of n × 24 hours. A local day can be shorter or longer: for those use addDays. */
export const days = (n: number) => n * 86_400_000

/** A real calendar day of the years 1900 to 2199: wide enough for a birthday, too narrow for a slip like 0206. */
export function isDay(text: string): boolean {
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false
  const at = Date.parse(`${text}T00:00:00Z`)
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text)
}

export const isTime = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text)

/** An IANA name in its own spelling ('Europe/London'); offsets such as '+07:00' know no clock changes and are refused. */
export function isZone(text: string): boolean {
  if (!/^[A-Za-z][\w+-]*(\/[\w+-]+)*$/.test(text)) return false
  try {
    return zoned(0, text).timeZoneId === text
  } catch {
    return false
  }
}

/** The instant at which clocks in the zone show this day and time, and whether that needed a choice. */
export function instantOf(day: Day, time: Time, zone: Zone): { at: number; adjusted: Adjusted } {
  const wanted = PlainDateTime.create(...numbersOf(day, 3), ...numbersOf(time, 2))
  const earlier = PlainDateTime.toZonedDateTime(wanted, zone, { disambiguation: 'earlier' })
  const later = PlainDateTime.toZonedDateTime(wanted, zone, { disambiguation: 'later' })
  if (earlier.epochMilliseconds === later.epochMilliseconds) return { at: earlier.epochMilliseconds, adjusted: 'none' }
  if (PlainDateTime.equals(ZonedDateTime.toPlainDateTime(earlier), wanted)) return { at: earlier.epochMilliseconds, adjusted: 'overlap' }
  return { at: later.epochMilliseconds, adjusted: 'gap' }
}

export const localDay = (at: number, zone: Zone): Day => written(zoned(at, zone))
export function localTime(at: number, zone: Zone): Time {
  const { hour, minute } = zoned(at, zone)
  return `${digits(hour, 2)}:${digits(minute, 2)}`
}

/** The first instant of a local day; not always 00:00, for some zones change their clocks at midnight. */
export const startOfDay = (day: Day, zone: Zone): number => PlainDate.toZonedDateTime(date(day), zone).epochMilliseconds

export const addDays = (day: Day, n: number): Day => written(PlainDate.addDays(date(day), n))
/** The same day n months on, or that month's last day: a month after 31 January is 28 or 29 February. */
export const addMonths = (day: Day, n: number): Day => written(PlainDate.addMonths(date(day), n))
export const weekdayOf = (day: Day): Weekday => PlainDate.dayOfWeek(date(day)) as Weekday
/** The Monday of the week that a day is in. */
export const mondayOf = (day: Day): Day => addDays(day, 1 - weekdayOf(day))
/** Calendar days from one day to another; negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number => PlainDate.diffDays(date(from), date(to))

/** When nobody is to be disturbed: from 21:00 until 08:00 goes over midnight; `from` equal to `until` means never. */
export type Quiet = { readonly from: Time; readonly until: Time }

/** The instant itself, or the end of the quiet hours that it falls in. */
export function awakeAt(at: number, zone: Zone, quiet: Quiet): number {
  if (quiet.from === quiet.until) return at
  const next = nextQuiet(at, zone, quiet)
  return at < next.from ? at : awakeAt(next.until, zone, quiet)
}

/** The end of the quiet hours that an instant falls in or that come next; the instant itself where there are none. */
export const nextMorning = (at: number, zone: Zone, quiet: Quiet): number =>
  quiet.from === quiet.until ? at : nextQuiet(at, zone, quiet).until

/** The instant itself, or the beginning of the quiet hours that it falls in: a deadline in the night is one of the evening before. */
export function beforeQuiet(at: number, zone: Zone, quiet: Quiet): number {
  return quiet.from === quiet.until ? at : Math.min(at, nextQuiet(at, zone, quiet).from)
}

/** The instant when `duration` ms (at most 366 days) outside quiet hours have passed: a deadline does not run at night. */
export function afterAwakeHours(at: number, duration: number, zone: Zone, quiet: Quiet): number {
  if (!(duration >= 0 && duration <= days(366))) throw new RangeError(`not a waiting time: ${duration} ms`)
  let awake = awakeAt(at, zone, quiet)
  if (quiet.from === quiet.until) return awake + duration

  for (let left = duration; ; ) {
    const night = nextQuiet(awake, zone, quiet)
    if (awake + left <= night.from) return awake + left
    left -= night.from - awake
    awake = awakeAt(night.until, zone, quiet)
  }
}

/** The first stretch of quiet hours that ends after `at`, which may lie inside it. */
function nextQuiet(at: number, zone: Zone, quiet: Quiet): { from: number; until: number } {
  // From the day before, because a night that began yesterday may still run.
  for (let day = addDays(localDay(at, zone), -1); ; day = addDays(day, 1)) {
    const from = instantOf(day, quiet.from, zone).at
    const until = instantOf(quiet.from < quiet.until ? day : addDays(day, 1), quiet.until, zone).at
    // A clock change can swallow a short stretch whole, which leaves it ending before it begins.
    if (until > at && until > from) return { from, until }
  }
}

/**
 * The local wall clock as milliseconds, for many instants of one zone: asks the zone once a day instead of once an instant, and
 * exactly on a day whose clocks change.
 */
export function wallClock(zone: Zone): (at: number) => number {
  const offsetAt = (at: number) => ZonedDateTime.offsetNanoseconds(zoned(at, zone)) / 1_000_000
  const known = new Map<number, number | undefined>()
  return (at) => {
    const day = Math.floor(at / 86_400_000)
    if (!known.has(day)) {
      const first = offsetAt(day * 86_400_000)
      known.set(day, first === offsetAt((day + 1) * 86_400_000) ? first : undefined)
    }
    return at + (known.get(day) ?? offsetAt(at))
  }
}

const zoned = (at: number, zone: Zone) => Instant.toZonedDateTimeISO(Instant.fromEpochMilliseconds(at), zone)
const date = (day: Day) => PlainDate.create(...numbersOf(day, 3))

type Numbers = { 2: [number, number]; 3: [number, number, number] }
/** '2026-06-01' as three numbers, '10:30' as two; anything else is a RangeError. */
function numbersOf<N extends 2 | 3>(text: Day | Time, count: N): Numbers[N] {
  const shape = count === 3 ? /^(\d{4})-(\d\d)-(\d\d)$/ : /^(\d\d):(\d\d)$/
  const found = shape.exec(text)
  if (!found) throw new RangeError(`not a ${count === 3 ? 'day' : 'time'}: ${text}`)
  return found.slice(1).map(Number) as Numbers[N]
}

const written = ({ year, month, day }: { year: number; month: number; day: number }): Day =>
  `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`
const digits = (n: number, length: number): string => String(n).padStart(length, '0')
