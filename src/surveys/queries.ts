import { and, eq, inArray, or, sql } from 'drizzle-orm'
import type { Permit } from '../access/permit.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import type { Db, Statement } from '../db/connect.ts'
import { bookings } from '../db/schema/bookings.ts'
import { groups } from '../db/schema/groups.ts'
import { people } from '../db/schema/people.ts'
import { sessions } from '../db/schema/sessions.ts'
import { responses } from '../db/schema/surveys.ts'

export type Surveyed = Awaited<ReturnType<typeof surveyInScope>>[number]

/** The booking that a survey is about: of the holder's own team, or the one that their link is for. */
export const surveyInScope = (db: Db, held: Permit<'survey.answer'>, bookingId: string) =>
  db
    .select({
      id: bookings.id,
      teamId: bookings.teamId,
      personId: bookings.personId,
      status: bookings.status,
      missedCause: bookings.missedCause,
      linkVersion: bookings.linkVersion,
      startsAt: sessions.startsAt,
      sessionStatus: sessions.status,
      groupName: groups.name,
      language: people.language,
      reachBy: people.reachBy,
      answeredAt: responses.answeredAt,
    })
    .from(bookings)
    .innerJoin(sessions, eq(sessions.id, bookings.sessionId))
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(people, eq(people.id, bookings.personId))
    .leftJoin(responses, eq(responses.bookingId, bookings.id))
    .where(
      and(
        eq(bookings.id, bookingId),
        or(inArray(bookings.teamId, [...held.orgs]), held.subjectId === undefined ? undefined : eq(bookings.id, held.subjectId)),
      ),
    )

type Response = Omit<typeof responses.$inferInsert, 'step'>

/** Keeps the answer in place of an earlier one. Of two at once the later stays, whole. */
export const keepResponse = (ctx: Ctx, held: Permit<'survey.answer'>, response: Response): Statement[] => [
  ctx.db
    .insert(responses)
    .values({ ...response, step: 1 })
    .onConflictDoUpdate({ target: responses.bookingId, set: { ...response, step: sql`${responses.step} + 1` } }),
  record(ctx, held.actor, {
    action: 'survey.answer',
    subjectKind: 'response',
    subjectId: response.bookingId,
    to: response.went,
    personId: response.personId,
    orgId: response.teamId,
  }),
]
