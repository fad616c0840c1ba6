// Dates and times as people read them. English follows the NHS style: 'Tuesday 24 November 2026', '10am', '10:30am', 'midday'.
// Indonesian: 'Selasa, 24 November 2026', 'pukul 10.00 WIB' (the zone's letters only where the zone is Indonesian).
import { type Day, daysBetween, localDay, localTime, startOfDay, type Weekday, type Zone } from './time.ts'

export const locales = ['en', 'id'] as const
export type Locale = (typeof locales)[number]
export const isLocale = (text: string): text is Locale => (locales as readonly string[]).includes(text)
/** The BCP 47 tag that Intl and the `lang` attribute take. */
export const languageTag = { en: 'en-GB', id: 'id-ID' } as const satisfies Record<Locale, string>

/** 'Tuesday 24 November 2026' */
export const longDate = (at: number, zone: Zone, locale: Locale): string => written('long', at, zone, locale)

/** 'Tue 24 Nov 2026': always with its year, so that it is clear in any list. */
export const shortDate = (at: number, zone: Zone, locale: Locale): string => written('short', at, zone, locale)

/** 'Tuesday 24 November': for something so near that its year is plain. */
export const nearDate = (at: number, zone: Zone, locale: Locale): string => written('near', at, zone, locale)

/** 'Tue 24 Nov': the same on a card, where its hours stand in the same line. */
export const briefDate = (at: number, zone: Zone, locale: Locale): string => written('brief', at, zone, locale)

/** A local day without a time, such as a birthday: '24 November 2026'. */
export const dayDate = (day: Day, locale: Locale): string => written('day', startOfDay(day, 'UTC'), 'UTC', locale)

/** 'November 2026' */
export const month = (at: number, zone: Zone, locale: Locale): string => written('month', at, zone, locale)

/** 'Tuesday' */
export const weekdayName = (weekday: Weekday, locale: Locale): string => written('weekday', aSunday + weekday * 86_400_000, 'UTC', locale)

/** '10am', '10:30am', 'midday'; 'pukul 10.00 WIB' */
export function clock(at: number, zone: Zone, locale: Locale): string {
  const time = localTime(at, zone)
  return locale === 'id' ? `pukul ${dotted(time)}${letters(zone, at)}` : english(time)
}

/** '10am to 11:30am'; 'pukul 10.00–11.30 WIB'. An end on another day names that day. */
export function timeRange(startsAt: number, endsAt: number, zone: Zone, locale: Locale): string {
  // Midnight ends the evening that it follows.
  const isOneDay = localDay(startsAt, zone) === localDay(endsAt - 1, zone)
  if (locale === 'en')
    return `${clock(startsAt, zone, 'en')} to ${clock(endsAt, zone, 'en')}${isOneDay ? '' : ` on ${shortDate(endsAt, zone, 'en')}`}`
  if (isOneDay) return `pukul ${dotted(localTime(startsAt, zone))}–${dotted(localTime(endsAt, zone))}${letters(zone, endsAt)}`
  return `${clock(startsAt, zone, 'id')} sampai ${shortDate(endsAt, zone, 'id')} ${clock(endsAt, zone, 'id')}`
}

/** 'yesterday', 'today', 'tomorrow', a weekday's name up to six days ahead, else the long date. */
export function relativeDay(at: number, now: number, zone: Zone, locale: Locale): string {
  const ahead = daysBetween(localDay(now, zone), localDay(at, zone))
  if (Math.abs(ahead) <= 1) return near[locale].format(ahead, 'day')
  return ahead > 1 && ahead < 7 ? written('weekday', at, zone, locale) : longDate(at, zone, locale)
}

const aSunday = Date.UTC(2023, 11, 31)

const near = {
  en: new Intl.RelativeTimeFormat(languageTag.en, { numeric: 'auto' }),
  id: new Intl.RelativeTimeFormat(languageTag.id, { numeric: 'auto' }),
}

function english(time: string): string {
  if (time === '00:00') return 'midnight'
  if (time === '12:00') return 'midday'
  const hour = Number(time.slice(0, 2))
  const minute = time.slice(3)
  return `${hour % 12 || 12}${minute === '00' ? '' : `:${minute}`}${hour < 12 ? 'am' : 'pm'}`
}

const dotted = (time: string): string => time.replace(':', '.')

/** ' WIB', ' WITA', ' WIT', or nothing outside Indonesia. */
function letters(zone: Zone, at: number): string {
  const name =
    formatter('zone', zone, 'id')
      .formatToParts(at)
      .find((part) => part.type === 'timeZoneName')?.value ?? ''
  return /^WI(B|TA|T)$/.test(name) ? ` ${name}` : ''
}

/** Plain spaces for the unbreakable ones that Intl may use, and no comma in English. */
function written(style: keyof typeof styles, at: number, zone: Zone, locale: Locale): string {
  const text = formatter(style, zone, locale)
    .format(at)
    .replace(/[\u00a0\u2009\u202f]/g, ' ')
  return locale === 'en' ? text.replaceAll(',', '') : text
}

const styles = {
  long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  near: { weekday: 'long', day: 'numeric', month: 'long' },
  brief: { weekday: 'short', day: 'numeric', month: 'short' },
  short: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  day: { day: 'numeric', month: 'long', year: 'numeric' },
  month: { month: 'long', year: 'numeric' },
  weekday: { weekday: 'long' },
  zone: { timeZoneName: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

// Making a formatter costs a hundred times as much as using it.
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(style: keyof typeof styles, zone: Zone, locale: Locale): Intl.DateTimeFormat {
  const key = `${style} ${zone} ${locale}`
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(languageTag[locale], { ...styles[style], timeZone: zone })
  formatters.set(key, made)
  return made
}
