// What an organiser says of a session or a series. One schema for the form and for JSON.
import * as v from 'valibot'
import { choice, count, day, flag, line, optionalCount, optionalDay, time, uuid } from '../lib/inputs.ts'
import { isDay, isTime } from '../lib/time.ts'

const details = {
  venueId: uuid(),
  startsTime: time(),
  endsTime: time(),
  capacity: count(1, 500),
  /** How many newcomers one session can welcome; empty for no limit. */
  newcomerLimit: optionalCount(0, 500),
  /** Places kept for newcomers until two days before. */
  newcomerPlaces: optionalCount(0, 500),
  /** How long before the start booking closes. */
  bookingClosesMinutes: v.optional(count(0, 14 * 24 * 60), 0),
  buddyForFirstVisit: flag(),
  meetingPoint: line(200),
}

/** A tick box, a list of numbers as JSON, or nothing. 1 is Monday. */
const weekdays = () =>
  v.optional(
    v.pipe(
      v.union([v.string(), v.number(), v.array(v.union([v.string(), v.number()]))], 'choose'),
      v.transform((value) =>
        [value]
          .flat()
          .filter((one) => one !== '')
          .map(Number),
      ),
      v.array(v.pipe(v.number(), v.integer('choose'), v.minValue(1, 'choose'), v.maxValue(7, 'choose'))),
    ),
    [],
  )

/** Days that are left out. */
const dayList = () =>
  v.optional(
    v.pipe(
      v.union([v.string(), v.array(v.string())], 'date'),
      v.transform((value) => [...new Set([value].flat().filter((one) => one !== ''))].sort()),
      v.array(v.pipe(v.string(), v.check(isDay, 'date'))),
      v.maxLength(200, 'too_many'),
    ),
    [],
  )

const rule = {
  every: choice(['week', 'month']),
  interval: v.optional(
    v.pipe(
      v.union([v.literal(''), count(1, 52)], 'whole_number'),
      v.transform((n) => (n === '' ? 1 : n)),
    ),
    1,
  ),
  /** Weekly: these days; none is the weekday of the first date. */
  weekdays: weekdays(),
  /** Monthly: the first … fourth or last (-1) such weekday; empty takes both from the first date. */
  ordinal: v.optional(v.union([v.picklist([1, 2, 3, 4, -1]), v.picklist(['', '1', '2', '3', '4', '-1'])], 'choose'), ''),
  weekday: v.optional(v.union([v.picklist([1, 2, 3, 4, 5, 6, 7]), v.picklist(['', '1', '2', '3', '4', '5', '6', '7'])], 'choose'), ''),
  startsOn: day(),
  until: optionalDay(),
  exceptions: dayList(),
}

/** From the preview: publishing the same twice, by a second press of the button, makes one. */
const key = { key: v.optional(uuid()) }

type Times = { startsTime: string; endsTime: string }
const isAfterStart = ({ startsTime, endsTime }: Times) => endsTime > startsTime || !isTime(startsTime) || !isTime(endsTime)
type Kept = { capacity: number; newcomerPlaces: number | undefined }
const fitsIn = ({ capacity, newcomerPlaces }: Kept) => (newcomerPlaces ?? 0) <= capacity
type Limited = { newcomerLimit: number | undefined; newcomerPlaces: number | undefined }
const isWelcome = ({ newcomerLimit, newcomerPlaces }: Limited) => newcomerLimit === undefined || (newcomerPlaces ?? 0) <= newcomerLimit

export const SessionInput = v.pipe(
  v.object({ startsOn: day(), ...details, ...key }),
  v.forward(v.partialCheck([['startsTime'], ['endsTime']], isAfterStart, 'end_before_start'), ['endsTime']),
  v.forward(v.partialCheck([['capacity'], ['newcomerPlaces']], fitsIn, 'more_than_places'), ['newcomerPlaces']),
  v.forward(v.partialCheck([['newcomerLimit'], ['newcomerPlaces']], isWelcome, 'more_than_limit'), ['newcomerPlaces']),
)
export type SessionFields = v.InferOutput<typeof SessionInput>

export const SeriesInput = v.pipe(
  v.object({ ...rule, ...details, ...key }),
  v.forward(v.partialCheck([['startsTime'], ['endsTime']], isAfterStart, 'end_before_start'), ['endsTime']),
  v.forward(v.partialCheck([['capacity'], ['newcomerPlaces']], fitsIn, 'more_than_places'), ['newcomerPlaces']),
  v.forward(v.partialCheck([['newcomerLimit'], ['newcomerPlaces']], isWelcome, 'more_than_limit'), ['newcomerPlaces']),
  v.forward(
    v.partialCheck([['startsOn'], ['until']], ({ startsOn, until }) => until === undefined || until >= startsOn, 'end_before_start'),
    ['until'],
  ),
)
export type SeriesFields = v.InferOutput<typeof SeriesInput>

/** The form for both: how often it says in `every`. */
export const PublishInput: v.GenericSchema<unknown, SessionFields | SeriesFields> = v.lazy((input) =>
  typeof input === 'object' && input !== null && 'every' in input && input.every === 'once' ? SessionInput : SeriesInput,
)

export const CancelInput = v.object({ reason: line(200) })
export const EndInput = v.object({ lastOn: day(), reason: line(200) })

/** What the public may filter by; anything else is left out. */
export const WhatsOnQuery = v.object({
  family: v.optional(v.fallback(v.pipe(v.string(), v.maxLength(40)), ''), ''),
  activity: v.optional(v.fallback(v.pipe(v.string(), v.maxLength(40)), ''), ''),
  area: v.optional(v.fallback(v.pipe(v.string(), v.maxLength(80)), ''), ''),
  weekday: v.optional(v.fallback(v.picklist(['', '1', '2', '3', '4', '5', '6', '7']), ''), ''),
  access: v.optional(v.fallback(v.pipe(v.string(), v.maxLength(40)), ''), ''),
  language: v.optional(v.fallback(v.pipe(v.string(), v.maxLength(10)), ''), ''),
  from: v.optional(v.fallback(v.union([v.literal(''), v.pipe(v.string(), v.check(isDay))]), ''), ''),
  after: v.optional(v.fallback(v.pipe(v.string(), v.maxLength(80)), ''), ''),
})
export type WhatsOnFields = v.InferOutput<typeof WhatsOnQuery>
