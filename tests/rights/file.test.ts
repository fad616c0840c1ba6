import { getTableColumns, getTableName, is } from 'drizzle-orm'
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { describe, expect, it } from 'vitest'
import { record } from '../../src/audit/queries.ts'
import { commit } from '../../src/db/commit.ts'
import { told, untold } from '../../src/rights/file/rules.ts'
import { world } from '../world.ts'
import { canaries, life } from './life.ts'

const schema = Object.values(import.meta.glob<Record<string, unknown>>('../../src/db/schema/*.ts', { eager: true }))
const tables = schema.flatMap((file) => Object.values(file).filter((value): value is SQLiteTable => is(value, SQLiteTable)))

/** Tables with a person's id, and those that point at one of them, however far. */
function aboutPeople(all: readonly SQLiteTable[]): string[] {
  const found = new Set(['people', 'messages', ...all.filter((table) => columnsOf(table).includes('person_id')).map(getTableName)])
  for (let before = 0; before < found.size; ) {
    before = found.size
    for (const table of all)
      if (getTableConfig(table).foreignKeys.some((key) => found.has(getTableName(key.reference().foreignTable))))
        found.add(getTableName(table))
  }
  return [...found].toSorted()
}
const columnsOf = (table: SQLiteTable) => Object.values(getTableColumns(table)).map(({ name }) => name)

describe('the file of a person', () => {
  it('knows every table that holds something about a person, or says why not', () => {
    const pointedAt = aboutPeople(tables).filter((name) => name !== 'send_batches')
    expect(pointedAt).toEqual([...Object.keys(told), ...Object.keys(untold)].toSorted())
  })

  it('tells every word of theirs, from every table, as JSON and on the page', async () => {
    const place = await world()
    const { personId, linkWorker } = await life(place)
    const json = await (await place.get(`/api/people/${personId}/file`, { as: linkWorker })).text()
    expect(canaries.filter((word) => !json.includes(word))).toEqual([])
    // Nothing stays sealed: a column that nobody opened would show as its key's name.
    expect(json).not.toMatch(/"k\d\.[\w-]+\.[\w-]+"/)
    const file = JSON.parse(json)
    const parts: string[] = Object.values(told)
    expect(parts.filter((part) => file[part] === undefined || file[part].length === 0)).toEqual(['changes'])
    expect(json).not.toMatch(/emailIndex|dedupeKey|linkVersion/)

    const page = await place.get(`/people/${personId}/data/file`, { as: linkWorker })
    const html = await page.text()
    expect(page.status).toBe(200)
    const notForReading = ['1931-05-17', 'EXT-4711', '+441632960777']
    expect(canaries.filter((word) => !html.includes(word) && !notForReading.includes(word))).toEqual([])
    expect(html).toContain('17 May 1931')
    expect(html).toMatch(/Rung, word was left \([^)]*\); Told by phone \([^)]*\)|Told by phone \([^)]*\); Rung, word was left \([^)]*\)/)
    expect(html).toContain('01632 960777')
  })

  it('speaks the language of the person, whoever prints it', async () => {
    const place = await world()
    const { personId, linkWorker } = await life(place)
    const { people } = await import('../../src/db/schema/people.ts')
    await place.db.update(people).set({ language: 'id' })
    const html = await (await place.get(`/people/${personId}/data/file`, { as: linkWorker })).text()
    expect(html).toContain('<html lang="id"')
    expect(html).toContain('Semua data tentang Anda, Minnie')
  })

  it('says who read it, and that it was read', async () => {
    const place = await world()
    const { personId, linkWorker } = await life(place)
    await place.get(`/people/${personId}`, { as: linkWorker })
    await place.get(`/people/${personId}`, { as: linkWorker })
    const file = await (await place.get(`/api/people/${personId}/file`, { as: linkWorker })).json<{ reads: unknown[] }>()
    expect(file.reads).toContainEqual(expect.objectContaining({ by: linkWorker.name, why: 'page', times: 2 }))
    expect((await place.rows.audit()).filter(({ why }) => why === 'file')).toHaveLength(1)
  })

  it('tells what was done and read under the id of a record that was merged into theirs', async () => {
    const place = await world()
    const { personId, linkWorker, team } = await life(place)
    const oldId = await place.person(team, { called: 'Minna' })
    await place.get(`/people/${oldId}`, { as: linkWorker })
    await commit(
      place.db,
      [],
      ['person.add', 'referral.received'].map((action) =>
        record(place.ctx(), 'public', { action, subjectKind: 'person', subjectId: oldId, personId: oldId, orgId: team }),
      ),
    )
    expect((await place.post(`/api/people/${oldId}/merging`, { intoId: personId }, { as: linkWorker })).status).toBe(200)
    type File = { changes: { action: string; personId: string }[]; reads: { why: string; by: string }[] }
    const file = await (await place.get(`/api/people/${personId}/file`, { as: linkWorker })).json<File>()
    const old = file.changes.filter((one) => one.personId === oldId).map(({ action }) => action)
    expect(old).toEqual(expect.arrayContaining(['person.add', 'referral.received']))
    expect(file.reads).toContainEqual(expect.objectContaining({ why: 'page', by: linkWorker.name }))
  })

  it('is not there for a link worker of another team', async () => {
    const place = await world()
    const { personId } = await life(place)
    const { linkWorker } = await place.scene()
    for (const path of ['file', 'data/file', 'data/file.json', 'data', 'data/erasure', 'data/leaving']) {
      const prefix = path === 'file' ? '/api' : ''
      expect((await place.get(`${prefix}/people/${personId}/${path}`, { as: linkWorker })).status).toBe(404)
    }
    expect((await place.rows.audit()).filter(({ action }) => action === 'person.read')).toEqual([])
  })
})

describe('a correction', () => {
  it('is shown with who made it, when, and which fields', async () => {
    const place = await world()
    const { personId, linkWorker } = await life(place)
    const edit = {
      name: 'Wilhelmina Thistlewood',
      language: 'en',
      reachBy: 'email',
      email: 'new@thistle.example',
      phone: '01632 960777',
      carerName: 'Cuthbert',
      carerRelation: 'Son',
      notes: 'Nightingales',
      area: 'Old Town',
      accessNeeds: 'step_free',
      sharesAccessNeeds: 'yes',
      consentWords: 'Zinnias',
      'birthDate-day': '17',
      'birthDate-month': '5',
      'birthDate-year': '1931',
      'consentOn-day': '1',
      'consentOn-month': '6',
      'consentOn-year': '2026',
    }
    expect((await place.postForm(`/people/${personId}`, edit, { as: linkWorker })).status).toBe(303)
    expect((await place.rows.audit()).find(({ action }) => action === 'person.edit')?.why).toBe('email area')
    const html = await (await place.get(`/people/${personId}/data`, { as: linkWorker })).text()
    expect(html).toContain('Changed: email address, area')
    expect(html).toContain(linkWorker.name)
  })
})
