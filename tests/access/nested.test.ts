// Ids that come in a body or a query name somebody else's record as easily as those of an address: they must be answered for
// like ids that never were.

import { beforeAll, describe, expect, it } from 'vitest'
import { type Fixture, fixture } from './fixtures.ts'
import {
  type Answer,
  type App,
  actionOf,
  ask,
  confusions,
  type Fields,
  holdersOf,
  nameOf,
  type Route,
  reachingEverywhere,
  tellingRoutes,
} from './matrix.ts'

type Nested = {
  name: string
  /** The request with this id in it, and the two ids that must not be told apart. */
  ask: (id: string, all: Fixture) => { method: string; path: string; body?: Fields }
  foreign: (all: Fixture) => string
  as?: (all: Fixture) => { cookie: string }
  /** Nobody is refused: the id counts for nothing. */
  isIgnored?: true
}

const missing = '01900000-0000-7000-8000-000000000000'
const person = { name: 'Ann Lee', language: 'en', reachBy: 'phone', phone: '01632 960123', consentWords: 'Yes to all of it' }

const nested: Nested[] = [
  {
    name: 'a new person given to a link worker of another team',
    ask: (linkWorkerId) => ({ method: 'POST', path: '/api/people', body: { ...person, linkWorkerId, reasons: ['loneliness'] } }),
    foreign: ({ theirs }) => theirs.linkWorker.id,
  },
  {
    name: 'a new person put into another team',
    ask: (teamId) => ({ method: 'POST', path: '/api/people', body: { ...person, teamId, reasons: ['loneliness'] } }),
    foreign: ({ theirs }) => theirs.team,
  },
  {
    name: 'a person given to a link worker of another team',
    ask: (linkWorkerId, { mine }) => ({ method: 'PUT', path: `/api/people/${mine.personId}`, body: { ...person, linkWorkerId } }),
    foreign: ({ theirs }) => theirs.linkWorker.id,
  },
  {
    name: 'a referral given to a link worker of another team',
    ask: (linkWorkerId, { mine }) => ({
      method: 'POST',
      path: `/api/referrals/${mine.referralId}/assignment`,
      body: { linkWorkerId, reason: 'away' },
    }),
    foreign: ({ theirs }) => theirs.linkWorker.id,
  },
  {
    name: 'the same on the page',
    ask: (linkWorkerId, { mine }) => ({
      method: 'POST',
      path: `/referrals/${mine.referralId}/assignment`,
      body: { linkWorkerId, reason: 'away' },
    }),
    foreign: ({ theirs }) => theirs.linkWorker.id,
  },
  ...['/api/people', '/people'].map(
    (under): Nested => ({
      name: `a person merged into one of another team, under ${under}`,
      ask: (intoId, { mine }) => ({ method: 'POST', path: `${under}/${mine.personId}/merging`, body: { intoId } }),
      foreign: ({ theirs }) => theirs.otherPersonId,
    }),
  ),
  {
    name: 'a place for a person of another team',
    ask: (personId, { mine }) => ({ method: 'POST', path: `/api/sessions/${mine.otherSessionId}/bookings`, body: { personId } }),
    foreign: ({ theirs }) => theirs.otherPersonId,
  },
  {
    name: 'a goal of somebody else, rated in a questionnaire',
    ask: (goalId, { mine }) => ({
      method: 'PUT',
      path: `/api/questionnaires/${mine.questionnaireId}/answers`,
      body: { language: 'en', goals: { [goalId]: 7 } },
    }),
    foreign: ({ theirs }) => theirs.goalId,
  },
  {
    name: 'the accompaniment of a booking of another team, on the page of an own person',
    ask: (bookingId, { mine }) => ({
      method: 'POST',
      path: `/people/${mine.personId}/progress/${bookingId}`,
      body: { [`step-${bookingId}`]: 'alone' },
    }),
    foreign: ({ theirs }) => theirs.bookingId,
  },
  {
    name: 'a routine of another team, under an own person',
    ask: (routineId, { mine }) => ({ method: 'POST', path: `/api/people/${mine.personId}/routines/${routineId}/cancellation` }),
    foreign: ({ theirs }) => theirs.bookingId,
  },
  {
    name: 'a booking of another provider on the register',
    ask: (bookingId, { mine }) => ({
      method: 'POST',
      path: `/api/sessions/${mine.pastSessionId}/register`,
      body: { entries: [{ bookingId, outcome: 'attended' }] },
    }),
    foreign: ({ theirs }) => theirs.pastBookingId,
    as: ({ mine }) => mine.organiser,
  },
  {
    name: 'the list of a link worker of another team',
    ask: (worker) => ({ method: 'GET', path: `/api/team/lists?of=open&period=year&worker=${worker}` }),
    foreign: ({ theirs }) => theirs.linkWorker.id,
    as: ({ mine }) => mine.lead,
    isIgnored: true,
  },
  {
    name: 'a venue of another provider',
    ask: (venueId, { mine }) => ({
      method: 'POST',
      path: `/api/groups/${mine.groupId}/sessions`,
      body: { startsOn: '2026-06-09', venueId, startsTime: '11:00', endsTime: '13:00', capacity: 12, meetingPoint: 'At the gate' },
    }),
    foreign: ({ theirs }) => theirs.venueId,
    as: ({ mine }) => mine.organiser,
  },
]

const answerTo = (all: Fixture, app: App, one: Nested, id: string): Promise<Answer> => {
  const { method, path, body } = one.ask(id, all)
  return ask(app, method, path, (one.as?.(all) ?? all.mine.linkWorker).cookie, body)
}
/** What a page gives back of what was typed differs by the id itself, and by nothing else. */
const without = (answer: Answer, id: string) => ({ ...answer, body: answer.body.replaceAll(id, 'ID') })

describe('an id in a body', () => {
  let all: Fixture
  beforeAll(async () => {
    all = await fixture()
  })

  it.each(nested)('$name: told apart from nobody by nothing', async (one) => {
    const foreign = one.foreign(all)
    const [theirs, nobody] = [await answerTo(all, all.place.app, one, foreign), await answerTo(all, all.place.app, one, missing)]
    expect(without(theirs, foreign)).toEqual(without(nobody, missing))
    // Not because the request as such is wrong.
    if (one.isIgnored) expect(theirs.status).toBe(200)
    else expect([404, 409, 422]).toContain(theirs.status)
    expect(theirs.body).not.toContain('Expected')
  })
})

// The negative control: a route that looks into every organisation must be found out, with the very request that is asked above.
describe('the matrix goes red', () => {
  it('for each route whose scope is open', { timeout: 600_000 }, async () => {
    let all = await fixture()
    const routes = tellingRoutes(all).filter((route) => !isOfOne(route))
    expect(routes.length).toBeGreaterThan(80)
    const unseen: string[] = []
    for (const route of routes) {
      if (endsThem(route)) all = await fixture()
      const [holder] = holdersOf(all, actionOf(route.guard) ?? 'place.run')
      const faults = holder ? await confusions(all, reachingEverywhere(all, route), route, [holder]) : []
      if (faults.length === 0) unseen.push(nameOf(route))
      if (endsThem(route)) all = await fixture()
    }
    // Records are merged within one team only, whatever the permit says.
    expect(unseen).toEqual(['POST /people/:id/merging'])
  })
})

/** After these there is nothing left that another route could find. */
const endsThem = ({ path, method }: Route) => method !== 'GET' && /\/(withdrawal|leaving|erasure|merging)$/.test(path)

/** Their scope is the very user, or the organisation of the address, so that no permit opens it. */
const isOfOne = ({ path, guard }: Route) => /\/(organisations|sign-ins)\//.test(path) || /^may visit\.(find|claim|report)$/.test(guard)
