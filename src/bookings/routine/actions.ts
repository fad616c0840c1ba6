import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import { sha256 } from '../../lib/encoding.ts'
import { choice, count, flag, uuid } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { plan } from '../../messages/queries.ts'
import { openFields, recordReads } from '../../people/queries.ts'
import { markSupporting, referralStates } from '../../referrals/queries.ts'
import { bookingByKey, rememberKey } from '../keys/queries.ts'
import type { NewBooking } from '../queries.ts'
import { bookingRaces } from '../rules.ts'
import { wantVisit } from '../wanted-visits/queries.ts'
import { bookable, bookedInGroup, insertTogether, personForRoutine, type RoutineDate, routineDates } from './queries.ts'
import { type DateAnswer, fewestDates, modes, mostDates, type Planned, planRoutine, type RoutineRefusal, routineRefusal } from './rules.ts'

export const BookRoutine = v.object({
  personId: uuid(),
  /** The first date; the others are the next ones of its series, or of its group on that day of the week. */
  sessionId: uuid(),
  times: count(fewestDates, mostDates),
  /** All the dates or none, or as many as there are and the waiting list for the others. */
  mode: choice(modes),
  withCarer: flag(),
  /** For the first visit; later ones go without. */
  buddyWish: v.optional(choice(['wanted', 'not_wanted', 'unasked']), 'unasked'),
})
type Input = v.InferOutput<typeof BookRoutine>

export type Routine = { routineId: string; dates: DateAnswer[] }
export type BookRoutineRefusal = RoutineRefusal | 'no_such_person' | 'no_such_session' | 'key_used_for_another_request'
/** A refusal names each date and what it would be, so that one can say which is full. */
export type RoutineAnswer = { ok: true; value: Routine } | { ok: false; reason: BookRoutineRefusal; dates: DateAnswer[] }

/** Books a person into the next dates of a session in one commit. With a `key`, the same request again gets the same answer. */
export async function bookRoutine(ctx: Ctx, permit: Permit<'booking.create'>, input: Input, key?: string): Promise<RoutineAnswer> {
  const remembered = key === undefined ? undefined : { key, fingerprint: await sha256(JSON.stringify(input)) }
  return again(async (): Promise<RoutineAnswer | typeof moved> => {
    const { db } = ctx
    const [dates, [person], booked, [used], referrals] = await db.batch([
      routineDates(db, input.sessionId, input.times),
      personForRoutine(db, permit.orgs, input.personId),
      bookedInGroup(db, input.personId, input.sessionId),
      bookingByKey(db, permit.actor.id, key ?? ''),
      referralStates(db, input.personId),
    ])
    // One that was kept before its answer was tells the routine alone.
    if (used)
      return used.fingerprint === remembered?.fingerprint
        ? ok({ routineId: used.booking.routineId ?? '', dates: JSON.parse(used.answered ?? '[]') })
        : refused('key_used_for_another_request')
    if (!person) return refused('no_such_person')
    const [first] = dates
    if (!first) return refused('no_such_session')

    const party = { places: input.withCarer ? 2 : 1, hasBeenBefore: hasBeen(booked) }
    const planned = planRoutine(dates, new Set(booked.map(({ sessionId }) => sessionId)), party, ctx.now)
    const answers = planned.map(({ answer }) => answer)
    const refusal = routineRefusal(planned, input.times, input.mode)
    if (refusal) return { ok: false, reason: refusal, dates: answers }

    const routineId = ctx.newId()
    const made = bookingsOf(
      ctx,
      { ...input, teamId: person.teamId, bookedBy: permit.actor.id, routineId, places: party.places },
      dates,
      planned,
    )
    const told = made.find(({ status }) => status === 'booked') ?? made[0]
    if (!told) return refused('nothing_new')
    const { refusedBy } = await commit(ctx.db, bookingRaces, [
      ...insertTogether(ctx, permit.actor, made),
      ...made.flatMap((booking) => {
        const date = dates.find(({ id }) => id === booking.sessionId)
        return date && booking.status === 'booked' ? wantVisit(ctx, permit.actor, date, booking, person.language) : []
      }),
      // One email for all of them, which names the other dates.
      plan(ctx, {
        kind: told.status === 'booked' ? 'booking.confirm_request' : 'booking.waitlisted',
        recipientId: person.id,
        subjectId: told.id,
        usefulUntil: dates.find(({ id }) => id === told.sessionId)?.startsAt ?? ctx.now,
      }),
      ...markSupporting(ctx, permit.actor, referrals),
      ...(remembered ? [rememberKey(ctx, permit.actor.id, { ...remembered, answered: JSON.stringify(answers) }, told.id)] : []),
    ])
    return refusedBy ? moved : ok({ routineId, dates: answers })
  })
}

const refused = (reason: BookRoutineRefusal): RoutineAnswer => ({ ok: false, reason, dates: [] })

const hasBeen = (booked: readonly { status: string }[]): boolean => booked.some(({ status }) => status !== 'missed')

type Common = Pick<NewBooking, 'teamId' | 'personId' | 'bookedBy' | 'routineId' | 'places' | 'buddyWish'>

function bookingsOf(ctx: Ctx, common: Common, dates: readonly RoutineDate[], planned: readonly Planned[]) {
  const { teamId, personId, bookedBy, routineId, places, buddyWish } = common
  return planned.flatMap(({ answer, isFirstVisit }, at) => {
    const date = dates[at]
    if (!date || (answer.state !== 'booked' && answer.state !== 'waitlisted')) return []
    return [
      {
        id: ctx.newId(),
        providerId: date.orgId,
        teamId,
        sessionId: date.id,
        groupId: date.groupId,
        personId,
        bookedBy,
        places,
        isFirstVisit,
        // A buddy goes along the first time; who wants one later asks again.
        buddyWish: buddyWish === 'wanted' && !isFirstVisit && at > 0 ? ('unasked' as const) : buddyWish,
        status: answer.state,
        answeredStatus: answer.state,
        answeredWhy: answer.state === 'waitlisted' ? answer.why : null,
        routineId: routineId ?? null,
        step: 1,
        createdAt: ctx.now,
      },
    ]
  })
}

export type Preview = {
  person: { id: string; preferredName: string }
  group: { name: string; venueName: string; area: string }
  isFirstVisit: boolean
  dates: DateAnswer[]
}

/** What a routine from this session on would be, before it is booked; the read is on the audit log. */
export async function previewRoutine(
  ctx: Ctx,
  permit: Permit<'booking.create'>,
  { personId, sessionId }: Pick<Input, 'personId' | 'sessionId'>,
): Promise<Result<Preview, 'no_such_person' | 'no_such_session'>> {
  const { db } = ctx
  const [dates, [person], booked] = await db.batch([
    routineDates(db, sessionId, mostDates),
    personForRoutine(db, permit.orgs, personId),
    bookedInGroup(db, personId, sessionId),
    recordReads(ctx, permit.actor, 'routine', bookable(permit.orgs, personId)) as never,
  ])
  if (!person) return no('no_such_person')
  const [first] = dates
  if (!first) return no('no_such_session')
  const hasBeenBefore = hasBeen(booked)
  const planned = planRoutine(dates, new Set(booked.map((one) => one.sessionId)), { places: 1, hasBeenBefore }, ctx.now)
  const { preferredName } = await openFields(ctx.vault, person, ['preferredName'])
  return ok({
    person: { id: person.id, preferredName },
    group: { name: first.groupName, venueName: first.venueName, area: first.area },
    isFirstVisit: !hasBeenBefore,
    dates: planned.map(({ answer }) => answer),
  })
}
