import { env } from 'cloudflare:workers'
import { and, asc, eq, inArray } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { transitions } from '../../src/bookings/rules.ts'
import { auditEntries } from '../../src/db/schema/audit.ts'
import { bookings } from '../../src/db/schema/bookings.ts'
import { messages } from '../../src/db/schema/messages.ts'
import { places } from '../../src/db/schema/place.ts'
import { callTries, replies } from '../../src/db/schema/replies.ts'
import { sessions } from '../../src/db/schema/sessions.ts'
import { days, hours } from '../../src/lib/time.ts'
import { type Stage, stage } from '../bookings/stage.ts'
import { noon } from '../world.ts'
import { anything, opening, type Real, reached } from './commands.ts'
import type { Model } from './model.ts'

// SEED=… plays a run again.
const seed = env.TEST_SEED ? Number(env.TEST_SEED) : Math.floor(Math.random() * 2 ** 31)
const numRuns = env.TEST_ENGINE === 'd1' ? 200 : 40

const setting = fc.record({
  capacity: fc.integer({ min: 1, max: 4 }),
  limit: fc.constantFrom(null, null, 1, 2, 3),
  week: fc.constantFrom(null, null, 1, 2, 3),
  kept: fc.constantFrom(0, 0, 1, 2),
  startsIn: fc.constantFrom(20, 50, 50, 80, 120),
})

it('keeps its rule whatever people do, in whatever order', async () => {
  console.log(`simulation: seed ${seed}, ${numRuns} runs`)
  const place = await stage()
  // Clocks that stop at night have their own tests; here a deadline can be told by adding.
  await place.db.update(places).set({ quietFrom: '00:00', quietUntil: '00:00' })
  Object.assign(place.place, { quietFrom: '00:00', quietUntil: '00:00' })
  const people = await Promise.all(Array.from({ length: 10 }, () => place.person()))

  await fc.assert(
    fc.asyncProperty(setting, opening, anything, async ({ capacity, limit, week, kept, startsIn }, first, commands) => {
      const startsAt = noon + hours(startsIn)
      const model: Model = {
        now: noon,
        startsAt,
        status: 'scheduled',
        capacity,
        week,
        limit: limit === null ? null : Math.max(limit, kept),
        kept: Math.min(kept, capacity),
        tickets: 0,
        parties: new Map(),
      }
      const real = await freshSession(place, people, model)
      for (const command of first) await command.run(model, real)
      await fc.asyncModelRun(async () => ({ model, real }), commands)
      await obeysItsStates(place, [...model.parties.keys()])
    }),
    { numRuns, seed },
  )

  console.log(
    [...reached]
      .sort()
      .map(([what, times]) => `${times} × ${what}`)
      .join('\n'),
  )
  // The shorter run on libSQL may miss some by chance.
  if (env.TEST_ENGINE === 'd1') expect(rare.filter((what) => !reached.get(what))).toEqual([])
}, 300_000)

/** A session of a group of its own, in which half of the people have been before. */
async function freshSession(place: Stage, people: readonly string[], model: Model): Promise<Real> {
  place.clock.now = noon
  // A tick sees every session there is, so the runs before leave none.
  await place.db.batch([place.db.delete(replies), place.db.delete(callTries)])
  await place.db.batch([place.db.delete(bookings), place.db.delete(sessions), place.db.delete(auditEntries), place.db.delete(messages)])
  const { provider, team } = place.scene
  const { groupId, venueId } = await place.group(provider, { newcomersPerWeek: model.week })
  const before = await place.sessionIn(groupId, venueId, { startsAt: noon - days(7) })
  const regulars = people.slice(5)
  await place.db.insert(bookings).values(
    regulars.map((personId) => ({
      id: place.ctx().newId(),
      providerId: provider,
      teamId: team,
      sessionId: before,
      groupId,
      personId,
      bookedBy: 'staff',
      places: 1,
      isFirstVisit: true,
      buddyWish: 'unasked' as const,
      status: 'attended' as const,
      answeredStatus: 'booked' as const,
      step: 1,
      createdAt: noon - days(14),
    })),
  )
  const sessionId = await place.sessionIn(groupId, venueId, {
    startsAt: model.startsAt,
    bookingClosesAt: model.startsAt,
    capacity: model.capacity,
    newcomerLimit: model.limit,
    newcomerPlaces: model.kept,
  })
  return { stage: place, sessionId, groupId, venueId, newcomers: people.slice(0, 5), regulars }
}

/** Every change on the log is one of the table, and each booking's steps follow on one another. */
async function obeysItsStates(place: Stage, ids: readonly string[]) {
  if (ids.length === 0) return
  const entries = await place.db
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.subjectKind, 'booking'), inArray(auditEntries.subjectId, [...ids])))
    .orderBy(asc(auditEntries.id))
  for (const id of ids) {
    const own = entries.filter((entry) => entry.subjectId === id)
    expect(own.map(({ step }) => step)).toEqual(own.map((_, at) => at + 1))
    let state: string | null = null
    for (const { fromState, toState } of own) {
      expect(fromState).toBe(state)
      const allowed: readonly string[] = state === null ? ['booked', 'waitlisted'] : transitions[state as keyof typeof transitions]
      expect(allowed).toContain(toState)
      state = toState
    }
  }
}

const rare = [
  'waits: session_full',
  'waits: not_enough_for_two',
  'waits: newcomers_full',
  'waits: week_full',
  'waits: kept_for_newcomers',
  'declined an offer',
  'took an offer',
  'cancelled while waitlisted',
  'offered after a cancellation',
  'offered after more capacity',
  'offered by a tick',
  'offer ran out',
  'offer prolonged, for nobody had told them',
  'not confirmed: offer_ended',
  'not confirmed: still_waiting',
  'not confirmed: session_cancelled',
  'unconfirmed place went on',
  'kept for want of a question',
  'kept places released',
  'passed over somebody who did not fit',
  'booked past waiting people when no offer can be answered',
  'session cancelled with people waiting',
  'capacity refused: capacity_below_taken',
]
