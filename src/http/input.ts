// Input from outside, parsed by a schema before anything else sees it. A bad one is a value to show, never an exception.

import type { Context } from 'hono'
import { validator } from 'hono/validator'
import * as v from 'valibot'
import type { AppEnv } from './env.ts'
import { type FieldErrors, problem } from './problem.ts'

/** What is wrong with one field: a code of `fields.*`, the bound that was passed, and what would have been right. */
export type FieldFault = { code: string; limit?: number; suggestion?: string }
export type FieldFaults = Readonly<Record<string, FieldFault>>
/** What was typed, so that a page can give it back. */
export type Typed = Readonly<Record<string, string | readonly string[]>>
export type Form<T> = { ok: true; value: T; typed: Typed } | { ok: false; faults: FieldFaults; typed: Typed }

/** A schema, or one that depends on the place or on today. */
type Schema<S> = S | ((c: Context<AppEnv>) => S)
const schemaFor = <S>(schema: Schema<S>, c: Context): S => (typeof schema === 'function' ? (schema as (c: Context) => S)(c) : schema)

/** Parses a posted form into `c.req.valid('form')`: the value, or what is wrong with each field and everything typed. */
export const form = <S extends v.GenericSchema>(schema: Schema<S>) =>
  validator('form', (raw, c): Form<v.InferOutput<S>> => {
    const typed = textsOf(raw)
    const long = overlong(typed, 'form')
    // Nobody chose so many, so there is nothing of it to give back.
    if (long) return { ok: false, faults: { [long.field]: { code: 'too_many', limit: long.limit } }, typed: { ...typed, [long.field]: [] } }
    const parsed = v.safeParse(schemaFor(schema, c), withDays(typed))
    return parsed.success ? { ok: true, value: parsed.output, typed } : { ok: false, faults: faultsOf(parsed.issues), typed }
  })

/** Parses a JSON body into `c.req.valid('json')`; a bad one is answered with 422 and each field's fault. `documented` stands for a schema that depends on the place. */
export const json = <S extends v.GenericSchema>(schema: Schema<S>, documented?: S) =>
  withSchema(
    documented ?? (schema as S),
    'body',
    validator('json', (raw, c) => {
      if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
        return problem(c, 415, 'not_json', 'Send the body as application/json.')
      }
      const long = overlong(raw, 'body')
      if (long) return problem(c, 422, 'invalid', 'Some fields are not right.', { [long.field]: `too many (${long.limit})` })
      const parsed = v.safeParse(schemaFor(schema, c), raw)
      if (parsed.success) return parsed.output as v.InferOutput<S>
      return problem(c, 422, 'invalid', 'Some fields are not right.', wordsOf(parsed.issues))
    }),
  )

/** Parses the query string; what does not fit is left out, since a link with an old filter should still work. */
export const query = <S extends v.GenericSchema>(schema: S) =>
  withSchema(
    schema,
    'query',
    validator('query', (raw): v.InferOutput<S> => {
      const parsed = v.safeParse(schema, raw)
      return parsed.success ? parsed.output : v.parse(schema, {})
    }),
  )

const schemas = new WeakMap<object, { of: 'body' | 'query'; schema: v.GenericSchema }>()
/** The schema that a handler checks, for the API reference. */
export const schemaOf = (handler: object) => schemas.get(handler)
function withSchema<H extends object>(schema: v.GenericSchema, of: 'body' | 'query', handler: H): H {
  schemas.set(handler, { of, schema })
  return handler
}

function textsOf(raw: Record<string, unknown>): Typed {
  const texts: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(raw)) {
    if (typeof value === 'string') texts[name] = value
    if (Array.isArray(value)) texts[name] = value.filter((one) => typeof one === 'string')
  }
  return texts
}

/**
 * The longest list that any schema takes, and more fields than the longest register posts. To check a hundred thousand takes
 * seconds, and so does saying what is wrong with each.
 */
const mostInList = 1000
const mostFields = 5000

/** What holds more than that, whatever it should be: a field, or the `whole`. */
function overlong(raw: unknown, whole: 'form' | 'body'): { field: string; limit: number } | undefined {
  const isLonger = (value: unknown, most: number) => typeof value === 'object' && value !== null && Object.keys(value).length > most
  if (isLonger(raw, mostFields)) return { field: whole, limit: mostFields }
  const field = Object.entries(raw ?? {}).find(([, value]) => isLonger(value, mostInList))?.[0]
  return field === undefined ? undefined : { field, limit: mostInList }
}

/** A date is typed into three boxes, `<name>-day`, `-month` and `-year`; a schema reads one 'YYYY-MM-DD'. */
function withDays(typed: Typed): Typed {
  const days: Record<string, string> = {}
  for (const box of Object.keys(typed)) {
    const name = /^(.+)-day$/.exec(box)?.[1]
    if (name === undefined) continue
    const [day, month, year] = [typed[box], typed[`${name}-month`], typed[`${name}-year`]].map((part) => String(part ?? '').trim())
    const isEmpty = !day && !month && !year
    days[name] = isEmpty ? '' : `${year?.padStart(4, '0')}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`
  }
  return { ...typed, ...days }
}

function faultsOf(issues: readonly v.BaseIssue<unknown>[]): FieldFaults {
  const faults: Record<string, FieldFault> = {}
  for (const issue of issues) {
    const field = v.getDotPath(issue)?.split('.')[0] ?? 'form'
    const limit = 'requirement' in issue && typeof issue.requirement === 'number' ? { limit: issue.requirement } : {}
    const better = suggestionOf(issue)
    const suggestion = better === undefined ? {} : { suggestion: better }
    faults[field] ??= { code: /^[a-z][a-z_0-9]*$/.test(issue.message) ? issue.message : 'choose', ...limit, ...suggestion }
  }
  return faults
}

/** What a rule of our own proposes instead. */
const suggestionOf = ({ kind, expected }: v.BaseIssue<unknown>): string | undefined =>
  kind === 'transformation' && expected !== null ? expected : undefined

function wordsOf(issues: readonly v.BaseIssue<unknown>[]): FieldErrors {
  const words: Record<string, string> = {}
  for (const issue of issues) {
    const limit = 'requirement' in issue && typeof issue.requirement === 'number' ? ` (${issue.requirement})` : ''
    const better = suggestionOf(issue)
    const suggestion = better === undefined ? '' : `, ${better} would do`
    words[v.getDotPath(issue) ?? 'body'] ??= `${issue.message.replaceAll('_', ' ')}${limit}${suggestion}`
  }
  return words
}
