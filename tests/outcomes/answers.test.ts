import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { people } from '../../src/db/schema/people.ts'
import { days } from '../../src/lib/time.ts'
import { hostile } from '../hostile.ts'
import { everything, stage } from './stage.ts'

async function asked(seed: Parameters<Awaited<ReturnType<typeof stage>>['supported']>[0] = {}) {
  const here = await stage()
  const { personId } = await here.supported(seed)
  await here.job()
  const { id } = await here.of(personId, 'start')
  return { ...here, personId, id, link: await here.path(id) }
}
const valuesOf = async (here: Awaited<ReturnType<typeof asked>>, instrument: string) =>
  (await here.kept()).find((row) => row.instrument === instrument)?.values

describe('the questions by link', () => {
  it('are asked on one page in the language of the person, without a script', async () => {
    const here = await asked({ language: 'id' })
    const page = await (await here.get(here.link, { headers: { 'accept-language': 'en' } })).text()
    expect(page).toContain('<html lang="id"')
    expect(page).toContain('seberapa puas Anda dengan hidup Anda saat ini?')
    expect(page).toContain('terjemahan tidak resmi')
    expect(page).not.toContain('<script')
    const other = await (await here.get(`${here.link}?in=en`)).text()
    expect(other).toContain('Overall, how satisfied are you with your life nowadays?')
    expect(other).not.toContain('unofficial')
  })

  it('keep every answer with its instrument, version, language and translation', async () => {
    const here = await asked()
    const response = await here.postForm(here.link, { ...everything, happy: 'none', gp_visits: '' })
    expect([response.status, response.headers.get('location')]).toEqual([303, `${here.link}?in=en&done=answered`])
    expect(await (await here.get(`${here.link}?in=en&done=answered`)).text()).toContain('Thank you')
    expect(await here.kept()).toMatchObject([
      { instrument: 'ons4', version: '1', language: 'en', translation: 'original', values: { satisfied: 4, happy: null, anxious: 7 } },
      { instrument: 'ucla3', values: { companionship: 3, left_out: 2, isolated: 1 } },
      { instrument: 'lonely', values: { lonely: 2 } },
      { instrument: 'confidence', values: { confidence: 3 } },
      { instrument: 'gp_visits', values: { gp_visits: null } },
    ])
    expect(await here.of(here.personId, 'start')).toMatchObject({ status: 'answered', answeredBy: 'person', answeredAt: here.clock.now })
    const audit = (await here.rows.audit()).filter(({ subjectId }) => subjectId === here.id)
    expect(audit.map(({ action, actorKind, step }) => [action, actorKind, step])).toEqual([
      ['questionnaire.planned', 'system', 1],
      ['questionnaire.asked', 'system', 2],
      ['questionnaire.answered', 'link', 3],
    ])
  })

  it('remember that they were read in Indonesian', async () => {
    const here = await asked()
    await here.postForm(here.link, { ...everything, language: 'id' })
    expect(new Set((await here.kept()).map(({ language, translation }) => `${language} ${translation}`))).toEqual(
      new Set(['id unofficial']),
    )
  })

  it('take a second answer in place of the first for seven days', async () => {
    const here = await asked()
    await here.postForm(here.link, everything)
    here.clock.now += days(7) - 1
    expect(await (await here.get(here.link)).text()).toContain('You have answered already')
    expect((await here.postForm(here.link, { language: 'en', satisfied: '9' })).status).toBe(303)
    expect(await valuesOf(here, 'ons4')).toEqual({ satisfied: 9, worthwhile: null, happy: null, anxious: null })
    here.clock.now += 1
    expect(await (await here.get(here.link)).text()).toContain('These questions are answered')
    const late = await here.postForm(here.link, everything)
    expect([late.status, await valuesOf(here, 'ons4')]).toMatchObject([409, { satisfied: 9 }])
  })

  it('stay one whole answer when twenty come at once', async () => {
    const here = await asked()
    const sent = Array.from({ length: 20 }, (_, i) =>
      here.postForm(here.link, { language: 'en', satisfied: String(i % 11), confidence: String(i % 11) }),
    )
    for (const response of await Promise.all(sent)) expect(response.status).toBe(303)
    expect((await valuesOf(here, 'ons4'))?.satisfied).toBe((await valuesOf(here, 'confidence'))?.confidence)
    expect((await here.of(here.personId, 'start')).step).toBe(22)
  })

  it('rate the person’s own goals, and nobody else’s', async () => {
    const here = await asked()
    const goal = await here.goal(here.personId, 'To sing again')
    const foreign = await here.goal((await here.supported()).personId, 'Another’s goal')
    const page = await (await here.get(here.link)).text()
    expect(page).toContain('To sing again')
    expect(page).not.toContain('Another’s')
    await here.postForm(here.link, { ...everything, [`goal-${goal}`]: '3', [`goal-${foreign}`]: '9' })
    expect(await here.ratings()).toMatchObject([{ goalId: goal, ratedOn: '2026-06-01', rating: 3 }])
    expect(await valuesOf(here, 'goals')).toEqual({ [goal]: 3 })
  })

  it('keep what somebody told their link worker from a carer who reads their email', async () => {
    const here = await asked({ reachBy: 'carer' })
    await here.goal(here.personId, 'To get out of this house')
    expect(await (await here.get(here.link)).text()).not.toContain('out of this house')
  })

  it.each([
    ['satisfied', '11'],
    ['satisfied', '-1'],
    ['satisfied', '3.5'],
    ['left_out', '0'],
    ['left_out', '4'],
    ['lonely', '6'],
    ['gp_visits', 'many'],
    ['gp_visits', '100'],
  ])('come back when %s is %s, with everything else still there', async (field, value) => {
    const here = await asked()
    const response = await here.postForm(here.link, { ...everything, [field]: value })
    const page = await response.text()
    expect(response.status).toBe(422)
    expect(page).toContain(`href="#${field}"`)
    expect(page).toMatch(/name="confidence" type="radio" value="3" checked/)
    expect(await here.kept()).toEqual([])
  })

  it('ask for one answer at least', async () => {
    const here = await asked()
    const response = await here.postForm(here.link, { language: 'en', satisfied: 'none' })
    expect(response.status).toBe(422)
    expect(await response.text()).toContain('Answer one question at least')
    expect((await here.of(here.personId, 'start')).status).toBe('asked')
  })

  it('may be refused, and the mind may be changed', async () => {
    const here = await asked()
    const refused = await here.postForm(`${here.link}/refusal`, { language: 'en' })
    expect(refused.headers.get('location')).toBe(`${here.link}?in=en&done=declined`)
    expect(await here.of(here.personId, 'start')).toMatchObject({ status: 'lost', lostReason: 'declined' })
    expect((await here.postForm(`${here.link}/refusal`, { language: 'en' })).status).toBe(303)
    expect((await here.postForm(here.link, everything)).status).toBe(303)
    expect(await here.of(here.personId, 'start')).toMatchObject({ status: 'answered', lostReason: null })
  })

  it('explain themselves when the link is too old, revoked, or consent was withdrawn, and take nothing then', async () => {
    const here = await asked()
    const revoked = await here.path(here.id, 7)
    expect(await (await here.get(revoked)).text()).toContain('does not work any more')
    expect((await here.postForm(revoked, everything)).status).toBe(404)
    here.clock.now += days(29)
    expect(await (await here.get(here.link)).text()).toContain('This link is too old')
    expect((await here.postForm(here.link, everything)).status).toBe(404)
    here.clock.now -= days(29)
    await here.db.update(people).set({ withdrawnAt: 1 }).where(eq(people.id, here.personId))
    expect(await (await here.get(here.link)).text()).toContain('There is nothing to answer')
    expect((await here.postForm(here.link, everything)).status).toBe(409)
    expect(await here.kept()).toEqual([])
  })

  it('open for no link of another purpose, and none to another questionnaire', async () => {
    const here = await asked()
    for (const purpose of ['booking', 'survey', 'unsubscribe', 'calendar', 'referral'] as const) {
      const token = await here.links.sign({ purpose, subjectId: here.id, version: 0, expiresAt: here.clock.now + days(1) })
      expect((await here.get(`/how-are-you/${token}`)).status).toBe(404)
      expect((await here.postForm(`/how-are-you/${token}`, everything)).status).toBe(404)
    }
  })

  it('show typed text as text', async () => {
    const here = await asked()
    for (const { text } of hostile.filter(({ text }) => text.length < 300)) {
      const page = await (await here.postForm(here.link, { language: 'en', satisfied: text, gp_visits: text })).text()
      const found: string[] = []
      await new HTMLRewriter()
        .on('main script, main img, main iframe, main b, main [onmouseover]', { element: ({ tagName }) => void found.push(tagName) })
        .transform(new Response(page))
        .text()
      expect(found, text).toEqual([])
    }
  })
})

describe('the questions filled in together', () => {
  it('come from the progress page, and the answers go back to it', async () => {
    const here = await asked({ called: 'Annie' })
    const progress = await (await here.get(`/people/${here.personId}/progress`, { as: here.linkWorker })).text()
    expect(progress).toContain(`href="/questionnaires/${here.id}"`)
    const page = await (await here.get(`/questionnaires/${here.id}`, { as: here.linkWorker })).text()
    expect(page).toContain('How is Annie these days?')
    const response = await here.postForm(`/questionnaires/${here.id}`, everything, { as: here.linkWorker })
    expect(response.headers.get('location')).toBe(`/people/${here.personId}/progress?done=answered`)
    expect(await here.of(here.personId, 'start')).toMatchObject({ status: 'answered', answeredBy: 'together' })
  })

  it('can be kept through the API', async () => {
    const here = await asked()
    const put = (body: unknown) => here.request('PUT', `/api/questionnaires/${here.id}/answers`, { as: here.linkWorker, body })
    expect((await put({ language: 'en', satisfied: 5, happy: null })).status).toBe(200)
    expect(await valuesOf(here, 'ons4')).toEqual({ satisfied: 5, worthwhile: null, happy: null, anxious: null })
    expect((await put({ language: 'en' })).status).toBe(422)
    expect((await put({ language: 'en', satisfied: 11 })).status).toBe(422)
    const { personId } = await here.supported()
    await here.job()
    const { id } = await here.of(personId, 'start')
    expect((await here.post(`/api/questionnaires/${id}/refusal`, {}, { as: here.linkWorker })).status).toBe(200)
    expect(await here.of(personId, 'start')).toMatchObject({ status: 'lost', lostReason: 'declined' })
  })

  it('count for the wave that they are about: two weeks before it is due until the next begins', async () => {
    const here = await asked()
    const { id } = await here.of(here.personId, 'week_6')
    const put = () => here.request('PUT', `/api/questionnaires/${id}/answers`, { as: here.linkWorker, body: { language: 'en', happy: 5 } })
    here.clock.now += days(28) - 1
    expect(await (await put()).json()).toMatchObject({ reason: 'too_early' })
    here.clock.now += days(56) + 1
    expect(await (await put()).json()).toMatchObject({ reason: 'too_late' })
    here.clock.now -= 1
    expect((await put()).status).toBe(200)
  })

  it('are unknown to another team', async () => {
    const here = await asked()
    const stranger = await here.signIn('link_worker', await here.organisation('referral_team'))
    expect((await here.get(`/questionnaires/${here.id}`, { as: stranger })).status).toBe(404)
    expect((await here.postForm(`/questionnaires/${here.id}`, everything, { as: stranger })).status).toBe(404)
    expect((await here.get(`/people/${here.personId}/progress`, { as: stranger })).status).toBe(404)
    expect(await here.kept()).toEqual([])
  })
})
