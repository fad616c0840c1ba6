// A JSON Schema as the rows of a table that people read.

import type { Json } from './json-schema.ts'

export type Field = { name: string; kind: string; isRequired: boolean; note: string }

/** Every field of a body, those inside lists and of each kind of body included: `entries[].outcome`. */
export function fieldsOf(schema: Json, prefix = '', when = ''): Field[] {
  const kinds = (schema.oneOf ?? schema.anyOf) as Json[] | undefined
  if (kinds)
    return shared(
      kinds.flatMap((kind) => fieldsOf(kind, prefix, discriminatorOf(kind))),
      kinds.length,
    )
  const required = (schema.required ?? []) as string[]
  return Object.entries((schema.properties ?? {}) as Record<string, Json>).flatMap(([name, property]) => {
    const isRequired = required.includes(name) || Number(property.minItems ?? 0) > 0
    const field = { name: prefix + name, kind: kindOf(property), isRequired, note: noteOf(property, when) }
    const items = property.items as Json | undefined
    return [field, ...(items && ('properties' in items || 'oneOf' in items) ? fieldsOf(items, `${prefix}${name}[].`) : [])]
  })
}

/** A field that every kind has is one row; the one that tells the kinds apart lists its codes. */
function shared(fields: readonly Field[], kinds: number): Field[] {
  const byName = Object.values(Object.groupBy(fields, ({ name }) => name)) as [Field, ...Field[]][]
  return byName.flatMap((same) => {
    if (same.length < kinds) return same
    const codes = same.map(({ kind }) => kind.replace(/[“”]/g, ''))
    const isTeller = same.every(({ kind }) => kind.startsWith('“'))
    return [
      isTeller
        ? { ...same[0], kind: 'code', note: `one of ${codes.join(', ')}` }
        : { ...same[0], note: same[0].note.replace(/^when [^;]+(; )?/, '') },
    ]
  })
}

function discriminatorOf(kind: Json): string {
  const found = Object.entries((kind.properties ?? {}) as Record<string, Json>).find(([, property]) => 'const' in property)
  return found ? `when ${found[0]} is ${found[1].const}` : ''
}

function kindOf(schema: Json): string {
  if ('const' in schema) return `“${schema.const}”`
  if (schema.type === 'array') return `list of ${plurals[kindOf((schema.items ?? {}) as Json)] ?? 'objects'}`
  if (schema.type === 'boolean') return 'true or false'
  if (schema.format === 'uuid') return 'id'
  if (schema.format === 'date') return 'day'
  if (schema.type === 'integer') return 'whole number'
  return schema.type === 'number' ? 'number' : schema.type === 'string' ? (schema.enum ? 'code' : 'text') : 'value'
}

const plurals: Readonly<Record<string, string>> = {
  text: 'texts',
  code: 'codes',
  day: 'days',
  number: 'numbers',
  'whole number': 'whole numbers',
  id: 'ids',
}

function noteOf(schema: Json, when: string): string {
  const inner = (schema.items ?? {}) as Json
  const options = (schema.enum ?? inner.enum) as unknown[] | undefined
  const { minimum, maximum } = { ...inner, ...schema } as { minimum?: number; maximum?: number }
  return [
    when,
    options ? `one of ${options.join(', ')}`.replace('one of', schema.type === 'array' ? 'any of' : 'one of') : '',
    minimum === undefined || maximum === undefined ? '' : `${minimum} to ${maximum}`,
    schema.maxLength ? `at most ${schema.maxLength} characters` : '',
    schema.minItems ? `at least ${schema.minItems}` : '',
    schema.maxItems ? `at most ${schema.maxItems}` : '',
    schema.format === 'date' ? 'as 2026-06-01' : '',
    typeof schema.description === 'string' ? schema.description.replace(/\.$/, '').replace(/^A/, 'a') : '',
    schema.default === undefined || Array.isArray(schema.default) ? '' : `${schema.default} when left out`,
  ]
    .filter(Boolean)
    .join('; ')
}
