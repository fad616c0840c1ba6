import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type After, cursorOf, isAfter, pageOf, readCursor } from '../../src/conversations/timeline/rules.ts'
import { bookings } from '../../src/db/schema/bookings.ts'
import { visits } from '../../src/db/schema/buddies.ts'
import { messages } from '../../src/db/schema/messages.ts'
import { replies } from '../../src/db/schema/replies.ts'
import { responses } from '../../src/db/schema/surveys.ts'
import { days, hours } from '../../src/lib/time.ts'
import { readable } from '../attendee/stage.ts'
import { noon } from '../world.ts'
import { heard, refer, write } from './world.ts'

type Entry = { kind: string; key: string; at: number; groupName?: string; words?: string; state?: string; note?: string }
type Page = { entries: Entry[]; next?: string }

async function eventful() {
  const { place, linkWorker, team, personId } = await heard()
  const scene = await place.scene({ startsAt: noon - days(3), endsAt: noon - days(3) + hours(2), bookingClosesAt: noon - days(4) })
  const bookingId = place.ctx().newId()
  await place.db.insert(bookings).values({
    ...{ id: bookingId, providerId: scene.provider, teamId: team, sessionId: scene.sessionId, groupId: scene.groupId, personId },
    ...{ bookedBy: linkWorker.id, places: 1, isFirstVisit: true, buddyWish: 'unasked', status: 'attended', answeredStatus: 'booked' },
    ...{ step: 1, createdAt: noon - days(10) },
  })
  await place.db.insert(responses).values({
    ...{ bookingId, teamId: team, personId, went: 'yes', rating: 2, again: 'no', language: 'en', answeredBy: 'person' },
    note: await place.vault.seal('Too loud for me', { column: 'responses.note', rowId: bookingId }),
    ...{ answeredAt: noon - days(2), step: 1 },
  })
  await place.db.insert(messages).values({
    ...{
      kind: 'booking.survey',
      recipientKind: 'person',
      recipientId: personId,
      subjectId: bookingId,
      dedupeKey: 'x',
      status: 'delivered',
    },
    ...{ dueAt: noon - days(3), usefulUntil: noon, sentAt: noon - days(3) + hours(4), createdAt: noon - days(3) },
  })
  await refer(place, team, personId, {
    status: 'supporting',
    receivedAt: noon - days(20),
    contactedAt: noon - days(18),
    supportingAt: noon - days(10) - 1,
  })
  await write(place, linkWorker, personId)
  return { place, linkWorker, personId }
}

describe('the timeline', () => {
  it('tells everything in one order, newest first, and the read is one entry on the audit log', async () => {
    const { place, linkWorker: as, personId } = await eventful()
    const before = (await place.rows.audit()).length
    const page: Page = await (await place.get(`/api/people/${personId}/timeline`, { as })).json()
    expect(page.entries.map(({ kind, state }) => (state ? `${kind} ${state}` : kind))).toEqual([
      ...['note', 'answer', 'message', 'session', 'booked', 'referral supporting', 'referral contacted', 'referral received'],
    ])
    expect(page.entries[1]).toMatchObject({ groupName: 'Choir', note: 'Too loud for me' })
    expect(page.next).toBeUndefined()
    const log = (await place.rows.audit()).slice(before)
    expect(log.map(({ action, subjectId, why }) => [action, subjectId, why])).toEqual([['person.read', personId, 'api']])
  })

  it('is a page in both languages that says the same', async () => {
    const { place, linkWorker: as, personId } = await eventful()
    const [en, id] = await Promise.all(
      ['en', 'id'].map(async (lang) =>
        (await place.get(`/people/${personId}/timeline`, { as: { cookie: `${as.cookie}; __Host-language=${lang}` } })).text(),
      ),
    )
    for (const words of ['Came to Choir', 'Too loud for me', 'Would not go again', 'A referral came in', 'Misses the garden'])
      expect(en).toContain(words)
    for (const words of ['Datang ke Choir', 'Too loud for me']) expect(id).toContain(words)
  })

  it('says of an email what it was about, of the visit to a session as well, and of any other only which it was', async () => {
    const { place, linkWorker: as, personId } = await eventful()
    const [booking] = await place.rows.bookings()
    const visitId = place.ctx().newId()
    const { id: bookingId, sessionId, teamId, providerId } = booking as NonNullable<typeof booking>
    const at = { startsAt: noon, endsAt: noon + hours(2), createdAt: noon }
    const open = { area: 'Northfield', activity: 'singing', language: 'en', kind: 'accompanied', status: 'wanted', step: 1 } as const
    await place.db.insert(visits).values({ id: visitId, bookingId, sessionId, teamId, providerId, ...at, ...open })
    const row = { recipientKind: 'person', recipientId: personId, status: 'sent', dueAt: noon, usefulUntil: noon, createdAt: noon } as const
    await place.db.insert(messages).values([
      { ...row, kind: 'visit.stepped_back', subjectId: visitId, dedupeKey: 'a' },
      { ...row, kind: 'outcome.asked', subjectId: place.ctx().newId(), dedupeKey: 'b' },
    ])
    const page = readable(await (await place.get(`/people/${personId}/timeline`, { as })).text())
    for (const what of ['How was it?', 'The buddy cannot come']) expect(page).toContain(`Email about Choir, Fri 29 May 2026: ${what}`)
    expect(page).toContain('Email: How are you?')
  })

  it('asks to ring whom no email reached, until somebody has', async () => {
    const { place, linkWorker: as, personId } = await eventful()
    await place.db.update(messages).set({ status: 'suppressed', outcome: 'no_address' })
    const page = async () => (await place.get(`/people/${personId}/timeline`, { as })).text()
    expect(await page()).toContain('There is no address: ring instead.')
    const [message] = await place.db.select({ id: messages.id }).from(messages)
    await place.db
      .insert(replies)
      .values({ messageId: message?.id ?? 0, how: 'told', actorKind: 'user', actorId: as.id, at: noon - days(1) })
    expect(await page()).not.toContain('ring instead')
    expect(await page()).toContain(': told (')
  })

  it('goes on where the page before ended, each entry once, also where many happened at one moment', async () => {
    const { place, linkWorker: as, personId } = await eventful()
    for (let n = 0; n < 65; n++) await write(place, as, personId, { words: `Note ${n}` })
    const seen: string[] = []
    let address = `/api/people/${personId}/timeline`
    for (let pages = 0; pages < 5; pages++) {
      const page: Page = await (await place.get(address, { as })).json()
      seen.push(...page.entries.map(({ key }) => key))
      if (!page.next) break
      expect(page.entries).toHaveLength(30)
      address = `/api/people/${personId}/timeline?after=${encodeURIComponent(page.next)}`
    }
    expect(seen).toHaveLength(65 + 8)
    expect(new Set(seen).size).toBe(65 + 8)
  })

  it.each(['', '1', 'x_y', '1_note:x; DROP', `${'9'.repeat(20)}_note:1`])(
    'takes a wrong place to go on from as none: %j',
    async (after) => {
      const { place, linkWorker: as, personId } = await eventful()
      const page: Page = await (await place.get(`/api/people/${personId}/timeline?after=${encodeURIComponent(after)}`, { as })).json()
      expect(page.entries).toHaveLength(8)
    },
  )
})

describe('a page of several sources', () => {
  const byAge = (a: After, b: After) => b.at - a.at || (a.key < b.key ? 1 : -1)
  const sourcesOf = fc.array(fc.array(fc.nat(5), { maxLength: 12 }), { minLength: 1, maxLength: 4 })

  it('is the same as sorting everything at once, whatever each source holds', () => {
    fc.assert(
      fc.property(sourcesOf, (moments) => {
        const sources = moments.map((ats, source) => ats.map((at, n) => ({ at, key: `s${source}:${n}` })))
        const walked: After[] = []
        let after: After | undefined
        do {
          // Each source gives its newest four, one more than the page holds.
          const given = sources.flatMap((rows) =>
            rows
              .filter((row) => isAfter(row, after))
              .toSorted(byAge)
              .slice(0, 4),
          )
          const page = pageOf(given, 3)
          walked.push(...page.entries)
          after = page.next
        } while (after && walked.length < 100)
        expect(walked).toEqual(sources.flat().toSorted(byAge))
      }),
    )
  })

  it('reads its own cursor', () => {
    const after = { at: 1_780_308_000_000, key: 'note:0190a1b2-0000-7000-8000-000000000001' }
    expect(readCursor(cursorOf(after))).toEqual(after)
  })
})
