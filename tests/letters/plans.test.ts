import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { datesOfGroup, liveFeed, visitsOfBuddy } from '../../src/calendars/queries.ts'
import type { Ctx } from '../../src/ctx.ts'
import type { Db } from '../../src/db/connect.ts'
import { digestOfDay, digestOfOpenVisits, digestOfPlace, digestOfWeek, openStarts } from '../../src/digests/queries.ts'
import { invitationFacts, signInFacts } from '../../src/letters/accounts/queries.ts'
import { planMany, spansEnded, spansStarting } from '../../src/letters/planning/queries.ts'
import type { PlannedKind } from '../../src/letters/planning/rules.ts'
import { bookingFacts, buddyFacts, freedVisitFacts, sessionFacts, userFacts, visitFacts } from '../../src/letters/queries.ts'
import { stoppedAmong } from '../../src/messages/choices/queries.ts'
import { planEach } from '../../src/messages/queries.ts'
import { world } from '../world.ts'

const digests = (db: Db, ctx: Ctx) => {
  const when = { on: '2026-06-01', beganAt: 1, dueAt: 1, usefulUntil: 2 }
  const starts = [{ startsAt: 1, part: 'mon_morning', on: '2026-06-01' }]
  return {
    openStarts: openStarts(db, 0, 1),
    ofDay: planEach(ctx, digestOfDay([{ ...when, today: '2026-06-01', now: 0, until: 1, ringing: [{ userId: 'a', from: 1 }] }])),
    ofWeek: planEach(ctx, digestOfWeek([when])),
    ofOpenVisits: planEach(ctx, digestOfOpenVisits([when], starts)),
    ofPlace: planEach(ctx, digestOfPlace([when])),
    liveFeed: liveFeed(db, 'a'),
    visitsOfBuddy: visitsOfBuddy(db, 'a', 0),
    datesOfGroup: datesOfGroup(db, 'a', 0, 1),
    stoppedAmong: stoppedAmong(db, [{ recipientId: 'a', kind: 'b' }]),
  }
}

const planned: PlannedKind[] = ['booking.reminder_48h', 'visit.reminder_day', 'provider.register_due', 'booking.survey']

it('reads no growing table whole, however long its history is', async () => {
  const { db, ctx } = await world()
  const ids = ['a', 'b']
  const slots = [{ startsAt: 1, endsAt: 2, idealAt: 1, dueAt: 1, usefulUntil: 2 }]
  const statements = {
    bookingFacts: bookingFacts(db, ids, 0),
    visitFacts: visitFacts(db, ids),
    sessionFacts: sessionFacts(db, ids),
    buddyFacts: buddyFacts(db, ids),
    freedVisitFacts: freedVisitFacts(db, [{ buddyId: 'a', at: 1 }], 0),
    userFacts: userFacts(db, ids),
    signInFacts: signInFacts(db, ids),
    invitationFacts: invitationFacts(db, ids),
    spansStarting: spansStarting(db, 0, 1),
    spansEnded: spansEnded(db, 0, 1),
    ...Object.fromEntries(planned.map((kind) => [kind, planMany(ctx(), kind, slots, 10)])),
  }
  for (const [name, statement] of Object.entries(statements)) {
    const steps = await db.all<{ detail: string }>(sql`EXPLAIN QUERY PLAN ${statement.getSQL()}`)
    const scans = steps.map(({ detail }) => detail).filter((detail) => /^SCAN (?!json_each|CONSTANT|back\b)/.test(detail))
    expect(scans, name).toEqual([])
    expect(steps.length, name).toBeGreaterThan(0)
  }
  const whole = await db.all<{ detail: string }>(sql`EXPLAIN QUERY PLAN SELECT * FROM bookings WHERE reason = 'x'`)
  expect(whole[0]?.detail).toMatch(/^SCAN/)
})

it('walks organisations and their staff for summaries, and nothing that grows', async () => {
  const { db, ctx } = await world()
  const small = /^SCAN (o|w|n|d|e|told|row)\b/
  for (const [name, statement] of Object.entries(digests(db, ctx()))) {
    const steps = await db.all<{ detail: string }>(sql`EXPLAIN QUERY PLAN ${statement.getSQL()}`)
    const scans = steps.map(({ detail }) => detail).filter((detail) => /^SCAN (?!json_each|CONSTANT)/.test(detail) && !small.test(detail))
    expect(scans, name).toEqual([])
  }
})
