import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import type { Actor } from '../../src/access/actor.ts'
import { aheadOf, groupInScope, groupsOf, groupsToCheck, seriesOf, venuesOf } from '../../src/groups/queries.ts'
import { cancelAll, concernedBy, sessionsAfter } from '../../src/sessions/cancellation/queries.ts'
import { peopleIn, whatFollows } from '../../src/sessions/consequences/queries.ts'
import { concerned, sessionsAhead, settledDays, withdraw } from '../../src/sessions/editing/queries.ts'
import { reach, seriesToExtend } from '../../src/sessions/extension/queries.ts'
import { ownSession, ownSessions, registersDue, sessionsOfGroup } from '../../src/sessions/overview/queries.ts'
import { insertSessions } from '../../src/sessions/queries.ts'
import { alternativesTo, publicGroup, publicSession, whatsOn } from '../../src/sessions/whats-on/queries.ts'
import { world } from '../world.ts'
import { publish, weekly } from './series.ts'

type Planned = { getSQL: () => ReturnType<typeof sql> }

it('reads and writes by index: no statement scans a table that grows', async () => {
  const place = await world()
  const scene = await place.scene()
  const { id: seriesId, sessions } = await publish(place, scene, weekly(scene.venueId))
  const ctx = place.ctx()
  const { db, now } = ctx
  const orgs = [scene.provider]
  const actor: Actor = { kind: 'system', id: 'test' }
  const ids = sessions.map(({ id, step }) => ({ id, step }))
  const changes = sessions.map((session) => ({ ...session, isMoved: true, area: 'Northfield' }))
  const wish = { from: now, to: now + 1e9, activities: ['singing'], area: 'Northfield', access: 'step_free', language: 'en', limit: 20 }
  const statements: Record<string, readonly unknown[]> = {
    whatsOn: [whatsOn(db, wish), whatsOn(db, { ...wish, after: { startsAt: now, id: scene.sessionId }, stretches: [[now, now + 1]] })],
    public: [publicGroup(db, scene.groupId, now, 9), publicSession(db, scene.sessionId), alternativesTo(db, scene.sessionId, now, 3)],
    groups: [groupInScope(db, orgs, scene.groupId), groupsOf(db, orgs, now), groupsToCheck(db, 9), aheadOf(db, scene.groupId, now)],
    lists: [venuesOf(db, orgs), seriesOf(db, scene.groupId), ownSession(db, orgs, scene.sessionId), ownSessions(db, orgs, now, now + 1e9)],
    organiser: [sessionsOfGroup(db, orgs, scene.groupId, now, 40), registersDue(db, orgs, now)],
    cancelling: [...cancelAll(ctx, actor, ids, 'x'), concernedBy(db, [scene.sessionId]), sessionsAfter(db, seriesId, now)],
    editing: [
      ...[{ seriesId }, { sessionId: scene.sessionId }].flatMap((scope) => [
        sessionsAhead(db, scope, now),
        concerned(db, scope, now),
        ...peopleIn(ctx, scope),
      ]),
      settledDays(db, seriesId, now),
      ...withdraw(
        ctx,
        actor,
        ids.map(({ id }) => id),
      ),
      ...whatFollows(ctx, actor, [], changes, [[], [], [], [], [], []]),
    ],
    extending: [
      seriesToExtend(db, '2027-01-01', 25),
      ...reach(ctx, actor, [{ id: seriesId, step: 1, orgId: scene.provider }], '2027-01-01'),
      ...insertSessions(ctx, actor, sessions),
    ],
  }
  for (const [name, list] of Object.entries(statements)) {
    for (const [at, statement] of list.entries()) {
      const plan = await db.all<{ detail: string }>(sql`EXPLAIN QUERY PLAN ${(statement as Planned).getSQL()}`)
      const scans = plan
        .map(({ detail }) => detail)
        .filter((detail) => detail.startsWith('SCAN') && !/VIRTUAL TABLE|CONSTANT ROW|\(subquery/.test(detail))
      expect(scans, `${name} ${at}`).toEqual([])
    }
  }
})

it('would see a scan', async () => {
  const { db } = await world()
  const plan = await db.all<{ detail: string }>(sql`EXPLAIN QUERY PLAN SELECT id FROM sessions WHERE meeting_point = 'x'`)
  expect(plan.map(({ detail }) => detail).join()).toMatch(/^SCAN sessions/)
})
