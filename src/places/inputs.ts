import * as v from 'valibot'
import { darkEnough, isReadable, normaliseColour, usualColour } from '../lib/colour.ts'
import { line } from '../lib/inputs.ts'
import { type Country, normalisePhone } from '../lib/text.ts'
import { isZone } from '../lib/time.ts'

export const timeZone = () => v.pipe(line(60), v.check(isZone, 'time_zone'))

/** '#0b5c5e', on which white words can be read; one that is too pale comes back with the nearest that is not. Left out it is the usual one. */
export const colour = () =>
  v.optional(
    v.pipe(
      v.string('colour'),
      v.rawTransform<string, string>(({ dataset, addIssue, NEVER }) => {
        const typed = normaliseColour(dataset.value)
        if (typed === undefined) addIssue({ message: 'colour' })
        else if (!isReadable(typed)) addIssue({ message: 'too_pale', expected: darkEnough(typed) })
        else return typed
        return NEVER
      }),
    ),
    usualColour,
  )

/** Neighbourhoods: a list, or one a line as a form has them. */
export const areas = () =>
  v.pipe(
    v.union([v.array(v.string()), v.string()], 'required'),
    v.transform((typed) => (typeof typed === 'string' ? typed.split('\n') : typed).filter((one) => one.trim() !== '')),
    v.array(line(60)),
    v.transform((named) => [...new Set(named)]),
    v.minLength(1, 'required'),
    v.maxLength(200, 'too_many'),
  )

/** Reads `phone` as a number of the `country` beside it; it becomes E.164. */
export const phoneOfCountry = <P extends { phone: string; country: Country }>() =>
  v.rawTransform<P, P>(({ dataset, addIssue, NEVER }) => {
    const { phone: typed, country } = dataset.value
    const phone = normalisePhone(typed, country)
    if (phone !== undefined) return { ...dataset.value, phone }
    addIssue({ message: 'phone', path: [{ type: 'object', origin: 'value', input: dataset.value, key: 'phone', value: typed }] })
    return NEVER
  })
