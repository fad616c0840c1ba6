// The building blocks of every input schema. Each takes what a form posts and what JSON carries, and gives the same value.
// Messages are codes: `fields.<code>` in the locale files says them in words.

import * as v from 'valibot'
import { type Country, normaliseEmail, normalisePhone, normaliseTime, tidyLine, tidyText } from './text.ts'
import { isDay } from './time.ts'

/** One line of text, tidied, 1 to `max` characters. */
export const line = (max = 120) => v.pipe(v.string('required'), v.transform(tidyLine), v.nonEmpty('required'), v.maxLength(max, 'too_long'))

/** One line that may be left empty. */
export const optionalLine = (max = 120) => v.optional(v.pipe(v.string('text'), v.transform(tidyLine), v.maxLength(max, 'too_long')), '')

/** Several lines of text. */
export const text = (max = 2000) =>
  v.pipe(v.string('required'), v.transform(tidyText), v.nonEmpty('required'), v.maxLength(max, 'too_long'))
export const optionalText = (max = 2000) => v.optional(v.pipe(v.string('text'), v.transform(tidyText), v.maxLength(max, 'too_long')), '')

/** A normalised email address. */
export const email = () =>
  v.pipe(v.string('required'), v.trim(), v.nonEmpty('required'), v.maxLength(254, 'too_long'), reshape(normaliseEmail, 'email'))
export const optionalEmail = () =>
  v.optional(
    v.union(
      [
        v.pipe(
          v.literal(''),
          v.transform(() => undefined),
        ),
        email(),
      ],
      'email',
    ),
  )

/** A telephone number in E.164; national numbers are read as numbers of `country`, which the use case knows. */
export const phone = (country: Country) =>
  v.pipe(
    v.string('required'),
    v.trim(),
    v.nonEmpty('required'),
    v.maxLength(40, 'too_long'),
    reshape((typed) => normalisePhone(typed, country), 'phone'),
  )

export const uuid = () => v.pipe(v.string('required'), v.uuid('unknown'))
export const optionalId = () =>
  v.optional(
    v.union(
      [
        v.pipe(
          v.literal(''),
          v.transform(() => undefined),
        ),
        uuid(),
      ],
      'unknown',
    ),
  )
export const day = () => v.pipe(v.string('required'), v.nonEmpty('required'), v.check(isDay, 'date'))
export const optionalDay = () =>
  v.optional(
    v.union(
      [
        v.pipe(
          v.literal(''),
          v.transform(() => undefined),
        ),
        day(),
      ],
      'date',
    ),
  )
/** A time of day as people type it ('2.30pm'); gives 'HH:MM'. */
export const time = () =>
  v.pipe(v.string('required'), v.trim(), v.nonEmpty('required'), v.maxLength(20, 'time'), reshape(normaliseTime, 'time'))

/** A whole number between two bounds, typed or as JSON. */
export const count = (min: number, max: number) =>
  v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.trim(), v.regex(/^-?\d{1,9}$/), v.transform(Number))], 'whole_number'),
    v.integer('whole_number'),
    v.minValue(min, 'too_small'),
    v.maxValue(max, 'too_large'),
  )
export const optionalCount = (min: number, max: number) =>
  v.optional(
    v.union(
      [
        v.pipe(
          v.literal(''),
          v.transform(() => undefined),
        ),
        count(min, max),
      ],
      'whole_number',
    ),
  )

/** A tick box, or true and false as JSON. Not posted means not ticked. */
export const flag = () =>
  v.optional(
    v.pipe(
      v.union([v.boolean(), v.picklist(['on', 'yes', 'true', 'no', 'false', ''])], 'choose'),
      v.transform((value) => value === true || value === 'on' || value === 'yes' || value === 'true'),
    ),
    false,
  )

export const choice = <const Options extends readonly string[]>(options: Options) => v.picklist(options, 'choose')

/** Any number of a list's codes; a form posts one as a text and several as a list. */
export const choices = <const Options extends readonly string[]>(options: Options) =>
  v.optional(
    v.pipe(
      v.union(
        [
          v.pipe(
            v.string(),
            v.transform((one) => (one === '' ? [] : [one])),
          ),
          // A row of selects posts those that were left alone, too.
          v.pipe(
            v.array(v.string()),
            v.transform((some) => [...new Set(some)].filter((one) => one !== '')),
          ),
        ],
        'choose',
      ),
      v.array(v.picklist(options, 'choose')),
    ),
    [],
  )

const reshape = <T>(normalise: (typed: string) => T | undefined, code: string) =>
  v.rawTransform<string, T>(({ dataset, addIssue, NEVER }) => {
    const value = normalise(dataset.value)
    if (value !== undefined) return value
    addIssue({ message: code })
    return NEVER
  })
