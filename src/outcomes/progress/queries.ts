import { asc, eq, sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.ts'
import { goalRatings, goals } from '../../db/schema/listening.ts'
import { outcomes, questionnaires } from '../../db/schema/outcomes.ts'

export const questionnairesOf = (db: Db, personId: string) =>
  db
    .select({
      id: questionnaires.id,
      wave: questionnaires.wave,
      status: questionnaires.status,
      dueAt: questionnaires.dueAt,
      askedAt: questionnaires.askedAt,
      answeredAt: questionnaires.answeredAt,
      answeredBy: questionnaires.answeredBy,
      lostReason: questionnaires.lostReason,
      linkVersion: questionnaires.linkVersion,
    })
    .from(questionnaires)
    .where(eq(questionnaires.personId, personId))
    .orderBy(asc(questionnaires.dueAt))
    .limit(60)

export const outcomesOf = (db: Db, personId: string) =>
  db
    .select({
      questionnaireId: outcomes.questionnaireId,
      instrument: outcomes.instrument,
      version: outcomes.version,
      language: outcomes.language,
      translation: outcomes.translation,
      values: outcomes.values,
    })
    .from(outcomes)
    .where(eq(outcomes.personId, personId))
    .orderBy(asc(outcomes.answeredAt))
    .limit(400)

export const goalsOf = (db: Db, personId: string) =>
  db
    .select({ id: goals.id, words: goals.words, status: goals.status })
    .from(goals)
    .where(eq(goals.personId, personId))
    .orderBy(asc(goals.createdAt), asc(goals.id))
    .limit(30)

export const ratingsOf = (db: Db, personId: string) =>
  db
    .select({ goalId: goalRatings.goalId, ratedOn: goalRatings.ratedOn, rating: goalRatings.rating })
    .from(goalRatings)
    .where(sql`${goalRatings.goalId} IN (SELECT id FROM goals WHERE person_id = ${personId})`)
    .orderBy(asc(goalRatings.ratedOn))
    .limit(500)
