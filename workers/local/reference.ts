// The API reference as an OpenAPI 3.1 document, from the routes and the schemas that check their input.

import { type Action, policy } from '../../src/access/policy.ts'
import { api } from '../../src/api/routes.ts'
import { type Doc, docOf, mayBeNull } from '../../src/http/doc.ts'
import { guardOf } from '../../src/http/guard.ts'
import { schemaOf } from '../../src/http/input.ts'
import { type Json, jsonSchema } from './json-schema.ts'

export type Operation = { id: string; method: string; path: string; doc: Doc; who: string; body?: Json; query?: Json }

/** Every route of the API with what is known of it; throws for one that nobody described or guarded. */
export function operations(routes: typeof api.routes = api.routes): Operation[] {
  return routesOf(routes).map(({ method, path, handlers }) => {
    const doc = handlers.map(docOf).find(Boolean)
    const guard = handlers.map(guardOf).find(Boolean)
    if (!doc || !guard) throw new Error(`${method} /api${path} has no ${doc ? 'guard' : 'doc()'}: say what it is for in its routes file`)
    const schemas = handlers.map(schemaOf).filter((found) => found !== undefined)
    const shape = (of: 'body' | 'query') => schemas.filter((found) => found.of === of).map(({ schema }) => jsonSchema(schema))[0]
    const [body, query] = [shape('body'), shape('query')]
    const id = `${method.toLowerCase()}${path.replace(/[^A-Za-z]+(\w)/g, (_, letter: string) => letter.toUpperCase())}`
    // A parameter may say what it looks like, which the router reads and nobody types.
    const openPath = `/api${path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}')}`
    return { id, method, path: openPath, doc, who: whoOf(guard.name), ...(body ? { body } : {}), ...(query ? { query } : {}) }
  })
}

/** Each route once, with all its handlers. */
export function routesOf(routes: typeof api.routes = api.routes): { method: string; path: string; handlers: object[] }[] {
  const byRoute = new Map<string, { method: string; path: string; handlers: object[] }>()
  for (const { method, path, handler } of routes) {
    const route = byRoute.get(`${method} ${path}`) ?? { method, path, handlers: [] }
    route.handlers.push(handler)
    byRoute.set(`${method} ${path}`, route)
  }
  return [...byRoute.values()]
}

/** The whole OpenAPI document. */
export function openApi(all: readonly Operation[]): Json {
  const paths: Record<string, Json> = {}
  for (const operation of all) paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: described(operation) }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Alongside',
      version: '1',
      description: 'Sessions, bookings, buddies and people of one place. Errors are application/problem+json (RFC 9457).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(all.map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An organisation’s API token, made by a coordinator.' },
        cookie: { type: 'apiKey', in: 'cookie', name: '__Host-alongside', description: 'The cookie of a signed-in person.' },
      },
      schemas: { Problem: problemSchema },
    },
  }
}

export const tagOf = ({ path }: Operation): string => path.split('/')[2] ?? ''

const bodyFaults = [
  { status: 400, sentence: 'The body is not JSON.' },
  { status: 413, sentence: 'The body is larger than 256 KiB.' },
  { status: 415, sentence: 'Send the body as application/json.' },
  { status: 422, sentence: 'Some fields are not right; `errors` names each.' },
]

/** What can go wrong, by status; with the reasons that programs can tell apart. */
export function problemsOf({ doc, who, path, body }: Operation): { status: number; sentence: string; reason?: string }[] {
  const told = Object.entries(doc.refusals?.() ?? {}).map(([reason, { status, sentence }]) => ({ status, sentence, reason }))
  const common = [
    who === 'Anyone' ? [] : [{ status: 401, sentence: 'Not signed in.' }],
    who === 'Anyone' && !path.includes('{') ? [] : [{ status: 404, sentence: 'There is nothing here, or it is not yours.' }],
    body ? bodyFaults : [],
    [{ status: 503, sentence: 'Too busy; nothing was half done. Retry-After says when to try again.' }],
  ].flat()
  return [...common, ...told].toSorted((a, b) => a.status - b.status)
}

function described(operation: Operation): Json {
  const { id, path, doc, who, body, query } = operation
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
  const inQuery = Object.entries((query?.properties ?? {}) as Json).map(([name, schema]) => ({ name, in: 'query', schema }))
  const inHeader = Object.entries(doc.headers ?? {}).map(([name, description]) => ({
    name,
    in: 'header',
    description,
    schema: { type: 'string' },
  }))
  const example = doc.send === undefined ? {} : { example: doc.send }
  return {
    operationId: id,
    summary: doc.summary,
    description: [doc.description, `Who: ${who}.`].filter(Boolean).join('\n\n'),
    tags: [tagOf(operation)],
    security: who === 'Anyone' ? [] : [{ token: [] }, { cookie: [] }],
    parameters: [...inPath, ...inQuery, ...inHeader],
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: body, ...example } } } } : {}),
    responses: { ...answersOf(doc), ...refusalsOf(operation) },
  }
}

const answersOf = (doc: Doc): Json =>
  Object.fromEntries(
    Object.entries(doc.answers).map(([status, example]) => [
      status,
      {
        description: 'As asked.',
        ...(example === null ? {} : { content: { 'application/json': { schema: shapeOf(example), example } } }),
      },
    ]),
  )

function refusalsOf(operation: Operation): Json {
  const byStatus = Object.groupBy(problemsOf(operation), ({ status }) => status)
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, problems = []]) => [
      status,
      {
        description: problems.map(({ reason, sentence }) => (reason ? `\`${reason}\`: ${sentence}` : sentence)).join('\n\n'),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'reason'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    reason: { type: 'string', description: 'A code that programs can rely on.' },
    errors: { type: 'array', items: { type: 'object', properties: { field: { type: 'string' }, message: { type: 'string' } } } },
    requestId: { type: 'string', description: 'With 5xx only: what to look for in the logs.' },
  },
}

const roles = { coordinator: 'coordinators', organiser: 'organisers', link_worker: 'link workers', buddy: 'buddies' } as const

/** Who may call a route, in words; a holder of a link has pages instead. */
function whoOf(guard: string): string {
  if (guard === 'anyone') return 'Anyone'
  const allowed: readonly string[] = policy[guard.replace('may ', '') as Action]
  const named = allowed.filter((who) => who in roles).map((who) => roles[who as keyof typeof roles])
  const words = new Intl.ListFormat('en', { type: 'conjunction' }).format(named)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The shape of an example, for readers that want types. */
function shapeOf(example: unknown): Json {
  if (example === null) return {}
  if (Array.isArray(example)) return { type: 'array', items: example.length ? shapeOf(example[0]) : {} }
  if (typeof example === 'object' && mayBeNull in example) {
    const shape = shapeOf(example[mayBeNull])
    return { ...shape, type: [shape.type, 'null'] }
  }
  if (typeof example === 'object') {
    return { type: 'object', properties: Object.fromEntries(Object.entries(example as Json).map(([key, value]) => [key, shapeOf(value)])) }
  }
  return { type: typeof example === 'number' && Number.isInteger(example) ? 'integer' : typeof example }
}
