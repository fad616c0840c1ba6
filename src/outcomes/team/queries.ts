import { sql } from 'drizzle-orm'
import type { OrgId } from '../../access/actor.ts'
import type { Db } from '../../db/connect.ts'
import type { LostReason, QuestionnaireStatus, Wave } from '../../db/schema/outcomes.ts'
import { people } from '../../db/schema/people.ts'
import type { Values } from '../instruments/rules.ts'

export type Period = { from: number; until: number }

/** A start questionnaire of a team in the period: its day is the day on which the support began. */
const startOf = (alias: 's' | 'e', teams: readonly OrgId[], { from, until }: Period) => {
  const start = sql.raw(alias)
  return sql`${start}.team_id IN (SELECT value FROM json_each(${JSON.stringify(teams)})) AND ${start}.due_at >= ${from}
    AND ${start}.due_at < ${until} AND ${start}.wave = 'start'`
}

/** Support that began in the period, the first time for each person: figures are of people, whoever sent them how often. */
const began = (teams: readonly OrgId[], period: Period) => sql`
  FROM questionnaires AS s INNER JOIN questionnaires AS q ON q.referral_id = s.referral_id
  WHERE ${startOf('s', teams, period)} AND NOT EXISTS (SELECT 1 FROM questionnaires AS e
    WHERE e.person_id = s.person_id AND (e.due_at, e.id) < (s.due_at, s.id) AND ${startOf('e', teams, period)})`

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
      sql`(SELECT t.wave AS wave, a.instrument AS instrument, a.item_values AS before, b.item_values AS after,
          a.translation = 'original' AND b.translation = 'original' AS is_original
        FROM (SELECT q.wave AS wave, s.id AS before_id, q.id AS after_id ${began(teams, period)}
          AND s.status = 'answered' AND q.wave <> 'start' AND q.status = 'answered') AS t
        INNER JOIN outcomes AS a ON a.questionnaire_id = t.before_id
        INNER JOIN outcomes AS b ON b.questionnaire_id = t.after_id AND b.instrument = a.instrument AND b.version = a.version) AS p`,
    )

/** Those whom a figure counts: of one wave those who stand somewhere, or who gave both answers that are compared. */
export type Standing = {
  of: 'asked' | 'answered' | 'unanswered' | 'lost' | 'both'
  /** Why there is no answer; undefined for whatever reason. */
  reason: LostReason | undefined
  /** What was compared: an instrument and the answers of it that count. */
  instrument: string
  parts: readonly string[]
  /** Only who scored so, then. */
  scored: { when: 'before' | 'after'; scores: readonly number[]; isOriginalOnly: boolean } | undefined
}

function stands({ of, reason, instrument, parts, scored }: Standing) {
  switch (of) {
    case 'asked':
      return sql`q.status <> 'planned'`
    case 'answered':
      return sql`q.status = 'answered'`
    case 'unanswered':
      return sql`q.status = 'asked'`
    case 'lost':
      return reason === undefined ? sql`q.status = 'lost'` : sql`q.status = 'lost' AND q.lost_reason = ${reason}`
    case 'both':
      return sql`q.status = 'answered' AND s.status = 'answered' AND EXISTS (
        SELECT 1 FROM outcomes AS a INNER JOIN outcomes AS b ON b.instrument = a.instrument AND b.version = a.version
        WHERE a.questionnaire_id = s.id AND b.questionnaire_id = q.id AND a.instrument = ${instrument} AND ${saidBoth(parts)}
          ${scored ? sql`AND ${scoredSo(scored, parts[0] ?? '')}` : sql``})`
  }
}

/** All parts of a measure were said both times; of goals, which have no parts of ours, at least one. */
const saidBoth = (parts: readonly string[]) =>
  parts.length === 0
    ? sql`EXISTS (SELECT 1 FROM json_each(a.item_values) AS x INNER JOIN json_each(b.item_values) AS y ON y.key = x.key
        WHERE x.type IN ('integer', 'real') AND y.type IN ('integer', 'real'))`
    : sql`NOT EXISTS (SELECT 1 FROM json_each(${JSON.stringify(parts)}) AS part
        WHERE a.item_values ->> part.value IS NULL OR b.item_values ->> part.value IS NULL)`

const scoredSo = ({ when, scores, isOriginalOnly }: NonNullable<Standing['scored']>, part: string) =>
  sql`${sql.raw(when === 'before' ? 'a' : 'b')}.item_values ->> ${part} IN (SELECT value FROM json_each(${JSON.stringify(scores)}))
    AND (a.translation = 'original' AND b.translation = 'original' OR ${isOriginalOnly ? 0 : 1})`

type Page = { period: Period; after: { at: number; id: string } | undefined; limit: number }

/** The questionnaires behind a figure, with whose they are, in the order in which they are due. */
export const questionnaireList = (db: Db, teams: readonly OrgId[], wave: Wave, standing: Standing, { period, after, limit }: Page) =>
  db
    .select({
      id: sql<string>`l.id`.as('l_id'),
      personId: people.id,
      preferredName: people.preferredName,
      status: sql<QuestionnaireStatus>`l.status`.as('l_status'),
      lostReason: sql<LostReason | null>`l.lost_reason`.as('l_lost_reason'),
      answeredAt: sql<number | null>`l.answered_at`.as('l_answered_at'),
      at: sql<number>`l.due_at`.as('l_due_at'),
    })
    .from(
      sql`(SELECT q.id AS id, q.person_id AS person_id, q.status AS status, q.lost_reason AS lost_reason, q.answered_at AS answered_at,
          q.due_at AS due_at ${began(teams, period)} AND q.wave = ${wave} AND ${stands(standing)}
        ${after ? sql`AND (q.due_at, q.id) > (${after.at}, ${after.id})` : sql``} ORDER BY q.due_at, q.id LIMIT ${limit}) AS l`,
    )
    .innerJoin(people, sql`people.id = l.person_id`)
    .orderBy(sql`l.due_at, l.id`)
