// Whoever walks off with the database's files learns of no referred person: the story is played, and then the bytes are read.

import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { people } from '../../src/db/schema/people.ts'
import { filesUnder, readable } from './canaries.ts'
import { type Engine, engines } from './engines.ts'
import { canaries, plain, story } from './story.ts'

describe.each(engines)('the files of %s', (_, start) => {
  let engine: Engine
  let personId: string
  beforeAll(async () => {
    engine = await start()
    personId = await story(engine.place)
  }, 120_000)
  afterAll(() => engine?.stop())

  it('hold the story, and nothing in them can be read of the people it is about', () => {
    const files = filesUnder(engine.folder)
    // The negative control of the reading itself: what need not be sealed is found in these very files.
    for (const open of [personId, plain.group, plain.area]) expect(readable(files, [open])).not.toEqual([])
    expect(files.map(({ name }) => name).join()).toMatch(/-wal\b/)
    expect(readable(files, canaries)).toEqual([])
  })

  it.each([
    ['as it is', (text: string) => text],
    ['in base64', (text: string) => Buffer.from(`{"name":"${text}"}`).toString('base64')],
    ['as hex', (text: string) => Buffer.from(text).toString('hex')],
  ])('would give one away that was written %s', async (form, written) => {
    const [canary = ''] = canaries
    await engine.place.db
      .update(people)
      .set({ area: written(canary) })
      .where(eq(people.id, personId))
    expect(readable(filesUnder(engine.folder), [canary]).join()).toContain(`${canary} ${form} in `)
  })
})
