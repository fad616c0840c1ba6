// Real answers against what the API reference says of them.

import { eq } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { venues } from '../../src/db/schema/groups.ts'
import { profiles } from '../../src/db/schema/listening.ts'
import { sessions } from '../../src/db/schema/sessions.ts'
import { openApi, operations } from '../../workers/local/reference.ts'
import { callStage } from '../calls/stage.ts'
import { weekly } from '../sessions/series.ts'

type Schema = { type?: string | string[]; properties?: Record<string, Schema>; items?: Schema }
type Answers = Record<string, { content?: { 'application/json'?: { schema: Schema } } }>
const { paths } = openApi(operations()) as unknown as { paths: Record<string, Record<string, { responses: Answers }>> }

/** What of a value is not as its schema has it. What is not documented is no fault: a field may be added. */
function faults({ type, properties = {}, items }: Schema, value: unknown, at = ''): string[] {
  const is = kindOf(value)
  const allowed = type === undefined ? [is] : [type].flat()
  if (!allowed.includes(is) && !(is === 'integer' && allowed.includes('number'))) return [`${at || 'it'} is ${is}, not ${allowed}`]
  if (Array.isArray(value)) return [...new Set(value.flatMap((one) => faults(items ?? {}, one, `${at}[]`)))]
  if (is !== 'object') return []
  const fields = value as Record<string, unknown>
  return Object.entries(properties).flatMap(([name, schema]) => (name in fields ? faults(schema, fields[name], `${at}.${name}`) : []))
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value
}

it('sees what is null, or a fraction, and is not documented so', () => {
  const schema = { type: 'object', properties: { n: { type: 'integer' }, rows: { type: 'array', items: { type: ['string', 'null'] } } } }
  expect(faults(schema, { n: 1, rows: ['x', null], more: {} })).toEqual([])
  expect(faults(schema, { n: 1.5, rows: [1, 2] })).toEqual(['.n is number, not integer', '.rows[] is integer, not string,null'])
  expect(faults({ type: 'number' }, 1)).toEqual([])
})

it('answers as the reference says', async () => {
  const here = await callStage({ newcomerLimit: null })
  const { sessionId, groupId, venueId, linkWorker, organiser } = here.scene
  const checked: string[] = []
  async function check<Body>(path: string, route: string, { as = linkWorker, send }: { as?: typeof linkWorker; send?: object } = {}) {
    const answer = send ? await here.post(`/api${path}`, send, { as }) : await here.get(`/api${path}`, { as })
    const body = (await answer.json()) as Body
    const schema = paths[`/api${route}`]?.[send ? 'post' : 'get']?.responses[answer.status]?.content?.['application/json']?.schema
    checked.push(...(schema ? faults(schema, body) : [`${answer.status} is not documented`]).map((fault) => `${route} ${fault}`))
    return body
  }

  const personId = await here.phoneOnly({ accessNeeds: ['step_free'], sharesAccessNeeds: false })
  const { id } = await check<{ id: string }>(`/sessions/${sessionId}/bookings`, '/sessions/{sessionId}/bookings', { send: { personId } })
  await check(`/bookings/${id}`, '/bookings/{bookingId}')
  await check(`/bookings/${id}`, '/bookings/{bookingId}', { as: organiser })
  await check(`/sessions/${sessionId}/bookings`, '/sessions/{sessionId}/bookings', { as: organiser })
  await here.send()
  const { calls } = await check<{ calls: { id: number }[] }>('/calls', '/calls')
  expect(calls).toHaveLength(1)
  await check(`/calls/${calls[0]?.id}`, '/calls/{messageId}')
  await check('/people/calls', '/people/calls')
  await check('/people', '/people')
  await check(`/people/${personId}`, '/people/{id}')
  await check(`/groups/${groupId}/series/preview`, '/groups/{groupId}/series/preview', { as: organiser, send: weekly(venueId) })
  await check('/sessions/bookable', '/sessions/bookable')
  await here.db.update(sessions).set({ capacity: 3 }).where(eq(sessions.id, sessionId))
  await here.db.update(venues).set({ latitude: 51.51, longitude: -0.12 })
  const ben = await here.person({ accessNeeds: ['step_free'] })
  const point = JSON.stringify({ latitude: 51.5, longitude: -0.12, label: 'Home' })
  const sealed = (words: string, column: string) => here.vault.seal(words, { column: `profiles.${column}`, rowId: ben })
  await here.db.insert(profiles).values({
    ...{ personId: ben, teamId: here.scene.team, step: 1, updatedAt: here.clock.now, interests: ['singing'], suits: [], cannot: [] },
    ...{ matters: await sealed('', 'matters'), strengths: await sealed('', 'strengths'), point: await sealed(point, 'point') },
    ...{ gender: null, languages: [], languageRequired: false, reachKm: 5 },
  })
  const { matches } = await check<{ matches: object[] }>(`/people/${ben}/matches`, '/people/{id}/matches')
  expect(JSON.stringify(matches)).toContain('"metres":')
  expect(checked).toEqual([])
})
