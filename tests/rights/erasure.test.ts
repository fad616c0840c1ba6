import { eq, is } from 'drizzle-orm'
import { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { describe, expect, it } from 'vitest'
import { permit } from '../../src/access/permit.ts'
import { linkEntries, verifyChain } from '../../src/audit/actions.ts'
import { bookings } from '../../src/db/schema/bookings.ts'
import { visits } from '../../src/db/schema/buddies.ts'
import { messages, sendBatches } from '../../src/db/schema/messages.ts'
import { people } from '../../src/db/schema/people.ts'
import { referrals } from '../../src/db/schema/referrals.ts'
import type { Sealed } from '../../src/lib/seal.ts'
import { days } from '../../src/lib/time.ts'
import { type World, world } from '../world.ts'
import { canaries, type Life, life, readable } from './life.ts'

const schema = Object.values(import.meta.glob<Record<string, unknown>>('../../src/db/schema/*.ts', { eager: true }))
const tables = schema.flatMap((file) => Object.values(file).filter((value): value is SQLiteTable => is(value, SQLiteTable)))

const name = 'Wilhelmina Thistlewood'
const erase = (place: World, here: Life, typed = name) =>
  place.post(`/api/people/${here.personId}/erasure`, { name: typed }, { as: here.linkWorker })
const withdraw = (place: World, here: Life) => place.post(`/api/people/${here.personId}/withdrawal`, {}, { as: here.linkWorker })

async function gone() {
  const place = await world()
  const here = await life(place)
  await withdraw(place, here)
  return { place, here }
}

describe('erasure', () => {
  it('leaves nothing that could say who it was, whatever is opened', async () => {
    const { place, here } = await gone()
    const found = async () => {
      const all = await readable(place, tables)
      return canaries.filter((word) => all.includes(word))
    }
    // The negative control of the reading: before it, every word of theirs is there to be found.
    expect(await found()).toEqual(canaries)
    expect((await erase(place, here)).status).toBe(200)
    expect(await found()).toEqual([])
    const [person] = await place.db.select().from(people).where(eq(people.id, here.personId))
    expect(person).toMatchObject({
      emailIndex: null,
      phoneIndex: null,
      nameBirthIndex: null,
      area: '',
      accessNeeds: [],
      erasedAt: place.clock.now,
    })
    const everything = await readable(place, tables)
    expect(everything).not.toContain(await place.vault.index('email', 'minnie@thistle.example'))
  })

  it('keeps every row that counts, and the chain of the audit log whole', async () => {
    const { place, here } = await gone()
    const granted = permit({ kind: 'system', id: 'x' }, 'work.scheduled')
    if (!granted) throw new Error('no permit')
    await linkEntries(place.ctx(), granted)
    const counts = async () => {
      const sizes: Record<string, number> = {}
      for (const table of tables)
        sizes[Object(table)[Symbol.for('drizzle:Name')]] = (await place.db.select().from(table as typeof people)).length
      return sizes
    }
    const before = await counts()
    await erase(place, here)
    const after = await counts()
    for (const table of [
      'people',
      'referrals',
      'bookings',
      'visits',
      'responses',
      'outcomes',
      'messages',
      'conversations',
      'goals',
      'goal_ratings',
      'needs',
      'referral_news',
    ])
      expect([table, after[table]]).toEqual([table, before[table]])
    await linkEntries(place.ctx(), granted)
    const office = await place.organisation('place_office')
    const coordinator = permit(
      { kind: 'user', id: 'c', signInId: 's', name: 'C', memberships: [{ orgId: office, role: 'coordinator' }] },
      'place.run',
    )
    if (!coordinator) throw new Error('no permit')
    expect(await verifyChain(place.ctx(), coordinator)).toMatchObject({ ok: true })
    expect((await place.rows.audit()).find(({ action }) => action === 'person.erase')).toMatchObject({
      subjectId: here.personId,
      why: 'asked_for',
    })
  })

  it.each(['', 'Wilhelmina', 'Minnie', 'Someone Else'])('is refused for the name "%s"', async (typed) => {
    const { place, here } = await gone()
    expect((await erase(place, here, typed)).status).toBe(422)
    expect((await place.db.select().from(people)).every(({ erasedAt }) => erasedAt === null)).toBe(true)
  })

  it('takes the name as people type it', async () => {
    const { place, here } = await gone()
    expect((await erase(place, here, '  wilhelmina   THISTLEWOOD ')).status).toBe(200)
  })

  it('is refused while a booking is to come, or an email is on its way', async () => {
    const place = await world()
    const here = await life(place)
    const [refused] = [await erase(place, here)]
    expect([refused.status, (await refused.json<{ reason: string }>()).reason]).toEqual([409, 'has_bookings_ahead'])
    await withdraw(place, here)
    const batch = { id: 'b', status: 'claimed', attempts: 1, nextTryAt: 0, leasedUntil: 0, createdAt: 0 } as const
    await place.db.insert(sendBatches).values(batch)
    await place.db.update(messages).set({ status: 'sending', batchId: 'b' }).where(eq(messages.recipientId, here.personId))
    expect((await (await erase(place, here)).json<{ reason: string }>()).reason).toBe('email_under_way')
  })

  // A letter to their buddy or to whoever sent them names them as much as one to themselves.
  it.each(['visit', 'booking', 'referral'] as const)(
    'is refused while a letter about their %s is frozen, and leaves no such letter',
    async (about) => {
      const { place, here } = await gone()
      const [booking] = await place.db.select().from(bookings).where(eq(bookings.personId, here.personId))
      const [visit] = await place.db
        .select()
        .from(visits)
        .where(eq(visits.bookingId, booking?.id ?? ''))
      const [referral] = await place.db.select().from(referrals).where(eq(referrals.personId, here.personId))
      const subjectId = { visit, booking, referral }[about]?.id ?? ''
      const payload = 'sealed' as Sealed
      await place.db
        .insert(sendBatches)
        .values({ id: 'b', status: 'frozen', payload, attempts: 1, nextTryAt: 0, leasedUntil: 0, firstTriedAt: 0, createdAt: 0 })
      await place.db.insert(messages).values({
        ...{ kind: 'visit.cancelled', recipientKind: 'buddy', recipientId: 'somebody', subjectId, dedupeKey: 'x', status: 'sending' },
        ...{ batchId: 'b', dueAt: 0, usefulUntil: 1, createdAt: 0 },
      })
      const answer = async () => (await (await erase(place, here)).json<{ reason?: string }>()).reason
      expect(await answer()).toBe('email_under_way')
      // A webhook told of this letter; the others of the batch are still in doubt, and its bytes are there.
      await place.db.update(messages).set({ status: 'delivered' }).where(eq(messages.batchId, 'b'))
      expect(await answer()).toBe('email_under_way')
      await place.db.update(sendBatches).set({ status: 'held', payload: null })
      expect(await answer()).toBeUndefined()
    },
  )

  it('asks on a page of its own, and keeps what was typed', async () => {
    const { place, here } = await gone()
    const page = await (await place.get(`/people/${here.personId}/data/erasure`, { as: here.linkWorker })).text()
    expect(page).toContain('Nothing brings back')
    const wrong = await place.postForm(`/people/${here.personId}/data/erasure`, { name: 'Wilma' }, { as: here.linkWorker })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('value="Wilma"')
    const done = await place.postForm(`/people/${here.personId}/data/erasure`, { name }, { as: here.linkWorker })
    expect(done.headers.get('location')).toBe('/retention?done=erased')
  })

  it('takes the person out of lists, searches and pages, and every link with them', async () => {
    const { place, here } = await gone()
    await erase(place, here)
    const as = here.linkWorker
    expect(await (await place.get('/api/people', { as })).json()).toMatchObject({ people: [] })
    expect(await (await place.post('/api/people/search', { q: 'minnie@thistle.example' }, { as })).json()).toMatchObject({ people: [] })
    for (const path of ['', '/edit', '/data', '/data/file', '/data/erasure'])
      expect((await place.get(`/people/${here.personId}${path}`, { as })).status).toBe(404)
    const link = (purpose: 'booking' | 'unsubscribe' | 'survey', subjectId: string) =>
      place.links.sign({ purpose, subjectId, version: 0, expiresAt: place.clock.now + days(9) })
    for (const path of [
      `/b/${await link('booking', here.pastId)}`,
      `/survey/${await link('survey', here.pastId)}`,
      `/unsubscribe/${await link('unsubscribe', here.personId)}`,
    ]) {
      const page = await place.get(path)
      expect(page.status).toBeLessThan(500)
      const html = await page.text()
      expect(canaries.filter((word) => html.includes(word))).toEqual([])
    }
    // Registers of the past stay, with a line where a name was.
    const register = await place.get(`/sessions/${here.sessionId}/register`, { as: here.organiser })
    expect(register.status).toBe(200)
  })

  it('takes with it the records that were merged into this one', async () => {
    const { place, here } = await gone()
    const twin = await place.person(here.team, { called: 'Duplicata', mergedInto: here.personId })
    await erase(place, here)
    const [row] = await place.db.select().from(people).where(eq(people.id, twin))
    expect(row?.erasedAt).toBe(place.clock.now)
    expect(await readable(place, [people])).not.toContain('Duplicata')
  })

  it('ends a referral that was open, and happens once', async () => {
    const place = await world()
    const here = await life(place)
    await place.post(`/api/people/${here.personId}/withdrawal`, { bookings: 'cancel' }, { as: here.linkWorker })
    await place.db.update(referrals).set({ status: 'contacted', endedAt: null })
    const answers = await Promise.all([erase(place, here), erase(place, here)])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404])
    const [referral] = await place.db.select().from(referrals)
    expect(referral).toMatchObject({ status: 'withdrawn', erasedAt: place.clock.now })
  })
})
