// A valibot schema as JSON Schema for the API reference. The schemas also take what a form posts ('' for nothing, '12' for 12, 'on'
// for true); programs are told the one way that JSON has.

import { toJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'
import { isDay, isTime } from '../../src/lib/time.ts'

export type Json = Record<string, unknown>
type Schema = Parameters<typeof toJsonSchema>[0]
type Step = {
  type: string
  requirement?: unknown
  literal?: unknown
  options?: readonly unknown[]
  item?: Schema
  pipe?: readonly Step[]
  wrapped?: Step
  entries?: Readonly<Record<string, Step>>
}

export function jsonSchema(schema: Schema): Json {
  const { $schema: _, ...rest } = toJsonSchema(schema, {
    typeMode: 'input',
    errorMode: 'ignore',
    overrideSchema: ({ valibotSchema, jsonSchema: found }) => settled(valibotSchema as Step, found as Json) as typeof found,
  }) as Json
  return rest
}

function settled(schema: Step, found: Json): Json {
  if (!schema.entries) return schema.pipe ? found : tidied(found)
  const properties = Object.entries(found.properties as Record<string, Json>)
  return { ...found, properties: Object.fromEntries(properties.map(([name, of]) => [name, field(schema.entries?.[name], tidied(of))])) }
}

/** The converter stops at the first step that changes a value; what stands behind it is known here. */
function field(schema: Step | undefined, found: Json): Json {
  const steps = schema ? stepsOf(schema) : []
  const bound = (type: string) => steps.find((step) => step.type === type)?.requirement
  const list = steps.findLast(({ type, item }) => type === 'array' && item)
  const picked = steps.find(({ type }) => type === 'picklist')
  const checks = (check: unknown) => steps.some(({ requirement }) => requirement === check)

  if (list) {
    const { minLength: _, maxLength: __, enum: ___, ...rest } = found
    const items = itemsOf(list.item as Schema)
    return defined({ ...rest, type: 'array', items, minItems: bound('min_length'), maxItems: bound('max_length') })
  }
  if (found.type !== 'string') return found
  if (picked && !found.enum) return tidied({ ...found, enum: picked.options })
  if (checks(isDay)) return { type: 'string', format: 'date' }
  if (checks(isTime)) return { type: 'string', pattern: '^\\d\\d:\\d\\d$', description: 'A time of day, as 14:30.' }
  const isNeeded = steps.some(({ type }) => type === 'non_empty')
  return defined({ ...found, minLength: isNeeded ? 1 : found.minLength, maxLength: bound('max_length') ?? found.maxLength })
}

/** What a list holds, known as well as a field is. */
function itemsOf(item: Schema): unknown {
  return (jsonSchema(v.object({ item } as never)).properties as Json).item
}

function tidied(found: Json): Json {
  return withFittingDefault(found.anyOf ? merged(found) : found)
}

/** Of several ways to send a value, the one that JSON has of its own. */
function merged({ anyOf, ...outer }: Json): Json {
  const ways = (anyOf as Json[]).filter((way) => way.const !== '')
  const own = ['boolean', 'array', 'integer', 'number'].map((type) => ways.find((way) => way.type === type)).find(Boolean)
  const only = own ?? (ways.length === 1 ? ways[0] : undefined)
  return only ? { ...only, ...outer } : { anyOf: ways, ...outer }
}

/** What a form leaves empty has no default in JSON; what depends on the place or on today is not the same everywhere. */
function withFittingDefault(schema: Json): Json {
  const { default: given, enum: options, ...rest } = schema
  const codes = Array.isArray(options) ? options.filter((option) => option !== '') : []
  const fits = given !== undefined && (rest.type === 'string' ? given !== '' && given !== '1970-01-01' : given !== '')
  return { ...rest, ...(codes.length ? { enum: codes } : {}), ...(fits ? { default: given } : {}) }
}

/** Every step that a value goes through, those inside what may be left out or empty included. */
function stepsOf(schema: Step): Step[] {
  if (schema.pipe) return schema.pipe.flatMap((step) => (step === schema ? [] : stepsOf(step)))
  if (schema.wrapped) return stepsOf(schema.wrapped)
  const ways = schema.type === 'union' ? (schema.options as Step[]).filter(({ literal }) => literal !== '') : []
  return ways.length === 1 ? stepsOf(ways[0] as Step) : [schema]
}

const defined = (schema: Json): Json => Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined))
