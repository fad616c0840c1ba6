// A dry run of the next two weeks: what would be sent to whom and when, if everything stays as it is now. It plans nothing.

import type { OrgId } from '../access/actor.ts'
import type { Permit } from '../access/permit.ts'
import { endsOfChecks } from '../buddies/queries.ts'
import { remindersOfChecks } from '../buddies/rules.ts'
import type { Ctx } from '../ctx.ts'
import { commit } from '../db/commit.ts'
import { digestOfOpenVisits, digestOfWeek, startsOf } from '../digests/queries.ts'
import { type DigestKind, digestsUntil } from '../digests/rules.ts'
import { spansEnded, spansStarting } from '../letters/planning/queries.ts'
import { caughtUp, plannedKinds, slotsUntil, timetable } from '../letters/planning/rules.ts'
import type { Sealed } from '../lib/seal.ts'
import { type Day, days } from '../lib/time.ts'
import { stillStopped } from '../messages/suppression/queries.ts'
import { carerOf, openFields, recordReadsOf } from '../people/queries.ts'
import type { Wish } from '../rehearsal/inputs.ts'
import {
  type AheadRow,
  type CalledAhead,
  type Count,
  calledAhead,
  carersAhead,
  countsAhead,
  type Plan,
  pageAhead,
} from '../rehearsal/queries.ts'
import { daysFrom, nightlyRuns, nightsOf, pageSize, unsentWays, type Way } from '../rehearsal/rules.ts'
import { lastGoodRun } from './queries.ts'
import { clocksOf } from './reminders.ts'
import { daySummaries, summariesUntil } from './summaries.ts'
import { isStillAsked } from './surveys.ts'

export type RehearsedDay = { day: Day; from: number; email: number; call: number; unsent: number }
export type Ahead = {
  at: number
  kind: AheadRow['kind']
  way: Way
  to: string
  org: string | null
  /** Of own people only: a coordinator sees that there is somebody, and of which team. */
  personId?: string
  preferredName?: string
}
export type Rehearsal = {
  days: RehearsedDay[]
  kinds: { kind: AheadRow['kind']; messages: number }[]
  rows: Ahead[]
  next: string | undefined
}

/** For a coordinator: of the whole place, and nobody's name. */
export const rehearse = async (ctx: Ctx, _permit: Permit<'place.run'>, wish: Wish): Promise<Rehearsal> => {
  const { rows, ...found } = await rehearsed(ctx, wish, undefined)
  return { ...found, rows: rows.map(shown) }
}

/** For a link worker: what goes to the people of own teams, by name. Whoever is named is on the audit log as read. */
export async function rehearseForTeam(ctx: Ctx, permit: Permit<'person.see'>, wish: Wish): Promise<Rehearsal> {
  const { rows, ...found } = await rehearsed(ctx, wish, permit.orgs)
  const ids = [...new Set(rows.flatMap(({ personId }) => personId ?? []))]
  if (ids.length > 0) await commit(ctx.db, [], [recordReadsOf(ctx, permit.actor, 'emails_ahead', ids)])
  const named = rows.map(async (row): Promise<Ahead> => {
    if (row.personId === null || row.preferredName === null) return shown(row)
    const { preferredName } = await openFields(ctx.vault, { id: row.personId, preferredName: row.preferredName }, ['preferredName'])
    return { ...shown(row), personId: row.personId, preferredName }
  })
  return { ...found, rows: await Promise.all(named) }
}

const shown = ({ at, kind, way, recipientKind, org }: AheadRow): Ahead => ({ at, kind, way, to: recipientKind, org })

async function rehearsed(ctx: Ctx, wish: Wish, teams: readonly OrgId[] | undefined) {
  const { db, now, place } = ctx
  const clocks = clocksOf(ctx)
  const all = daysFrom(now, place.timeZone)
  const until = all.at(-1)?.until ?? now
  const [starting, ended, [lastGood]] = await db.batch([
    spansStarting(db, now, until + days(3)),
    spansEnded(db, now - caughtUp, until),
    lastGoodRun(db, 'plan-surveys'),
  ])
  const slots = plannedKinds.map((kind) => {
    const due = slotsUntil(timetable[kind].by === 'start' ? starting : ended, kind, clocks, { now, until })
    return { kind, slots: kind === 'booking.survey' ? due.filter(isStillAsked(lastGood)) : due }
  })
  const digests = (kind: DigestKind) => digestsUntil(kind, clocks, { now, until })
  const toHelpers = [
    digestOfWeek(digests('digest.organiser')),
    digestOfOpenVisits(digests('digest.buddy'), await startsOf(ctx, until)),
    endsOfChecks(nightlyRuns({ now, until }).flatMap((at) => remindersOfChecks(at, clocks))),
  ]
  const planned = { slots, toHelpers, nights: nightsOf(all, clocks), now, until, teams }
  const unwritable = await withoutEmail(ctx, await db.batch(carersAhead(db, planned) as never))
  const plan: Plan = { ...planned, unwritable, toHelpers: [...toHelpers, ...(teams ? [] : await ofDays(ctx, { ...planned, unwritable }))] }

  const day = all.find((one) => one.day === wish.day)
  const within = { from: day?.from ?? 0, until: day?.until ?? until }
  const after = wish.after ? await openCursor(ctx, wish.after) : undefined
  const asked = [countsAhead(db, plan, all), pageAhead(db, plan, { kind: wish.kind || undefined, within, after })] as const
  const found: unknown[] = await db.batch(asked.flat() as never)
  const counts = found.slice(0, asked[0].length).flat() as Count[]
  const page = (found.slice(asked[0].length).flat() as AheadRow[]).sort(inOrder)
  const rows = page.slice(0, pageSize)
  const last = rows.at(-1)
  return {
    days: all.map(({ day, from }) => ({
      day,
      from,
      ...ofDay(counts.filter((one) => one.day === day && (!wish.kind || one.kind === wish.kind))),
    })),
    kinds: [...Map.groupBy(counts, ({ kind }) => kind)].map(([kind, found]) => ({ kind, messages: sum(found) })),
    rows,
    next: page.length > pageSize && last ? await sealCursor(ctx, last) : undefined,
  }
}

async function ofDays(ctx: Ctx, plan: Plan) {
  const summaries = summariesUntil(ctx, plan.until)
  const called: CalledAhead[][] = await ctx.db.batch(calledAhead(ctx.db, plan, summaries.workers) as never)
  return daySummaries(ctx, summaries, called.flat())
}

/** Whose carer has no email, or one at an address that takes none any more. */
async function withoutEmail(ctx: Ctx, found: { id: string; carer: Sealed | null }[][]): Promise<string[]> {
  const carers = new Map(found.flat().map((row) => [row.id, row]))
  const opened = [...carers.values()].map(async (row) => {
    const { carer } = await openFields(ctx.vault, row, ['carer'])
    return [row.id, carerOf(carer)?.email ?? ''] as const
  })
  const addresses = new Map(await Promise.all(opened))
  const stopped = await stillStopped(ctx, addresses)
  return [...addresses].flatMap(([id, address]) => (address === '' || stopped.has(id) ? [id] : []))
}

// Where a page ends is told by ids, which a coordinator does not see: so it travels sealed.
const slot = { column: 'rehearsal.cursor', rowId: 'page' }
const sealCursor = ({ vault }: Ctx, { at, key }: AheadRow): Promise<string> => vault.seal(JSON.stringify({ at, key }), slot)

/** An address that was changed, or sealed with a key that is gone, begins from the start. */
const openCursor = ({ vault }: Ctx, cursor: string): Promise<{ at: number; key: string } | undefined> =>
  vault.open(cursor as Sealed, slot).then(JSON.parse, () => undefined)

/** As the statements order them. */
const inOrder = (a: AheadRow, b: AheadRow) => a.at - b.at || (a.key < b.key ? -1 : 1)

const sum = (counts: readonly Pick<Count, 'messages'>[]) => counts.reduce((total, { messages }) => total + messages, 0)
const ofDay = (counts: readonly Count[]) => ({
  email: sum(counts.filter(({ way }) => way === 'email')),
  call: sum(counts.filter(({ way }) => way === 'call')),
  unsent: sum(counts.filter(({ way }) => unsentWays.includes(way))),
})
