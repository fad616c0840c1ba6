import * as v from 'valibot'
import type { Permit } from '../access/permit.ts'
import { record } from '../audit/queries.ts'
import { openStep } from '../conversations/queries.ts'
import type { Ctx } from '../ctx.ts'
import { commit } from '../db/commit.ts'
import type { ReachBy } from '../db/schema/people.ts'
import { choice } from '../lib/inputs.ts'
import { no, ok, type Result } from '../lib/result.ts'
import type { Sealed } from '../lib/seal.ts'
import { localDay } from '../lib/time.ts'
import { bookingOfTeam } from '../people/calls/queries.ts'
import { carerOf, heldPersonIn, openFields, recordReadsOf } from '../people/queries.ts'
import { whomToRing } from '../people/rules.ts'
import { countDue, countQuiet, goneQuiet, missedLately, mostOfEach, notAgainLately, putAway, stepsDue, type Whose } from './queries.ts'
import { awayUntil, type FollowUpReason, quietSince, settlements } from './rules.ts'

export type FollowUps = Awaited<ReturnType<typeof openFollowUps>>

/**
 * Whom to think of today, for own teams or only for those that one looks after oneself: at most 50 a reason, `more` names the reasons
 * that have more. Each person named here is on the audit log as read.
 */
export async function openFollowUps(ctx: Ctx, permit: Permit<'person.see'>, { isMine }: { isMine: boolean }) {
  const { db, now } = ctx
  const whose = whoseOf(permit, isMine)
  const today = localDay(now, ctx.place.timeZone)
  const [due, missed, notAgain, quiet] = await db.batch([
    stepsDue(db, whose, today),
    missedLately(db, whose, now, today),
    notAgainLately(db, whose, now, today),
    goneQuiet(db, whose, quietSince(now, ctx.place.quietWeeks), today),
  ])
  const lists = { step_due: due, missed, not_again: notAgain, quiet } satisfies Record<FollowUpReason, readonly Row[]>
  const ids = new Set(Object.values(lists).flatMap((rows) => rows.map(({ personId }) => personId)))
  if (ids.size > 0) await commit(db, [], [recordReadsOf(ctx, permit.actor, 'follow_ups', [...ids])])
  const open = openerFor(ctx)
  return {
    today,
    due: await Promise.all(
      due.map(async ({ conversationId, nextStep, dueOn, ...row }) => ({
        ...(await open(row)),
        conversationId,
        nextStep: await openStep(ctx.vault, { id: conversationId, nextStep }),
        dueOn: dueOn ?? today,
      })),
    ),
    missed: await Promise.all(missed.map(async (row) => ({ ...(await open(row)), ...bookedOf(row) }))),
    notAgain: await Promise.all(
      notAgain.map(async ({ note, answeredAt, ...row }) => ({
        ...(await open(row)),
        ...bookedOf(row),
        answeredAt,
        note: note === null ? '' : await ctx.vault.open(note, { column: 'responses.note', rowId: row.bookingId }),
      })),
    ),
    quiet: await Promise.all(quiet.map(async (row) => ({ ...(await open(row)), lastSignAt: row.lastSignAt }))),
    more: (Object.keys(lists) as FollowUpReason[]).filter((reason) => lists[reason].length === mostOfEach),
  }
}

/** How many next steps are due and overdue, and how many people have gone quiet; names nobody. */
export async function countFollowUps(ctx: Ctx, permit: Permit<'person.see'>, { isMine }: { isMine: boolean }) {
  const whose = whoseOf(permit, isMine)
  const today = localDay(ctx.now, ctx.place.timeZone)
  const [[steps], [silent]] = await ctx.db.batch([
    countDue(ctx.db, whose, today),
    countQuiet(ctx.db, whose, quietSince(ctx.now, ctx.place.quietWeeks), today),
  ])
  return { due: steps?.due ?? 0, overdue: steps?.overdue ?? 0, quiet: silent?.quiet ?? 0 }
}

export const SettleQuiet = v.object({ how: choice(settlements) })
export const SettleBooking = v.object({ about: choice(['missed', 'not_again']), how: choice(settlements) })

/** Somebody who had gone quiet was looked after, which gives them the whole time again, or is put off for a week. */
export async function settleQuiet(
  ctx: Ctx,
  permit: Permit<'person.manage'>,
  { personId, how }: v.InferOutput<typeof SettleQuiet> & { personId: string },
): Promise<Result<{ personId: string }, 'no_such_person'>> {
  const [person] = await heldPersonIn(ctx.db, permit.orgs, personId)
  if (!person) return no('no_such_person')
  const { teamId } = person
  const about = { subjectKind: 'person', subjectId: personId, personId, orgId: teamId, why: 'quiet' } as const
  const untilOn = awayUntil(ctx.now, ctx.place.timeZone, how, ctx.place.quietWeeks)
  await commit(
    ctx.db,
    [],
    [
      record(ctx, permit.actor, { ...about, action: how === 'done' ? 'person.followed_up' : 'person.put_off' }),
      putAway(ctx.db, { personId, about: 'quiet', teamId, untilOn }),
    ],
  )
  return ok({ personId })
}

/** A missed session or a "not again" was spoken about, which takes it off the call list too, or is put off for a week. */
export async function settleBooking(
  ctx: Ctx,
  permit: Permit<'person.manage'>,
  { bookingId, about, how }: v.InferOutput<typeof SettleBooking> & { bookingId: string },
): Promise<Result<{ personId: string }, 'no_such_booking'>> {
  const [booking] = await bookingOfTeam(ctx.db, permit.orgs, bookingId)
  if (!booking) return no('no_such_booking')
  const { personId, teamId } = booking
  const subject = { subjectKind: 'booking', subjectId: bookingId, personId, orgId: teamId } as const
  const untilOn = awayUntil(ctx.now, ctx.place.timeZone, how, ctx.place.quietWeeks)
  await commit(
    ctx.db,
    [],
    how === 'done'
      ? [record(ctx, permit.actor, { ...subject, action: 'booking.rung', why: about === 'missed' ? 'missed' : 'said' })]
      : [
          record(ctx, permit.actor, { ...subject, action: 'booking.put_off', why: about }),
          putAway(ctx.db, { personId, about: `${about}:${bookingId}`, teamId, untilOn }),
        ],
  )
  return ok({ personId })
}

const whoseOf = (permit: Permit, isMine: boolean): Whose => ({ teams: permit.orgs, linkWorkerId: isMine ? permit.actor.id : undefined })

type Booked = { bookingId: string; groupName: string; startsAt: number; missedCause: string | null; isFirstVisit: boolean }
const bookedOf = ({ bookingId, groupName, startsAt, missedCause, isFirstVisit }: Booked) => ({
  ...{ bookingId, groupName, startsAt, missedCause, isFirstVisit },
})

type Row = {
  personId: string
  name: Sealed
  preferredName: Sealed
  phone: Sealed | null
  carer: Sealed | null
  reachBy: ReachBy
  lastContactAt: number | null
}

/** Opens what is needed to ring somebody; the same person is opened once however often they are on the list. */
function openerFor({ vault }: Ctx) {
  const opened = new Map<string, Promise<{ name: string; preferredName: string; ring: { phone: string; carer: string } }>>()
  const openPerson = async (row: Row) => {
    const { carer, phone, ...names } = await openFields(vault, { ...row, id: row.personId }, ['name', 'preferredName', 'phone', 'carer'])
    return { ...names, ring: whomToRing({ reachBy: row.reachBy, phone, carer: carerOf(carer) }) }
  }
  return async (row: Row) => {
    const person = opened.get(row.personId) ?? openPerson(row)
    opened.set(row.personId, person)
    return { personId: row.personId, ...(await person), lastContactAt: row.lastContactAt }
  }
}
