// One place with two of everything, so that what is mine and what is foreign can be asked for by the same request.

import { eq } from 'drizzle-orm'
import type { HeldRole, Membership, Role } from '../../src/access/actor.ts'
import type { Action } from '../../src/access/policy.ts'
import { ids as examples } from '../../src/api/examples.ts'
import { calendarFeeds } from '../../src/db/schema/calendars.ts'
import { users } from '../../src/db/schema/organisations.ts'
import { signIns } from '../../src/db/schema/sign-in.ts'
import type { LinkPurpose } from '../../src/lib/links.ts'
import { days } from '../../src/lib/time.ts'
import { stopVersion } from '../../src/messages/rules.ts'
import { noon, world } from '../world.ts'
import { apiToken, half, invitation, stuckEmails } from './halves.ts'
import type { Fields } from './matrix.ts'

/** What a path's parameter can be: mine, somebody else's (absent when everybody in the role shares it), and nobody's. */
type Ids = { own: string; ownOf?: Record<string, string>; foreign?: string; missing: string }
export type Principal = { name: string; cookie?: string; roles: readonly HeldRole[]; isOwn: boolean }
export type Fixture = Awaited<ReturnType<typeof fixture>>

/** Of which kind the link that stops emails speaks. */
const stoppedKind = 'team.visit_claimed'

/** What a role looks through across all organisations, because finding it is what the role is for. */
const placeWide: [Action, string][] = [
  ['session.find', 'sessions'],
  ['booking.see', 'sessions'],
  ['visit.claim', 'visits'],
  ['booking.create', 'sessions'],
  ['group.verify', 'groups'],
]

/** Pages of one role that call a use case which others may call too: their scope turns the others away, as if nothing were there. */
const narrower: Record<string, Role> = {
  'GET /sessions/:id/bookings': 'organiser',
  'GET /sessions/:id/register': 'organiser',
  'POST /calls/:messageId/cancellation': 'link_worker',
  'POST /api/calls/:messageId/cancellation': 'link_worker',
  'POST /people/:id/routines/:routineId/cancellation': 'link_worker',
  'POST /api/people/:id/routines/:routineId/cancellation': 'link_worker',
}

/** Whose body must be right before anything is looked up, and where what is looked up belongs to the whole place. */
const readFirst = ['POST /running/addresses/:addressIndex/lifting', 'POST /running/held/:batchId/release']

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
  const stuck = await stuckEmails(place)
  const entered = await place.db.select({ id: signIns.id, userId: signIns.userId }).from(signIns)
  const signInOf = ({ id }: { id: string }) => entered.find(({ userId }) => userId === id)?.id ?? ''

  const feedId = place.ctx().newId()
  await place.db.insert(calendarFeeds).values({ id: feedId, userId: mine.buddy.id, createdAt: noon })

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
        'a team lead': signInOf(mine.lead),
        'a buddy': signInOf(mine.buddy),
      },
      foreign: signInOf(theirs.linkWorker),
      missing,
    },
    'whats-on': { own: mine.groupId, missing },
    groups: { own: mine.groupId, foreign: theirs.groupId, missing },
    'to-check': { own: mine.groupId, missing },
    venues: { own: mine.venueId, foreign: theirs.venueId, missing },
    series: { own: mine.seriesId, foreign: theirs.seriesId, missing },
    sessions: { own: mine.sessionId, foreign: theirs.sessionId, missing },
    refer: { own: 'gp_practice', missing: 'nonsense' },
    referrals: { own: mine.referralId, foreign: theirs.referralId, missing },
    merging: { own: mine.otherPersonId, foreign: theirs.otherPersonId, missing },
    people: { own: mine.personId, foreign: theirs.personId, missing },
    conversations: { own: mine.conversationId, foreign: theirs.conversationId, missing },
    goals: { own: mine.goalId, foreign: theirs.goalId, missing },
    bookings: { own: mine.bookingId, foreign: theirs.bookingId, missing },
    routines: { own: mine.bookingId, foreign: theirs.bookingId, missing },
    buddies: { own: mine.applicantId, missing },
    visits: { own: mine.visitId, foreign: theirs.visitId, missing },
    mine: { own: mine.visitId, foreign: theirs.visitId, missing },
    questionnaires: { own: mine.questionnaireId, foreign: theirs.questionnaireId, missing },
    progress: { own: mine.bookingId, foreign: theirs.bookingId, missing },
    about: { own: stoppedKind, missing: 'nonsense' },
    open: { own: mine.openVisitId, missing },
    mailbox: { own: '1', missing: '999999' },
    messages: { own: stuck.messageId, missing: '999999999' },
    held: { own: stuck.batchId, missing },
    calls: { own: mine.callId, foreign: theirs.callId, missing: '999999999' },
    'to-ring': { own: mine.buddyCallId, missing: '999999999' },
    addresses: { own: stuck.addressIndex, missing: 'nobodys-address-000000' },
  }
  const both = (id: 'pastVisitId' | 'reportedVisitId' | 'wordsVisitId' | 'openVisitId') => ({ own: mine[id], foreign: theirs[id] })
  /** Where what is mine must be in a certain state to be acted upon. */
  const inState: Record<string, Pick<Ids, 'own' | 'foreign'>> = {
    'GET /visits/:id/report': both('pastVisitId'),
    'POST /visits/:id/report': both('pastVisitId'),
    'POST /api/visits/:id/report': both('pastVisitId'),
    'POST /visits/:id/report/answer': both('reportedVisitId'),
    'POST /api/visits/:id/report/answer': both('reportedVisitId'),
    'POST /visits/:id/greeting': both('wordsVisitId'),
    'POST /api/visits/:id/greeting': both('wordsVisitId'),
    'POST /visits/:id/claim': both('openVisitId'),
    'POST /api/visits/:id/claim': both('openVisitId'),
  }
  /** What is posted where an empty form would not get as far as the record. */
  const bodies: Record<string, Fields> = {
    'POST /people/:id/progress/:bookingId': {
      [`step-${mine.bookingId}`]: 'alone',
      [`step-${theirs.bookingId}`]: 'alone',
      [`step-${missing}`]: 'alone',
    },
    'POST /api/bookings/:id/accompaniment': { step: 'alone' },
    'POST /visits/:id/greeting': { greeting: 'enjoy' },
    'POST /api/visits/:id/greeting': { greeting: 'enjoy' },
    'POST /bookings/:id/calls': { about: 'missed' },
    'POST /api/bookings/:id/calls': { about: 'missed' },
    'POST /calls/:messageId/dates': { sessionId: mine.sessionId },
    'POST /api/calls/:messageId/dates': { sessionId: mine.sessionId },
    'POST /calls/:messageId/booking': { sessionId: mine.sessionId },
    'POST /api/calls/:messageId/booking': { sessionId: mine.sessionId },
    'POST /calls/:messageId/tries': { how: 'not_reached' },
    'POST /api/calls/:messageId/tries': { how: 'not_reached' },
    'POST /people/:id/merging': { intoId: mine.otherPersonId },
    'POST /api/people/:id/merging': { intoId: mine.otherPersonId },
    'POST /bookings/:id/follow-up': { about: 'missed', how: 'done' },
    'POST /api/bookings/:id/follow-up': { about: 'missed', how: 'done' },
    'POST /people/:id/follow-up': { how: 'done' },
    'POST /api/people/:id/follow-up': { how: 'done' },
    'POST /conversations/:id/next-step': { how: 'done' },
    'POST /api/conversations/:id/next-step': { how: 'done' },
    'POST /goals/:id/ratings': { rating: '5' },
    'POST /goals/:id/status': { status: 'reached' },
    'POST /people/:id/goals': { words: 'Sing again' },
    'POST /people/:id/conversations': { words: 'Is well', channel: 'phone' },
    'POST /conversations/:id': { words: 'Is very well', channel: 'phone' },
    'POST /running/messages/:messageId{[0-9]+}/mending': { how: 'give_up' },
    'POST /running/held/:batchId/release': { how: 'count_as_sent' },
    'POST /api/messages/:messageId{[0-9]+}/mending': { how: 'give_up' },
    'POST /api/held/:batchId/release': { how: 'count_as_sent' },
    'POST /running/messages/mending': { kind: 'booking.changed', status: 'failed', outcome: 'bad_address', how: 'retry' },
    'POST /api/messages/mending': { kind: 'booking.changed', status: 'failed', outcome: 'bad_address', how: 'retry' },
    'POST /running/addresses/:addressIndex/lifting': { reason: 'works_again' },
    'POST /api/stopped-addresses/lifting': { addressIndex: stuck.addressIndex, reason: 'works_again' },
  }
  /** The ids of the API reference, and which of this place stand for them. */
  const exampleIds: Record<string, string> = {
    [examples.booking]: mine.bookingId,
    [examples.group]: mine.groupId,
    [examples.linkWorker]: mine.linkWorker.id,
    [examples.organisation]: mine.provider,
    [examples.person]: mine.personId,
    [examples.session]: mine.sessionId,
    [examples.otherSession]: mine.otherSessionId,
    [examples.team]: mine.team,
    [examples.venue]: mine.venueId,
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
        { name: `a team lead${whose}`, cookie: side.lead.cookie, roles: ['link_worker', 'team_lead'], isOwn: i === 0 },
        { name: `a buddy${whose}`, cookie: side.buddy.cookie, roles: ['buddy'], isOwn: i === 0 },
      ]
    }),
  ]
  /** What the links of one purpose are about, and a link of any purpose about it. */
  const subjectOf = (purpose: LinkPurpose) =>
    (
      ({
        unsubscribe: mine.personId,
        referral: mine.sentReferralId,
        outcome: mine.questionnaireId,
        emails: mine.linkWorker.id,
        feed: feedId,
      }) as Partial<Record<LinkPurpose, string>>
    )[purpose] ?? mine.bookingId
  /** A link that stops emails says of which kind; of others the version stands for nothing here. */
  const versionOf = (purpose: LinkPurpose) => (purpose === 'emails' ? stopVersion(stoppedKind) : 0)
  const linkTo = (subjectId: string, purpose: LinkPurpose, version = versionOf(purpose)) =>
    place.links.sign({ purpose, subjectId, version, expiresAt: noon + days(60) })
  const memberships: Membership[] = [
    { orgId: office, role: 'coordinator' },
    { orgId: mine.provider, role: 'organiser' },
    { orgId: mine.team, role: 'link_worker' },
    { orgId: mine.team, role: 'team_lead' },
    { orgId: mine.hub, role: 'buddy' },
  ]
  return {
    place,
    mine,
    theirs,
    ids,
    principals,
    subjectOf,
    versionOf,
    linkTo,
    memberships,
    placeWide,
    narrower,
    inState,
    bodies,
    exampleIds,
    readFirst,
  }
}
