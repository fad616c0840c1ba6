import { readFileSync } from 'node:fs'
import { Hono } from 'hono'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { type Doc, doc, docOf } from '../../src/http/doc.ts'
import { anyone, guardOf } from '../../src/http/guard.ts'
import { schemaOf } from '../../src/http/input.ts'
import { openApi, operations, problemsOf, routesOf } from '../../workers/local/reference.ts'
import { fieldsOf } from '../../workers/local/reference-fields.ts'
import { referencePage } from '../../workers/local/reference-page.ts'

type Json = Record<string, unknown>
type Described = {
  operationId: string
  parameters: { name: string; in: string; schema: Json }[]
  responses: Record<string, Json>
  requestBody?: Json
}

const all = operations()
const document = openApi(all) as { openapi: string; info: Json; paths: Record<string, Record<string, Described>>; components: Json }
const described = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, path, operation })),
)
const routes = routesOf().map(({ method, path, handlers }) => ({
  name: `${method} ${path}`,
  path,
  doc: handlers.map(docOf).find(Boolean) as Doc,
  guards: handlers.filter(guardOf),
  body: handlers.map(schemaOf).find((found) => found?.of === 'body')?.schema,
  query: handlers.map(schemaOf).find((found) => found?.of === 'query')?.schema,
}))

describe('every route of the API', () => {
  it('is described and guarded', () => {
    expect(routes.length).toBeGreaterThan(50)
    expect(routes.filter((route) => !route.doc || route.guards.length !== 1).map(({ name }) => name)).toEqual([])
    expect(described.length).toBe(routes.length)
  })

  it('fails the build when it is not', () => {
    const handler = () => new Response()
    const undescribed = new Hono().get('/things', anyone, handler)
    const unguarded = new Hono().get('/things', doc({ summary: 'List', answers: { 200: {} } }), handler)
    expect(() => operations(undescribed.routes)).toThrow('GET /api/things has no doc()')
    expect(() => operations(unguarded.routes)).toThrow('GET /api/things has no guard')
  })

  it('shows a body that its own schema takes, exactly where it reads one', () => {
    expect(faultsOf(routes)).toEqual([])
  })

  it('is not fooled by an example that does not fit, is missing, or is sent to nobody', () => {
    const Thing = v.strictObject({ name: v.string() })
    const faulty = [
      { name: 'wrong', doc: { summary: 'x', answers: {}, send: { name: 1 } }, body: Thing },
      { name: 'missing', doc: { summary: 'x', answers: {} }, body: Thing },
      { name: 'unread', doc: { summary: 'x', answers: {}, send: {} }, body: undefined },
    ]
    expect(faultsOf(faulty).map((fault) => fault.split(':')[0])).toEqual(['wrong', 'missing', 'unread'])
  })

  it('names no field in its example that its schema does not have', () => {
    const unknown = all.flatMap(({ id, doc: { send }, body }) => {
      const known = new Set(fieldsOf(body ?? {}).map(({ name }) => name))
      return Object.keys((send ?? {}) as Json).flatMap((field) => (known.has(field) ? [] : [`${id}.${field}`]))
    })
    expect(unknown).toEqual([])
  })

  it('answers with success, in words that start like an order', () => {
    const odd = all.filter(({ doc: { answers, summary } }) => {
      const statuses = Object.keys(answers).map(Number)
      return statuses.length === 0 || statuses.some((status) => status < 200 || status > 299) || !/^[A-Z][a-z]+ [^.]+$/.test(summary)
    })
    expect(odd.map(({ id }) => id)).toEqual([])
  })
})

describe('the OpenAPI document', () => {
  it('is one of version 3.1 with unique operation ids', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/)
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) })
    const ids = described.map(({ operation }) => operation.operationId)
    expect(ids.filter((id, at) => ids.indexOf(id) !== at || !/^[A-Za-z]+$/.test(id))).toEqual([])
  })

  it('declares every parameter of a path once, and none that is not there', () => {
    for (const { name, path, operation } of described) {
      expect(path).toMatch(/^(\/([a-z-]+|\{\w+\}))+$/)
      const inPath = operation.parameters.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name)
      expect([name, ...inPath.toSorted()]).toEqual([
        name,
        ...[...path.matchAll(/\{(\w+)\}/g)].map(([, found]) => found as string).toSorted(),
      ])
      const keys = operation.parameters.map((parameter) => `${parameter.in} ${parameter.name}`)
      expect(new Set(keys).size).toBe(keys.length)
      for (const { schema } of operation.parameters) expect(schema).toBeTypeOf('object')
    }
  })

  it('refers to nothing that is not in it', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref as string)
    expect(refs.length).toBeGreaterThan(0)
    for (const ref of new Set(refs)) expect([ref, at(document, ref)]).toEqual([ref, expect.any(Object)])
    const schemes = Object.keys(document.components.securitySchemes as Json)
    expect(schemes.toSorted()).toEqual(['cookie', 'token'])
  })

  it('describes each answer, and each body with a schema that says what it is', () => {
    for (const { name, operation } of described) {
      for (const [status, answer] of Object.entries(operation.responses))
        expect([name, status, answer]).toEqual([
          name,
          expect.stringMatching(/^[2-5]\d\d$/),
          expect.objectContaining({ description: expect.any(String) }),
        ])
      if (operation.requestBody) expect(JSON.stringify(operation.requestBody)).toMatch(/"(type|oneOf)":/)
    }
  })

  it('gives the kinds of JSON, not of forms', () => {
    const text = JSON.stringify(document)
    expect(['"on"', '{"const":""}', '"enum":[""', '1970-01-01'].filter((ofForms) => text.includes(ofForms))).toEqual([])
  })

  it('tells every reason with its status', () => {
    const claim = all.find(({ id }) => id === 'postVisitsIdClaim')
    expect(claim && problemsOf(claim)).toContainEqual({ status: 409, reason: 'busy_then', sentence: expect.any(String) })
    for (const operation of all)
      for (const [reason, { status }] of Object.entries(operation.doc.refusals?.() ?? {}))
        expect(JSON.stringify(openApi([operation]))).toMatch(new RegExp(`"${status}":\\{"description":"[^}]*\`${reason}\``))
  })
})

describe('the page', () => {
  it('shows every operation once, from its table of contents, with no script and nothing from elsewhere', async () => {
    const page = await referencePage(all, '/app.css?v=1')
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id as string)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { id } of all) expect(page.split(`href="#${id}"`).length).toBe(2)
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target)
    expect(page).not.toMatch(/<script|<iframe| style=| on[a-z]+=|(src|href)="(https?:)?\/\//)
  })

  it('escapes what it shows', async () => {
    const [first] = all
    const hostile = { ...first, doc: { summary: '<b>x', description: '`<i>` & <u>', answers: { 200: { a: '</pre><script>' } } } }
    const page = await referencePage([hostile as (typeof all)[number]], '/app.css')
    expect(page).not.toMatch(/<b>x|<i>|<u>|<script/)
    expect(page).toContain('&lt;/pre&gt;&lt;script&gt;')
  })

  it('gets the headers of every page from the platform that serves it', async () => {
    const { csp } = await import('../../src/http/headers.ts')
    const [, rules = ''] = readFileSync('web/assets/_headers', 'utf8').split('\n/api/*\n')
    expect(rules).toContain(`  Content-Security-Policy: ${csp}\n`)
    expect(rules).toMatch(/Strict-Transport-Security: max-age=63072000[\s\S]*nosniff[\s\S]*Referrer-Policy: no-referrer/)
  })

  it('is written from this code: nobody can forget to', () => {
    expect(JSON.parse(readFileSync('web/assets/api/openapi.json', 'utf8'))).toEqual(JSON.parse(JSON.stringify(document)))
  })
})

type Shown = { name: string; doc: Doc; body: v.GenericSchema | undefined }
function faultsOf(shown: readonly Shown[]): string[] {
  return shown.flatMap(({ name, doc: { send }, body }) => {
    if (!body) return send === undefined ? [] : [`${name}: shows a body that nobody reads`]
    if (send === undefined) return [`${name}: shows no body`]
    const parsed = v.safeParse(body, send)
    return parsed.success ? [] : [`${name}: ${parsed.issues.map((issue) => `${v.getDotPath(issue)} ${issue.message}`).join(', ')}`]
  })
}

const at = (root: unknown, ref: string): unknown =>
  ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((node, key) => (node as Json | undefined)?.[key], root)
