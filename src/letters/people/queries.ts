// The facts of letters about a person as a whole.

import { sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.ts'
import { people } from '../../db/schema/people.ts'
import { addressee, among } from '../queries.ts'

export const leaverFacts = (db: Db, ids: readonly string[]) =>
  db
    .select({ id: people.id, teamId: people.teamId, withdrawnAt: people.withdrawnAt, erasedAt: people.erasedAt })
    .from(people)
    .where(sql`${people.id} IN ${among(ids)}`)

/** People with where they are written to. */
export const readerFacts = (db: Db, ids: readonly string[]) =>
  db
    .select({ ...addressee, id: people.id, teamId: people.teamId })
    .from(people)
    .where(sql`${people.id} IN ${among(ids)}`)
