// What a group and a venue say of themselves. One schema for the form and for JSON.
import * as v from 'valibot'
import { accessFeatures, activities, genders, languages } from '../groups/rules.ts'
import { pointFrom } from '../lib/geo.ts'
import { choice, choices, line, optionalCount, optionalDay, optionalEmail, optionalLine, optionalText, text } from '../lib/inputs.ts'

const facts = {
  name: line(80),
  summary: line(160),
  description: text(2000),
  activities: v.pipe(choices(activities), v.minLength(1, 'choose'), v.maxLength(6, 'too_many')),
  languages: v.pipe(choices(languages), v.minLength(1, 'choose')),
  accessFeatures: choices(accessFeatures),
  whoItIsFor: line(200),
  /** Over all sessions of a week; left out for no limit. */
  newcomersPerWeek: optionalCount(0, 500),
  cost: line(120),
  whatToBring: optionalText(400),
  contactName: line(80),
  contactPhone: optionalLine(40),
  contactEmail: optionalEmail(),
  /** Ages in years that the group takes; empty for no limit. */
  minAge: optionalCount(0, 120),
  maxAge: optionalCount(0, 120),
  gender: v.optional(choice(genders), 'anyone'),
}

/** '51.5072, -0.1276', as every map copies it; an empty one is no position. */
const position = () =>
  v.optional(
    v.pipe(
      v.string('text'),
      v.trim(),
      v.maxLength(60, 'too_long'),
      v.check((typed) => typed === '' || pointFrom(typed) !== undefined, 'position'),
      v.transform(pointFrom),
    ),
    '',
  )

type Venue = { venueId: string }
/** A venue is one that the organisation has, or a new one with what people need to get there. */
const isThere =
  <Part extends string>(part: Part) =>
  (input: Venue & Record<Part, string>) =>
    input.venueId !== '' || input[part] !== ''

const isAgeRange = ({ minAge, maxAge }: { minAge?: number | undefined; maxAge?: number | undefined }): boolean =>
  minAge === undefined || maxAge === undefined || minAge <= maxAge

export const GroupInput = v.pipe(
  v.object({
    ...facts,
    /** For an organiser of several organisations: whose group it is. */
    orgId: v.optional(v.string('text'), ''),
    /** Empty for a venue that is described here. */
    venueId: v.optional(v.union([v.literal(''), v.pipe(v.string(), v.uuid())], 'unknown'), ''),
    venueName: optionalLine(120),
    venueAddress: optionalLine(200),
    venuePostcode: optionalLine(16),
    venueArea: optionalLine(80),
    venuePosition: position(),
    /** How to find the door, in the words one would use on the phone. */
    venueHowToFind: optionalText(600),
  }),
  v.forward(v.partialCheck([['minAge'], ['maxAge']], isAgeRange, 'youngest_above_oldest'), ['maxAge']),
  v.forward(v.partialCheck([['venueId'], ['venueName']], isThere('venueName'), 'required'), ['venueName']),
  v.forward(v.partialCheck([['venueId'], ['venueAddress']], isThere('venueAddress'), 'required'), ['venueAddress']),
  v.forward(v.partialCheck([['venueId'], ['venueArea']], isThere('venueArea'), 'required'), ['venueArea']),
  v.forward(v.partialCheck([['venueId'], ['venueHowToFind']], isThere('venueHowToFind'), 'required'), ['venueHowToFind']),
)
export type GroupFields = v.InferOutput<typeof GroupInput>

export const VenueInput = v.object({
  venueName: line(120),
  venueAddress: line(200),
  venuePostcode: optionalLine(16),
  venueArea: line(80),
  venuePosition: position(),
  venueHowToFind: text(600),
})
export type VenueFields = v.InferOutput<typeof VenueInput>

/** When a paused group comes back; empty when nobody knows yet. */
export const PauseInput = v.object({ returnsOn: optionalDay() })
export type PauseFields = v.InferOutput<typeof PauseInput>
