// One builder for every test: the real application on a real database, a clock that you move, and whoever you say signed in.

import { env } from 'cloudflare:workers'
import type { OrgId, Role, roleOf } from '../src/access/actor.ts'
import type { Ctx } from '../src/ctx.ts'
import { connect, type Db, type Statement } from '../src/db/connect.ts'
import { auditEntries, auditLinks } from '../src/db/schema/audit.ts'
import { bookings, idempotencyKeys } from '../src/db/schema/bookings.ts'
import { buddies, buddySlots, visits } from '../src/db/schema/buddies.ts'
import { calendarFeeds } from '../src/db/schema/calendars.ts'
import { groups, groupWeeks, venues } from '../src/db/schema/groups.ts'
import { jobRuns, jobStates } from '../src/db/schema/jobs.ts'
import { conversations, followUpPauses, goalRatings, goals, needs, profiles } from '../src/db/schema/listening.ts'
import {
  mailbox,
  messages,
  providerCircuit,
  sendBatches,
  stoppedEmails,
  suppressedAddresses,
  webhookEvents,
} from '../src/db/schema/messages.ts'
import { invitations, memberships, organisations, users } from '../src/db/schema/organisations.ts'
import { outcomes, questionnaires } from '../src/db/schema/outcomes.ts'
import { people } from '../src/db/schema/people.ts'
import { places } from '../src/db/schema/place.ts'
import { referralNews, referrals } from '../src/db/schema/referrals.ts'
import { callTries, replies } from '../src/db/schema/replies.ts'
import { series, sessions } from '../src/db/schema/sessions.ts'
import { apiTokens, rateCounts, redemptions, signInRequests, signIns } from '../src/db/schema/sign-in.ts'
import { responses } from '../src/db/schema/surveys.ts'
import { unmetNeeds } from '../src/db/schema/unmet-needs.ts'
import { sha256, toBase64Url } from '../src/lib/encoding.ts'
import { uuidv7 } from '../src/lib/ids.ts'
import { openLinks } from '../src/lib/links.ts'
import { openVault } from '../src/lib/seal.ts'
import { hours } from '../src/lib/time.ts'
import { createApp } from '../web/app.tsx'
import { localPages } from '../web/dev/routes.tsx'

/** What the provider of the tests signs with; the second is an older one that is being replaced. */
export const webhookSecrets = ['whsec_dGVzdC1zZWNyZXQtb2YtdGhlLXByb3ZpZGVy', 'whsec_b2xkZXItc2VjcmV0LW9mLXRoZS1wcm92aWRlcg==']
export const origin = 'https://alongside.test'
/** Monday 1 June 2026, noon UTC. */
export const noon = Date.UTC(2026, 5, 1, 12)
const key = (letter: string) => toBase64Url(new TextEncoder().encode(letter.repeat(32)))
const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))

// Children before parents, so that foreign keys hold while a file's next test starts afresh.
const tables = [
  unmetNeeds,
  outcomes,
  questionnaires,
  goalRatings,
  goals,
  needs,
  profiles,
  followUpPauses,
  conversations,
  referralNews,
  referrals,
  responses,
  buddySlots,
  visits,
  buddies,
  idempotencyKeys,
  bookings,
  sessions,
  series,
  people,
  groupWeeks,
  groups,
  venues,
  calendarFeeds,
  signIns,
  signInRequests,
  redemptions,
  rateCounts,
  apiTokens,
  invitations,
  memberships,
  users,
  organisations,
  callTries,
  replies,
  messages,
  sendBatches,
  suppressedAddresses,
  webhookEvents,
  providerCircuit,
  stoppedEmails,
  mailbox,
  auditEntries,
  auditLinks,
  jobRuns,
  jobStates,
  places,
]

export const testPlace: Omit<typeof places.$inferInsert, 'id'> = {
  name: 'Testford',
  timeZone: 'Europe/London',
  locale: 'en',
  country: 'GB',
  phone: '+441632960001',
  replyTo: 'hello@testford.example',
  areas: ['Northfield', 'Riverside', 'Old Town'],
}

export type World = Awaited<ReturnType<typeof world>>

/** Empties the database, sets up a place and gives the application with helpers to fill and ask it. */
export async function world(settings: Partial<typeof testPlace> = {}) {
  const db = testDb()
  await db.batch(tables.map((table) => db.delete(table)) as unknown as [Statement, ...Statement[]])
  const [place] = await db
    .insert(places)
    .values({ id: 'place', ...testPlace, ...settings })
    .returning()
  if (!place) throw new Error('no place')

  const clock = { now: noon }
  const vault = await openVault({ sealing: [{ id: 'k1', key: key('s') }], indexing: key('i'), randomBytes })
  const links = await openLinks([key('l')])
  let count = 0
  const ctx = (): Ctx => ({
    db,
    now: clock.now,
    newId: () => uuidv7(clock.now, randomBytes(10)),
    newSecret: () => toBase64Url(randomBytes(32)),
    vault,
    links,
    place,
    origin,
    requestId: `request-${++count}`,
  })
  const app = createApp({ context: async () => ctx(), isLocal: () => true, localPages, webhookSecrets: () => webhookSecrets })

  async function organisation(kind: keyof typeof roleOf, name = `Organisation ${++count}`): Promise<OrgId> {
    const id = ctx().newId() as OrgId
    await db.insert(organisations).values({ id, kind, name, createdAt: clock.now })
    return id
  }

  /** Signs a new user in, as a member of each organisation; the cookie goes with `get` and `post`. */
  async function signIn(role: Role, ...orgs: OrgId[]) {
    const id = ctx().newId()
    const name = `User ${++count}`
    const token = ctx().newSecret()
    const address = `user${count}@example.org`
    await db.batch([
      db.insert(users).values({
        id,
        name,
        email: await vault.seal(address, { column: 'users.email', rowId: id }),
        emailIndex: await vault.index('email', address),
        locale: 'en',
        createdAt: clock.now,
      }),
      ...orgs.map((orgId) => db.insert(memberships).values({ userId: id, orgId, role, createdAt: clock.now })),
      db.insert(signIns).values({
        id: ctx().newId(),
        tokenHash: await sha256(token),
        userId: id,
        device: 'Test',
        createdAt: clock.now,
        // Tests move the clock by weeks; what ends a sign-in is shown in tests/accounts.
        lastSeenAt: clock.now + hours(12 * 365),
        expiresAt: clock.now + hours(12 * 365),
      }),
    ])
    return { id, name, address, cookie: `__Host-alongside=${token}` }
  }

  const request = async (method: string, path: string, { as, body, headers }: Ask = {}) => {
    const isForm = body instanceof URLSearchParams
    return app.request(
      new Request(`${origin}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(method === 'GET' ? {} : { origin }),
          ...(as ? { cookie: as.cookie } : {}),
          ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      }),
      undefined,
      env,
    )
  }

  /** A verified group of its own provider with one session, and a referral team with a link worker. */
  async function scene(seed: Partial<typeof sessions.$inferInsert> = {}) {
    const provider = await organisation('provider')
    const team = await organisation('referral_team')
    const linkWorker = await signIn('link_worker', team)
    const organiser = await signIn('organiser', provider)
    const { groupId, venueId } = await group(provider)
    const sessionId = await session(provider, groupId, venueId, seed)
    return { provider, team, linkWorker, organiser, groupId, venueId, sessionId }
  }

  async function group(orgId: OrgId, seed: Partial<typeof groups.$inferInsert> = {}) {
    const venueId = ctx().newId()
    const groupId = ctx().newId()
    await db.batch([
      db.insert(venues).values({
        id: venueId,
        orgId,
        name: 'Mill Hall',
        address: '1 Mill Lane',
        area: 'Northfield',
        howToFind: 'The blue door',
        createdAt: clock.now,
      }),
      db.insert(groups).values({
        id: groupId,
        orgId,
        venueId,
        name: 'Choir',
        summary: 'Singing together',
        description: 'Songs you know',
        activities: ['singing'],
        languages: ['en'],
        accessFeatures: ['step_free'],
        whoItIsFor: 'Everyone',
        cost: 'Free',
        whatToBring: 'Nothing',
        contactName: 'Sam',
        contactPhone: '+441632960002',
        contactEmail: 'choir@example.org',
        status: 'verified',
        step: 1,
        createdAt: clock.now,
        ...seed,
      }),
    ])
    return { groupId, venueId }
  }

  async function session(orgId: OrgId, groupId: string, venueId: string, seed: Partial<typeof sessions.$inferInsert> = {}) {
    const id = ctx().newId()
    const startsAt = seed.startsAt ?? clock.now + hours(24 * 7)
    await db.insert(sessions).values({
      id,
      orgId,
      groupId,
      venueId,
      occursOn: new Date(startsAt).toISOString().slice(0, 10),
      startsAt,
      endsAt: startsAt + hours(2),
      bookingClosesAt: startsAt - hours(2),
      status: 'scheduled',
      capacity: 10,
      buddyForFirstVisit: false,
      meetingPoint: 'At the door',
      step: 1,
      createdAt: clock.now,
      ...seed,
    })
    return id
  }

  /** A referred person of a team, reachable by email unless said otherwise. */
  async function person(teamId: OrgId, seed: Partial<typeof people.$inferInsert> & { called?: string; address?: string } = {}) {
    const { called = `Person ${++count}`, address = `person${count}@example.org`, ...columns } = seed
    const id = columns.id ?? ctx().newId()
    const slot = (column: string) => ({ column: `people.${column}`, rowId: id })
    await db.insert(people).values({
      id,
      teamId,
      linkWorkerId: 'nobody',
      reachBy: 'email',
      language: 'en',
      area: 'Northfield',
      accessNeeds: [],
      sharesAccessNeeds: true,
      name: await vault.seal(`${called} Surname`, slot('name')),
      preferredName: await vault.seal(called, slot('preferred_name')),
      email: await vault.seal(address, slot('email')),
      emailIndex: await vault.index('email', address),
      consentAt: clock.now,
      consentBy: 'nobody',
      consentWords: await vault.seal('Said yes on the phone', slot('consent_words')),
      step: 1,
      createdAt: clock.now,
      ...columns,
    })
    return id
  }

  return {
    db,
    clock,
    ctx,
    app,
    place,
    vault,
    links,
    origin,
    organisation,
    signIn,
    scene,
    group,
    session,
    person,
    request,
    get: (path: string, ask?: Ask) => request('GET', path, ask),
    post: (path: string, body: unknown, ask?: Ask) => request('POST', path, { ...ask, body }),
    postForm: (path: string, body: Record<string, string> | [string, string][], ask?: Ask) =>
      request('POST', path, { ...ask, body: new URLSearchParams(body) }),
    rows: {
      bookings: () => db.select().from(bookings),
      messages: () => db.select().from(messages),
      audit: () => db.select().from(auditEntries),
      visits: () => db.select().from(visits),
      sessions: () => db.select().from(sessions),
    },
  }
}

export type Ask = { as?: { cookie: string }; body?: unknown; headers?: Record<string, string> }

export const testDb = (): Db =>
  env.LIBSQL_URL ? connect({ kind: 'libsql', url: env.LIBSQL_URL }) : connect({ kind: 'd1', database: env.DB })
