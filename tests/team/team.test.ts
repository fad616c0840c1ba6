import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { bookings } from '../../src/db/schema/bookings.ts'
import { visits } from '../../src/db/schema/buddies.ts'
import { groups } from '../../src/db/schema/groups.ts'
import { memberships } from '../../src/db/schema/organisations.ts'
import { referrals } from '../../src/db/schema/referrals.ts'
import { days, hours } from '../../src/lib/time.ts'
import type { TeamFigures, TeamList } from '../../src/reports/team/actions.ts'
import { bookingLists, referralLists } from '../../src/reports/team/rules.ts'

const listNames = [...referralLists, ...bookingLists]

import { noon, type World, world } from '../world.ts'

type Scene = Awaited<ReturnType<World['scene']>>
type Referral = Partial<typeof referrals.$inferInsert> & { called?: string }

async function place() {
  const here = await world()
  here.clock.now = noon + days(14)
  const mine = await here.scene()
  await here.db.update(memberships).set({ isLead: true }).where(eq(memberships.userId, mine.linkWorker.id))
  return { here, mine, as: mine.linkWorker }
}

async function referral(here: World, { team, linkWorker }: Scene, { called = 'Somebody', ...seed }: Referral = {}) {
  const id = here.ctx().newId()
  const personId = await here.person(team, { called })
  const receivedAt = seed.receivedAt ?? noon + days(1)
  await here.db.insert(referrals).values({
    ...{ id, teamId: team, personId, source: 'gp_practice', via: 'form', reasons: [], consentAt: noon, tells: [], status: 'received' },
    ...{
      assignedTo: linkWorker.id,
      contactDueAt: receivedAt + days(5),
      answerDueAt: receivedAt + days(10),
      step: 1,
      createdAt: receivedAt,
    },
    ...seed,
    receivedAt,
  })
  return personId
}

async function visit(
  here: World,
  scene: Scene,
  personId: string,
  status: 'attended' | 'missed',
  seed: { at?: number; first?: boolean; buddy?: boolean } = {},
) {
  const { at = noon + days(3), first = true, buddy = false } = seed
  const sessionId = await here.session(scene.provider, scene.groupId, scene.venueId, {
    startsAt: at,
    endsAt: at + hours(2),
    status: 'held',
  })
  const [id, buddyId] = [here.ctx().newId(), buddy ? await aBuddy(here) : null]
  await here.db.insert(bookings).values({
    ...{ id, providerId: scene.provider, teamId: scene.team, sessionId, groupId: scene.groupId, personId, bookedBy: 'x', places: 1 },
    ...{ isFirstVisit: first, buddyWish: 'wanted', status, answeredStatus: 'booked', step: 1, createdAt: noon },
  })
  if (buddyId)
    await here.db.insert(visits).values({
      ...{
        id: here.ctx().newId(),
        bookingId: id,
        sessionId,
        providerId: scene.provider,
        teamId: scene.team,
        area: '',
        activity: 'singing',
        language: 'en',
      },
      ...{
        startsAt: at,
        endsAt: at + hours(2),
        status: status === 'attended' ? 'accompanied' : 'missed',
        buddyId,
        step: 1,
        createdAt: noon,
      },
    })
  return id
}

async function aBuddy(here: World) {
  const { buddies } = await import('../../src/db/schema/buddies.ts')
  const id = here.ctx().newId()
  const seal = (column: string) => here.vault.seal('x', { column: `buddies.${column}`, rowId: id })
  await here.db.insert(buddies).values({
    ...{
      id,
      hubId: await here.organisation('volunteer_hub'),
      name: 'Tom',
      email: await seal('email'),
      emailIndex: await here.vault.index('email', id),
    },
    ...{
      phone: await seal('phone'),
      locale: 'en',
      about: await seal('about'),
      areas: [],
      activities: [],
      languages: [],
      availability: [],
      status: 'approved',
      step: 1,
      createdAt: noon,
    },
  })
  return id
}

const figures = async (here: World, as: { cookie: string }, query = '') =>
  (await here.get(`/api/team/figures${query}`, { as })).json<TeamFigures>()
const list = async (here: World, as: { cookie: string }, query: string) =>
  (await here.get(`/api/team/lists?${query}`, { as })).json<TeamList>()

/** A month of a team with some of everything, and another team with as much. */
async function aMonth() {
  const { here, mine, as } = await place()
  const theirs = await here.scene()
  for (const scene of [mine, theirs]) {
    await referral(here, scene, { called: 'Quick', contactedAt: noon + days(2), status: 'contacted' })
    await referral(here, scene, { called: 'Slow', contactedAt: noon + days(9), status: 'supporting', firstAttendedAt: noon + days(11) })
    await referral(here, scene, { called: 'Overdue', assignedTo: null })
    await referral(here, scene, { called: 'Fresh', receivedAt: noon + days(13) })
    await referral(here, scene, {
      called: 'Before',
      receivedAt: noon - days(20),
      contactedAt: noon - days(19),
      status: 'completed',
      endedAt: noon,
    })
    const [a, b, c, d] = await Promise.all([1, 2, 3, 4].map(() => here.person(scene.team)))
    await visit(here, scene, a as string, 'attended', { buddy: true })
    await visit(here, scene, a as string, 'attended', { first: false, at: noon + days(10) })
    await visit(here, scene, b as string, 'attended')
    await visit(here, scene, c as string, 'missed', { buddy: true })
    await visit(here, scene, d as string, 'missed')
    await visit(here, scene, d as string, 'attended', { first: false, at: noon - days(20) })
  }
  return { here, mine, theirs, as }
}

describe('the figures of a team', () => {
  it('count the period and the own team, and nobody else', async () => {
    const { here, mine, as } = await aMonth()
    expect(await figures(here, as)).toMatchObject({
      caseload: expect.arrayContaining([
        { userId: mine.linkWorker.id, name: mine.linkWorker.name, people: 3, waiting: 1 },
        { userId: '', name: null, people: 1, waiting: 1 },
      ]),
      contacts: {
        received: 4,
        contacted: { n: 2, median: days(1), p90: days(8) },
        inTime: 1,
        late: 2,
        attended: { n: 1, median: days(10), p90: days(10) },
      },
      attendance: { expected: 5, attended: 3 },
      firstVisits: { withBuddy: { expected: 2, attended: 1, again: 1 }, without: { expected: 2, attended: 1, again: 0 } },
    })
    expect(await figures(here, as, '?period=last_month')).toMatchObject({
      contacts: { received: 1 },
      attendance: { expected: 1, attended: 1 },
    })
  })

  it('lead each to a list of as many', async () => {
    const { here, mine, as } = await aMonth()
    // Somebody who was referred twice is one person of their link worker.
    const personId = await referral(here, mine, { called: 'Twice' })
    await referral(here, mine, { personId, receivedAt: noon + days(2) })
    await referral(here, mine, { personId, receivedAt: noon + days(3), status: 'contacted' })
    const { contacts, attendance, firstVisits, caseload } = await figures(here, as)
    const sizes = Object.fromEntries(await Promise.all(listNames.map(async (of) => [of, (await list(here, as, `of=${of}`)).rows.length])))
    expect(caseload).toContainEqual(expect.objectContaining({ userId: mine.linkWorker.id, people: 4, waiting: 2 }))
    const [buddy, alone] = [firstVisits.withBuddy, firstVisits.without]
    expect(sizes).toEqual({
      ...{ received: contacts.received, contacted: contacts.contacted.n, in_time: contacts.inTime, late: contacts.late },
      ...{ attended_first: contacts.attended.n, open: caseload.reduce((n, one) => n + one.people, 0) },
      waiting: caseload.reduce((n, one) => n + one.waiting, 0),
      ...{ expected: attendance.expected, attended: attendance.attended, missed: attendance.expected - attendance.attended },
      ...{ first_buddy: buddy.expected, first_buddy_attended: buddy.attended, first_buddy_again: buddy.again },
      ...{ first_alone: alone.expected, first_alone_attended: alone.attended, first_alone_again: alone.again },
    })
    const html = await (await here.get('/team', { as })).text()
    for (const of of listNames) expect(html).toContain(`/team/list?of=${of}&amp;period=this_month`)
  })

  it('go page by page through a list, everybody once, and write who was read', async () => {
    const { here, mine, as } = await place()
    for (let i = 0; i < 53; i++) await referral(here, mine, { receivedAt: noon + hours(i % 7), called: `Nr ${i}` })
    const first = await list(here, as, 'of=received')
    const second = await list(here, as, `of=received&after=${first.next}`)
    expect([first.rows.length, second.rows.length, second.next]).toEqual([50, 3, undefined])
    expect(new Set([...first.rows, ...second.rows].map(({ id }) => id)).size).toBe(53)
    expect((await here.rows.audit()).filter(({ why }) => why === 'team_list')).toHaveLength(53)
    const page = await (await here.get('/team/list?of=received', { as })).text()
    expect(page).toContain(`after=${first.next}`)
    expect(await list(here, as, 'of=open&worker=nobody')).toMatchObject({ rows: [] })
  })
})

describe('a file for a spreadsheet', () => {
  it('holds the figures, and lists without names, and nothing that runs as a formula', async () => {
    const { here, mine, as } = await aMonth()
    await here.db.update(groups).set({ name: '=cmd|calc' }).where(eq(groups.id, mine.groupId))
    const lists = await (await here.get('/team/list.csv?of=expected', { as })).text()
    expect(lists.split('\r\n')).toHaveLength(7)
    expect(lists).toContain("'=cmd|calc")
    expect(lists).not.toMatch(/(^|[,;"])=cmd/m)
    const referred = await (await here.get('/team/list.csv?of=received', { as })).text()
    expect(referred).not.toMatch(/Quick|Slow|Overdue|Fresh/)
    const response = await here.get('/team/figures.csv', { as })
    expect(response.headers.get('content-disposition')).toContain('attachment')
    const text = await response.text()
    expect(text).toContain('Referrals received,4'.replace('Referrals received', '"Referrals received"'))
    expect(text).toContain('"Half waited at most",1\r\n')
  })
})

describe('leading a team', () => {
  it('is given and taken by a coordinator, on record, and holds from the next request', async () => {
    const here = await world()
    const { team, linkWorker, provider, organiser } = await here.scene()
    const coordinator = await here.signIn('coordinator', await here.organisation('place_office'))
    const lead = (isLead: string, orgId = team, userId = linkWorker.id) =>
      here.postForm(`/organisations/${orgId}/members/${userId}/lead`, { isLead }, { as: coordinator })
    const status = async () => (await here.get('/team', { as: linkWorker })).status
    expect(await status()).toBe(404)
    expect((await lead('yes')).status).toBe(303)
    expect(await status()).toBe(200)
    expect((await lead('no')).status).toBe(303)
    expect(await status()).toBe(404)
    expect((await lead('yes', provider, organiser.id)).status).toBe(422)
    expect(
      (await here.postForm(`/organisations/${team}/members/${linkWorker.id}/lead`, { isLead: 'yes' }, { as: linkWorker })).status,
    ).toBe(404)
    const acts = (await here.rows.audit()).filter(({ subjectId }) => subjectId === linkWorker.id).map(({ action }) => action)
    expect(acts).toEqual(['member.lead', 'member.lead_no_more'])
  })

  it('shows the figures in both languages', async () => {
    const { here, as } = await aMonth()
    const html = await (
      await here.get('/team', { as: { cookie: `${as.cookie}; __Host-language=id` }, headers: { 'accept-language': 'id' } })
    ).text()
    expect(html).toContain('Berapa lama orang menunggu')
  })
})
