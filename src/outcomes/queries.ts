import { and, asc, eq, inArray, or, sql } from 'drizzle-orm'
import type { Actor, OrgId } from '../access/actor.ts'
import type { Permit } from '../access/permit.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import type { Db, Statement } from '../db/connect.ts'
import { goalRatings, goals } from '../db/schema/listening.ts'
import { outcomes, type QuestionnaireStatus, questionnaires } from '../db/schema/outcomes.ts'
import { people } from '../db/schema/people.ts'
import type { Locale } from '../lib/dates.ts'
import type { Translation, Values } from './instruments/rules.ts'

type QuestionnaireRow = typeof questionnaires.$inferSelect
export type Questionnaire = Awaited<ReturnType<typeof questionnaireInScope>>[number]

/** A questionnaire of the holder's own team, or the one that their link is for. */
export const questionnaireInScope = (db: Db, held: Permit<'outcome.answer'>, questionnaireId: string) =>
  db
    .select({
      id: questionnaires.id,
      teamId: questionnaires.teamId,
      personId: questionnaires.personId,
      wave: questionnaires.wave,
      status: questionnaires.status,
      dueAt: questionnaires.dueAt,
      answeredAt: questionnaires.answeredAt,
      lostReason: questionnaires.lostReason,
      linkVersion: questionnaires.linkVersion,
      step: questionnaires.step,
      language: people.language,
      reachBy: people.reachBy,
      preferredName: people.preferredName,
      withdrawnAt: people.withdrawnAt,
      erasedAt: people.erasedAt,
    })
    .from(questionnaires)
    .innerJoin(people, eq(people.id, questionnaires.personId))
    .where(
      and(
        eq(questionnaires.id, questionnaireId),
        or(
          inArray(questionnaires.teamId, [...held.orgs]),
          held.subjectId === undefined ? undefined : eq(questionnaires.id, held.subjectId),
        ),
      ),
    )

/** What was answered so far, and the goals that can be rated. */
export const answersOf = (db: Db, questionnaireId: string) =>
  db
    .select({ instrument: outcomes.instrument, values: outcomes.values })
    .from(outcomes)
    .where(eq(outcomes.questionnaireId, questionnaireId))

/** Goals of the questionnaire's person that are being worked on, oldest first. */
export const goalsToRate = (db: Db, questionnaireId: string) =>
  db
    .select({ id: goals.id, words: goals.words })
    .from(goals)
    .where(and(sql`${goals.personId} = (SELECT person_id FROM questionnaires WHERE id = ${questionnaireId})`, eq(goals.status, 'active')))
    .orderBy(asc(goals.createdAt), asc(goals.id))
    .limit(10)

type Change = Partial<Pick<QuestionnaireRow, 'askedAt' | 'answeredAt' | 'answeredBy' | 'lostReason'>>

/** Moves one questionnaire on, or notes a correction when `to` is the state it has. */
export function moveQuestionnaire(
  ctx: Ctx,
  actor: Actor,
  from: Pick<QuestionnaireRow, 'id' | 'status' | 'step' | 'teamId' | 'personId'>,
  to: QuestionnaireStatus,
  { why, set = {} }: { why?: string; set?: Change } = {},
): Statement[] {
  const step = from.step + 1
  return [
    record(ctx, actor, {
      action: to === from.status ? 'questionnaire.correct' : `questionnaire.${to}`,
      subjectKind: 'questionnaire',
      subjectId: from.id,
      step,
      from: from.status,
      to,
      personId: from.personId,
      orgId: from.teamId,
      why,
    }),
    ctx.db
      .update(questionnaires)
      .set({ ...set, status: to, step })
      .where(eq(questionnaires.id, from.id)),
  ]
}

export type Response = { instrument: string; version: string; language: Locale; translation: Translation; values: Values }
type Answered = { id: string; teamId: OrgId; personId: string }

/** Keeps each instrument's answers in place of earlier ones of the same questionnaire. */
export const keepOutcomes = (ctx: Ctx, { id, teamId, personId }: Answered, responses: readonly Response[]): Statement[] =>
  responses.map((response) => {
    const row = { ...response, questionnaireId: id, teamId, personId, answeredAt: ctx.now }
    return ctx.db
      .insert(outcomes)
      .values(row)
      .onConflictDoUpdate({ target: [outcomes.questionnaireId, outcomes.instrument], set: row })
  })

/** Keeps the ratings of a day; one that was given on it already is replaced. */
export const keepRatings = (ctx: Ctx, teamId: OrgId, ratedOn: string, ratings: Readonly<Record<string, number>>): Statement[] =>
  Object.entries(ratings).map(([goalId, rating]) =>
    ctx.db
      .insert(goalRatings)
      .values({ goalId, ratedOn, teamId, rating, createdAt: ctx.now })
      .onConflictDoUpdate({ target: [goalRatings.goalId, goalRatings.ratedOn], set: { rating, createdAt: ctx.now } }),
  )
