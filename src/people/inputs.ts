import * as v from 'valibot'
import type { Place } from '../db/schema/place.ts'
import {
  choice,
  choices,
  day,
  flag,
  line,
  optionalCount,
  optionalEmail,
  optionalId,
  optionalLine,
  optionalText,
  phone,
  text,
} from '../lib/inputs.ts'
import type { Country } from '../lib/text.ts'
import { localDay } from '../lib/time.ts'
import { reasonCodes, sources, stages } from '../referrals/rules.ts'
import { accessNeeds, missingContact, personLanguages, reachBys } from './rules.ts'

export type Here = { now: number; place: Pick<Place, 'timeZone' | 'country' | 'areas'> }

/** Everything that is known about a person; numbers without a country's code are of this place, and no day lies in the future. */
export const details = ({ place, now }: Here) => {
  const today = localDay(now, place.timeZone)
  const pastDay = v.pipe(
    day(),
    v.check((typed) => typed <= today, 'future'),
  )
  return {
    name: line(120),
    /** What they like to be called; empty takes the first word of the name. */
    preferredName: optionalLine(60),
    birthDate: v.optional(v.union([nothing(), pastDay], ({ issues }) => issues?.at(-1)?.message ?? 'date')),
    language: choice(personLanguages),
    reachBy: choice(reachBys),
    email: optionalEmail(),
    phone: optionalPhone(countryOf(place)),
    carerName: optionalLine(120),
    carerRelation: optionalLine(60),
    carerEmail: optionalEmail(),
    carerPhone: optionalPhone(countryOf(place)),
    area: v.optional(v.picklist(['', ...place.areas], 'unknown'), ''),
    accessNeeds: choices(accessNeeds),
    sharesAccessNeeds: flag(),
    /** They agreed to be written to by WhatsApp, on their number or their carer's. */
    agreesToWhatsapp: flag(),
    notes: optionalText(4000),
    /** What the person agreed to, in the words that were used, and the day on which they did. */
    consentWords: text(1000),
    consentOn: v.optional(pastDay, today),
    linkWorkerId: optionalId(),
  }
}

export const AddPerson = (here: Here) =>
  v.pipe(
    v.object({
      ...details(here),
      /** The new person's id, made with the form, so that a second click adds nobody twice. */
      id: optionalId(),
      teamId: optionalId(),
      evenIfDuplicate: flag(),
      ...referred(here),
    }),
    v.rawCheck((context) => contactIsKnown(context)),
  )
export type AddPerson = v.InferOutput<ReturnType<typeof AddPerson>>

/** Who sent them and why. Left out, they came by themselves, and whoever adds them has spoken with them. */
const referred = ({ place }: Here) => ({
  source: v.optional(choice(sources), 'self'),
  reasons: choices(reasonCodes),
  story: optionalText(4000),
  ...referrer(place),
  /** The stages that the person agreed the referrer may learn. */
  tells: choices(stages),
  hasSpoken: v.optional(choice(['yes', 'no']), 'yes'),
})

export const referrer = (place: Pick<Place, 'country'>) => ({
  referrerName: optionalLine(120),
  referrerJob: optionalLine(120),
  referrerOrganisation: optionalLine(120),
  referrerEmail: optionalEmail(),
  referrerPhone: optionalPhone(countryOf(place)),
})

export const EditPerson = (here: Here) =>
  v.pipe(
    v.object({
      ...details(here),
      /** The step that the form was made from: a change by somebody else meanwhile is not overwritten. */
      step: optionalCount(1, 1_000_000),
    }),
    v.rawCheck((context) => contactIsKnown(context)),
  )
export type EditPerson = v.InferOutput<ReturnType<typeof EditPerson>>
export type Details = Omit<EditPerson, 'step'>

export const SearchPeople = v.object({ q: line(254), after: v.optional(v.pipe(v.string(), v.regex(/^(|\d{1,15}_[0-9a-f-]{36})$/)), '') })

/** Also when other fields are wrong, so that everything that is missing is said at once. */
export function contactIsKnown<T>({ dataset, addIssue }: v.RawCheckContext<T>) {
  if (typeof dataset.value !== 'object' || dataset.value === null) return
  const input = dataset.value as Record<string, unknown>
  for (const { field, code } of missingContact(input))
    addIssue({ message: code, path: [{ type: 'object', origin: 'value', input, key: field, value: input[field] }] })
}

const nothing = () =>
  v.pipe(
    v.literal(''),
    v.transform(() => undefined),
  )
const optionalPhone = (country: Country) => v.optional(v.union([nothing(), phone(country)], 'phone'))

export const countryOf = ({ country }: Pick<Place, 'country'>): Country => (country === 'ID' ? 'ID' : 'GB')
