import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { bookings } from '../../src/db/schema/bookings.ts'
import { buddies, visits } from '../../src/db/schema/buddies.ts'
import { groups } from '../../src/db/schema/groups.ts'
import { jobStates } from '../../src/db/schema/jobs.ts'
import { suppressedAddresses } from '../../src/db/schema/messages.ts'
import { memberships, users } from '../../src/db/schema/organisations.ts'
import { redemptions } from '../../src/db/schema/sign-in.ts'
import { responses } from '../../src/db/schema/surveys.ts'
import { sha256 } from '../../src/lib/encoding.ts'
import { days, hours } from '../../src/lib/time.ts'
import { kinds, type MessageKind, type Unsent } from '../../src/messages/rules.ts'
import { allKinds, makeTrue, type Town, town } from './town.ts'

type Change = (here: Town) => unknown
const changes = {
  confirmed: ({ set }) => set.booking({ status: 'confirmed' }),
  unconfirmed: ({ set }) => set.booking({ status: 'booked' }),
  'cancelled by the person': ({ set }) => set.booking({ status: 'cancelled', cancelledBy: 'attendee' }),
  'place passed on': ({ set }) => set.booking({ status: 'expired' }),
  'still only offered': ({ set, place }) => set.booking({ status: 'offered', ticket: 1, offerExpiresAt: place.clock.now + hours(5) }),
  'offer ran out': ({ place }) => {
    place.clock.now += hours(25)
  },
  attended: ({ set }) => set.booking({ status: 'attended' }),
  'booked again': async (here) => {
    const [booking] = await here.place.rows.bookings()
    if (!booking) throw new Error('no booking')
    await here.place.db.insert(bookings).values({ ...booking, id: here.place.ctx().newId(), status: 'booked' })
  },
  'session cancelled': ({ set }) => set.session({ status: 'cancelled' }),
  'session did not run': ({ set }) => set.booking({ status: 'missed', missedCause: 'session_did_not_run' }),
  'session started': ({ place }) => {
    place.clock.now += hours(70)
  },
  'session over': ({ place }) => {
    place.clock.now += hours(72)
  },
  'session put off': ({ set, place }) => set.session({ startsAt: place.clock.now + days(9), endsAt: place.clock.now + days(9) + hours(2) }),
  'session an hour later': ({ set, place }) => set.session({ startsAt: place.clock.now + hours(71), endsAt: place.clock.now + hours(73) }),
  'another meeting point': ({ set }) => set.session({ meetingPoint: 'The side door' }),
  'register taken': ({ set, place }) => set.session({ registerTakenAt: place.clock.now, status: 'held' }),
  'reminders stopped': ({ set, place }) => set.person({ remindersStoppedAt: place.clock.now }),
  'surveys stopped': ({ set, place }) => set.person({ surveysStoppedAt: place.clock.now }),
  'wellbeing stopped': ({ set, place }) => set.person({ wellbeingStoppedAt: place.clock.now }),
  'emails about visits stopped': ({ set, place }) => set.person({ visitsStoppedAt: place.clock.now }),
  'reached by phone': ({ set }) => set.person({ reachBy: 'phone' }),
  'another address': async ({ set, place, personId }) =>
    set.person({ email: await place.vault.seal('new@example.org', { column: 'people.email', rowId: personId }) }),
  'written to again': ({ place }) => place.db.delete(suppressedAddresses),
  'no address': ({ set }) => set.person({ email: null }),
  'a carer without address': async ({ set, place, personId }) =>
    set.person({
      reachBy: 'carer',
      carer: await place.vault.seal('{"name":"Carla","email":""}', { column: 'people.carer', rowId: personId }),
    }),
  'answered already': async ({ place, bookingId, personId, scene }) =>
    place.db.insert(responses).values({
      bookingId,
      personId,
      teamId: scene.team,
      went: 'yes',
      language: 'en',
      answeredBy: 'person',
      answeredAt: place.clock.now,
      step: 1,
    }),
  'words taken back': ({ set }) => set.visit({ status: 'not_needed' }),
  'questions answered': ({ set }) => set.questionnaire({ status: 'answered' }),
  'questions given up': ({ set }) => set.questionnaire({ status: 'lost' }),
  'buddy stepped back': ({ set }) => set.visit({ status: 'wanted', buddyId: null, claimedAt: null }),
  'claimed by a buddy': ({ set, buddyId, place }) => set.visit({ status: 'claimed', buddyId, claimedAt: place.clock.now }),
  'claimed anew later': ({ set, place }) => set.visit({ claimedAt: place.clock.now + 1 }),
  'claimed by another buddy': async (here) => {
    const [buddy] = await here.place.db.select().from(buddies)
    if (!buddy) throw new Error('no buddy')
    const id = here.place.ctx().newId()
    const emailIndex = await here.place.vault.index('email', 'other@example.org')
    await here.place.db.insert(buddies).values({ ...buddy, id, userId: null, emailIndex })
    await here.set.visit({ status: 'claimed', buddyId: id, claimedAt: here.place.clock.now })
  },
  'a buddy wanted after all': async ({ place }) => {
    const [visit] = await place.rows.visits()
    if (!visit) throw new Error('no visit')
    await place.db.insert(visits).values({ ...visit, id: place.ctx().newId(), status: 'wanted', arrangement: null })
  },
  'no buddy needed': ({ set }) => set.visit({ status: 'not_needed', buddyId: null }),
  arranged: ({ set }) => set.visit({ arrangement: 'moved' }),
  'left the organisation': ({ place }) => place.db.delete(memberships),
  'left for another organisation': async ({ place }) =>
    place.db.update(memberships).set({ orgId: await place.organisation('referral_team') }),
  'consent given anew': ({ set }) => set.person({ withdrawnAt: null }),
  'user disabled': ({ place }) => place.db.update(users).set({ disabledAt: place.clock.now }),
  approved: ({ set }) => set.buddy({ status: 'approved' }),
  declined: ({ set }) => set.buddy({ status: 'declined' }),
  paused: ({ set }) => set.buddy({ status: 'paused' }),
  'paused by themselves': ({ set }) => set.buddy({ status: 'paused', pausedBy: 'buddy' }),
  'check renewed': ({ set }) => set.buddy({ checkedUntilOn: '2028-06-01' }),
  'wishes changed': ({ set }) => set.buddy({ availability: ['sun_evening'] }),
  'nothing waits': async ({ set, place, scene }) => {
    await set.booking({ status: 'confirmed' })
    await set.referral({ assignedTo: scene.linkWorker.id, escalatedAt: null })
    await place.db.update(groups).set({ status: 'verified' })
  },
  accepted: ({ set, place }) => set.invitation({ acceptedAt: place.clock.now }),
  'sent afresh': ({ set }) => set.invitation({ tokenHash: 'of another link' }),
  revoked: ({ set, place }) => set.invitation({ revokedAt: place.clock.now }),
  'too late': ({ place }) => {
    place.clock.now += days(7)
  },
  redeemed: async ({ place }) =>
    place.db.insert(redemptions).values({ tokenHash: await sha256('signing-in'), redeemedAt: place.clock.now }),
  'taken by somebody': ({ set, scene }) => set.referral({ assignedTo: scene.linkWorker.id }),
  'handed over': ({ set }) => set.referral({ assignedTo: 'somebody else' }),
  'person spoken with': ({ set }) => set.referral({ status: 'contacted' }),
  'referral ended': ({ set, place }) => set.referral({ status: 'withdrawn', endedAt: place.clock.now }),
  'support completed': ({ set, place }) => set.referral({ status: 'completed', endedAt: place.clock.now }),
  'referrer may not be told': ({ set }) => set.referral({ tells: [] }),
  'only the end may be told': ({ set }) => set.referral({ tells: ['ended'] }),
  'links taken back': ({ set }) => set.referral({ linkVersion: 1 }),
  'not contacted after all': ({ set }) => set.referral({ contactedAt: null }),
  'everything runs': ({ place }) => place.db.delete(jobStates),
  'work has stopped': ({ place }) => place.db.insert(jobStates).values({ job: 'tidy', since: 0, alarmedAt: place.clock.now }),
  'consent withdrawn': ({ set, place }) => set.person({ withdrawnAt: place.clock.now }),
  'person erased': ({ set, place }) => set.person({ erasedAt: place.clock.now }),
} as const satisfies Record<string, Change>

type Name = keyof typeof changes
const gone: readonly Name[] = ['cancelled by the person', 'place passed on', 'session cancelled', 'session started']
const noVisit: readonly Name[] = ['session cancelled', 'session started', 'buddy stepped back', 'claimed by another buddy']
const unreachable: readonly Name[] = ['reached by phone', 'no address', 'a carer without address']

/** What makes each kind untrue, and what must not: a letter that stays true is as much a promise as one that is not sent. */
const matrix: Record<MessageKind, { untrue: readonly Name[]; stays?: readonly Name[] }> = {
  'booking.confirm_request': {
    untrue: [...gone, 'confirmed', 'still only offered', 'attended'],
    stays: ['session put off', 'reminders stopped', 'surveys stopped'],
  },
  'booking.waitlisted': { untrue: [...gone, 'confirmed', 'still only offered'] },
  'booking.offered': { untrue: [...gone, 'confirmed', 'offer ran out'] },
  'booking.offer_ended': { untrue: ['session cancelled', 'session started', 'booked again', 'attended', 'cancelled by the person'] },
  'booking.changed': { untrue: [...gone, 'attended'], stays: ['confirmed', 'session put off'] },
  'booking.cancelled': { untrue: ['confirmed', 'booked again', 'session over'], stays: ['session started', 'session cancelled'] },
  'booking.link': { untrue: [], stays: ['cancelled by the person', 'session over', 'reminders stopped'] },
  'booking.reminder_48h': {
    untrue: [...gone, 'still only offered', 'attended', 'session put off', 'session an hour later'],
    stays: ['confirmed', 'surveys stopped', 'another meeting point'],
  },
  'booking.reminder_day': {
    untrue: [...gone, 'still only offered', 'attended', 'session put off', 'session an hour later'],
    stays: ['confirmed', 'surveys stopped', 'another meeting point'],
  },
  'booking.survey': {
    untrue: [
      'session cancelled',
      'session did not run',
      'answered already',
      'cancelled by the person',
      'place passed on',
      'session put off',
    ],
    stays: ['attended', 'unconfirmed', 'reminders stopped'],
  },
  'visit.greeting': { untrue: [...gone, 'words taken back', 'buddy stepped back'], stays: ['confirmed', 'surveys stopped'] },
  'outcome.asked': {
    untrue: ['questions answered', 'questions given up', 'referral ended'],
    stays: ['support completed', 'session cancelled', 'reminders stopped'],
  },
  'outcome.reminder': {
    untrue: ['questions answered', 'questions given up', 'referral ended'],
    stays: ['support completed', 'session cancelled', 'reminders stopped'],
  },
  'visit.introduced': {
    untrue: [...gone, 'buddy stepped back', 'claimed anew later', 'no buddy needed'],
    stays: ['confirmed', 'reminders stopped'],
  },
  'visit.arranged': {
    untrue: [...gone, 'buddy stepped back', 'claimed by a buddy', 'a buddy wanted after all'],
    stays: ['confirmed', 'reminders stopped'],
  },
  'visit.stepped_back': { untrue: [...gone, 'claimed by a buddy', 'no buddy needed'] },
  'visit.claimed': {
    untrue: [...noVisit, 'no buddy needed'],
    stays: ['session put off'],
  },
  'visit.reminder_48h': {
    untrue: [...noVisit, 'no buddy needed', 'session put off', 'session an hour later'],
    stays: ['another meeting point'],
  },
  'visit.reminder_day': {
    untrue: [...noVisit, 'no buddy needed', 'session put off', 'session an hour later'],
    stays: ['another meeting point'],
  },
  'visit.changed': { untrue: noVisit, stays: ['session put off'] },
  'visit.cancelled': { untrue: ['claimed by a buddy', 'session over'], stays: ['claimed by another buddy', 'session cancelled'] },
  'team.visit_claimed': { untrue: ['buddy stepped back', 'claimed anew later', 'session started', 'left the organisation'] },
  'team.visit_stepped_back': { untrue: [...gone, 'claimed by a buddy', 'arranged', 'no buddy needed', 'left the organisation'] },
  'team.visit_unfilled': { untrue: [...gone, 'claimed by a buddy', 'arranged', 'no buddy needed', 'left the organisation'] },
  'team.visit_moved': {
    untrue: [...gone, 'attended', 'left the organisation'],
    stays: ['confirmed', 'session put off', 'claimed by a buddy'],
  },
  'team.session_cancelled': { untrue: ['session over', 'left the organisation', 'left for another organisation'] },
  'team.booking_cancelled': {
    untrue: ['confirmed', 'booked again', 'session over', 'left the organisation', 'left for another organisation'],
  },
  'team.referral_received': { untrue: ['taken by somebody', 'person spoken with', 'referral ended', 'left the organisation'] },
  'team.referral_assigned': {
    untrue: ['handed over', 'referral ended', 'consent withdrawn', 'person erased', 'left the organisation'],
    stays: ['person spoken with'],
  },
  'team.referral_late': { untrue: ['person spoken with', 'referral ended', 'consent withdrawn', 'person erased', 'left the organisation'] },
  'place.referral_late': {
    untrue: ['person spoken with', 'referral ended', 'consent withdrawn', 'person erased', 'left the organisation'],
  },
  'place.job_late': { untrue: ['everything runs', 'left the organisation'] },
  'place.job_well': { untrue: ['work has stopped', 'left the organisation'] },
  'team.person_left': { untrue: ['consent given anew', 'person erased', 'left the organisation'] },
  'team.address_stopped': {
    untrue: ['another address', 'written to again', 'reached by phone', 'consent withdrawn', 'person erased', 'left the organisation'],
  },
  'place.address_stopped': { untrue: ['written to again', 'left the organisation'] },
  'provider.visit_claimed': {
    untrue: ['buddy stepped back', 'session cancelled', 'session started', 'left the organisation', 'left for another organisation'],
  },
  'provider.visit_freed': {
    untrue: [
      'claimed by a buddy',
      'claimed by another buddy',
      'session cancelled',
      'session started',
      'left the organisation',
      'left for another organisation',
    ],
    stays: ['arranged', 'no buddy needed', 'cancelled by the person', 'session put off'],
  },
  'provider.register_due': { untrue: ['register taken', 'session cancelled', 'session put off', 'left the organisation'] },
  'referral.received': {
    untrue: ['consent withdrawn', 'person erased'],
    stays: ['person spoken with', 'taken by somebody', 'reminders stopped'],
  },
  'referral.news': {
    untrue: ['referrer may not be told', 'only the end may be told', 'not contacted after all', 'consent withdrawn', 'person erased'],
    stays: ['referral ended', 'links taken back', 'taken by somebody', 'reminders stopped'],
  },
  'referral.link': { untrue: ['consent withdrawn', 'person erased'], stays: ['referral ended', 'links taken back'] },
  'buddy.applied': { untrue: ['approved', 'declined'] },
  'buddy.approved': { untrue: ['paused', 'declined'] },
  'buddy.checks_asked': { untrue: ['approved', 'declined'] },
  'buddy.resumed': { untrue: ['paused', 'declined'] },
  'buddy.paused': { untrue: ['approved', 'declined', 'paused by themselves'] },
  'buddy.check_ends': { untrue: ['declined', 'check renewed'], stays: ['paused'] },
  'buddy.check_expired': { untrue: ['approved', 'declined'] },
  'digest.link_worker': { untrue: ['nothing waits'], stays: ['session put off'] },
  'digest.organiser': { untrue: ['session cancelled', 'left the organisation'], stays: ['confirmed', 'cancelled by the person'] },
  'digest.buddy': { untrue: ['claimed by another buddy', 'no buddy needed', 'paused', 'wishes changed'] },
  'digest.coordinator': { untrue: ['left the organisation', 'nothing waits'] },
  'buddy.visits_freed': {
    untrue: ['session cancelled', 'session started', 'claimed by a buddy'],
    stays: ['claimed by another buddy', 'paused', 'declined', 'no buddy needed'],
  },
  'buddy.declined': { untrue: ['approved'] },
  'account.sign_in': { untrue: ['redeemed', 'too late', 'user disabled'] },
  'account.invitation': { untrue: ['accepted', 'sent afresh', 'revoked', 'too late'] },
}

type Case = readonly [MessageKind, Name, Unsent | 'sent']
const cases = allKinds.flatMap((kind): Case[] => {
  const { to, category } = kinds[kind]
  const { untrue, stays = [] } = matrix[kind]
  const toPerson: Case[] = [
    ...unreachable.map((name): Case => [kind, name, 'no_address']),
    [kind, 'consent withdrawn', 'consent_withdrawn'],
    [kind, 'person erased', 'consent_withdrawn'],
    ...(category === 'reminder' ? [[kind, 'reminders stopped', 'stopped_by_person'] as const] : []),
    ...(category === 'wellbeing' ? [[kind, 'wellbeing stopped', 'stopped_by_person'] as const] : []),
    // Somebody has to ring them then, as whoever has no email.
    ...(category === 'visit'
      ? [[kind, 'emails about visits stopped', 'no_address'] as const]
      : [[kind, 'emails about visits stopped', 'sent'] as const]),
    ...(category === 'survey' ? [[kind, 'surveys stopped', 'stopped_by_person'] as const] : []),
  ]
  return [
    ...untrue.map((name): Case => [kind, name, 'no_longer_true']),
    ...stays.map((name): Case => [kind, name, 'sent']),
    ...(to === 'person' ? toPerson : []),
    ...(to === 'user' ? [[kind, 'user disabled', 'no_address'] as const] : []),
  ]
})

describe('when facts change between planning and sending', () => {
  it.each(cases)('%s, %s: %s', async (kind, name, expected) => {
    const here = await town()
    await makeTrue(here, kind)
    const row = await here.row(kind)
    expect(typeof (await here.write(kind)), 'it was true before').toBe('object')
    await changes[name](here)
    const written = await here.write(kind, row)
    expect(typeof written === 'string' ? written : 'sent').toBe(expected)
  })
})

it.each(allKinds)('%s about something that is gone is not sent', async (kind) => {
  const here = await town()
  const nobody = here.place.ctx().newId()
  const written = await here.write(kind, { subjectId: nobody, ...(kind.startsWith('buddy.') ? { recipientId: nobody } : {}) })
  expect(written).toBe('no_longer_true')
})

it.each(allKinds.filter((kind) => kinds[kind].to === 'person'))('%s never goes to somebody else', async (kind) => {
  const here = await town()
  await makeTrue(here, kind)
  expect(await here.write(kind, { recipientId: await here.place.person(here.scene.team) })).toBe('no_longer_true')
})

it('knows a row of another address book by nothing: a sealed address opens in its own row only', async () => {
  const here = await town()
  const [other] = await here.place.db.select().from(users).where(eq(users.id, here.scene.organiser.id))
  if (!other) throw new Error('no user')
  await here.place.db.update(users).set({ email: other.email }).where(eq(users.id, here.scene.linkWorker.id))
  await makeTrue(here, 'team.visit_unfilled')
  await expect(here.write('team.visit_unfilled')).rejects.toThrow()
})
