import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import { type Chooser, personToChoose } from '../../attendee/choices/queries.ts'
import { record } from '../../audit/queries.ts'
import { activeVisits, endBookings, endingRaces } from '../../bookings/ending/queries.ts'
import type { SessionFacts } from '../../bookings/queries.ts'
import { type Elsewhere, elsewhereOf, linesOf, readsElsewhere } from '../../bookings/settling/queries.ts'
import { factsOfAll } from '../../bookings/together/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import type { Statement } from '../../db/connect.ts'
import { choice, text, uuid } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { hours } from '../../lib/time.ts'
import { plan } from '../../messages/queries.ts'
import { moveReferral, referralsOf } from '../../referrals/queries.ts'
import { isOpen } from '../../referrals/rules.ts'
import { teamsIn } from '../../visits/alarms/queries.ts'
import { answerable, workersOf } from '../../visits/queries.ts'
import { among } from '../queries.ts'
import { bookingsAhead, cancelMessagesTo, idsAhead, leave, loseQuestionnaires, setWithdrawn } from './queries.ts'

export const Withdraw = v.object({
  /** Whether bookings that are still to come are called off. `keep` leaves the places, not the waiting; nobody is written to about them. */
  bookings: v.optional(choice(['cancel', 'keep']), 'cancel'),
  /** Only for a link worker, who writes down what the person said; a link is for one person anyway. */
  personId: v.optional(uuid()),
})

export type Withdrawn = { id: string; cancelled: number; isRepeated: boolean }

/**
 * Takes back the consent to hold and use what is known: in one batch nothing is sent any more, the bookings to come are called off
 * (the buddies hear that, and no reason), every open referral ends as withdrawn, and no question is asked. The person does it by the
 * link in an email, their link worker on their behalf.
 */
export async function withdraw(
  ctx: Ctx,
  permit: Permit<'person.choose'>,
  { personId, bookings = 'cancel' }: v.InferInput<typeof Withdraw>,
): Promise<Result<Withdrawn, 'no_such_person'>> {
  return again(async () => {
    const [person] = await personToChoose(ctx.db, permit, personId)
    if (!person) return no('no_such_person')
    if (person.withdrawnAt !== null) return ok({ id: person.id, cancelled: 0, isRepeated: true })
    const { referrals, workers, known, ahead, around } = await load(ctx, person, bookings)
    const why = permit.actor.kind === 'link' ? 'by_the_person' : 'by_the_link_worker'
    const { refusedBy } = await commit(
      ctx.db,
      [...endingRaces, 'bookedMeanwhile'],
      [
        ...leave(ctx, permit.actor, person, { action: 'person.withdraw', why, known }),
        ...around.flatMap((one) => endBookings(ctx, permit.actor, one, one.endings)),
        ...referrals
          .filter(({ status }) => isOpen(status))
          .flatMap((referral) =>
            moveReferral(ctx, permit.actor, referral, 'withdrawn', { why: 'consent_withdrawn', set: { endReason: 'consent_withdrawn' } }),
          ),
        ...loseQuestionnaires(ctx, permit.actor, among([person.id]), 'consent_withdrawn'),
        cancelMessagesTo(ctx.db, among([person.id]), 'consent_withdrawn'),
        ...(permit.actor.kind === 'link' ? tell(ctx, person, answerable(person, workers)) : []),
      ],
    )
    return refusedBy ? moved : ok({ id: person.id, cancelled: ahead, isRepeated: false })
  })
}

/** Each session that the person still has a booking in, with what ends there. */
async function load(ctx: Ctx, { id, teamId }: Chooser, bookings: 'cancel' | 'keep') {
  const { db, now } = ctx
  const [referrals, workers, rows, visits] = await db.batch([
    referralsOf(db, id),
    workersOf(db, teamsIn([teamId])),
    bookingsAhead(db, id, now),
    activeVisits(db, idsAhead(id, now)),
  ])
  const known = rows.map(({ booking }) => booking.id)
  // A place can be kept, but an offer that comes later could not be told.
  const ahead = rows.map(({ booking }) => booking).filter(({ status }) => bookings === 'cancel' || !isFirm(status))
  const sessionIds = [...new Set(ahead.map(({ sessionId }) => sessionId))]
  if (sessionIds.length === 0) return { referrals, workers, known, ahead: 0, around: [] }
  const ids = among(sessionIds)
  const [sessions, lines, week, weekLines] = await db.batch([factsOfAll(db, ids), linesOf(db, ids), ...readsElsewhere(ctx, ids)])
  const around = sessions.map((session) => {
    const line = lines.filter(({ sessionId }) => sessionId === session.id)
    const endings = ahead.filter((booking) => booking.sessionId === session.id).map((booking) => ({ booking, ...cancelled }))
    // All of the person's bookings end at once, so that no other becomes their first visit.
    return {
      session,
      line,
      visits: visits.filter((visit) => visit.sessionId === session.id),
      others: [],
      endings,
      elsewhere: inWeekOf(session, elsewhereOf(week, weekLines)),
    }
  })
  return { referrals, workers, known, ahead: ahead.length, around }
}

/** A person is new to a group once, so of all their sessions in one week one at most makes room in it. */
const inWeekOf = ({ groupId, weekOn }: SessionFacts, all: readonly Elsewhere[]) =>
  all.filter(({ session }) => session.groupId === groupId && session.weekOn === weekOn)

const isFirm = (status: string) => status === 'booked' || status === 'confirmed'

/** Whoever does it, it is the person's own wish; no reason is kept. */
const cancelled = { to: 'cancelled', why: 'attendee', set: { cancelledBy: 'attendee', reason: null } } as const

const tell = (ctx: Ctx, person: Chooser, workers: readonly string[]): Statement[] =>
  workers.map((recipientId) =>
    plan(ctx, {
      kind: 'team.person_left',
      recipientId,
      subjectId: person.id,
      about: person.step + 1,
      usefulUntil: ctx.now + hours(24 * 14),
    }),
  )

export const ConsentAgain = v.object({
  /** What the person agreed to this time, in the words that were used. */
  consentWords: text(1000),
})

/** Somebody who had taken their consent back gives it anew. What had ended stays ended; from now on they are written to again. */
export async function consentAgain(
  ctx: Ctx,
  permit: Permit<'person.manage'>,
  { personId, consentWords }: v.InferInput<typeof ConsentAgain> & { personId: string },
): Promise<Result<{ id: string }, 'no_such_person' | 'not_withdrawn'>> {
  return again(async () => {
    const [person] = await personToChoose(ctx.db, permit, personId)
    if (!person) return no('no_such_person')
    if (person.withdrawnAt === null) return no('not_withdrawn')
    const words = await ctx.vault.seal(consentWords, { column: 'people.consent_words', rowId: personId })
    const { refusedBy } = await commit(
      ctx.db,
      ['stepTaken'],
      [
        record(ctx, permit.actor, {
          action: 'person.consent_again',
          subjectKind: 'person',
          subjectId: personId,
          step: person.step + 1,
          personId,
          orgId: person.teamId,
          why: 'consent_recorded',
        }),
        setWithdrawn(ctx.db, person, { withdrawnAt: null, consentAt: ctx.now, consentBy: permit.actor.id, consentWords: words }),
      ],
    )
    return refusedBy ? moved : ok({ id: personId })
  })
}
