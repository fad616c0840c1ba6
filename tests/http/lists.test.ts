import { beforeAll, expect, it } from 'vitest'
import { type World, world } from '../world.ts'

let place: World
beforeAll(async () => {
  place = await world()
  await place.organisation('volunteer_hub')
})

const many = <T>(one: T, n: number) => Array<T>(n).fill(one)

// Anybody may send these, and none of them counts as a try. Before there was a bound, the first took two seconds and was answered
// with three and a half megabytes.
it.each([
  ['wrong', { areas: many('', 80_000) }],
  ['of the wrong kind', { areas: many(1, 80_000) }],
  ['of lists', { activities: many<unknown>([], 60_000) }],
])('a JSON list of tens of thousands that is %s is refused in one sentence', async (_, body) => {
  const answer = await place.post('/api/buddies', body)
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({ errors: [{ field: Object.keys(body)[0], message: 'too many (1000)' }] })
})

it('a form that repeats a field tens of thousands of times comes back with everything else that was typed', async () => {
  const fields: [string, string][] = [['name', 'Tom Field'], ...many<[string, string]>(['areas', ''], 30_000)]
  const text = await (await place.postForm('/buddies', fields)).text()
  expect(text).toContain('Choose 1,000 or fewer')
  expect(text).toContain('value="Tom Field"')
  expect(text.length).toBeLessThan(100_000)
})

it('a form of more fields than any of ours comes back at once', async () => {
  const fields = Array.from({ length: 9_000 }, (_, at): [string, string] => [`goal-${at}`, 'x'])
  expect(await (await place.postForm('/buddies', fields)).text()).toContain('Choose 5,000 or fewer')
})

it('a list as long as any of ours is read', async () => {
  const answer = await place.post('/api/buddies', { areas: many('Northfield', 1_000) })
  expect(JSON.stringify(await answer.json())).not.toContain('too many')
})
