// One small town with real rows for every kind of letter, and a desk that writes to them.

import { eq } from 'drizzle-orm'
import { type BookingStatus, bookings } from '../../src/db/schema/bookings.ts'
import { buddies, visits } from '../../src/db/schema/buddies.ts'
import { groups, venues } from '../../src/db/schema/groups.ts'
import { jobStates } from '../../src/db/schema/jobs.ts'
import { suppressedAddresses } from '../../src/db/schema/messages.ts'
import { invitations, organisations, users } from '../../src/db/schema/organisations.ts'
import { questionnaires } from '../../src/db/schema/outcomes.ts'
import { people } from '../../src/db/schema/people.ts'
import { referralNews, referrals } from '../../src/db/schema/referrals.ts'
import { sessions } from '../../src/db/schema/sessions.ts'
import { signInRequests } from '../../src/db/schema/sign-in.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { sha256 } from '../../src/lib/encoding.ts'
import { days, hours, minutes } from '../../src/lib/time.ts'
import type { MessageRow } from '../../src/messages/letters.ts'
import { kinds, type Letter, type MessageKind, type Unsent } from '../../src/messages/rules.ts'
import { world } from '../world.ts'

/** What no subject line and no staff letter may give away. */
export const canaries = {
  surname: 'Canarysurname',
  preferred: 'Canaryfirst',
  reason: 'bereavement',
  group: 'Griefcircle',
  phone: '+441632960777',
}

export type Town = Awaited<ReturnType<typeof town>>
type Settings = Parameters<typeof world>[0]

export async function town(language: 'en' | 'id' = 'en', settings: Settings = {}) {
  const place = await world(settings)
  const scene = await place.scene({ startsAt: place.clock.now + hours(70), buddyForFirstVisit: true })
  const ctx = place.ctx()
  const { db, vault } = place
  const slot = (column: string, rowId: string) => ({ column, rowId })
  const personId = ctx.newId()
  const bookingId = ctx.newId()
  const visitId = ctx.newId()
  const buddyId = ctx.newId()
  const invitationId = ctx.newId()
  const requestId = ctx.newId()
  const questionnaireId = ctx.newId()

  await place.person(scene.team, {
    id: personId,
    called: canaries.preferred,
    address: 'person@example.org',
    language,
    linkWorkerId: scene.linkWorker.id,
    name: await vault.seal(`${canaries.preferred} ${canaries.surname}`, slot('people.name', personId)),
    notes: await vault.seal(`Referred after ${canaries.reason}`, slot('people.notes', personId)),
    phone: await vault.seal(canaries.phone, slot('people.phone', personId)),
    carer: await vault.seal(
      JSON.stringify({ name: 'Carla', relation: 'daughter', email: 'carer@example.org', phone: '' }),
      slot('people.carer', personId),
    ),
  })
  await db.update(users).set({ locale: language })
  await db.update(groups).set({ name: canaries.group, whatToBring: 'A cup', cost: 'Free tea' })
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
    createdAt: ctx.now,
  })
  await db.insert(buddies).values({
    id: buddyId,
    hubId: scene.provider,
    userId: (await place.signIn('buddy', scene.provider)).id,
    name: 'Tom Buddysurname',
    email: await vault.seal('buddy@example.org', slot('buddies.email', buddyId)),
    emailIndex: await vault.index('email', 'buddy@example.org'),
    phone: await vault.seal('+441632960003', slot('buddies.phone', buddyId)),
    locale: language,
    about: await vault.seal('Kind', slot('buddies.about', buddyId)),
    areas: [],
    activities: [],
    languages: [],
    availability: [],
    status: 'approved',
    step: 1,
    createdAt: ctx.now,
  })
  await db.insert(visits).values({
    id: visitId,
    bookingId,
    sessionId: scene.sessionId,
    providerId: scene.provider,
    teamId: scene.team,
    area: 'Northfield',
    activity: 'singing',
    language,
    startsAt: ctx.now + hours(70),
    endsAt: ctx.now + hours(72),
    status: 'claimed',
    buddyId,
    claimedAt: ctx.now,
    step: 2,
    createdAt: ctx.now,
  })
  await db.insert(invitations).values({
    id: invitationId,
    orgId: scene.team,
    role: 'link_worker',
    name: 'Ivy Invitedsurname',
    email: await vault.seal('invited@example.org', slot('invitations.email', invitationId)),
    locale: language,
    tokenHash: await sha256('secret-of-account.invitation'),
    invitedBy: scene.organiser.id,
    createdAt: ctx.now,
    expiresAt: ctx.now + days(7),
  })
  await db.insert(signInRequests).values({
    id: requestId,
    tokenHash: await sha256('signing-in'),
    browserHash: 'b',
    codeHash: 'c',
    emailIndex: await vault.index('email', scene.linkWorker.address),
    userId: scene.linkWorker.id,
    createdAt: ctx.now,
    expiresAt: ctx.now + minutes(10),
  })

  const referralId = ctx.newId()
  const referrer = { name: 'Dr Noor', job: 'GP', organisation: 'Mill Surgery', email: 'gp@example.org', phone: '', locale: language }
  await db.insert(referrals).values({
    id: referralId,
    teamId: scene.team,
    personId,
    source: 'gp_practice',
    via: 'form',
    reasons: [canaries.reason],
    story: await vault.seal(`Since the ${canaries.reason}`, slot('referrals.story', referralId)),
    referrer: await vault.seal(JSON.stringify(referrer), slot('referrals.referrer', referralId)),
    consentAt: ctx.now,
    tells: [],
    status: 'received',
    receivedAt: ctx.now,
    contactDueAt: ctx.now + days(5),
    answerDueAt: ctx.now + days(10),
    step: 1,
    createdAt: ctx.now,
  })

  const office = await place.organisation('place_office')
  const coordinator = await place.signIn('coordinator', office)
  await db.update(users).set({ locale: language }).where(eq(users.id, coordinator.id))

  await db.insert(questionnaires).values({
    id: questionnaireId,
    ...{ teamId: scene.team, personId, referralId, wave: 'start', status: 'asked', dueAt: ctx.now, askedAt: ctx.now, step: 2 },
    createdAt: ctx.now,
  })

  const recipients = { referrer: referralId, person: personId, buddy: buddyId, invitation: invitationId, sign_in: requestId }
  const recipientOf = (kind: MessageKind) => {
    const { to } = kinds[kind]
    if (to !== 'user') return recipients[to]
    if (kind === 'digest.organiser') return scene.organiser.id
    if (kind.startsWith('place.') || kind === 'digest.coordinator') return coordinator.id
    return kind.startsWith('provider.') ? scene.organiser.id : scene.linkWorker.id
  }
  const subjectOf = (kind: MessageKind): string => {
    if (kind.startsWith('digest.')) return recipientOf(kind)
    if (kind === 'team.referral_received' || kind === 'team.referral_late') return scene.team
    if (kind === 'place.address_stopped') return buddyId
    if (kind.startsWith('place.')) return place.ctx().place.id
    if (kind.includes('referral')) return referralId
    if (kind === 'provider.register_due' || kind === 'team.session_cancelled') return scene.sessionId
    if (kind.startsWith('buddy.')) return buddyId
    if (kind.startsWith('outcome.')) return questionnaireId
    if (kind === 'team.person_left' || kind === 'team.address_stopped') return personId
    if (kind.includes('visit') && kind !== 'team.visit_moved') return visitId
    return kind === 'account.invitation' ? invitationId : kind === 'account.sign_in' ? requestId : bookingId
  }

  const startsAt = async () => (await db.select().from(sessions).where(eq(sessions.id, scene.sessionId)))[0]?.startsAt

  const row = async (kind: MessageKind, id = 1): Promise<MessageRow> => ({
    id,
    kind,
    recipientKind: kinds[kind].to,
    recipientId: recipientOf(kind),
    subjectId: subjectOf(kind),
    dedupeKey: `${kind}:${id}:${await startsAt()}`,
    secret: kind.startsWith('account.') ? await vault.seal(`secret-of-${kind}`, slot('messages.secret', recipientOf(kind))) : null,
    status: 'planned',
    dueAt: place.clock.now,
    usefulUntil: place.clock.now + days(30),
    attempts: 0,
    batchId: null,
    providerId: null,
    outcome: null,
    sentAt: null,
    createdAt: place.clock.now,
  })

  async function write(kind: MessageKind, change: Partial<MessageRow> = {}): Promise<Letter | Unsent> {
    const due = { ...(await row(kind)), ...change }
    const written = (await writers[kind](place.ctx(), [due])).get(due.id)
    if (!written) throw new Error(`${kind} was left unanswered`)
    return written
  }
  async function letter(kind: MessageKind): Promise<Letter> {
    const written = await write(kind)
    if (typeof written === 'string') throw new Error(`${kind} was not written: ${written}`)
    return written
  }

  const set = {
    referral: (values: Partial<typeof referrals.$inferInsert>) => db.update(referrals).set(values).where(eq(referrals.id, referralId)),
    booking: (values: Partial<typeof bookings.$inferInsert>) => db.update(bookings).set(values).where(eq(bookings.id, bookingId)),
    session: (values: Partial<typeof sessions.$inferInsert>) => db.update(sessions).set(values).where(eq(sessions.id, scene.sessionId)),
    visit: (values: Partial<typeof visits.$inferInsert>) => db.update(visits).set(values).where(eq(visits.id, visitId)),
    person: (values: Partial<typeof people.$inferInsert>) => db.update(people).set(values).where(eq(people.id, personId)),
    buddy: (values: Partial<typeof buddies.$inferInsert>) => db.update(buddies).set(values).where(eq(buddies.id, buddyId)),
    questionnaire: (values: Partial<typeof questionnaires.$inferInsert>) =>
      db.update(questionnaires).set(values).where(eq(questionnaires.id, questionnaireId)),
    group: (values: Partial<typeof groups.$inferInsert>) => db.update(groups).set(values).where(eq(groups.id, scene.groupId)),
    venue: (values: Partial<typeof venues.$inferInsert>) => db.update(venues).set(values).where(eq(venues.id, scene.venueId)),
    invitation: (values: Partial<typeof invitations.$inferInsert>) =>
      db.update(invitations).set(values).where(eq(invitations.id, invitationId)),
  }

  return {
    place,
    scene,
    personId,
    bookingId,
    visitId,
    buddyId,
    invitationId,
    requestId,
    referralId,
    questionnaireId,
    set,
    row,
    write,
    letter,
  }
}

/** Brings the town into the state that the kind's letter speaks of. */
export async function makeTrue({ set, place, scene, referralId, buddyId }: Town, kind: MessageKind): Promise<void> {
  const state: Partial<Record<MessageKind, BookingStatus>> = {
    'booking.offer_ended': 'expired',
    'booking.cancelled': 'cancelled',
    'team.booking_cancelled': 'cancelled',
  }
  const status = state[kind]
  if (status) await set.booking({ status, cancelledBy: 'attendee' })
  if (kind === 'booking.waitlisted') await set.booking({ status: 'waitlisted', ticket: 1 })
  if (kind === 'booking.offered') await set.booking({ status: 'offered', ticket: 1, offerExpiresAt: place.clock.now + hours(24) })
  if (['visit.stepped_back', 'team.visit_unfilled', 'team.visit_stepped_back', 'provider.visit_freed'].includes(kind))
    await set.visit({ status: 'wanted', buddyId: null, claimedAt: null })
  if (kind === 'buddy.visits_freed') {
    const { freedFrom, freedAt, freedWhy } = { freedFrom: buddyId, freedAt: place.clock.now, freedWhy: 'buddy_paused' as const }
    await set.visit({ status: 'wanted', buddyId: null, claimedAt: null, freedFrom, freedAt, freedWhy })
  }
  if (kind === 'visit.arranged' || kind === 'team.visit_moved')
    await set.visit({ status: 'not_needed', buddyId: null, claimedAt: null, arrangement: 'link_worker_goes' })
  if (kind === 'visit.greeting') await set.visit({ kind: 'message', status: 'accompanied', greeting: 'enjoy' })
  if (kind === 'team.referral_assigned') await set.referral({ assignedTo: scene.linkWorker.id })
  if (kind === 'referral.news') {
    await set.referral({ status: 'contacted', contactedAt: place.clock.now, tells: ['contacted', 'ended'] })
    await place.db.insert(referralNews).values({ referralId, stage: 'contacted', at: place.clock.now })
  }
  if (kind === 'team.referral_late') await set.referral({ answerDueAt: place.clock.now - 1 })
  if (kind === 'place.referral_late') await set.referral({ answerDueAt: place.clock.now - days(4), escalatedAt: place.clock.now })
  if (kind === 'place.job_late') await place.db.insert(jobStates).values({ job: 'tidy', since: 0, alarmedAt: place.clock.now })
  if (kind === 'visit.cancelled') await set.visit({ status: 'not_needed' })
  if (kind === 'team.session_cancelled') {
    await set.session({ status: 'cancelled' })
    await set.booking({ status: 'cancelled', cancelledBy: 'organiser', reason: 'session_cancelled' })
  }
  if (kind === 'team.person_left') await set.person({ withdrawnAt: place.clock.now })
  if (kind.endsWith('.address_stopped')) {
    const addressIndex = await place.vault.index('email', kind === 'team.address_stopped' ? 'person@example.org' : 'buddy@example.org')
    await place.db.insert(suppressedAddresses).values({ addressIndex, reason: 'bounced', since: place.clock.now })
  }
  if (kind === 'buddy.applied') await set.buddy({ status: 'applied' })
  if (kind === 'buddy.checks_asked') await set.buddy({ status: 'vetting' })
  if (kind === 'buddy.resumed') await set.buddy({ checkedUntilOn: '2027-05-31' })
  if (kind === 'buddy.paused') await set.buddy({ status: 'paused' })
  if (kind === 'buddy.check_ends') await set.buddy({ checkedUntilOn: '2026-06-20' })
  if (kind === 'buddy.check_expired') await set.buddy({ status: 'expired' })
  if (kind === 'digest.coordinator') await place.db.update(groups).set({ status: 'awaiting_check' })
  if (kind === 'digest.buddy') {
    await set.visit({ status: 'wanted', buddyId: null, claimedAt: null })
    const wishes = { areas: ['Northfield'], activities: ['singing'], languages: ['en', 'id'], availability: ['thu_morning'] }
    await place.db.update(organisations).set({ kind: 'volunteer_hub' }).where(eq(organisations.id, scene.provider))
    await set.buddy({ ...wishes, checkedUntilOn: '2027-05-31' })
  }
  if (kind === 'buddy.declined') await set.buddy({ status: 'declined' })
  if (kind === 'booking.survey' || kind === 'provider.register_due') {
    await set.booking({ status: 'confirmed' })
    place.clock.now += hours(75)
  }
}

export const allKinds = Object.keys(kinds) as MessageKind[]
