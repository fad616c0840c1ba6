// The ledger of what was needed and not there. It knows no name and no day: `who` is a keyed hash that says only which rows are of one
// person, ids are random, and the month is all of the date.

import { and, between, desc, eq, gte, inArray, isNotNull, type SQL, sql } from 'drizzle-orm'
import type { OrgId } from '../access/actor.ts'
import type { Ctx } from '../ctx.ts'
import type { Db, Statement } from '../db/connect.ts'
import { groups, venues } from '../db/schema/groups.ts'
import { people } from '../db/schema/people.ts'
import { sessions } from '../db/schema/sessions.ts'
import { type UnmetCause, unmetNeeds } from '../db/schema/unmet-needs.ts'
import { activityFamilies, families } from '../groups/rules.ts'
import { type Day, localDay } from '../lib/time.ts'
import { partsOfWeek } from '../lib/week.ts'
import { accessMeantOf } from '../needs/queries.ts'
import { anyActivity, fewest, monthOf } from './rules.ts'

export type Unmet = {
  personId: string
  cause: UnmetCause
  /** Codes of activities or families; none for whatever there may be. */
  activities?: readonly string[]
  /** Where and when it would have been; left out, the person's own area and the times that suit them. */
  area?: string
  times?: readonly string[]
  /** What was missing, in the link worker's words. */
  words?: string | undefined
}

const mostActivities = 6

/** What is asked for and what open needs mean, each once. */
const accessOf = sql`(SELECT json_group_array(DISTINCT code) FROM
  (SELECT value AS code FROM json_each(p.access_needs) UNION ALL ${accessMeantOf(sql`p.id`)}))`

/**
 * Writes down what a person needed and nobody offered, for the batch of what caused it. The same person, need and month
 * are one row, however often it happens; what is said again replaces what was said.
 */
export async function noteUnmetNeed(ctx: Ctx, { personId, cause, activities = [], area = '', times, words }: Unmet): Promise<Statement[]> {
  const monthOn = monthOf(localDay(ctx.now, ctx.place.timeZone))
  const wanted = activities.length ? [...new Set(activities)].slice(0, mostActivities) : [anyActivity]
  const who = await whoIs(ctx, personId)
  const rows = await Promise.all(
    wanted.map(async (activity) => {
      // Not `newId`, which carries the instant: beside the audit log that would say who it was.
      const id = ctx.newSecret()
      const once = await ctx.vault.index('unmet_need', JSON.stringify([personId, activity, monthOn]))
      return { id, once, activity, sealed: words ? await ctx.vault.seal(words, { column: 'unmet_needs.words', rowId: id }) : null }
    }),
  )
  // What one sentence is about is one need: only its first row carries the words.
  return rows.map(({ id, once, activity, sealed }, at) =>
    ctx.db.run(sql`
      INSERT INTO unmet_needs (id, once, who, cause, team_id, activity, area, times, access_needs, language, words, month_on)
      SELECT ${id}, ${once}, ${who}, ${cause}, p.team_id, ${activity}, coalesce(nullif(${area}, ''), p.area),
        coalesce(${times ? JSON.stringify(times) : null}, f.suits, '[]'), ${accessOf}, p.language, ${at === 0 ? sealed : null}, ${monthOn}
      FROM people AS p LEFT JOIN profiles AS f ON f.person_id = p.id WHERE p.id = ${personId} AND p.erased_at IS NULL
      ON CONFLICT (once) DO UPDATE SET id = iif(excluded.words IS NULL, id, excluded.id), who = excluded.who,
        words = coalesce(excluded.words, words)`),
  )
}

const whoIs = ({ vault }: Ctx, personId: string) => vault.index('unmet_need_of', personId)

/** What was noted of two records that are one person belongs to one, so that numbers stay of people. */
export async function moveUnmetNeeds(ctx: Ctx, fromId: string, intoId: string): Promise<Statement[]> {
  const [from, into] = [await whoIs(ctx, fromId), await whoIs(ctx, intoId)]
  return [ctx.db.update(unmetNeeds).set({ who: into }).where(eq(unmetNeeds.who, from))]
}

/** A person of an own team who is still with it. */
export const personInTeam = (db: Db, teams: readonly OrgId[], personId: string) =>
  db
    .select({ id: people.id })
    .from(people)
    .where(
      and(inArray(people.teamId, [...teams]), eq(people.id, personId), sql`${people.erasedAt} IS NULL AND ${people.mergedInto} IS NULL`),
    )

export type Filter = { since: Day; part?: string | undefined; access?: string | undefined; language?: string | undefined }

/** Whom nothing holds to a time, every time suits. */
const matching = ({ since, part, access, language }: Filter): SQL | undefined =>
  and(
    gte(unmetNeeds.monthOn, since),
    part ? sql`(json_array_length(times) = 0 OR EXISTS (SELECT 1 FROM json_each(times) WHERE value = ${part}))` : undefined,
    access ? sql`EXISTS (SELECT 1 FROM json_each(access_needs) WHERE value = ${access})` : undefined,
    language ? eq(unmetNeeds.language, language) : undefined,
  )

const familyByCode = JSON.stringify(
  Object.fromEntries([
    ...families.map((family) => [family, family]),
    ...families.flatMap((family) => activityFamilies[family].map((code) => [code, family])),
  ]),
)
const familyIn = (code: SQL): SQL => sql`coalesce(${familyByCode} ->> ${code}, 'hobby')`

/** A person counts once in whatever is counted, for however many needs and months they have in it. */
const peopleCounted = sql<number>`count(DISTINCT coalesce(who, once))`
const familyNeeded = sql<string>`iif(activity = ${anyActivity}, activity, ${familyIn(sql`activity`)})`

/** How many need each family of activities in each area. Fewer than five never leave the database. */
export const needCells = (db: Db, filter: Filter) =>
  db
    .select({
      area: unmetNeeds.area,
      family: familyNeeded.as('family'),
      needed: peopleCounted.as('needed'),
    })
    .from(unmetNeeds)
    .where(matching(filter))
    .groupBy(unmetNeeds.area, sql`family`)
    .having(sql`${peopleCounted} >= ${fewest}`)

/** How many are behind those cells, each counted once in whichever. */
export const neededInAll = (db: Db, filter: Filter) =>
  db
    .select({ people: peopleCounted.as('people') })
    .from(unmetNeeds)
    .where(and(matching(filter), sql`(area, ${familyNeeded}) IN (SELECT area, family FROM ${needCells(db, filter).as('cells')})`))

const everyPart = JSON.stringify([...partsOfWeek, ''])

/** How many need each activity in each area, at each part of the week and with each access need, and whichever. */
export const combinationsOf = (db: Db, filter: Filter) =>
  db
    .select({
      area: unmetNeeds.area,
      activity: unmetNeeds.activity,
      part: sql<string>`part.value`.as('part'),
      need: sql<string>`access.value`.as('need'),
      people: peopleCounted.as('people'),
    })
    .from(unmetNeeds)
    .innerJoin(sql`json_each(iif(json_array_length(times) = 0, ${everyPart}, json_insert(times, '$[#]', ''))) AS part`, sql`1`)
    .innerJoin(sql`json_each(json_insert(access_needs, '$[#]', '')) AS access`, sql`1`)
    .where(matching(filter))
    .groupBy(unmetNeeds.area, unmetNeeds.activity, sql`part.value`, sql`access.value`)
    .having(sql`${peopleCounted} >= ${fewest}`)

/** Places of the sessions that were held or meant to be between two instants, by the first activity of the group. */
export const supplyCells = (db: Db, from: number, to: number) =>
  db
    .select({
      area: venues.area,
      family: sql<string>`${familyIn(sql`(${groups.activities} ->> 0)`)}`.as('family'),
      offered: sql<number>`sum(${sessions.capacity})`.as('offered'),
      filled: sql<number>`sum(${sessions.walkIns} + (SELECT coalesce(sum(places), 0) FROM bookings
        WHERE session_id = ${sessions.id} AND bookings.status IN ('attended', 'offered', 'booked', 'confirmed')))`.as('filled'),
    })
    .from(sessions)
    .innerJoin(groups, eq(groups.id, sessions.groupId))
    .innerJoin(venues, eq(venues.id, sessions.venueId))
    .where(and(inArray(sessions.status, ['scheduled', 'held']), between(sessions.startsAt, from, to)))
    .groupBy(venues.area, sql`family`)

/** What link workers said was missing, without where: an area would say too much about one person. Ids are random, and so is the order. */
export const wordsTold = (db: Db, since: Day, atMost: number) =>
  db
    .select({
      id: unmetNeeds.id,
      activity: unmetNeeds.activity,
      words: sql<string>`${unmetNeeds.words}`.as('words'),
      monthOn: unmetNeeds.monthOn,
    })
    .from(unmetNeeds)
    .where(and(gte(unmetNeeds.monthOn, since), isNotNull(unmetNeeds.words)))
    .orderBy(desc(unmetNeeds.monthOn), unmetNeeds.id)
    .limit(atMost)
