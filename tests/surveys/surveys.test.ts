import { describe, expect, it } from 'vitest'
import { memberships } from '../../src/db/schema/organisations.ts'
import { responses } from '../../src/db/schema/surveys.ts'
import { guardOf } from '../../src/http/guard.ts'
import { days, hours } from '../../src/lib/time.ts'
import { emails } from '../../web/dev/emails.tsx'
import { hostile } from '../hostile.ts'
import { makeTrue, town } from '../letters/town.ts'

async function asked(language: 'en' | 'id' = 'en') {
  const here = await town(language)
  await makeTrue(here, 'booking.survey')
  const letter = await here.letter('booking.survey')
  const path = new URL(/href="([^"]+\/survey\/[^"]+)"/.exec(letter.html)?.[1] ?? '').pathname
  const kept = () => here.place.db.select().from(responses)
  return { ...here, path, kept }
}
const answer = { went: 'yes', rating: '4', again: 'maybe', note: 'The stairs were hard.' }

describe('the survey by link', () => {
  it('asks four questions in the language of the person, whatever the browser prefers', async () => {
    const { place, path } = await asked('id')
    const page = await (await place.get(path, { headers: { 'accept-language': 'en' } })).text()
    expect(page).toContain('<html lang="id"')
    for (const question of ['Apakah Anda datang?', 'Bagaimana rasanya?', 'Apakah Anda ingin datang lagi?', 'Adakah yang perlu diketahui'])
      expect(page).toContain(question)
    expect(page).not.toContain('<script')
  })

  it('keeps the answer, seals the note, and says thank you', async () => {
    const { place, path, kept, bookingId, personId, scene } = await asked()
    const response = await place.postForm(path, answer)
    expect([response.status, response.headers.get('location')]).toEqual([303, `${path}?done=answered`])
    expect(await (await place.get(`${path}?done=answered`)).text()).toContain('Thank you')

    const [row] = await kept()
    expect(row).toMatchObject({
      bookingId,
      personId,
      teamId: scene.team,
      went: 'yes',
      rating: 4,
      again: 'maybe',
      answeredBy: 'person',
      language: 'en',
      step: 1,
    })
    expect(row?.note).not.toContain('stairs')
    if (!row?.note) throw new Error('no note')
    expect(await place.vault.open(row.note, { column: 'responses.note', rowId: bookingId })).toBe(answer.note)
    const audit = await place.rows.audit()
    expect(audit.filter(({ action }) => action === 'survey.answer')).toMatchObject([{ personId, actorKind: 'link', subjectId: bookingId }])
    expect(JSON.stringify(audit)).not.toContain('stairs')
  })

  it('takes a later answer in place of the first, and of a hundred at once one whole answer', async () => {
    const { place, path, kept } = await asked()
    await place.postForm(path, answer)
    await place.postForm(path, { went: 'no' })
    expect(await kept()).toMatchObject([{ went: 'no', rating: null, again: null, note: null, step: 2 }])
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => place.postForm(path, { ...answer, rating: String((i % 5) + 1), note: `n${i % 5}` })),
    )
    const [row] = await kept()
    if (!row?.note) throw new Error('no note')
    const note = await place.vault.open(row.note, { column: 'responses.note', rowId: row.bookingId })
    expect(note).toBe(`n${(row.rating ?? 0) - 1}`)
  })

  it('asks nothing of how it was from whoever did not go', async () => {
    const { place, path, kept } = await asked()
    await place.postForm(path, { ...answer, went: 'could_not' })
    expect(await kept()).toMatchObject([{ went: 'could_not', rating: null, again: 'maybe' }])
  })

  it('comes back with what was typed and what is missing', async () => {
    const { place, path, kept } = await asked()
    const response = await place.postForm(path, { note: 'Kept words', again: 'yes' })
    const page = await response.text()
    expect(response.status).toBe(422)
    expect(page).toContain('Kept words')
    expect(page).toMatch(/value="yes"[^>]*checked/)
    expect(page).toContain('Say whether you went')
    expect(await kept()).toEqual([])
  })

  it.each([
    ['rating', { ...answer, rating: '6' }],
    ['rating', { ...answer, rating: 'x' }],
    ['again', { ...answer, again: 'never' }],
    ['went', { ...answer, went: '' }],
    ['note', { ...answer, note: 'w'.repeat(1_001) }],
  ])('refuses a wrong %s', async (field, body) => {
    const { place, path, kept } = await asked()
    const response = await place.postForm(path, body)
    expect(response.status).toBe(422)
    expect(await response.text()).toContain(`href="#${field}"`)
    expect(await kept()).toEqual([])
  })

  it('changes nothing on GET, HEAD and OPTIONS, however often', async () => {
    const { place, path, kept } = await asked()
    const before = JSON.stringify([await place.rows.bookings(), await place.rows.audit(), await place.rows.messages()])
    for (const method of ['GET', 'HEAD', 'OPTIONS']) for (let i = 0; i < 20; i++) await place.request(method, path)
    expect(JSON.stringify([await place.rows.bookings(), await place.rows.audit(), await place.rows.messages()])).toBe(before)
    expect(await kept()).toEqual([])
    expect((await place.postForm(path, answer)).status).toBe(303)
  })

  it('explains itself when the link is too old, and takes no answer then', async () => {
    const { place, path, kept } = await asked()
    place.clock.now += days(40)
    const page = await place.get(path)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('This link is too old')
    expect((await place.postForm(path, answer)).status).toBe(404)
    expect(await kept()).toEqual([])
  })

  it('explains itself when the link was revoked, and takes no answer then', async () => {
    const { place, path, kept, set } = await asked()
    await set.booking({ linkVersion: 1 })
    expect(await (await place.get(path)).text()).toContain('does not work any more')
    expect((await place.postForm(path, answer)).status).toBe(404)
    expect(await kept()).toEqual([])
  })

  it('compares the one byte of the version that a link carries', async () => {
    const { place, set, write } = await asked()
    await set.booking({ linkVersion: 259 })
    const letter = await write('booking.survey')
    const path = typeof letter === 'string' ? '' : (/\/survey\/[\w-]+/.exec(letter.text)?.[0] ?? '')
    expect((await place.postForm(path, answer)).status).toBe(303)
  })

  it.each([
    ['the session did not run', { status: 'missed', missedCause: 'session_did_not_run' }],
    ['the booking was cancelled', { status: 'cancelled' }],
  ] as const)('has nothing to ask when %s', async (_, values) => {
    const { place, path, kept, set } = await asked()
    await set.booking(values)
    expect(await (await place.get(path)).text()).toContain('There is nothing to answer')
    expect((await place.postForm(path, answer)).status).toBe(409)
    expect(await kept()).toEqual([])
  })

  it('waits until the session has begun', async () => {
    const { place, path, set } = await asked()
    await set.session({ startsAt: place.clock.now + hours(1), endsAt: place.clock.now + hours(2) })
    expect(await (await place.get(path)).text()).toContain('still to come')
    expect((await place.postForm(path, answer)).status).toBe(409)
  })

  it('opens for no link of another purpose, and no made-up one', async () => {
    const { place, bookingId } = await asked()
    for (const purpose of ['booking', 'unsubscribe', 'calendar'] as const) {
      const token = await place.links.sign({ purpose, subjectId: bookingId, version: 0, expiresAt: place.clock.now + days(1) })
      expect((await place.get(`/survey/${token}`)).status).toBe(404)
      expect((await place.postForm(`/survey/${token}`, answer)).status).toBe(404)
    }
    expect((await place.get('/survey/AAAA')).status).toBe(404)
  })

  it('shows typed text as text', async () => {
    const { place, path } = await asked()
    for (const { text } of hostile.filter(({ text }) => text.length < 500)) {
      const page = await (await place.postForm(path, { note: text, went: text })).text()
      const found: string[] = []
      const rewriter = new HTMLRewriter().on('main script, main img, main svg[onload], main iframe, main b, main [onmouseover]', {
        element: (element) => {
          found.push(element.tagName)
        },
      })
      await rewriter.transform(new Response(page)).text()
      expect(found, text).toEqual([])
    }
  })
})

describe('the survey on the phone', () => {
  it('is filled in by a link worker of the person’s own team', async () => {
    const { place, kept, bookingId, scene } = await asked()
    const path = `/bookings/${bookingId}/survey`
    expect((await place.get(path, { as: scene.linkWorker })).status).toBe(200)
    const response = await place.postForm(path, answer, { as: scene.linkWorker })
    expect([response.status, response.headers.get('location')]).toEqual([303, `/bookings/${bookingId}?done=answered`])
    expect(await kept()).toMatchObject([{ answeredBy: 'link_worker', rating: 4 }])
    const again = await place.request('PUT', `/api/bookings/${bookingId}/response`, { as: scene.linkWorker, body: { went: 'no' } })
    expect(again.status).toBe(200)
    expect(await kept()).toMatchObject([{ went: 'no', step: 2 }])
  })

  it('is unknown to other teams, to organisers, also to one who is a link worker elsewhere, and to nobody', async () => {
    const { place, kept, bookingId, scene } = await asked()
    const elsewhere = await place.organisation('referral_team')
    const both = await place.signIn('organiser', scene.provider)
    await place.db.insert(memberships).values({ userId: both.id, orgId: elsewhere, role: 'link_worker', createdAt: 0 })
    const path = `/bookings/${bookingId}/survey`
    for (const as of [scene.organiser, both, await place.signIn('link_worker', elsewhere)]) {
      expect((await place.get(path, { as })).status).toBe(404)
      expect((await place.postForm(path, answer, { as })).status).toBe(404)
      expect((await place.request('PUT', `/api/bookings/${bookingId}/response`, { as, body: { went: 'no' } })).status).toBe(404)
    }
    expect((await place.postForm(path, answer)).status).toBe(401)
    expect(await kept()).toEqual([])
  })
})

describe('the gallery of emails', () => {
  it('shows each kind in both languages, and exists in local mode only', async () => {
    const { place } = await asked()
    const list = await (await place.get('/dev/emails')).text()
    for (const path of new Set([...list.matchAll(/href="(\/dev\/emails\/[^"]+)"/g)].map((match) => match[1] ?? ''))) {
      const page = await (await place.get(path)).text()
      for (const [, frame = ''] of page.matchAll(/<iframe src="([^"]+)"/g)) {
        const html = await place.get(frame)
        expect(html.headers.get('content-security-policy')).toContain("frame-ancestors 'self'")
        expect(await html.text()).not.toMatch(/undefined|\{|\}/)
      }
    }
    expect((await place.get('/dev/emails/booking.nonsense')).status).toBe(404)
    expect(emails.routes.map(({ handler }) => guardOf(handler)?.name)).toEqual([
      'localOnly',
      undefined,
      'localOnly',
      undefined,
      'localOnly',
      undefined,
    ])
  })
})
