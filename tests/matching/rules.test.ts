import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accessFeatures, activities, families } from '../../src/groups/rules.ts'
import { days, hours } from '../../src/lib/time.ts'
import { type PartOfWeek, partOfWeek, partsAfter, partsOf, partsOfWeek } from '../../src/lib/week.ts'
import { buddyFinder } from '../../src/matching/buddies/rules.ts'
import { byGroup } from '../../src/matching/choices/rules.ts'
import { ageOn } from '../../src/matching/limits/rules.ts'
import { type Dated, matchesFor, rank, type Seeker } from '../../src/matching/rules.ts'
import { activitiesOf, likingOf, openActive } from '../../src/matching/taxonomy/rules.ts'
import { criteria, usualWeights, weightsOf } from '../../src/matching/weights/rules.ts'
import { accessNeeds } from '../../src/people/rules.ts'
import { noon } from '../world.ts'
import { cases, home, person, session } from './cases.ts'

const names = (matches: readonly { session: Dated }[]) => matches.map((match) => match.session.id)

describe('the cases', () => {
  it.each(cases)('$name', ({ is, sessions, weights, fits, nearly }) => {
    const all = Object.entries(sessions).map(([id, seed]) => session(id, seed))
    for (const given of [all, all.toReversed()]) {
      const found = matchesFor(person(is), given, { ...usualWeights, ...weights }, noon)
      expect(names(found.matches)).toEqual(fits)
      if (!nearly) continue
      expect(names(found.nearMisses)).toEqual(Object.keys(nearly))
      for (const { session: one, obstacles } of found.nearMisses) expect(obstacles.map(({ kind }) => kind)).toEqual(nearly[one.id])
    }
  })

  it('are at least thirty', () => expect(cases.length).toBeGreaterThanOrEqual(30))
})

const some = <T>(of: readonly T[], max = 3) => fc.subarray([...of], { maxLength: Math.min(max, of.length) })
const spot = fc.option(
  fc.record({ latitude: fc.double({ min: 51.4, max: 51.6, noNaN: true }), longitude: fc.double({ min: -0.2, max: 0, noNaN: true }) }),
  { nil: undefined },
)
const languages = ['en', 'id', 'jv', 'pl'] as const
const groupIds = ['g0', 'g1', 'g2', 'g3'] as const

const anybody: fc.Arbitrary<Seeker> = fc.record({
  interests: some([...families, ...activities]),
  suits: some(partsOfWeek, 8).map((parts) => new Set<string>(parts)),
  cannot: some(partsOfWeek, 4).map((parts) => new Set<string>(parts)),
  languages: some(languages),
  languageRequired: fc.integer({ min: 0, max: 3 }).map((one) => one === 0),
  accessNeeds: some(accessNeeds, 1),
  age: fc.option(fc.integer({ min: 5, max: 99 }), { nil: undefined }),
  gender: fc.constantFrom('woman' as const, 'man' as const, 'other' as const, undefined),
  point: spot,
  reachKm: fc.option(fc.integer({ min: 1, max: 20 }), { nil: null }),
  area: fc.constantFrom('', 'Northfield', 'Riverside'),
  knownGroups: some(groupIds).map((ids) => new Set<string>(ids)),
  refusedGroups: some(groupIds, 1).map((ids) => new Set<string>(ids)),
  bookedSessions: some(['1', '2'], 1).map((ids) => new Set<string>(ids)),
  busy: fc.array(
    fc.integer({ min: 1, max: 400 }).map((hour) => ({ startsAt: noon + hours(hour), endsAt: noon + hours(hour + 2) })),
    { maxLength: 2 },
  ),
})

const anyGroup = fc.record({
  id: fc.constantFrom(...groupIds),
  status: fc.constantFrom('verified' as const, 'verified' as const, 'verified' as const, 'paused' as const, 'awaiting_check' as const),
  activities: some(activities),
  languages: some(languages),
  accessFeatures: fc.subarray([...accessFeatures], { minLength: 6 }),
  minAge: fc.option(fc.integer({ min: 0, max: 50 }), { nil: null }),
  maxAge: fc.option(fc.integer({ min: 30, max: 99 }), { nil: null }),
  gender: fc.constantFrom('anyone' as const, 'anyone' as const, 'women' as const, 'men' as const),
  area: fc.constantFrom('Northfield', 'Riverside'),
  point: spot,
  newcomersLately: fc.nat(12),
})

const anySession = fc
  .record({
    group: anyGroup,
    hour: fc.integer({ min: -2, max: 400 }),
    closes: fc.integer({ min: 0, max: 4 }),
    status: fc.constantFrom('scheduled' as const, 'scheduled' as const, 'scheduled' as const, 'cancelled' as const),
    part: fc.constantFrom(...partsOfWeek),
    /** In how many more parts of the week it goes on. */
    more: fc.constantFrom(0, 0, 0, 1, 2),
    capacity: fc.integer({ min: 3, max: 9 }),
    placesTaken: fc.nat(5),
    newcomerLimit: fc.option(fc.integer({ min: 1, max: 4 }), { nil: null }),
    newcomersTaken: fc.nat(3),
    newcomerPlaces: fc.nat(2),
    weekLeft: fc.constantFrom(null, null, 0, 1, 2),
    waiting: fc.constantFrom(0, 0, 0, 1),
    buddyForFirstVisit: fc.boolean(),
    hasBuddy: fc.boolean(),
  })
  .map(({ hour, closes, group, more, ...seed }) => {
    const startsAt = noon + hours(hour)
    const at = partsOfWeek.indexOf(seed.part)
    const laterParts = [...partsOfWeek, ...partsOfWeek].slice(at + 1, at + 1 + more)
    return session('', { ...seed, laterParts, group, startsAt, bookingClosesAt: startsAt - hours(closes) })
  })
const anySessions = fc.array(anySession, { maxLength: 14 }).map((all) => all.map((one, at) => ({ ...one, id: String(at) })))
const anyWeights = fc
  .array(fc.integer({ min: 0, max: 10 }), { minLength: criteria.length, maxLength: criteria.length })
  .map((values) => weightsOf(Object.fromEntries(criteria.map((criterion, at) => [criterion, values[at]]))))

/** The limits once more, in words that share nothing with the program. */
function brokenLimits(who: Seeker, { group, ...one }: Dated): string[] {
  const broken: string[] = []
  const arranged = ['interpreter', 'help_with_reading', 'help_to_get_there']
  if (who.accessNeeds.some((need) => !arranged.includes(need) && !group.accessFeatures.includes(need))) broken.push('access')
  if (who.languageRequired && !who.languages.some((language) => group.languages.includes(language))) broken.push('language')
  if (who.age !== undefined && (who.age < (group.minAge ?? 0) || who.age > (group.maxAge ?? 999))) broken.push('age')
  if ((group.gender === 'women' && who.gender === 'man') || (group.gender === 'men' && who.gender === 'woman')) broken.push('gender')
  if ([one.part, ...one.laterParts].some((part) => who.cannot.has(part))) broken.push('time')
  if (one.placesTaken >= one.capacity || one.waiting > 0) broken.push('places')
  if (!who.knownGroups.has(group.id) && one.newcomerLimit !== null && one.newcomersTaken >= one.newcomerLimit) broken.push('newcomers')
  if (!who.knownGroups.has(group.id) && one.weekLeft === 0) broken.push('week')
  const isKnown = who.knownGroups.has(group.id)
  if (isKnown && one.newcomerPlaces > 0 && one.placesTaken - one.newcomersTaken >= one.capacity - one.newcomerPlaces) broken.push('kept')
  if (one.status !== 'scheduled' || group.status !== 'verified' || one.startsAt <= noon || one.bookingClosesAt <= noon)
    broken.push('closed')
  if (who.refusedGroups.has(group.id)) broken.push('refused')
  if (who.bookedSessions.has(one.id)) broken.push('booked')
  if (who.busy.some((span) => span.startsAt < one.endsAt && one.startsAt < span.endsAt)) broken.push('clash')
  if (who.reachKm !== null && who.point && group.point) {
    // Pythagoras will do at this distance: only what is clearly too far counts.
    const [dy, dx] = [(who.point.latitude - group.point.latitude) * 111.2, (who.point.longitude - group.point.longitude) * 69.2]
    if (Math.hypot(dx, dy) > who.reachKm * 1.02) broken.push('reach')
  }
  return broken
}

describe('whatever the people, the groups and the weights', () => {
  it('a hard limit is never violated, and nothing that keeps them all is hidden', () => {
    let shown = 0
    fc.assert(
      fc.property(anybody, anySessions, anyWeights, (who, sessions, weights) => {
        const { matches, nearMisses } = matchesFor(who, sessions, weights, noon)
        shown += matches.length
        for (const match of matches) expect(brokenLimits(who, match.session)).toEqual([])
        for (const miss of nearMisses) expect(miss.obstacles).not.toEqual([])
        // Distance is only roughly right above, so whoever has a limit of it is left out here.
        const fitting = who.reachKm === null ? sessions.filter((one) => brokenLimits(who, one).length === 0) : []
        expect(names(matches)).toEqual(expect.arrayContaining(names(fitting.map((one) => ({ session: one })))))
      }),
      { numRuns: 1500 },
    )
    expect(shown).toBeGreaterThan(100)
  })

  it('a session that comes or goes never changes the order of the others, nor what is said of them', () => {
    fc.assert(
      fc.property(anybody, anySessions, anySession, fc.nat(20), anyWeights, (who, sessions, more, at, weights) => {
        const added = { ...more, id: 'added' }
        const before = matchesFor(who, sessions, weights, noon)
        const after = matchesFor(who, sessions.toSpliced(at, 0, added), weights, noon)
        const others = <M extends { session: Dated }>(list: readonly M[]) => list.filter((one) => one.session.id !== 'added')
        expect(others(after.matches)).toEqual(before.matches)
        expect(others(after.nearMisses)).toEqual(before.nearMisses)
      }),
      { numRuns: 400 },
    )
  })

  it('an edit of one person changes their own matches only', () => {
    fc.assert(
      fc.property(anybody, anybody, anybody, anySessions, (one, edited, other, sessions) => {
        const before = matchesFor(other, sessions, usualWeights, noon)
        matchesFor(one, sessions, usualWeights, noon)
        matchesFor(edited, sessions, usualWeights, noon)
        expect(matchesFor(other, sessions, usualWeights, noon)).toEqual(before)
      }),
      { numRuns: 200 },
    )
  })

  it('one choice a group stands where its best session does, with its other dates in the order of time', () => {
    fc.assert(
      fc.property(anybody, anySessions, anyWeights, (who, sessions, weights) => {
        const { matches } = matchesFor(who, sessions, weights, noon)
        const chosen = byGroup(rank(who, sessions, weights, noon).fitting, 3)
        const best = matches.filter(
          ({ session: one }, at) => matches.findIndex(({ session: { group } }) => group.id === one.group.id) === at,
        )
        expect(chosen.map(({ best: { session: one } }) => one.id)).toEqual(names(best).slice(0, 3))
        for (const { others } of chosen) expect(others).toEqual(others.toSorted((a, b) => a.startsAt - b.startsAt))
        const shown = chosen.reduce((sum, { others }) => sum + 1 + others.length, 0)
        if (best.length <= 3) expect(shown).toBe(matches.length)
      }),
    )
  })

  it('the order in which sessions are read does not matter', () => {
    fc.assert(
      fc.property(anybody, anySessions, anyWeights, (who, sessions, weights) => {
        expect(matchesFor(who, sessions.toReversed(), weights, noon)).toEqual(matchesFor(who, sessions, weights, noon))
      }),
    )
  })
})

describe('the taxonomy', () => {
  it('knows every concept once, by name and by id', () => {
    const concepts = Object.entries(openActive).flatMap(([activity, list]) => list.map((concept) => ({ activity, ...concept })))
    expect(new Set(concepts.map(({ id }) => id)).size).toBe(concepts.length)
    for (const { activity, id, label } of concepts) {
      expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      expect([activitiesOf(label), activitiesOf(id), activitiesOf(` ${label.toUpperCase()} `)]).toEqual([
        [activity],
        [activity],
        [activity],
      ])
    }
  })
  it('takes what it does not know for nothing', () =>
    expect([activitiesOf('base jumping'), likingOf(['x'], ['singing'])]).toEqual([[], undefined]))
  it('says what a liking is close to', () =>
    expect(likingOf(['nature'], ['walking'])).toEqual({ kind: 'close', activity: 'walking', interest: 'nature' }))
})

describe('the clock', () => {
  it.each(['Europe/London', 'Asia/Jakarta', 'America/New_York', 'Pacific/Auckland'])(
    'says the part of the week in %s as the slow way does',
    (zone) => {
      const partOf = partsOf(zone)
      fc.assert(
        fc.property(fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2028, 0, 1) }), (at) => {
          expect(partOf(at)).toBe(partOfWeek(at, zone))
        }),
        { numRuns: 1500 },
      )
      for (const change of [Date.UTC(2026, 2, 29), Date.UTC(2026, 9, 25), Date.UTC(2026, 2, 8), Date.UTC(2026, 10, 1)])
        for (let at = change; at < change + days(1); at += 900_000) expect(partOf(at)).toBe(partOfWeek(at, zone))
    },
  )
  it('says every part that a session goes on into, whatever the hours and the days', () => {
    const zone = 'Europe/London'
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2028, 0, 1) }),
        fc.integer({ min: 1, max: days(2) }),
        (startsAt, long) => {
          const each = Array.from({ length: Math.ceil(long / hours(1)) }, (_, hour) => partOfWeek(startsAt + hours(hour), zone))
          const touched = new Set([...each, partOfWeek(startsAt + long - 1, zone)])
          const part = partOfWeek(startsAt, zone)
          expect([part, ...partsAfter(part, partOfWeek(startsAt + long - 1, zone))]).toEqual([...touched])
        },
      ),
    )
  })
  it('counts years as people do', () =>
    expect([ageOn('1960-06-01', '2026-06-01'), ageOn('1960-06-02', '2026-06-01'), ageOn('2000-02-29', '2026-02-28')]).toEqual([66, 65, 25]))
})

describe('weights', () => {
  it('that are no weights count as usual', () =>
    expect(weightsOf({ interest: 0, distance: 11, time: -1, language: 2.5, soon: 'x' })).toEqual({ ...usualWeights, interest: 0 }))
})

describe('a buddy', () => {
  const tom = {
    id: 'tom',
    areas: ['Northfield'],
    activities: ['singing'],
    languages: ['en'],
    availability: ['tue_morning'],
    checkedUntilOn: '2026-06-09',
  }
  // Tuesday 9 June 2026, 10:00 in London.
  const startsAt = Date.UTC(2026, 5, 9, 9)
  const wanted = {
    area: 'Northfield',
    activity: 'singing',
    language: 'en',
    part: 'tue_morning' as PartOfWeek,
    startsAt,
    endsAt: startsAt + hours(1),
  }
  const isFree = (
    change: Partial<typeof wanted> = {},
    promised: { buddyId: string; startsAt: number; endsAt: number }[] = [],
    who: object = {},
  ) => {
    const asked = { ...wanted, ...change }
    return buddyFinder([{ ...tom, ...who }], promised, 'Europe/London')(asked)(asked.part, asked)
  }
  it('is free where everything fits, and not where anything does not', () => {
    expect(isFree()).toBe(true)
    for (const change of [{ area: 'Riverside' }, { activity: 'art' }, { language: 'id' }, { part: 'wed_morning' as const }])
      expect(isFree(change)).toBe(false)
  })
  it('is not free beside another promise, nor once the check has run out', () => {
    expect(isFree({}, [{ buddyId: 'tom', startsAt: startsAt + hours(1.5), endsAt: startsAt + hours(2) }])).toBe(false)
    expect(isFree({}, [{ buddyId: 'tom', startsAt: startsAt + hours(3), endsAt: startsAt + hours(4) }])).toBe(true)
    expect(isFree({}, [{ buddyId: 'ann', startsAt, endsAt: startsAt + hours(1) }])).toBe(true)
    expect([isFree({}, [], { checkedUntilOn: '2026-06-08' }), isFree({}, [], { checkedUntilOn: null })]).toEqual([false, false])
  })
})

it('distance is as the crow flies', () => {
  const [match] = matchesFor(person(), [session('a')], usualWeights, noon).matches
  const reason = match?.reasons.find(({ kind }) => kind === 'distance')
  expect(Math.abs((reason?.kind === 'distance' ? reason.metres : 0) - 1000)).toBeLessThan(5)
  expect(home.latitude).toBe(51.5)
})
