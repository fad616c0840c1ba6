import type { Permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { commit } from '../db/commit.ts'
import type { Point } from '../lib/geo.ts'
import { no, ok, type Result } from '../lib/result.ts'
import { days, localDay } from '../lib/time.ts'
import { partsAfter, partsOf } from '../lib/week.ts'
import { openFields, recordReads } from '../people/queries.ts'
import { noteUnmetNeed } from '../unmet-needs/queries.ts'
import { buddyFinder } from './buddies/rules.ts'
import { byGroup, type OtherDate } from './choices/rules.ts'
import { ageOn } from './limits/rules.ts'
import {
  type History,
  historyOf,
  isMatchable,
  type OfferRow,
  offersAhead,
  promisedVisits,
  type SeekerRow,
  seekerRow,
  volunteersFor,
} from './queries.ts'
import { type Dated, type GroupFacts, type NearMiss, rank, type Seeker } from './rules.ts'
import { weightsSet } from './weights/queries.ts'
import { type Weights, weightsOf } from './weights/rules.ts'

/** Sessions further ahead than this are not looked at: who is referred today needs something soon. */
export const weeksAhead = 8

/** A group at one venue, with what a page says of it. */
export type GroupOffered = GroupFacts & { name: string; summary: string; venueName: string }
export type DatedOffer = Dated & { group: GroupOffered }

/** The best date of a group, with its other dates that fit as well or as little, in the order of time. */
export type Chosen = NearMiss<DatedOffer> & { others: OtherDate[] }

export type Matched = {
  person: { id: string; preferredName: string; hasProfile: boolean; hasPoint: boolean; hasInterests: boolean; isWithdrawn: boolean }
  weights: Weights
  /** A choice for each group, with its other dates that fit. */
  matches: Chosen[]
  nearMisses: Chosen[]
}

/** What fits one person of an own team in the weeks to come, best first, and what almost does. The read is on the audit log. */
export async function matchPerson(ctx: Ctx, permit: Permit<'session.find'>, personId: string): Promise<Result<Matched, 'no_such_person'>> {
  const { db, now, place } = ctx
  const until = now + days(7 * weeksAhead)
  const [[row], , history, offers, volunteers, promised, [set]] = await db.batch([
    seekerRow(db, permit.orgs, personId),
    recordReads(ctx, permit.actor, 'match', isMatchable(permit.orgs, personId)) as never,
    historyOf(db, personId),
    offersAhead(db, now, until),
    volunteersFor(db, personId),
    promisedVisits(db, now, until),
    weightsSet(db),
  ])
  if (!row) return no('no_such_person')
  const person = await seekerFrom(ctx, row, history)
  const weights = weightsOf(set?.matchWeights ?? {})
  const finder = buddyFinder(volunteers, promised, place.timeZone)
  const dates = row.withdrawnAt === null ? datesOf(offers, place.timeZone, row.language, finder) : []
  const { fitting, almost, explained } = rank(person, dates, weights, now)
  // A group with a date that fits needs no mention of those that do not.
  const hasOther = new Set(fitting.map(({ session }) => session.group.id))
  if (fitting.length === 0 && row.withdrawnAt === null)
    await commit(db, [], await noteUnmetNeed(ctx, { personId: row.id, cause: 'no_match', activities: person.interests }))
  const { preferredName } = await openFields(ctx.vault, row, ['preferredName'])
  return ok({
    person: {
      id: row.id,
      preferredName,
      hasProfile: Boolean(row.hasProfile),
      hasPoint: person.point !== undefined,
      hasInterests: person.interests.length > 0,
      isWithdrawn: row.withdrawnAt !== null,
    },
    weights,
    matches: byGroup(fitting, mostMatches).map(({ best, others }) => ({ ...explained(best), others })),
    nearMisses: byGroup(
      almost.filter(({ session }) => !hasOther.has(session.group.id)),
      mostNearMisses,
    ).map(({ best, others }) => ({ ...explained(best), others })),
  })
}

const mostMatches = 20
const mostNearMisses = 8

/** What matching asks of a person, opened: their point, age and gender never leave this function but in what comes of them. */
async function seekerFrom({ vault, now, place }: Ctx, row: SeekerRow, history: History): Promise<Seeker> {
  const open = async (column: 'point' | 'gender') => {
    const value = row[column]
    return value === null ? undefined : vault.open(value, { column: `profiles.${column}`, rowId: row.id })
  }
  const [{ birthDate }, point, gender] = await Promise.all([openFields(vault, row, ['birthDate']), open('point'), open('gender')])
  const there = history.filter(({ isThere }) => isThere)
  const live = there.filter(({ status, startsAt }) => status !== 'attended' && startsAt > now)
  return {
    interests: row.interests ?? [],
    suits: new Set(row.suits ?? []),
    cannot: new Set(row.cannot ?? []),
    languages: [...new Set([row.language, ...(row.languages ?? [])])],
    languageRequired: row.languageRequired ?? false,
    accessNeeds: [...new Set([...row.accessNeeds, ...row.accessMeant])],
    age: birthDate === '' ? undefined : ageOn(birthDate, localDay(now, place.timeZone)),
    gender: gender === 'woman' || gender === 'man' || gender === 'other' ? gender : undefined,
    point: point === undefined ? undefined : (JSON.parse(point) as Point),
    reachKm: row.reachKm,
    area: row.area,
    knownGroups: new Set(there.map(({ groupId }) => groupId)),
    refusedGroups: new Set(refusedIn(history)),
    bookedSessions: new Set(there.map(({ sessionId }) => sessionId)),
    busy: live.filter(({ status }) => status !== 'waitlisted'),
  }
}

/** Groups of which the last word was that they would not go again. */
function refusedIn(history: History): string[] {
  const last = new Map<string, History[number]>()
  for (const row of history)
    if (row.again !== null && (last.get(row.groupId)?.answeredAt ?? 0) < (row.answeredAt ?? 0)) last.set(row.groupId, row)
  return [...last.values()].filter(({ again }) => again === 'no').map(({ groupId }) => groupId)
}

/** Unpacks the dates of every group. */
function datesOf(offers: readonly OfferRow[], zone: string, language: string, hasBuddyFor: ReturnType<typeof buddyFinder>): DatedOffer[] {
  const partOf = partsOf(zone)
  const found: DatedOffer[] = []
  for (const { groupId, latitude, longitude, dates, activities, languages, accessFeatures, newcomersPerWeek, ...facts } of offers) {
    const group: GroupOffered = {
      ...facts,
      id: groupId,
      activities: JSON.parse(activities),
      languages: JSON.parse(languages),
      accessFeatures: JSON.parse(accessFeatures),
      point: latitude === null || longitude === null ? undefined : { latitude, longitude },
    }
    const hasBuddyThen = hasBuddyFor({ area: group.area, activity: group.activities[0] ?? 'other', language })
    for (const date of JSON.parse(dates) as Packed[]) {
      const [startsAt, endsAt] = [date[1], date[2]]
      const part = partOf(startsAt)
      found.push({
        id: date[0],
        startsAt,
        endsAt,
        status: 'scheduled',
        bookingClosesAt: date[3],
        part,
        laterParts: partsAfter(part, partOf(endsAt - 1)),
        capacity: date[4],
        placesTaken: date[5],
        newcomerLimit: date[6],
        newcomersTaken: date[7],
        newcomerPlaces: date[8],
        weekLeft: date[11] ?? newcomersPerWeek,
        waiting: date[9],
        buddyForFirstVisit: date[10] === 1,
        hasBuddy: hasBuddyThen(part, { startsAt, endsAt }),
        group,
      })
    }
  }
  return found
}

/** In the order in which `offersAhead` packs them. */
type Packed = [string, number, number, number, number, number, number | null, number, number, number, number, number | null]
