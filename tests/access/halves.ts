import { eq } from 'drizzle-orm'
import type { OrgId } from '../../src/access/actor.ts'
import { bookings } from '../../src/db/schema/bookings.ts'
import { buddies, visits } from '../../src/db/schema/buddies.ts'
import { conversations, goals } from '../../src/db/schema/listening.ts'
import { messages, sendBatches, suppressedAddresses } from '../../src/db/schema/messages.ts'
import { invitations, memberships } from '../../src/db/schema/organisations.ts'
import { questionnaires } from '../../src/db/schema/outcomes.ts'
import { referrals } from '../../src/db/schema/referrals.ts'
import { series, sessions } from '../../src/db/schema/sessions.ts'
import { apiTokens } from '../../src/db/schema/sign-in.ts'
import { sha256 } from '../../src/lib/encoding.ts'
import type { BlindIndex } from '../../src/lib/seal.ts'
import { days, hours } from '../../src/lib/time.ts'
import type { World } from '../world.ts'

/** A provider with a group, a team with a person who is booked, a hub with a buddy who goes along. */
export async function half(place: World) {
  const scene = await place.scene()
  const { db, clock } = place
  const hub = await place.organisation('volunteer_hub')
  const lead = await place.signIn('link_worker', scene.team)
  await place.db.update(memberships).set({ isLead: true }).where(eq(memberships.userId, lead.id))
  const buddy = await place.signIn('buddy', hub)
  const buddyId = await insertBuddy(place, hub, 'approved', buddy.id)
  const applicantId = await insertBuddy(place, hub, 'applied')
  const personId = await place.person(scene.team)
  const otherPersonId = await place.person(scene.team)
  const referralId = await referral(place, scene.team, personId)
  // Apart from the one that staff change, so that its links stay as they are.
  const sentReferralId = await referral(place, scene.team, await place.person(scene.team))
  const seriesId = place.ctx().newId()
  await db.insert(series).values({
    id: seriesId,
    orgId: scene.provider,
    groupId: scene.groupId,
    venueId: scene.venueId,
    recurrence: { every: 'week', interval: 1, weekdays: [2], startsOn: '2026-06-02', time: '10:00', until: null, exceptions: [] },
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
  await db.update(bookings).set({ routineId: bookingId }).where(eq(bookings.id, bookingId))
  const { visitId: openVisitId } = await booking(place, scene, await place.person(scene.team), 'wanted', null)
  const { visitId: wordsVisitId } = await booking(place, scene, await place.person(scene.team), 'wanted', null)
  await db.update(visits).set({ kind: 'message' }).where(eq(visits.id, wordsVisitId))
  await db.update(sessions).set({ placesTaken: 3, newcomersTaken: 3 }).where(eq(sessions.id, scene.sessionId))

  const past = { startsAt: clock.now - hours(26), endsAt: clock.now - hours(24), bookingClosesAt: clock.now - hours(28) }
  const pastSessionId = await place.session(scene.provider, scene.groupId, scene.venueId, { ...past, placesTaken: 2, newcomersTaken: 2 })
  const before = { ...scene, sessionId: pastSessionId }
  const { visitId: pastVisitId, bookingId: pastBookingId } = await booking(
    place,
    before,
    await place.person(scene.team),
    'claimed',
    buddyId,
  )
  const { visitId: reportedVisitId } = await booking(place, before, await place.person(scene.team), 'claimed', buddyId)
  await db
    .update(visits)
    .set({ status: 'accompanied', report: 'needs_a_call', reportedAt: clock.now - hours(1) })
    .where(eq(visits.id, reportedVisitId))
  for (const id of [pastVisitId, reportedVisitId])
    await db.update(visits).set({ startsAt: past.startsAt, endsAt: past.endsAt }).where(eq(visits.id, id))
  const otherSessionId = await place.session(scene.provider, scene.groupId, scene.venueId, {
    ...{ startsAt: clock.now + days(9), endsAt: clock.now + days(9) + hours(2), bookingClosesAt: clock.now + days(9) },
  })
  const visitsOf = { visitId, openVisitId, wordsVisitId, pastVisitId, reportedVisitId }
  const questionnaireId = await questionnaire(place, scene.team, personId)
  const callId = await call(place, personId, bookingId)
  const buddyCallId = await call(place, buddyId, visitId, 'visit.changed', 'buddy')
  const heard = await listening(place, scene, personId)
  return {
    ...scene,
    ...visitsOf,
    ...heard,
    questionnaireId,
    callId,
    buddyCallId,
    hub,
    lead,
    buddy,
    buddyId,
    applicantId,
    personId,
    otherPersonId,
    referralId,
    sentReferralId,
    seriesId,
    otherSessionId,
    pastSessionId,
    pastBookingId,
    bookingId,
  }
}

/** An email that reached nobody: somebody should ring. */
async function call(
  { db, clock }: World,
  recipientId: string,
  subjectId: string,
  kind = 'booking.confirm_request',
  recipientKind: 'person' | 'buddy' = 'person',
) {
  const [row] = await db
    .insert(messages)
    .values({
      ...{ kind, recipientKind, recipientId, subjectId, dedupeKey: `call:${subjectId}`, status: 'suppressed', outcome: 'no_address' },
      ...{ dueAt: clock.now, usefulUntil: clock.now + hours(24 * 7), createdAt: clock.now },
    })
    .returning()
  return String(row?.id)
}

/** A conversation with a next step that is due today, and a goal. */
async function listening(place: World, scene: Scene, personId: string) {
  const { db, clock, vault } = place
  const [conversationId, goalId] = [place.ctx().newId(), place.ctx().newId()]
  const seal = (text: string, column: string, rowId: string) => vault.seal(text, { column, rowId })
  await db.insert(conversations).values({
    id: conversationId,
    teamId: scene.team,
    personId,
    happenedAt: clock.now - hours(1),
    channel: 'phone',
    minutes: 20,
    wasReached: true,
    words: await seal('Misses the garden', 'conversations.words', conversationId),
    nextStep: await seal('Ring about the allotment', 'conversations.next_step', conversationId),
    nextStepOn: '2026-06-01',
    writtenBy: scene.linkWorker.id,
    step: 1,
    createdAt: clock.now - hours(1),
  })
  await db.insert(goals).values({
    id: goalId,
    teamId: scene.team,
    personId,
    words: await seal('Go out once a week', 'goals.words', goalId),
    status: 'active',
    step: 1,
    createdAt: clock.now,
  })
  return { conversationId, goalId }
}

/** What a person is asked, after a referral that their team supports. */
async function questionnaire({ db, clock, ctx }: World, teamId: OrgId, personId: string) {
  const [id, referralId] = [ctx().newId(), ctx().newId()]
  const at = { receivedAt: clock.now, contactDueAt: clock.now, answerDueAt: clock.now, consentAt: clock.now, createdAt: clock.now }
  await db.batch([
    db.insert(referrals).values({
      id: referralId,
      ...{ teamId, personId, source: 'self', via: 'link_worker', reasons: [], tells: [], status: 'supporting', step: 1, ...at },
      supportingAt: clock.now,
    }),
    db.insert(questionnaires).values({
      id,
      ...{ teamId, personId, referralId, wave: 'start', status: 'asked', dueAt: clock.now, askedAt: clock.now, step: 2 },
      createdAt: clock.now,
    }),
  ])
  return id
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
    // A routine of its own.
    routineId: bookingId,
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

export async function referral(place: World, teamId: OrgId, personId: string, seed: Partial<typeof referrals.$inferInsert> = {}) {
  const id = place.ctx().newId()
  const { db, clock, vault } = place
  const referrer = { name: 'Dr Noor', job: 'GP', organisation: 'Mill Surgery', email: 'gp@example.org', phone: '', locale: 'en' }
  await db.insert(referrals).values({
    id,
    teamId,
    personId,
    source: 'gp_practice',
    via: 'form',
    reasons: ['loneliness'],
    referrer: await vault.seal(JSON.stringify(referrer), { column: 'referrals.referrer', rowId: id }),
    consentAt: clock.now,
    tells: [],
    status: 'received',
    receivedAt: clock.now,
    contactDueAt: clock.now + days(5),
    answerDueAt: clock.now + days(10),
    step: 1,
    createdAt: clock.now,
    ...seed,
  })
  return id
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

export async function invitation(place: World, orgId: OrgId) {
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

/** One email that failed, and one in a batch that waits for a decision. */
export async function stuckEmails({ db, clock, ctx }: World) {
  const batchId = ctx().newId()
  const times = { dueAt: clock.now, createdAt: clock.now, usefulUntil: clock.now + days(1) }
  const email = { kind: 'booking.changed', recipientKind: 'person' as const, recipientId: 'x', subjectId: 'x', ...times }
  await db
    .insert(sendBatches)
    .values({ id: batchId, status: 'held', firstTriedAt: clock.now, nextTryAt: clock.now, leasedUntil: 0, createdAt: clock.now })
  await db.insert(messages).values({ ...email, dedupeKey: 'held', status: 'sending', batchId })
  const [failed] = await db
    .insert(messages)
    .values({ ...email, dedupeKey: 'failed', status: 'failed', outcome: 'bad_address' })
    .returning()
  const addressIndex = 'stopped-address-000000' as BlindIndex
  await db.insert(suppressedAddresses).values({ addressIndex, reason: 'bounced', since: clock.now, messageId: failed?.id ?? null })
  return { batchId, addressIndex, messageId: String(failed?.id) }
}

export async function apiToken(place: World, orgId: OrgId) {
  const id = place.ctx().newId()
  const tokenHash = await sha256(place.ctx().newSecret())
  const { db, clock } = place
  const expiresAt = clock.now + days(30)
  await db
    .insert(apiTokens)
    .values({ id, tokenHash, orgId, name: 'Screen', mayWrite: true, createdBy: 'x', createdAt: clock.now, expiresAt })
  return id
}
