import { sql } from 'drizzle-orm'
import type { OrgId } from '../../access/actor.ts'
import type { Db } from '../../db/connect.ts'
import type { LostReason, QuestionnaireStatus, Wave } from '../../db/schema/outcomes.ts'
import type { Values } from '../instruments/rules.ts'

export type Period = { from: number; until: number }

/** Support that began in the period, found by the start questionnaire: its day is the day on which the support began. */
const began = (teams: readonly OrgId[], { from, until }: Period) => sql`
  FROM questionnaires AS s INNER JOIN questionnaires AS q ON q.referral_id = s.referral_id
  WHERE s.team_id IN (SELECT value FROM json_each(${JSON.stringify(teams)})) AND s.due_at >= ${from} AND s.due_at < ${until} AND s.wave = 'start'`

/** How many questionnaires of each wave stand where. */
export const standings = (db: Db, teams: readonly OrgId[], period: Period) =>
  db
    .select({
      wave: sql<Wave>`c.wave`.as('c_wave'),
      status: sql<QuestionnaireStatus>`c.status`.as('c_status'),
      lostReason: sql<LostReason | null>`c.lost_reason`.as('c_lost_reason'),
      n: sql<number>`c.n`.as('c_n'),
    })
    .from(
      sql`(SELECT q.wave AS wave, q.status AS status, q.lost_reason AS lost_reason, count(*) AS n ${began(teams, period)}
        GROUP BY q.wave, q.status, q.lost_reason) AS c`,
    )

/** Both answers of whoever gave one at the start and one at a later wave, in the same version of the same instrument. */
export const pairs = (db: Db, teams: readonly OrgId[], period: Period) =>
  db
    .select({
      wave: sql<'week_6' | 'week_12'>`p.wave`.as('p_wave'),
      instrument: sql<string>`p.instrument`.as('p_instrument'),
      before: sql`p.before`.mapWith((text) => JSON.parse(text) as Values).as('p_before'),
      after: sql`p.after`.mapWith((text) => JSON.parse(text) as Values).as('p_after'),
      isOriginal: sql`p.is_original`.mapWith(Boolean).as('p_is_original'),
    })
    .from(
      sql`(SELECT q.wave AS wave, a.instrument AS instrument, a.item_values AS before, b.item_values AS after,
          a.translation = 'original' AND b.translation = 'original' AS is_original
        FROM questionnaires AS s
        INNER JOIN questionnaires AS q ON q.referral_id = s.referral_id AND q.wave <> 'start' AND q.status = 'answered'
        INNER JOIN outcomes AS a ON a.questionnaire_id = s.id
        INNER JOIN outcomes AS b ON b.questionnaire_id = q.id AND b.instrument = a.instrument AND b.version = a.version
        WHERE s.team_id IN (SELECT value FROM json_each(${JSON.stringify(teams)})) AND s.due_at >= ${period.from} AND s.due_at < ${period.until}
          AND s.wave = 'start' AND s.status = 'answered') AS p`,
    )
