import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import { optionalDay } from '../../lib/inputs.ts'
import type { Sealed } from '../../lib/seal.ts'
import { cameAgain } from '../../outcomes/attendance/queries.ts'
import { comparables, madeOf, scoresOf } from '../../outcomes/instruments/rules.ts'
import { lostReasons, waves } from '../../outcomes/rules.ts'
import { pairs, questionnaireList, standings } from '../../outcomes/team/queries.ts'
import { type Counted, isBrokenDown, isSaid, outcomesOf, type Said, type TeamOutcomes } from '../../outcomes/team/rules.ts'
import { linkWorkersOf, openFields, recordReadsOf } from '../../people/queries.ts'
import { attendance, bookingList, caseloads, laterVisitList, referralList, referralsReceived, type Wanted } from './queries.ts'
import {
  type Contacts,
  contactsOf,
  isAskedList,
  isLaterVisits,
  isReferralList,
  type ListName,
  listNames,
  listPage,
  type Period,
  periodOf,
  periods,
} from './rules.ts'

export const InPeriod = v.object({ period: v.optional(v.picklist(periods)), from: optionalDay(), to: optionalDay() })
type InPeriod = v.InferOutput<typeof InPeriod>

export type FirstVisits = { expected: number; attended: number; again: number }
export type TeamFigures = {
  period: Period
  caseload: { userId: string; name: string | null; people: number; waiting: number }[]
  contacts: Contacts
  attendance: { expected: number; attended: number }
  firstVisits: { withBuddy: FirstVisits; without: FirstVisits }
}

/** What a team did in a period, and what it looks after now. Waits are in milliseconds; percentiles by the nearest rank. */
export async function teamFigures(ctx: Ctx, permit: Permit<'team.lead'>, wish: InPeriod): Promise<TeamFigures> {
  const { db, now, place } = ctx
  const period = periodOf(wish, now, place.timeZone)
  const [workers, open, received, came] = await db.batch([
    linkWorkersOf(db, permit.orgs),
    caseloads(db, permit.orgs),
    referralsReceived(db, permit.orgs, period),
    attendance(db, permit.orgs, period),
  ])
  const names = new Map(workers.map(({ id, name }) => [id, name]))
  const loads = new Map(open.map((row) => [row.userId, row]))
  const ids = [...new Set([...names.keys(), ...loads.keys()])]
  const sum = (rows: typeof came): FirstVisits => ({
    expected: rows.reduce((n, row) => n + row.expected, 0),
    attended: rows.reduce((n, row) => n + row.attended, 0),
    again: rows.reduce((n, row) => n + row.again, 0),
  })
  const firsts = came.filter(({ isFirstVisit }) => isFirstVisit)
  const { expected, attended } = sum(came)
  return {
    period,
    caseload: ids.map((userId) => ({
      ...{ userId, name: names.get(userId) ?? null },
      ...{ people: loads.get(userId)?.people ?? 0, waiting: loads.get(userId)?.waiting ?? 0 },
    })),
    contacts: contactsOf(received, now),
    attendance: { expected, attended },
    firstVisits: { withBuddy: sum(firsts.filter((row) => row.hasBuddy)), without: sum(firsts.filter((row) => !row.hasBuddy)) },
  }
}

export const ListWish = v.object({
  ...InPeriod.entries,
  of: v.optional(v.picklist(listNames), 'received'),
  /** A link worker's id, or 'nobody'. */
  worker: v.optional(v.pipe(v.string(), v.regex(/^([0-9a-f-]{36}|nobody)$/))),
  /** Of what was asked: when, what was compared, and why there is no answer. */
  wave: v.optional(v.picklist(waves), 'start'),
  measure: v.optional(v.picklist(comparables), 'satisfied'),
  reason: v.optional(v.picklist(lostReasons)),
  /** Of those who were compared, whoever gave one answer, or one in a band, then: 'before_3', 'after_low'. */
  said: v.optional(v.pipe(v.string(), v.regex(/^(before|after)_[a-z0-9_]{1,20}$/))),
  after: v.optional(v.pipe(v.string(), v.regex(/^\d{1,15}_[0-9a-f-]{36}$/))),
})
export type ListWish = v.InferOutput<typeof ListWish>

type ReferralRows = Named<Awaited<ReturnType<typeof referralList>>[number]>[]
type BookingRows = Named<Awaited<ReturnType<typeof bookingList>>[number]>[]
type Named<Row> = Omit<Row, 'preferredName'> & { preferredName: string }
type AskedRow = Named<Awaited<ReturnType<typeof questionnaireList>>[number]>
/** How each one stands is null where a part of those who were asked is too small to be said. */
type AskedRows = (Omit<AskedRow, 'status'> & { status: AskedRow['status'] | null })[]
const unsaid = { status: null, lostReason: null, answeredAt: null }
export type TeamList = { of: ListName; period: Period; next: string | undefined } & (
  | { kind: 'referrals'; rows: ReferralRows }
  | { kind: 'bookings'; rows: BookingRows }
  | { kind: 'questionnaires'; rows: AskedRows; about: Pick<ListWish, 'wave' | 'measure' | 'reason' | 'said'> }
  /** The figure is too small to be said, and so is whom it counts. */
  | { kind: 'hidden'; rows: [] }
)

/** The list behind a figure, in the order of time; `after` is the `next` of the page before. Whoever is named is on the audit log as read. */
export async function teamList(ctx: Ctx, permit: Permit<'team.lead'>, wish: ListWish, limit = listPage): Promise<TeamList> {
  const { db, now, place } = ctx
  const period = periodOf(wish, now, place.timeZone)
  const [, at, id] = /^(\d+)_(.+)$/.exec(wish.after ?? '') ?? []
  const after = at && id ? { at: Number(at), id } : undefined
  const worker = wish.worker === 'nobody' ? '' : wish.worker
  const wanted: Wanted = { period, after, worker, now, limit }
  if (isReferralList(wish.of)) {
    const rows = await referralList(db, permit.orgs, wish.of, wanted)
    return { of: wish.of, period, next: nextOf(rows, limit), kind: 'referrals', rows: await named(ctx, permit, rows) }
  }
  const counted = countedBy(wish)
  const figures = counted && (await figuresOf(ctx, permit, period))
  if (counted && figures && !isSaid(figures, counted)) return { of: wish.of, period, next: undefined, kind: 'hidden', rows: [] }
  if (isAskedList(wish.of)) {
    const said = saidIn(wish)
    const scores = said && scoresOf(wish.measure, said.code)
    const standing = { of: wish.of, reason: wish.reason, ...madeOf(wish.measure), scored: said && scores && { when: said.when, ...scores } }
    const rows = await questionnaireList(db, permit.orgs, wish.wave, standing, wanted)
    const about = { wave: wish.wave, measure: wish.measure, reason: wish.reason, said: wish.said }
    const isWhole = wish.of !== 'asked' || (figures && isBrokenDown(figures, wish.wave))
    const told = (await named(ctx, permit, rows)).map((row) => (isWhole ? row : { ...row, ...unsaid }))
    return { of: wish.of, period, next: nextOf(rows, limit), kind: 'questionnaires', about, rows: told }
  }
  const rows = await (isLaterVisits(wish.of)
    ? laterVisitList(db, permit.orgs, wish.of, wanted)
    : bookingList(db, permit.orgs, wish.of, wanted))
  return { of: wish.of, period, next: nextOf(rows, limit), kind: 'bookings', rows: await named(ctx, permit, rows) }
}

const countedBy = ({ of, ...about }: ListWish): Counted | undefined =>
  isAskedList(of) ? { of, ...about, said: saidIn(about) } : isLaterVisits(of) ? { of } : undefined

function saidIn({ said = '' }: Pick<ListWish, 'said'>): Said | undefined {
  const [, when, code] = /^(before|after)_(.+)$/.exec(said) ?? []
  return code && (when === 'before' || when === 'after') ? { when, code } : undefined
}

/** As the team's page says it, of whole teams and never of a page of the list. */
async function figuresOf({ db }: Ctx, { orgs }: Permit, period: Period): Promise<TeamOutcomes> {
  const [counts, compared, came] = await db.batch([standings(db, orgs, period), pairs(db, orgs, period), cameAgain(db, orgs, period)])
  return outcomesOf({ counts, pairs: compared, came })
}

async function named<Row extends { personId: string; preferredName: Sealed }>(
  ctx: Ctx,
  permit: Permit,
  rows: readonly Row[],
): Promise<Named<Row>[]> {
  if (rows.length === 0) return []
  const ids = [...new Set(rows.map(({ personId }) => personId))]
  await commit(ctx.db, [], [recordReadsOf(ctx, permit.actor, 'team_list', ids)])
  return Promise.all(
    rows.map(async (row) => ({
      ...row,
      ...(await openFields(ctx.vault, { id: row.personId, preferredName: row.preferredName }, ['preferredName'])),
    })),
  )
}

const nextOf = (rows: readonly { at: number; id: string }[], limit: number) => {
  const last = rows.at(-1)
  return rows.length === limit && last ? `${last.at}_${last.id}` : undefined
}
