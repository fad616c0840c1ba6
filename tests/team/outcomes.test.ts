// The outcomes of a team as whoever leads it sees them: on the page, in the lists behind the numbers and in the file.

import { describe, expect, it } from 'vitest'
import { bookings } from '../../src/db/schema/bookings.ts'
import { visits } from '../../src/db/schema/buddies.ts'
import { memberships } from '../../src/db/schema/organisations.ts'
import { days, hours } from '../../src/lib/time.ts'
import type { TeamList } from '../../src/reports/team/actions.ts'
import { type Stage, stage } from '../outcomes/stage.ts'

async function fill(here: Stage, personId: string, wave: 'start' | 'week_6' | 'week_12', body: Record<string, unknown>) {
  const { id } = await here.of(personId, wave)
  const response = await here.request('PUT', `/api/questionnaires/${id}/answers`, {
    as: here.linkWorker,
    body: { language: 'en', ...body },
  })
  if (response.status !== 200) throw new Error(`${wave}: ${response.status} ${await response.text()}`)
}

/** Eight whose support began: seven said how they are at the start, one declined, six answered again, one of them not about all. */
async function aSeason() {
  const here = await stage()
  const ids: string[] = []
  for (let i = 0; i < 8; i++) ids.push((await here.supported({ called: `Nr ${i}` })).personId)
  await here.job()
  const lonely = { companionship: 3, left_out: 3, isolated: 3, lonely: 1 }
  for (const id of ids.slice(0, 7)) await fill(here, id, 'start', { satisfied: 4, anxious: 6, ...lonely })
  const { id: declined } = await here.of(ids[7] ?? '', 'start')
  await here.post(`/api/questionnaires/${declined}/refusal`, {}, { as: here.linkWorker })
  here.clock.now += days(42)
  await here.job()
  for (const id of ids.slice(0, 5)) await fill(here, id, 'week_6', { satisfied: 7, anxious: 4, ...lonely, companionship: 2, lonely: 3 })
  // One of the three parts was not said: no score, so nobody to compare.
  await fill(here, ids[5] ?? '', 'week_6', { satisfied: 8, anxious: null, ...lonely, isolated: null, lonely: null })
  return { here, ids, as: here.linkWorker }
}

const list = async (here: Stage, query: string) =>
  (await here.get(`/api/team/lists?period=year&${query}`, { as: here.linkWorker })).json<TeamList>()
const size = async (here: Stage, query: string) => (await list(here, query)).rows.length

/** A page without its markup. */
const plain = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')

describe('the outcomes of a team', () => {
  it('stand on its page: the change of each instrument with its interval, beside who was asked, answered and lost', async () => {
    const { here, as } = await aSeason()
    const html = await (await here.get('/team?period=year', { as })).text()
    const text = plain(html)
    expect(text).toContain('What changed: After 6 weeks')
    // 4 → 7 five times and 4 → 8 once: 19 / 6, and the standard deviation of the six changes is 0.408.
    expect(text).toContain('Satisfied with life (higher is better) 6 +3.2 +2.7 to +3.6')
    expect(text).toContain('Anxious yesterday (lower is better) 5 -2.0 -2.0 to -2.0')
    expect(text).toContain('Loneliness (three questions) (lower is better) 5 -1.0')
    // Seven answered, one did not: the one is hidden, and the seven with it, or 8 − 7 would tell.
    expect(text).toMatch(/At the start 8 hidden 0 hidden: they would rather not/)
    expect(text).toContain('Often/always')
    expect(html.match(/<figure class="al-chart"/g)?.length).toBe(4)
  })

  it('lead each to a list of as many, and a hidden one to none', async () => {
    const { here, as, ids } = await aSeason()
    const html = (await (await here.get('/team?period=year', { as })).text()).replaceAll('&amp;', '&')
    const linked = [...html.matchAll(/href="\/team\/list\?of=(asked|answered|unanswered|lost|both|visit_\w+)&period=year([^"]*)">(\d+)</g)]
    expect(linked.length).toBeGreaterThan(8)
    for (const [, of, narrower, n] of linked)
      expect([of, narrower, await size(here, `of=${of}${narrower}`)]).toEqual([of, narrower, Number(n)])
    expect(html).not.toContain('of=lost&period=year&wave=start&reason=declined')

    const both = await list(here, 'of=both&wave=week_6&measure=ucla3')
    expect(both.rows.map(({ personId }) => personId).toSorted()).toEqual(ids.slice(0, 5).toSorted())
    const page = await (await here.get('/team/list?of=both&wave=week_6&measure=ucla3&period=year', { as })).text()
    expect(plain(page)).toContain('After 6 weeks: Loneliness (three questions)')
    expect(page).toContain(`/people/${ids[0]}/progress`)
    expect((await here.rows.audit()).filter(({ why }) => why === 'team_list').length).toBeGreaterThan(0)
  })

  it.each([
    'of=lost&wave=start&reason=declined',
    'of=lost&wave=start',
    'of=answered&wave=start',
    'of=answered&wave=week_6',
    'of=both&wave=week_6&measure=confidence',
    // Nothing is compared with the start itself.
    'of=both&wave=start&measure=satisfied',
    // Nobody can have said a thing that there is not.
    'of=both&wave=week_6&measure=lonely&said=after_9',
    'of=both&wave=week_6&measure=satisfied&said=after_very_high_or_so',
  ])('are no list where the figure is hidden: not by its address, in no file and not for a program (%s)', async (query) => {
    const { here, as } = await aSeason()
    expect(await list(here, query)).toEqual({ of: query.slice(3).split('&')[0], period: expect.anything(), kind: 'hidden', rows: [] })
    const page = await (await here.get(`/team/list?period=year&${query}`, { as })).text()
    expect(page).toContain('This number is too small to be shown')
    expect(page).not.toMatch(/Nr \d/)
    const file = await (await here.get(`/team/list.csv?period=year&${query}`, { as })).text()
    expect(file.split('\r\n')).toEqual([expect.any(String), 'hidden', ''])
    expect((await here.rows.audit()).filter(({ why }) => why === 'team_list')).toEqual([])
  })

  it('say of those who were asked how each one stands only where every part is said', async () => {
    const { here, as } = await aSeason()
    const standing = async (wave: string) =>
      (await list(here, `of=asked&wave=${wave}`)).rows.map((row) =>
        'lostReason' in row ? [row.status, row.lostReason, row.answeredAt] : [],
      )
    // Seven answered and one did not, which is hidden: nor may the list tell who.
    expect(await standing('start')).toEqual(Array(8).fill([null, null, null]))
    const page = await (await here.get('/team/list?of=asked&wave=start&period=year', { as })).text()
    expect(page).toContain('Nr 0')
    expect(plain(page.slice(page.indexOf('<tbody'), page.indexOf('</tbody')))).not.toMatch(/answered|lost|rather not/i)
    const file = await (await here.get('/team/list.csv?of=asked&wave=start&period=year', { as })).text()
    expect(file.split('\r\n')).toHaveLength(10)
    for (const line of file.split('\r\n').slice(1, 9)) expect(line).toMatch(/^[^,]+,[^,]+,,,$/)
  })

  it('lead from a category and from a band to those who said so', async () => {
    const { here, ids } = await aSeason()
    const five = ids.slice(0, 5).toSorted()
    const who = async (query: string) => (await list(here, `of=both&wave=week_6&${query}`)).rows.map(({ personId }) => personId).toSorted()
    expect(await who('measure=lonely&said=before_1')).toEqual(five)
    expect(await who('measure=lonely&said=after_3')).toEqual(five)
    expect(await who('measure=lonely&said=after_1')).toEqual([])
    // 6 is anxious beyond medium, 4 is medium.
    expect(await who('measure=anxious&said=before_high')).toEqual(five)
    expect(await who('measure=anxious&said=after_medium')).toEqual(five)
    expect(await who('measure=anxious&said=after_high')).toEqual([])
  })

  it('go page by page and name nobody in a file', async () => {
    const { here, as } = await aSeason()
    const text = await (await here.get('/team/list.csv?of=both&wave=week_6&measure=satisfied&period=year', { as })).text()
    expect(text.split('\r\n')).toHaveLength(8)
    expect(text).not.toContain('Nr 0')
    const all = await list(here, 'of=asked&wave=start')
    const last = all.rows.at(-3)
    expect(await size(here, `of=asked&wave=start&after=${last?.at}_${last?.id}`)).toBe(2)
  })

  it('stand in the file, with what is hidden', async () => {
    const { here, as } = await aSeason()
    const text = await (await here.get('/team/figures.csv?period=year', { as })).text()
    expect(text).toContain('"After 6 weeks: Satisfied with life: Answered both times",6\r\n')
    expect(text).toContain('"After 6 weeks: Satisfied with life: Change on average",3.17\r\n')
    expect(text).toContain('"After 6 weeks: Confidence to do what matters: Answered both times","under 5"\r\n')
    expect(text).toContain('"At the start: Lost, and why: they would rather not",hidden\r\n')
  })

  it('are of the own team and of people whose support began in the period', async () => {
    const { here, as } = await aSeason()
    const other = await here.organisation('referral_team')
    const lead = await here.signIn('link_worker', other)
    await here.db.update(memberships).set({ isLead: true })
    const theirs = await (await here.get('/api/team/lists?of=asked&wave=start&period=year', { as: lead })).json<TeamList>()
    expect(theirs.rows).toEqual([])
    expect(await size(here, 'of=asked&wave=start')).toBe(8)
    expect(
      (await (await here.get('/api/team/lists?of=asked&wave=start&period=own&from=2025-01-01&to=2025-02-01', { as })).json<TeamList>()).rows
        .length,
    ).toBe(0)
    // Nobody of this month can have answered after six weeks: the page says where to look.
    expect(await (await here.get('/team', { as })).text()).toContain('/team?period=year#outcomes')
  })

  it('count who came alone the third time, with those people behind the number', async () => {
    const { here, as, ids } = await aSeason()
    const scene = await here.scene()
    const times = async (personId: string, accompanied: boolean) => {
      for (const n of [1, 2, 3]) {
        const startsAt = here.clock.now - days(20 - n)
        const span = { startsAt, endsAt: startsAt + hours(1) }
        const sessionId = await here.session(scene.provider, scene.groupId, scene.venueId, { ...span, status: 'held' })
        const id = here.ctx().newId()
        await here.db.insert(bookings).values({
          ...{ id, providerId: scene.provider, teamId: here.team, sessionId, groupId: scene.groupId, personId, bookedBy: 'x', places: 1 },
          ...{ isFirstVisit: n === 1, buddyWish: 'wanted', status: 'attended', answeredStatus: 'booked', step: 1, createdAt: 0 },
        })
        if (accompanied && n === 3)
          await here.db.insert(visits).values({
            ...{ id: here.ctx().newId(), bookingId: id, sessionId, providerId: scene.provider, teamId: here.team, area: '' },
            ...{ activity: 'singing', language: 'en', ...span, status: 'accompanied', step: 1, createdAt: 0 },
          })
      }
    }
    for (const id of ids.slice(0, 5)) await times(id, false)
    for (const id of ids.slice(5)) await times(id, true)
    const html = plain(await (await here.get('/team?period=year', { as })).text())
    // Three of eight with somebody: too few to say, so neither part is said.
    expect(html).toContain('Third time at a group 8 hidden')
    expect([await size(here, 'of=visit_3'), await size(here, 'of=visit_6')]).toEqual([8, 0])
    expect(await list(here, 'of=visit_3_alone')).toMatchObject({ kind: 'hidden', rows: [] })
  })
})
