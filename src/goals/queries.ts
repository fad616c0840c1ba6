import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm'
import type { OrgId } from '../access/actor.ts'
import type { Db, Statement } from '../db/connect.ts'
import { goalRatings, goals } from '../db/schema/listening.ts'
import { people } from '../db/schema/people.ts'
import type { Vault } from '../lib/seal.ts'
import { isHeld } from '../people/queries.ts'

export type GoalRow = typeof goals.$inferSelect
type Rating = typeof goalRatings.$inferInsert

/** A person's goals, those being worked on first, then the newest. */
export const goalsOf = (db: Db, personId: string) =>
  db
    .select()
    .from(goals)
    .where(eq(goals.personId, personId))
    .orderBy(sql`${goals.status} <> 'active'`, desc(goals.createdAt), desc(goals.id))
    .limit(50)

/** How near the person said they were, oldest first; the newest thousand. */
export const ratingsOf = (db: Db, personId: string) =>
  db
    .select({ goalId: goalRatings.goalId, ratedOn: goalRatings.ratedOn, rating: goalRatings.rating })
    .from(goals)
    .innerJoin(goalRatings, eq(goalRatings.goalId, goals.id))
    .where(eq(goals.personId, personId))
    .orderBy(asc(goalRatings.ratedOn))
    .limit(1000)

/** One goal of a person of these teams; missing and another team's are the same. */
export const goalIn = (db: Db, teams: readonly OrgId[], goalId: string) =>
  db
    .select({ goal: goals })
    .from(goals)
    .innerJoin(people, eq(people.id, goals.personId))
    .where(and(eq(goals.id, goalId), inArray(goals.teamId, [...teams]), isHeld))

export const insertGoal = (db: Db, row: typeof goals.$inferInsert): Statement => db.insert(goals).values(row)

export const updateGoal = (db: Db, goalId: string, set: Partial<GoalRow>): Statement =>
  db.update(goals).set(set).where(eq(goals.id, goalId))

/** One rating a day: a later one of the same day replaces it. */
export const setRating = (db: Db, row: Rating): Statement =>
  db
    .insert(goalRatings)
    .values(row)
    .onConflictDoUpdate({
      target: [goalRatings.goalId, goalRatings.ratedOn],
      set: { rating: row.rating, createdAt: row.createdAt },
    })

const slot = (id: string) => ({ column: 'goals.words', rowId: id })
export const sealGoal = (vault: Vault, id: string, words: string) => vault.seal(words, slot(id))
export const openGoal = (vault: Vault, { id, words }: Pick<GoalRow, 'id' | 'words'>) => vault.open(words, slot(id))
