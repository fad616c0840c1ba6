import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../access/actor.ts'
import { moveBooking } from '../bookings/queries.ts'
import type { Ctx } from '../ctx.ts'
import type { Db, Statement } from '../db/connect.ts'
import { auditEntries } from '../db/schema/audit.ts'
import { bookings } from '../db/schema/bookings.ts'
import { visits } from '../db/schema/buddies.ts'
import { conversations, followUpPauses, goals, needs, profiles } from '../db/schema/listening.ts'
import { messages } from '../db/schema/messages.ts'
import { outcomes, questionnaires } from '../db/schema/outcomes.ts'
import { people } from '../db/schema/people.ts'
import { referrals } from '../db/schema/referrals.ts'
import { sessions } from '../db/schema/sessions.ts'
import { responses } from '../db/schema/surveys.ts'
import type { Sealed, Vault } from '../lib/seal.ts'
import type { PersonRow } from '../people/queries.ts'
import { byWhatItSays, joined, union } from './rules.ts'

export type ProfileRow = typeof profiles.$inferSelect

/** Where both have a place, or had one: the bookings of either, session by session. `isAhead`: one of the two can still be given back. */
export const sharedBookings = (db: Db, oneId: string, otherId: string, now: number) =>
  db
    .select({
      booking: bookings,
      isAhead: sql<number>`${sessions.status} = 'scheduled' AND ${sessions.startsAt} > ${now}`.as('is_ahead'),
      isAnswered: sql<number>`EXISTS (SELECT 1 FROM responses AS r WHERE r.booking_id = ${bookings.id})`.as('is_answered'),
      hasVisit:
        sql<number>`EXISTS (SELECT 1 FROM visits AS v WHERE v.session_id = ${bookings.sessionId} AND v.booking_id = ${bookings.id})`.as(
          'has_visit',
        ),
    })
    .from(bookings)
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .where(
      and(
        inArray(bookings.personId, [oneId, otherId]),
        sql`${bookings.status} NOT IN ('cancelled', 'expired')`,
        sql`EXISTS (
          SELECT 1 FROM bookings AS other
          WHERE other.session_id = ${bookings.sessionId} AND other.person_id IN (${oneId}, ${otherId})
            AND other.id <> ${bookings.id} AND other.status NOT IN ('cancelled', 'expired'))`,
      ),
    )
export type SharedBooking = Awaited<ReturnType<typeof sharedBookings>>[number]

/**
 * Of two bookings of one past session the one that says more stands, and the other was never a second person: it is cancelled, with
 * what was answered about it, and its visits go to the one that stands where that has none. Expect `stepTaken`.
 */
export function settleShared(ctx: Ctx, actor: Actor, shared: readonly SharedBooking[], intoId: string): Statement[] {
  const sessionIds = [...new Set(shared.map(({ booking }) => booking.sessionId))]
  return sessionIds.flatMap((sessionId) => {
    const [stands, spare] = shared.filter(({ booking }) => booking.sessionId === sessionId).toSorted(byWhatItSays(intoId))
    if (!stands || !spare) return []
    return [
      ...moveBooking(ctx, actor, spare.booking, 'cancelled', { why: 'merged', set: { cancelledBy: 'link_worker' } }),
      ...stepBookings(ctx, actor, sql`id = ${stands.booking.id}`),
      ...(spare.hasVisit && !stands.hasVisit
        ? [
            ctx.db
              .update(visits)
              .set({ bookingId: stands.booking.id })
              .where(and(eq(visits.sessionId, sessionId), eq(visits.bookingId, spare.booking.id))),
          ]
        : []),
    ]
  })
}

export const profileOf = (db: Db, personId: string) => db.select().from(profiles).where(eq(profiles.personId, personId))

/** Each live booking of a person. */
export const liveOf = (personId: string) => sql`person_id = ${personId} AND status IN ('waitlisted', 'offered', 'booked', 'confirmed')`

/**
 * Each of these bookings takes a step: a command that read it as the other person's comes too late and looks again, so that what it
 * tells reaches the person under the id that they have now.
 */
export const stepBookings = (ctx: Ctx, actor: Actor, which: SQL): Statement[] => [
  ctx.db.insert(auditEntries).select(sql`
      SELECT NULL AS id, CAST(${ctx.now} AS INTEGER) AS at, ${actor.kind} AS actor_kind, ${actor.id} AS actor_id,
        'booking.merged' AS action, 'booking' AS subject_kind, id AS subject_id, step + 1 AS step, status AS from_state,
        status AS to_state, person_id, team_id AS org_id, 'merged' AS why, ${ctx.requestId} AS request_id
      FROM bookings WHERE ${which}`),
  ctx.db.update(bookings).set({ step: sql`step + 1` }).where(which),
]

/** Everything that belongs to one person belongs to the other. What is sealed in these rows is sealed to its own row and moves as it is. */
export const moveEverything = (db: Db, fromId: string, intoId: string): Statement[] => [
  db.update(referrals).set({ personId: intoId }).where(eq(referrals.personId, fromId)),
  db.update(bookings).set({ personId: intoId }).where(eq(bookings.personId, fromId)),
  db
    .update(responses)
    .set({ personId: intoId })
    .where(sql`${responses.bookingId} IN (SELECT id FROM bookings WHERE person_id = ${intoId}) AND ${responses.personId} = ${fromId}`),
  db.update(conversations).set({ personId: intoId }).where(eq(conversations.personId, fromId)),
  db.update(goals).set({ personId: intoId }).where(eq(goals.personId, fromId)),
  db.update(questionnaires).set({ personId: intoId }).where(eq(questionnaires.personId, fromId)),
  db.update(outcomes).set({ personId: intoId }).where(eq(outcomes.personId, fromId)),
  db
    .update(messages)
    // The key names whom it is for: under the old name it would be planned once more.
    .set({ recipientId: intoId, dedupeKey: sql`replace(dedupe_key, ${fromId}, ${intoId})` })
    .where(and(eq(messages.recipientId, fromId), eq(messages.recipientKind, 'person'))),
  // A need that both have stands once, and is met only where both say so: an open one is somebody's work.
  db
    .insert(needs)
    .select(
      sql`SELECT ${intoId} AS person_id, theirs.code, theirs.team_id, theirs.since, theirs.met_at
          FROM needs AS theirs WHERE theirs.person_id = ${fromId}`,
    )
    .onConflictDoUpdate({
      target: [needs.personId, needs.code],
      set: {
        since: sql`CASE WHEN (excluded.met_at IS NULL) = (needs.met_at IS NULL) THEN min(needs.since, excluded.since)
          WHEN excluded.met_at IS NULL THEN excluded.since ELSE needs.since END`,
        metAt: sql`max(needs.met_at, excluded.met_at)`,
      },
    }),
  db.delete(needs).where(eq(needs.personId, fromId)),
  // Whoever was put off stays put off, until the later day where both were.
  db
    .insert(followUpPauses)
    .select(
      sql`SELECT ${intoId} AS person_id, theirs.about, theirs.team_id, theirs.until_on
          FROM follow_up_pauses AS theirs WHERE theirs.person_id = ${fromId}`,
    )
    .onConflictDoUpdate({
      target: [followUpPauses.personId, followUpPauses.about],
      set: { untilOn: sql`max(follow_up_pauses.until_on, excluded.until_on)` },
    }),
  db.delete(followUpPauses).where(eq(followUpPauses.personId, fromId)),
]

const sealedParts = ['matters', 'strengths', 'gender', 'point'] as const

/** One profile of two, its words sealed anew to the row that stays. */
export async function moveProfile(
  db: Db,
  vault: Vault,
  goes: ProfileRow,
  stays: ProfileRow | undefined,
  intoId: string,
): Promise<Statement[]> {
  const open = async (row: ProfileRow | undefined, part: (typeof sealedParts)[number]) => {
    const value: Sealed | null = row?.[part] ?? null
    return row && value !== null ? vault.open(value, { column: `profiles.${part}`, rowId: row.personId }) : ''
  }
  const parts = sealedParts.map(async (part) => {
    const [theirs, ours] = [await open(goes, part), await open(stays, part)]
    const text = part === 'matters' || part === 'strengths' ? joined(ours, theirs) : ours || theirs
    return [part, text ? await vault.seal(text, { column: `profiles.${part}`, rowId: intoId }) : null] as const
  })
  const kept = stays ?? goes
  const profile = {
    ...kept,
    ...Object.fromEntries(await Promise.all(parts)),
    personId: intoId,
    interests: union(stays?.interests ?? [], goes.interests),
    cannot: union(stays?.cannot ?? [], goes.cannot),
    languages: union(stays?.languages ?? [], goes.languages),
    languageRequired: goes.languageRequired || (stays?.languageRequired ?? false),
    step: kept.step,
  }
  return [
    db.insert(profiles).values(profile).onConflictDoUpdate({ target: profiles.personId, set: profile }),
    db.delete(profiles).where(eq(profiles.personId, goes.personId)),
  ]
}

/** What is left of a record that was merged: who it is now, and nothing that says who it was. */
export async function emptyInto(db: Db, vault: Vault, { id, step }: PersonRow, intoId: string): Promise<Statement[]> {
  const nothing = (column: string) => vault.seal('', { column: `people.${column}`, rowId: id })
  return [
    db
      .update(people)
      .set({
        name: await nothing('name'),
        preferredName: await nothing('preferred_name'),
        consentWords: await nothing('consent_words'),
        birthDate: null,
        email: null,
        phone: null,
        carer: null,
        notes: null,
        emailIndex: null,
        phoneIndex: null,
        nameBirthIndex: null,
        area: '',
        accessNeeds: [],
        mergedInto: intoId,
        step: step + 1,
      })
      .where(eq(people.id, id)),
    // Whoever had been merged into this one is the same person as well.
    db.update(people).set({ mergedInto: intoId }).where(eq(people.mergedInto, id)),
  ]
}
