// What a change of a group, or of many of its sessions at once, leaves to those who wait: all of it goes into the change's batch.

import { type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../../../access/actor.ts'
import type { Ctx } from '../../../ctx.ts'
import type { Statement } from '../../../db/connect.ts'
import { sessions } from '../../../db/schema/sessions.ts'
import { newcomersAhead } from '../../../groups/weeks/queries.ts'
import { type Day, localDay, mondayOf } from '../../../lib/time.ts'
import { planAll } from '../../../messages/queries.ts'
import { type BookingRow, factsWhere, type SessionFacts } from '../../queries.ts'
import { moveInAll, offersIn } from '../../together/queries.ts'
import { type Elsewhere, elsewhereOf, linesOf, turnsIn } from '../queries.ts'

/** A change looks at this many sessions, the soonest first; the next tick goes on with the rest. */
const atMost = 50

/** The reads of a group's waiting lists, for the batch that loads what changes. */
export const readsOfGroup = (ctx: Ctx, groupId: string | SQL) => {
  const ids = sql`SELECT id FROM sessions WHERE group_id = ${groupId} AND starts_at > ${ctx.now} AND status = 'scheduled' AND waiting > 0
    ORDER BY starts_at LIMIT ${atMost}`
  const thisWeek = mondayOf(localDay(ctx.now, ctx.place.timeZone))
  return [factsWhere(ctx.db, sql`${sessions.id} IN (${ids})`), linesOf(ctx.db, ids), newcomersAhead(ctx.db, groupId, thisWeek)] as const
}
export type GroupReads = readonly [SessionFacts[], BookingRow[], Awaited<ReturnType<typeof newcomersAhead>>]

type GroupChange = {
  /** What the group says from now on, where it says something new. */
  newcomersPerWeek?: number | null
  /** Newcomers who come to a week, or leave it when they are fewer than none. */
  newcomers?: readonly { weekOn: Day; newcomers: number }[]
  /** A waiting list as the change leaves it; undefined when there is none any more. */
  become?: (one: Elsewhere) => Elsewhere | undefined
}

/** Offers what is free once the change is made, the soonest session first: those of a week share its newcomers. Expect `endingRaces`. */
export function settleGroup(ctx: Ctx, actor: Actor, [found, lines, weeks]: GroupReads, change: GroupChange): Statement[] {
  const { newcomers = [], become = (one) => one } = change
  const perWeek = change.newcomersPerWeek === undefined ? (weeks[0]?.perWeek ?? null) : change.newcomersPerWeek
  const coming = [...weeks.map(({ weekOn, taken }) => ({ weekOn, newcomers: taken ?? 0 })), ...newcomers]
  // As the database has it afterwards: a limit below what was promised stands at what was promised.
  const leftOf = (week: Day) =>
    perWeek === null
      ? null
      : Math.max(
          0,
          coming.reduce((left, one) => left - (one.weekOn === week ? one.newcomers : 0), perWeek),
        )

  const waiting = elsewhereOf(found, lines)
    .flatMap((one) => become(one) ?? [])
    .map(({ session, line }) => ({ session: { ...session, weekLeft: leftOf(session.weekOn) }, line }))
    .sort((a, b) => a.session.startsAt - b.session.startsAt)
  const { moves, mail } = offersIn(turnsIn(ctx, waiting))
  return [...moveInAll(ctx, actor, moves), ...planAll(ctx, mail)]
}
