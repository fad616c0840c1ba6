// Writes the API reference, an OpenAPI 3.1 file, from the routes and the schemas that check their input.

import { toJsonSchema } from '@valibot/to-json-schema'
import { api } from '../../src/api/routes.ts'
import { type Doc, docOf } from '../../src/http/doc.ts'
import { guardOf } from '../../src/http/guard.ts'
import { schemaOf } from '../../src/http/input.ts'

type Json = Record<string, unknown>
export type Operation = { method: string; path: string; doc: Doc; guard: string; body?: Json; query?: Json }

/** Every route of the API with what is known of it; throws for one that nobody described. */
export function operations(): Operation[] {
  const byRoute = new Map<string, { method: string; path: string; handlers: object[] }>()
  for (const { method, path, handler } of api.routes) {
    const route = byRoute.get(`${method} ${path}`) ?? { method, path, handlers: [] }
    route.handlers.push(handler)
    byRoute.set(`${method} ${path}`, route)
  }
  return [...byRoute.values()].map(({ method, path, handlers }) => {
    const doc = handlers.map(docOf).find(Boolean)
    const guard = handlers.map(guardOf).find(Boolean)
    if (!doc || !guard) throw new Error(`${method} /api${path} has no ${doc ? 'guard' : 'doc()'}: say what it is for in its routes file`)
    const schemas = handlers.map(schemaOf).filter((found) => found !== undefined)
    const shape = (of: 'body' | 'query') => schemas.filter((found) => found.of === of).map(({ schema }) => jsonSchema(schema))[0]
    const [body, query] = [shape('body'), shape('query')]
    return { method, path, doc, guard: guard.name, ...(body ? { body } : {}), ...(query ? { query } : {}) }
  })
}

/** The whole OpenAPI document. */
export function openApi(): Json {
  const paths: Record<string, Json> = {}
  for (const operation of operations()) {
    const path = `/api${operation.path.replace(/:(\w+)/g, '{$1}')}`
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: described(operation) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Alongside',
      version: '1',
      description: 'Sessions, bookings, buddies and people of one place. Errors are application/problem+json (RFC 9457).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An organisation’s API token, made by a coordinator.' },
        cookie: { type: 'apiKey', in: 'cookie', name: '__Host-alongside', description: 'The cookie of a signed-in person.' },
      },
      schemas: {
        Problem: {
          type: 'object',
          required: ['type', 'title', 'status', 'reason'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            reason: { type: 'string', description: 'A code that programs can rely on.' },
            errors: { type: 'array', items: { type: 'object', properties: { field: { type: 'string' }, message: { type: 'string' } } } },
            requestId: { type: 'string' },
          },
        },
      },
    },
  }
}

function described({ method, path, doc, guard, body, query }: Operation): Json {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
  const inQuery = Object.entries((query?.properties ?? {}) as Json).map(([name, schema]) => ({ name, in: 'query', schema }))
  const inHeader = Object.entries(doc.headers ?? {}).map(([name, description]) => ({
    name,
    in: 'header',
    description,
    schema: { type: 'string' },
  }))
  return {
    operationId: `${method.toLowerCase()}${path.replace(/[^A-Za-z]+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary: doc.summary,
    description: [doc.description, `Who: ${guard}.`].filter(Boolean).join('\n\n'),
    tags: [path.split('/')[1] ?? ''],
    ...(guard === 'anyone' ? {} : { security: [{ token: [] }, { cookie: [] }] }),
    parameters: [...inPath, ...inQuery, ...inHeader],
    ...(body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: body, ...(doc.send === undefined ? {} : { example: doc.send }) } },
          },
        }
      : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(doc.answers).map(([status, example]) => [
          status,
          {
            description: 'As asked.',
            ...(example === null ? {} : { content: { 'application/json': { schema: shapeOf(example), example } } }),
          },
        ]),
      ),
      ...(guard === 'anyone' ? {} : { 401: problem('Not signed in.'), 404: problem('Not there, or not yours.') }),
      ...(body ? { 422: problem('Some fields are not right; each is named.') } : {}),
      ...(doc.refusals?.length ? { 409: problem(`Refused; \`reason\` is one of: ${doc.refusals.join(', ')}.`) } : {}),
      503: problem('Too busy; nothing was half done. See Retry-After.'),
    },
  }
}

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})

function jsonSchema(schema: Parameters<typeof toJsonSchema>[0]): Json {
  const { $schema: _, ...rest } = toJsonSchema(schema, { typeMode: 'input', errorMode: 'ignore' }) as Json
  return rest
}

/** The shape of an example, for readers that want types. */
function shapeOf(example: unknown): Json {
  if (example === null) return {}
  if (Array.isArray(example)) return { type: 'array', items: example.length ? shapeOf(example[0]) : {} }
  if (typeof example === 'object') {
    return { type: 'object', properties: Object.fromEntries(Object.entries(example as Json).map(([key, value]) => [key, shapeOf(value)])) }
  }
  return { type: typeof example === 'number' && Number.isInteger(example) ? 'integer' : typeof example }
}
