// What an edit of sessions brings about for the people, their buddies and the waiting list; all of it goes into the edit's batch.

import { eq, sql } from 'drizzle-orm'
import type { Actor } from '../../access/actor.ts'
import type { SessionFacts } from '../../bookings/queries.ts'
import { type GroupReads, readsOfGroup, settleGroup } from '../../bookings/settling/group/queries.ts'
import type { Ctx } from '../../ctx.ts'
import type { Statement } from '../../db/connect.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { buddies, buddySlots, visits } from '../../db/schema/buddies.ts'
import { people } from '../../db/schema/people.ts'
import { emptyWeeks, fillWeeks } from '../../groups/weeks/queries.ts'
import { plan } from '../../messages/queries.ts'
import { answerable, isArranged, type Member, moveVisit, workersOf } from '../../visits/queries.ts'
import { slotsOf } from '../../visits/rules.ts'
import { latestOfferEnd } from '../../waiting-list/rules.ts'
import { tell, theirLinkWorkers } from '../cancellation/queries.ts'
import { groupOf, idsOf, type Scope } from '../editing/queries.ts'
import { type Change, clashesOf } from '../editing/rules.ts'
import { weekOf } from '../rules.ts'

/** The reads that `whatFollows` needs, for the batch that loads the sessions. */
export const peopleIn = (ctx: Ctx, scope: Scope) =>
  [
    claimedVisits(ctx, scope),
    promisedSlots(ctx, scope),
    workersOf(ctx.db, sql`(SELECT team_id FROM visits WHERE session_id IN ${idsOf(scope, ctx.now)} AND status = 'claimed')`),
    ...readsOfGroup(ctx, groupOf(scope)),
  ] as const

type Visits = Awaited<ReturnType<typeof claimedVisits>>
type Slots = Awaited<ReturnType<typeof promisedSlots>>
export type SessionChange = Change & { area: string }

/** The changes themselves and all that follows from them, in the order in which it must happen. */
export function whatFollows(
  ctx: Ctx,
  actor: Actor,
  sessions: readonly (SessionFacts & { id: string })[],
  changes: readonly SessionChange[],
  [visits, slots, workers, ...group]: readonly [Visits, Slots, readonly Member[], ...GroupReads],
): Statement[] {
  const moved = changes.filter(({ isMoved }) => isMoved)
  return [
    ...clashesOf(visits, slots, moved, ctx.place.timeZone).flatMap((visit) =>
      freeBuddy(ctx, actor, visit, { moved, alarms: answerable(visit, workers) }),
    ),
    ...changeSessions(ctx, actor, changes),
    ...settleGroup(ctx, actor, group, {
      newcomers: moved.flatMap((change) => goingAlong(change, sessions)),
      become: ({ session, line }) => {
        const change = changes.find(({ id }) => id === session.id)
        return { session: change ? { ...session, ...change, weekOn: weekOf(change) } : session, line }
      },
    }),
  ]
}

/** The newcomers of a session that moves leave its week for another. */
function goingAlong(change: SessionChange, sessions: readonly SessionFacts[]) {
  const from = sessions.find(({ id }) => id === change.id)
  if (!from) return []
  const { weekOn, newcomersTaken } = from
  return [
    { weekOn, newcomers: -newcomersTaken },
    { weekOn: weekOf(change), newcomers: newcomersTaken },
  ]
}

/** A buddy who is promised elsewhere at the new time, or not checked for the new day, cannot come: the visit is open again, and a human knows. */
function freeBuddy(
  ctx: Ctx,
  actor: Actor,
  visit: Visits[number],
  { moved, alarms }: { moved: readonly SessionChange[]; alarms: readonly string[] },
): Statement[] {
  const usefulUntil = moved.find(({ id }) => id === visit.sessionId)?.startsAt ?? ctx.now
  return [
    ...moveVisit(ctx, actor, visit, 'wanted', { why: 'session_moved', set: { buddyId: null, claimedAt: null } }),
    plan(ctx, { kind: 'visit.cancelled', recipientId: visit.buddyId, subjectId: visit.id, about: visit.step + 1, usefulUntil }),
    ...alarms.map((recipientId) =>
      plan(ctx, { kind: 'team.visit_unfilled', recipientId, subjectId: visit.id, about: visit.step + 1, usefulUntil }),
    ),
  ]
}

/** Writes the changes of sessions and everything that follows from a move, in the order in which it must happen. */
function changeSessions(ctx: Ctx, actor: Actor, changes: readonly SessionChange[]): Statement[] {
  if (changes.length === 0) return []
  const { db, now } = ctx
  const at = sql`CAST(${now} AS INTEGER)`
  const list = JSON.stringify(changes)
  const moved = changes.filter(({ isMoved }) => isMoved)
  const column = (part: string) => sql.raw(`c.value->>'${part}'`)
  return [
    // Where it moved from is kept as the why: whoever has not heard of the change may set out for the old hour.
    db.run(sql`
      INSERT INTO audit_entries (at, actor_kind, actor_id, action, subject_kind, subject_id, step, from_state, to_state, org_id, why, request_id)
      SELECT ${at}, ${actor.kind}, ${actor.id}, CASE ${column('isMoved')} WHEN 1 THEN 'session.move' ELSE 'session.edit' END, 'session', s.id,
        (${column('step')}) + 1, s.status, s.status, s.org_id,
        CASE ${column('isMoved')} WHEN 1 THEN strftime('%Y-%m-%d %H:%M UTC', s.starts_at / 1000, 'unixepoch') END, ${ctx.requestId}
      FROM json_each(${list}) AS c JOIN sessions AS s ON s.id = ${column('id')}`),
    ...(moved.length ? [emptyWeeks(db, idsIn(moved))] : []),
    // Two steps, since the new day of one session can be the old day of the next.
    db.run(sql`
      UPDATE sessions SET occurs_on = 'moving ' || sessions.id FROM json_each(${list}) AS c
      WHERE sessions.id = ${column('id')} AND sessions.occurs_on <> ${column('occursOn')}`),
    db.run(sql`
      UPDATE sessions SET occurs_on = ${column('occursOn')}, moved_to_week = ${column('movedToWeek')}, venue_id = ${column('venueId')}, starts_at = ${column('startsAt')},
        ends_at = ${column('endsAt')}, booking_closes_at = ${column('bookingClosesAt')}, capacity = ${column('capacity')},
        newcomer_limit = ${column('newcomerLimit')}, newcomer_places = ${column('newcomerPlaces')},
        buddy_for_first_visit = ${column('buddyForFirstVisit')}, meeting_point = ${column('meetingPoint')},
        calendar_sequence = calendar_sequence + (${column('isMoved')}), step = step + 1
      FROM json_each(${list}) AS c WHERE sessions.id = ${column('id')}`),
    ...(moved.length ? [fillWeeks(db, idsIn(moved)), ...follow(ctx, moved)] : []),
  ]
}

const idsIn = (changes: readonly SessionChange[]) => sql`(SELECT value FROM json_each(${JSON.stringify(changes.map(({ id }) => id))}))`

/** What follows a session that moved: visits and the quarter hours of buddies, open offers, and the news to everybody. */
function follow({ db, now }: Ctx, moved: readonly SessionChange[]): Statement[] {
  const at = sql`CAST(${now} AS INTEGER)`
  const list = JSON.stringify(
    moved.map(({ id, startsAt, endsAt, area }) => ({
      ...{ id, startsAt, endsAt, area, slots: slotsOf({ startsAt, endsAt }), offersUntil: latestOfferEnd(startsAt, now) },
    })),
  )
  const ids = sql`(SELECT value->>'id' FROM json_each(${list}))`
  return [
    db.run(sql`
      UPDATE visits SET starts_at = c.value->>'startsAt', ends_at = c.value->>'endsAt', area = c.value->>'area'
      FROM json_each(${list}) AS c WHERE visits.session_id = c.value->>'id'
        AND (visits.status IN ('wanted', 'claimed') OR visits.status = 'not_needed' AND visits.arrangement IS NOT NULL)`),
    db.run(sql`DELETE FROM buddy_slots WHERE visit_id IN (SELECT id FROM visits WHERE session_id IN ${ids} AND status = 'claimed')`),
    db.run(sql`
      INSERT INTO buddy_slots (buddy_id, slot_at, visit_id)
      SELECT v.buddy_id, slot.value, v.id
      FROM json_each(${list}) AS c JOIN visits AS v ON v.session_id = c.value->>'id' AND v.status = 'claimed'
        JOIN json_each(c.value, '$.slots') AS slot`),
    // An offer must end while the next person can still come.
    db.run(sql`
      UPDATE bookings SET offer_expires_at = min(offer_expires_at, c.value->>'offersUntil')
      FROM json_each(${list}) AS c WHERE bookings.session_id = c.value->>'id' AND bookings.status = 'offered'`),
    // What waits, in a batch or not, is of no use from the new start on: once in doubt it would be tried again until the old one.
    db.run(sql`
      UPDATE messages SET useful_until = min(useful_until, coalesce(
        (SELECT s.starts_at FROM bookings AS b JOIN sessions AS s ON s.id = b.session_id WHERE b.id = messages.subject_id),
        (SELECT v.starts_at FROM visits AS v WHERE v.id = messages.subject_id), useful_until))
      WHERE messages.subject_id IN (SELECT id FROM bookings WHERE session_id IN ${ids} UNION ALL SELECT id FROM visits WHERE session_id IN ${ids})
        AND +messages.status IN ('planned', 'sending') AND messages.kind IN ('booking.confirm_request', 'booking.waitlisted', 'booking.offered',
          'booking.offer_ended', 'visit.introduced', 'visit.arranged', 'visit.stepped_back', 'provider.visit_freed')`),
    tell(
      db,
      sql`
      SELECT 'booking.changed', 'person', b.person_id, b.id, 'booking.changed:' || b.id || ':' || b.person_id || ':' || s.calendar_sequence,
        ${at}, s.starts_at, ${at}
      FROM bookings AS b JOIN sessions AS s ON s.id = b.session_id
      WHERE b.session_id IN ${ids} AND b.status IN ('waitlisted', 'offered', 'booked', 'confirmed')`,
    ),
    tell(
      db,
      sql`
      SELECT 'visit.changed', 'buddy', v.buddy_id, v.id, 'visit.changed:' || v.id || ':' || v.buddy_id || ':' || s.calendar_sequence,
        ${at}, s.ends_at, ${at}
      FROM visits AS v JOIN sessions AS s ON s.id = v.session_id WHERE v.session_id IN ${ids} AND v.status = 'claimed'`,
    ),
    // Whoever goes along in a buddy's place is told by the link worker, or is one.
    tell(
      db,
      sql`
      SELECT DISTINCT 'team.visit_moved', 'user', u.id, b.id, 'team.visit_moved:' || b.id || ':' || u.id || ':' || s.calendar_sequence,
        ${at}, s.starts_at, ${at}
      FROM visits AS v JOIN bookings AS b ON b.id = v.booking_id JOIN sessions AS s ON s.id = v.session_id ${theirLinkWorkers}
      WHERE v.session_id IN ${ids} AND ${isArranged} AND b.status IN ('waitlisted', 'offered', 'booked', 'confirmed')`,
    ),
  ]
}

/** Claimed visits to these sessions, each with its buddy's check and the link worker who looks after its person. */
const claimedVisits = ({ db, now }: Ctx, scope: Scope) =>
  db
    .select({
      id: visits.id,
      status: visits.status,
      step: visits.step,
      teamId: visits.teamId,
      sessionId: visits.sessionId,
      buddyId: sql<string>`${visits.buddyId}`.as('buddy'),
      checkedUntilOn: buddies.checkedUntilOn,
      linkWorkerId: people.linkWorkerId,
    })
    .from(visits)
    .innerJoin(bookings, eq(bookings.id, visits.bookingId))
    .innerJoin(people, eq(people.id, bookings.personId))
    .innerJoin(buddies, eq(buddies.id, visits.buddyId))
    .where(sql`${visits.sessionId} IN ${idsOf(scope, now)} AND ${visits.status} = 'claimed'`)

/** Everything that the buddies of these sessions have promised from now on. */
const promisedSlots = ({ db, now }: Ctx, scope: Scope) =>
  db
    .select()
    .from(buddySlots)
    .where(
      sql`${buddySlots.buddyId} IN (SELECT buddy_id FROM visits WHERE session_id IN ${idsOf(scope, now)} AND status = 'claimed')
        AND ${buddySlots.slotAt} > ${now}`,
    )
