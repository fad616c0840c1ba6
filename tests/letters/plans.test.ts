import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { invitationFacts, signInFacts } from '../../src/letters/accounts/queries.ts'
import { planMany, spansEnded, spansStarting } from '../../src/letters/planning/queries.ts'
import type { PlannedKind } from '../../src/letters/planning/rules.ts'
import { bookingFacts, buddyFacts, freedVisitFacts, sessionFacts, userFacts, visitFacts } from '../../src/letters/queries.ts'
import { world } from '../world.ts'

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
    const scans = steps.map(({ detail }) => detail).filter((detail) => /^SCAN (?!json_each|CONSTANT)/.test(detail))
    expect(scans, name).toEqual([])
    expect(steps.length, name).toBeGreaterThan(0)
  }
  const whole = await db.all<{ detail: string }>(sql`EXPLAIN QUERY PLAN SELECT * FROM bookings WHERE reason = 'x'`)
  expect(whole[0]?.detail).toMatch(/^SCAN/)
})
