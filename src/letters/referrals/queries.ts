// What letters about referrals need to know.

import { eq, sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.ts'
import { people } from '../../db/schema/people.ts'
import { referrals } from '../../db/schema/referrals.ts'
import { among } from '../queries.ts'

/** Referrals with who sent them and, for those who refer themselves, how to reach them. */
export const referralFacts = (db: Db, ids: readonly string[]) =>
  db
    .select({
      id: referrals.id,
      teamId: referrals.teamId,
      status: referrals.status,
      assignedTo: referrals.assignedTo,
      source: referrals.source,
      referrer: referrals.referrer,
      receivedAt: referrals.receivedAt,
      contactDueAt: referrals.contactDueAt,
      answerDueAt: referrals.answerDueAt,
      personId: people.id,
      preferredName: people.preferredName,
      personEmail: people.email,
      carer: people.carer,
      reachBy: people.reachBy,
      language: people.language,
      remindersStoppedAt: people.remindersStoppedAt,
      surveysStoppedAt: people.surveysStoppedAt,
      wellbeingStoppedAt: people.wellbeingStoppedAt,
      visitsStoppedAt: people.visitsStoppedAt,
      withdrawnAt: people.withdrawnAt,
      erasedAt: people.erasedAt,
      isGone: sql<number>`${people.erasedAt} IS NOT NULL OR ${people.withdrawnAt} IS NOT NULL`.as('is_gone'),
    })
    .from(referrals)
    .innerJoin(people, eq(people.id, referrals.personId))
    .where(sql`${referrals.id} IN ${among(ids)}`)

/** How many referrals of each team wait for somebody to take them, and by when the first of them is promised a contact. */
export const untakenOf = (db: Db, teamIds: readonly string[]) =>
  db
    .select({
      id: referrals.teamId,
      waiting: sql<number>`count(*)`.as('waiting'),
      firstDueAt: sql<number>`min(${referrals.contactDueAt})`.as('first_due_at'),
    })
    .from(referrals)
    .where(sql`${referrals.teamId} IN ${among(teamIds)} AND ${referrals.status} = 'received' AND ${referrals.assignedTo} IS NULL`)
    .groupBy(referrals.teamId)
