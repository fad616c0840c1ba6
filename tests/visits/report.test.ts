import { describe, expect, it } from 'vitest'
import { days, hours } from '../../src/lib/time.ts'
import { hostile } from '../hostile.ts'
import { strangers } from '../markup.ts'
import { type Buddy, type Scene, visitScene } from './scene.ts'

const report = (place: Scene, visitId: string, as: Buddy, body: object) => place.post(`/api/visits/${visitId}/report`, body, { as })
const needing = async (place: Scene) =>
  (await (await place.get('/api/visits/needing-team', { as: place.linkWorker })).json()) as {
    reports: { id: string; reportNote: string }[]
  }

async function visited() {
  const place = await visitScene()
  const visit = await place.wanted({ called: 'Ann' })
  const buddy = await place.buddy()
  await place.claim(visit.visitId, buddy)
  place.clock.now += hours(24 * 7)
  return { place, ...visit, buddy }
}

describe('a report', () => {
  it.each([
    ['went_well', 'accompanied', false],
    ['needs_a_call', 'accompanied', true],
    ['did_not_come', 'missed', true],
    ['could_not_go', 'missed', true],
  ])('%s makes the visit %s', async (said, status, asksForACall) => {
    const { place, visitId, buddy } = await visited()
    expect((await report(place, visitId, buddy, { report: said, note: 'She loved it' })).status).toBe(200)
    const visit = await place.visit(visitId)
    expect(visit).toMatchObject({ status, report: said, reportedAt: place.clock.now })
    expect(visit.reportNote).not.toContain('loved')
    const { reports } = await needing(place)
    expect(reports).toMatchObject(asksForACall ? [{ id: visitId, report: said, reportNote: 'She loved it', preferredName: 'Ann' }] : [])
  })

  it('is done with when the link worker says so, and comes back with another report', async () => {
    const { place, visitId, buddy } = await visited()
    await report(place, visitId, buddy, { report: 'needs_a_call' })
    const answer = (as: { cookie: string }) => place.post(`/api/visits/${visitId}/report/answer`, {}, { as })
    expect((await answer(await place.signIn('link_worker', await place.organisation('referral_team')))).status).toBe(404)
    expect((await needing(place)).reports).toHaveLength(1)
    expect((await answer(place.linkWorker)).status).toBe(200)
    expect((await needing(place)).reports).toEqual([])
    await report(place, visitId, buddy, { report: 'did_not_come' })
    expect((await needing(place)).reports).toHaveLength(1)
    expect(await place.visit(visitId)).toMatchObject({ status: 'missed' })
  })

  it('said again keeps the note that its form shows, unless the buddy takes it out', async () => {
    const { place, visitId, buddy } = await visited()
    const path = `/visits/${visitId}/report`
    const send = (note: string) => place.postForm(path, { report: 'needs_a_call', note }, { as: buddy })
    const shown = async () => /<textarea[^>]*>([^<]*)</.exec(await (await place.get(path, { as: buddy })).text())?.[1]
    expect(await shown()).toBe('')
    await send('She fell on the stairs. Please ring.')
    const note = await shown()
    expect(note).toBe('She fell on the stairs. Please ring.')
    expect((await place.rows.audit()).at(-1)).toMatchObject({ action: 'person.read', actorId: buddy.id, subjectId: visitId })
    await send(note ?? '')
    expect((await needing(place)).reports).toMatchObject([{ reportNote: 'She fell on the stairs. Please ring.' }])
    // By nobody but whoever wrote it, and in no answer of the API.
    expect((await place.get(path, { as: await place.buddy() })).status).toBe(404)
    expect(await (await place.get(`/api/visits/${visitId}`, { as: buddy })).text()).not.toMatch(/reportNote|stairs/)
    await send('')
    expect(await place.visit(visitId)).toMatchObject({ report: 'needs_a_call', reportNote: null })
    expect(await shown()).toBe('')
  })

  it('is refused before the start, eight days later, and from anybody else', async () => {
    const { place, visitId, buddy } = await visited()
    place.clock.now -= 1
    expect(await (await report(place, visitId, buddy, { report: 'went_well' })).json()).toMatchObject({ reason: 'too_early' })
    place.clock.now += 1
    expect((await report(place, visitId, await place.buddy(), { report: 'went_well' })).status).toBe(404)
    expect((await report(place, visitId, buddy, { report: 'fine' })).status).toBe(422)
    expect((await report(place, visitId, buddy, { report: 'went_well', note: 'a'.repeat(2001) })).status).toBe(422)
    place.clock.now += days(8)
    expect((await report(place, visitId, buddy, { report: 'went_well' })).status).toBe(404)
    expect(await place.visit(visitId)).toMatchObject({ status: 'claimed', report: null })
  })

  it('does not open when its note is moved to another visit', async () => {
    const { place, visitId, buddy } = await visited()
    await report(place, visitId, buddy, { report: 'needs_a_call', note: 'Please ring' })
    const { reportNote } = await place.visit(visitId)
    if (!reportNote) throw new Error('no note')
    await expect(place.vault.open(reportNote, { column: 'visits.report_note', rowId: place.ctx().newId() })).rejects.toThrow()
  })

  it('survives every hostile note, on the buddy’s page and the link worker’s', async () => {
    const { place, visitId, buddy } = await visited()
    const send = (note: string) => place.postForm(`/visits/${visitId}/report`, { report: 'needs_a_call', note }, { as: buddy })
    const seen = async () => (await place.get(`/visits/${visitId}/arrangement`, { as: place.linkWorker })).text()
    await send('She loved it')
    const harmless = [await seen(), await (await send('a'.repeat(3000))).text()]
    for (const { text } of hostile) {
      const answer = await send(text)
      expect([303, 422], text).toContain(answer.status)
      const page = answer.status === 422 ? await answer.text() : await seen()
      expect(strangers(page, harmless), text).toEqual([])
    }
  }, 60_000)
})
