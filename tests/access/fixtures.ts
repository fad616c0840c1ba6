// One place with two of everything, so that what is mine and what is foreign can be asked for by the same request.

import { eq } from 'drizzle-orm'
import type { Membership, OrgId, Role } from '../../src/access/actor.ts'
import type { Action } from '../../src/access/policy.ts'
import { bookings } from '../../src/db/schema/bookings.ts'
import { buddies, visits } from '../../src/db/schema/buddies.ts'
import { invitations, users } from '../../src/db/schema/organisations.ts'
import { series, sessions } from '../../src/db/schema/sessions.ts'
import { apiTokens, signIns } from '../../src/db/schema/sign-in.ts'
import { sha256 } from '../../src/lib/encoding.ts'
import type { LinkPurpose } from '../../src/lib/links.ts'
import { days, hours } from '../../src/lib/time.ts'
import { noon, type World, world } from '../world.ts'

/** What a path's parameter can be: mine, somebody else's (absent when everybody in the role shares it), and nobody's. */
type Ids = { own: string; ownOf?: Record<string, string>; foreign?: string; missing: string }
export type Principal = { name: string; cookie?: string; roles: readonly Role[]; isOwn: boolean }
export type Fixture = Awaited<ReturnType<typeof fixture>>

/** What a role looks through across all organisations, because finding it is what the role is for. */
const placeWide: [Action, string][] = [
  ['session.find', 'sessions'],
  ['booking.see', 'sessions'],
  ['visit.claim', 'visits'],
  ['booking.create', 'sessions'],
  ['group.verify', 'groups'],
]

const missing = '01900000-0000-7000-8000-000000000000'
const missingToken = 'A'.repeat(43)

export async function fixture() {
  const place = await world()
  const mine = await half(place)
  const theirs = await half(place)
  const office = await place.organisation('place_office')
  const coordinator = await place.signIn('coordinator', office)
  // A second one, so that the first may be taken away.
  await place.signIn('coordinator', office)
  const exMember = await place.signIn('link_worker')
  const disabled = await place.signIn('link_worker', mine.team)
  await place.db.update(users).set({ disabledAt: noon }).where(eq(users.id, disabled.id))
  const invited = await invitation(place, mine.provider)
  const token = await apiToken(place, mine.provider)
  const entered = await place.db.select({ id: signIns.id, userId: signIns.userId }).from(signIns)
  const signInOf = ({ id }: { id: string }) => entered.find(({ userId }) => userId === id)?.id ?? ''

  /** By the literal part of the path before the parameter; the parameter's own name where one part means two things. */
  const ids: Record<string, Ids> = {
    organisations: { own: mine.provider, missing },
    members: { own: mine.organiser.id, foreign: theirs.organiser.id, missing },
    'invitations/:invitationId': { own: invited.id, foreign: (await invitation(place, theirs.provider)).id, missing },
    'invitations/:token': { own: invited.token, missing: missingToken },
    tokens: { own: token, foreign: await apiToken(place, theirs.provider), missing },
    'sign-in': { own: missingToken, missing: 'B'.repeat(43) },
    'sign-ins': {
      own: signInOf(coordinator),
      ownOf: {
        'an organiser': signInOf(mine.organiser),
        'a link worker': signInOf(mine.linkWorker),
        'a buddy': signInOf(mine.buddy),
      },
      foreign: signInOf(theirs.linkWorker),
      missing,
    },
    'whats-on': { own: mine.groupId, missing },
    groups: { own: mine.groupId, foreign: theirs.groupId, missing },
    series: { own: mine.seriesId, foreign: theirs.seriesId, missing },
    sessions: { own: mine.sessionId, foreign: theirs.sessionId, missing },
    people: { own: mine.personId, foreign: theirs.personId, missing },
    bookings: { own: mine.bookingId, foreign: theirs.bookingId, missing },
    buddies: { own: mine.applicantId, missing },
    visits: { own: mine.visitId, foreign: theirs.visitId, missing },
    mine: { own: mine.visitId, foreign: theirs.visitId, missing },
    open: { own: mine.openVisitId, missing },
    mailbox: { own: '1', missing: '999999' },
  }
  /** Where what is mine must be in a certain state to be acted upon. */
  const inState: Record<string, string> = {
    'GET /visits/:id/report': mine.pastVisitId,
    'POST /visits/:id/report': mine.pastVisitId,
    'POST /api/visits/:id/report': mine.pastVisitId,
    'POST /visits/:id/report/answer': mine.reportedVisitId,
    'POST /api/visits/:id/report/answer': mine.reportedVisitId,
    'POST /visits/:id/claim': mine.openVisitId,
    'POST /api/visits/:id/claim': mine.openVisitId,
  }
  /** What is posted where an empty form would not get as far as the record. */
  const bodies: Record<string, Record<string, string>> = {
    'POST /bookings/:id/calls': { about: 'confirm' },
    'POST /api/bookings/:id/calls': { about: 'confirm' },
  }
  const principals: Principal[] = [
    { name: 'nobody', roles: [], isOwn: false },
    { name: 'an ex-member', cookie: exMember.cookie, roles: [], isOwn: false },
    { name: 'a disabled user', cookie: disabled.cookie, roles: [], isOwn: false },
    { name: 'a coordinator', cookie: coordinator.cookie, roles: ['coordinator'], isOwn: true },
    ...[mine, theirs].flatMap((side, i): Principal[] => {
      const whose = i === 0 ? '' : ' of another organisation'
      return [
        { name: `an organiser${whose}`, cookie: side.organiser.cookie, roles: ['organiser'], isOwn: i === 0 },
        { name: `a link worker${whose}`, cookie: side.linkWorker.cookie, roles: ['link_worker'], isOwn: i === 0 },
        { name: `a buddy${whose}`, cookie: side.buddy.cookie, roles: ['buddy'], isOwn: i === 0 },
      ]
    }),
  ]
  /** What the links of one purpose are about, and a link of any purpose about it. */
  const subjectOf = (purpose: LinkPurpose) => (purpose === 'unsubscribe' ? mine.personId : mine.bookingId)
  const linkTo = (subjectId: string, purpose: LinkPurpose) =>
    place.links.sign({ purpose, subjectId, version: 0, expiresAt: noon + days(60) })
  const memberships: Membership[] = [
    { orgId: office, role: 'coordinator' },
    { orgId: mine.provider, role: 'organiser' },
    { orgId: mine.team, role: 'link_worker' },
    { orgId: mine.hub, role: 'buddy' },
  ]
  return { place, mine, theirs, ids, principals, subjectOf, linkTo, memberships, placeWide, inState, bodies }
}

/** A provider with a group, a team with a person who is booked, a hub with a buddy who goes along. */
async function half(place: World) {
  const scene = await place.scene()
  const { db, clock } = place
  const hub = await place.organisation('volunteer_hub')
  const buddy = await place.signIn('buddy', hub)
  const buddyId = await insertBuddy(place, hub, 'approved', buddy.id)
  const applicantId = await insertBuddy(place, hub, 'applied')
  const personId = await place.person(scene.team)
  const seriesId = place.ctx().newId()
  await db.insert(series).values({
    id: seriesId,
    orgId: scene.provider,
    groupId: scene.groupId,
    venueId: scene.venueId,
    recurrence: { startsOn: '2026-06-02', time: '10:00', every: { unit: 'week', n: 1, weekdays: [2] }, exceptions: [] },
    minutes: 90,
    capacity: 8,
    bookingClosesMinutes: 120,
    buddyForFirstVisit: true,
    meetingPoint: 'At the door',
    extendedTo: '2026-08-30',
    step: 1,
    createdAt: clock.now,
  })
  const { bookingId, visitId } = await booking(place, scene, personId, 'claimed', buddyId)
  const { visitId: openVisitId } = await booking(place, scene, await place.person(scene.team), 'wanted', null)
  await db.update(sessions).set({ placesTaken: 2, newcomersTaken: 2 }).where(eq(sessions.id, scene.sessionId))

  const past = { startsAt: clock.now - hours(26), endsAt: clock.now - hours(24), bookingClosesAt: clock.now - hours(28) }
  const pastSessionId = await place.session(scene.provider, scene.groupId, scene.venueId, { ...past, placesTaken: 2, newcomersTaken: 2 })
  const before = { ...scene, sessionId: pastSessionId }
  const { visitId: pastVisitId } = await booking(place, before, await place.person(scene.team), 'claimed', buddyId)
  const { visitId: reportedVisitId } = await booking(place, before, await place.person(scene.team), 'claimed', buddyId)
  await db
    .update(visits)
    .set({ status: 'accompanied', report: 'needs_a_call', reportedAt: clock.now - hours(1) })
    .where(eq(visits.id, reportedVisitId))
  for (const id of [pastVisitId, reportedVisitId])
    await db.update(visits).set({ startsAt: past.startsAt, endsAt: past.endsAt }).where(eq(visits.id, id))
  const visitsOf = { visitId, openVisitId, pastVisitId, reportedVisitId }
  return { ...scene, ...visitsOf, hub, buddy, buddyId, applicantId, personId, seriesId, bookingId }
}

type Scene = Awaited<ReturnType<World['scene']>>

async function booking(place: World, scene: Scene, personId: string, status: 'wanted' | 'claimed', buddyId: string | null) {
  const { db, clock } = place
  const [bookingId, visitId] = [place.ctx().newId(), place.ctx().newId()]
  const startsAt = clock.now + hours(24 * 7)
  await db.insert(bookings).values({
    id: bookingId,
    providerId: scene.provider,
    teamId: scene.team,
    sessionId: scene.sessionId,
    groupId: scene.groupId,
    personId,
    bookedBy: scene.linkWorker.id,
    places: 1,
    isFirstVisit: true,
    buddyWish: 'wanted',
    status: 'booked',
    answeredStatus: 'booked',
    step: 1,
    createdAt: clock.now,
  })
  await db.insert(visits).values({
    id: visitId,
    bookingId,
    sessionId: scene.sessionId,
    providerId: scene.provider,
    teamId: scene.team,
    area: 'Northfield',
    activity: 'singing',
    language: 'en',
    startsAt,
    endsAt: startsAt + hours(2),
    status,
    buddyId,
    claimedAt: buddyId ? clock.now : null,
    step: 1,
    createdAt: clock.now,
  })
  return { bookingId, visitId }
}

async function insertBuddy(place: World, hubId: OrgId, status: 'approved' | 'applied', userId?: string) {
  const id = place.ctx().newId()
  const { vault, db, clock } = place
  const address = `${id}@example.org`
  const slot = (column: string) => ({ column: `buddies.${column}`, rowId: id })
  await db.insert(buddies).values({
    id,
    hubId,
    userId: userId ?? null,
    name: 'Tom',
    email: await vault.seal(address, slot('email')),
    emailIndex: await vault.index('email', address),
    phone: await vault.seal('+441632960003', slot('phone')),
    locale: 'en',
    about: await vault.seal('I like walking', slot('about')),
    areas: ['Northfield'],
    activities: ['singing'],
    languages: ['en'],
    availability: ['mon_afternoon'],
    status,
    checkedUntilOn: status === 'approved' ? '2028-01-01' : null,
    step: 1,
    createdAt: clock.now,
  })
  return id
}

async function invitation(place: World, orgId: OrgId) {
  const { vault, db, clock } = place
  const [id, token] = [place.ctx().newId(), place.ctx().newSecret()]
  await db.insert(invitations).values({
    id,
    orgId,
    role: 'organiser',
    name: 'Olu',
    email: await vault.seal(`${id}@example.org`, { column: 'invitations.email', rowId: id }),
    locale: 'en',
    tokenHash: await sha256(token),
    invitedBy: 'nobody',
    createdAt: clock.now,
    expiresAt: clock.now + days(7),
  })
  return { id, token }
}

async function apiToken(place: World, orgId: OrgId) {
  const id = place.ctx().newId()
  const tokenHash = await sha256(place.ctx().newSecret())
  const { db, clock } = place
  const expiresAt = clock.now + days(30)
  await db
    .insert(apiTokens)
    .values({ id, tokenHash, orgId, name: 'Screen', mayWrite: true, createdBy: 'x', createdAt: clock.now, expiresAt })
  return id
}
