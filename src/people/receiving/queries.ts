import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.ts'
import { organisations } from '../../db/schema/organisations.ts'
import { referrals } from '../../db/schema/referrals.ts'

/** The teams that a referral can go to: where nobody can sign in as a link worker, nobody would ever read it. */
export const openTeams = (db: Db) =>
  db
    .select({ id: organisations.id, name: organisations.name })
    .from(organisations)
    .where(
      and(
        eq(organisations.kind, 'referral_team'),
        sql`EXISTS (SELECT 1 FROM memberships AS m CROSS JOIN users AS u ON u.id = m.user_id
          WHERE m.org_id = organisations.id AND m.role = 'link_worker' AND u.disabled_at IS NULL)`,
      ),
    )
    .orderBy(organisations.name)
    .limit(50)

/** What a sender has sent under this number of theirs. */
export const sentBefore = (db: Db, sentBy: string, externalId: string) =>
  db
    .select({
      id: referrals.id,
      teamId: referrals.teamId,
      sentIndex: referrals.sentIndex,
      receivedAt: referrals.receivedAt,
      contactDueAt: referrals.contactDueAt,
      answerDueAt: referrals.answerDueAt,
    })
    .from(referrals)
    .where(and(eq(referrals.sentBy, sentBy), eq(referrals.externalId, externalId)))
