import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { permit } from '../../src/access/permit.ts'
import { questionnaires } from '../../src/db/schema/outcomes.ts'
import { days } from '../../src/lib/time.ts'
import type { teamOutcomes } from '../../src/outcomes/team/actions.ts'
import { type Stage, stage } from './stage.ts'

const sat = (satisfied: number | null) => ({ language: 'en', satisfied, lonely: 2 })

/** Fills a wave in through the API. */
async function fill(here: Stage, personId: string, wave: 'start' | 'week_6' | 'week_12', body: Record<string, unknown>) {
  const { id } = await here.of(personId, wave)
  const response = await here.request('PUT', `/api/questionnaires/${id}/answers`, { as: here.linkWorker, body })
  if (response.status !== 200) throw new Error(`${wave}: ${response.status} ${await response.text()}`)
}

async function people(here: Stage, n: number) {
  const ids: string[] = []
  for (let i = 0; i < n; i++) ids.push((await here.supported()).personId)
  await here.job()
  return ids
}

type Shown = Awaited<ReturnType<typeof teamOutcomes>>
async function figures(here: Stage, query = ''): Promise<Shown> {
  const response = await here.get(`/api/team/outcomes${query}`, { as: here.linkWorker })
  if (response.status !== 200) throw new Error(`answered ${response.status}`)
  return (await response.json()) as Shown
}
const measure = (shown: Shown, wave: string, code: string) =>
  shown.paired.find((one) => one.wave === wave)?.measures.find((one) => one.code === code)

describe('what changed for a team', () => {
  it('is the paired change of whoever answered both, and of nobody else', async () => {
    const here = await stage()
    const from = here.clock.now
    const ids = await people(here, 8)
    // Before 4 3 5 6 2, after 5 5 8 8 4: mean 2, 95 % interval 1.122 to 2.878 (worked out in paired.test.ts).
    const before = [4, 3, 5, 6, 2, 0, 10, null]
    for (const [at, id] of ids.entries()) await fill(here, id, 'start', { ...sat(before[at] ?? null), happy: 5 })
    here.clock.now += days(42)
    await here.job()
    const after = [5, 5, 8, 8, 4]
    for (const [at, score] of after.entries()) await fill(here, ids[at] ?? '', 'week_6', sat(score))
    // Said nothing before, or nothing after: missing, not nought.
    await fill(here, ids[7] ?? '', 'week_6', sat(9))
    await fill(here, ids[6] ?? '', 'week_6', { ...sat(null), happy: 9 })

    const shown = await figures(here, `?from=${from}&until=${here.clock.now}`)
    const change = measure(shown, 'week_6', 'satisfied')?.change
    expect(change?.n).toBe(5)
    expect(change?.mean).toBe(2)
    expect(change?.low).toBeCloseTo(1.122, 2)
    expect(change?.high).toBeCloseTo(2.878, 2)
    // One person said both times how happy they were: hidden.
    expect(measure(shown, 'week_6', 'happy')?.change).toBeNull()
    expect(measure(shown, 'week_12', 'satisfied')?.change).toBeNull()
    expect(measure(shown, 'week_6', 'ucla3')?.change).toBeNull()
  })

  it('stands beside how many were asked, answered and lost, and why, with small numbers and their giveaways hidden', async () => {
    const here = await stage()
    const ids = await people(here, 22)
    for (const id of ids.slice(0, 14)) await fill(here, id, 'start', sat(5))
    for (const id of ids.slice(14, 16)) {
      const { id: questionnaireId } = await here.of(id, 'start')
      await here.post(`/api/questionnaires/${questionnaireId}/refusal`, {}, { as: here.linkWorker })
    }
    here.clock.now += days(21)
    await here.job()
    const [start] = (await figures(here)).answering
    // 14 answered, 6 without an answer, 2 declined: the 2 are hidden, and the 6 with them, or 22 − 14 − 6 would tell.
    expect(start).toEqual({
      wave: 'start',
      asked: 22,
      answered: 14,
      open: 0,
      lost: { no_answer: null, declined: null, support_ended: 0, consent_withdrawn: 0, not_reachable: 0 },
    })
  })

  it('counts a person once, by the support that began first in the period', async () => {
    const here = await stage()
    const ids = await people(here, 5)
    for (const id of ids) await fill(here, id, 'start', { ...sat(4), lonely: 1 })
    here.clock.now += days(42)
    await here.job()
    for (const id of ids) await fill(here, id, 'week_6', { ...sat(6), lonely: 3 })
    const five = { asked: 5, answered: 5, n: 5 }
    const shown = async () => {
      const found = await figures(here)
      const [start] = found.answering
      return { asked: start?.asked, answered: start?.answered, n: measure(found, 'week_6', 'satisfied')?.change?.n ?? null }
    }
    expect(await shown()).toEqual(five)
    // Two of the five turn out to be others of them: three people, of whom nothing is said.
    for (const at of [3, 4]) {
      const personId = ids[at - 3] ?? ''
      await here.db
        .update(questionnaires)
        .set({ personId })
        .where(eq(questionnaires.personId, ids[at] ?? ''))
    }
    expect(await shown()).toEqual({ asked: null, answered: null, n: null })
    expect((await figures(here)).paired[0]?.lonely).toEqual([])
  })

  it('counts the answers to the direct question by name', async () => {
    const here = await stage()
    const ids = await people(here, 12)
    for (const id of ids) await fill(here, id, 'start', { language: 'en', lonely: 1 })
    here.clock.now += days(42)
    await here.job()
    for (const [at, id] of ids.entries()) await fill(here, id, 'week_6', { language: 'en', lonely: at < 6 ? 1 : 4 })
    const week6 = (await figures(here)).paired[0]
    expect(week6?.lonely).toEqual([
      { code: '1', before: 12, after: 6 },
      { code: '2', before: 0, after: 0 },
      { code: '3', before: 0, after: 0 },
      { code: '4', before: 0, after: 6 },
      { code: '5', before: 0, after: 0 },
    ])
  })

  it('sets no British band beside answers to a translation', async () => {
    const here = await stage()
    const ids = await people(here, 6)
    const both = async (wave: 'start' | 'week_6', satisfied: number) => {
      for (const id of ids) await fill(here, id, wave, { language: 'id', satisfied })
    }
    await both('start', 3)
    here.clock.now += days(42)
    await here.job()
    await both('week_6', 8)
    const found = measure(await figures(here), 'week_6', 'satisfied')
    expect(found?.change).toEqual({ n: 6, mean: 5, low: 5, high: 5 })
    expect(found?.bands).toEqual([])
  })

  it('is the mean over the goals that were rated both times', async () => {
    const here = await stage()
    const ids = await people(here, 5)
    for (const id of ids) {
      const [kept, left] = [await here.goal(id, 'To sing'), await here.goal(id, 'To walk')]
      await fill(here, id, 'start', { language: 'en', goals: { [kept]: 2, [left]: 9 } })
    }
    here.clock.now += days(42)
    await here.job()
    for (const id of ids) {
      const goals = (await here.kept()).find((row) => row.personId === id && row.instrument === 'goals')?.values ?? {}
      const [kept = ''] = Object.keys(goals).filter((goal) => goals[goal] === 2)
      await fill(here, id, 'week_6', { language: 'en', goals: { [kept]: 6 } })
    }
    expect((await figures(here)).paired[0]?.goals).toEqual({ n: 5, mean: 4, low: 4, high: 4 })
  })

  it('is of support that began in the period, and of no other team', async () => {
    const here = await stage()
    const ids = await people(here, 6)
    for (const id of ids) await fill(here, id, 'start', sat(5))
    const other = await here.organisation('referral_team')
    await here.supported({ teamId: other }, { teamId: other })
    await here.job()
    expect((await figures(here, `?from=${here.clock.now}&until=${here.clock.now + 1}`)).answering[0]?.asked).toBe(6)
    expect((await figures(here, `?from=${here.clock.now + 1}&until=${here.clock.now + 2}`)).answering[0]?.asked).toBe(0)
  })

  it('is for whoever leads a team only', async () => {
    const here = await stage()
    const worker = await here.signIn('link_worker', here.team)
    expect((await here.get('/api/team/outcomes', { as: worker })).status).toBe(404)
    expect(
      permit({ kind: 'user', id: 'x', signInId: 'x', name: 'x', memberships: [{ orgId: here.team, role: 'link_worker' }] }, 'team.lead'),
    ).toBe(undefined)
  })
})

describe('how one person has been', () => {
  it('is a chart of each measure with its table, their goals beside it, and an entry that it was read', async () => {
    const here = await stage()
    const [id = ''] = await people(here, 1)
    const goal = await here.goal(id, 'To sing again')
    await fill(here, id, 'start', {
      language: 'en',
      satisfied: 3,
      companionship: 3,
      left_out: 2,
      isolated: 2,
      lonely: 1,
      goals: { [goal]: 2 },
    })
    here.clock.now += days(42)
    await here.job()
    await fill(here, id, 'week_6', { language: 'id', satisfied: 8, companionship: 2, left_out: null, isolated: 1, goals: { [goal]: 6 } })
    const page = await (await here.get(`/people/${id}/progress`, { as: here.linkWorker })).text()
    expect(page).toContain('To sing again')
    expect(page.match(/<figure class="al-chart"/g)).toHaveLength(8)
    const text = page.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
    expect(text).toContain('3, low')
    expect(text).toContain('8, unofficial translation')
    expect(text).toContain('Often/always')

    const seen = (await (await here.get(`/api/people/${id}/progress`, { as: here.linkWorker })).json()) as {
      measures: { code: string; points: { score: number | null; band: string | null }[] }[]
    }
    const points = (code: string) => seen.measures.find((one) => one.code === code)?.points.map(({ score, band }) => [score, band])
    expect(points('satisfied')).toEqual([
      [3, 'low'],
      [8, null],
    ])
    expect(points('ucla3')).toEqual([
      [7, null],
      [null, null],
    ])
    const read = (await here.rows.audit()).filter(({ action, why }) => action === 'person.read' && why === 'progress')
    expect(read).toMatchObject([{ personId: id }, { personId: id }])
  })
})
