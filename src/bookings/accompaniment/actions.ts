import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import type { Statement } from '../../db/connect.ts'
import type { VisitKind } from '../../db/schema/buddies.ts'
import { choice } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { type Step, steps } from '../../visits/taper/rules.ts'
import { bookingToChange, personOf, setBuddyWish } from '../changing/queries.ts'
import { activeVisits, dropVisit, only } from '../ending/queries.ts'
import { sessionFacts, sessionOf } from '../queries.ts'
import { type Ended, endedBecause } from '../rules.ts'
import { wantVisitOf } from '../wanted-visits/queries.ts'

export const SetStep = v.object({ step: choice(steps) })
export type SetStepRefusal = 'no_such_booking' | 'has_no_place' | 'no_email' | Ended

/**
 * How much company somebody gets on a visit: a buddy at the door, a buddy who is there, a few words beforehand, or none. A buddy
 * who had promised something else is told that they need not come, and another is looked for: a promise is for what was asked.
 */
export async function setStep(
  ctx: Ctx,
  permit: Permit<'visit.arrange'>,
  { bookingId, personId, step }: { bookingId: string; personId?: string; step: Step },
): Promise<Result<{ bookingId: string; personId: string; step: Step }, SetStepRefusal>> {
  const { db } = ctx
  return again(async () => {
    const [[booking], [session], [person], visits] = await db.batch([
      bookingToChange(db, permit, bookingId),
      sessionFacts(db, sessionOf(bookingId)),
      personOf(db, bookingId),
      activeVisits(db, only(bookingId)),
    ])
    if (!booking || !session || !person || (personId ?? person.id) !== person.id) return no('no_such_booking')
    const ended = endedBecause(booking, session, ctx.now)
    if (ended) return no(ended)
    if (booking.status !== 'booked' && booking.status !== 'confirmed') return no('has_no_place')
    if (step === 'message' && person.reachBy === 'phone') return no('no_email')
    const set = ok({ bookingId, personId: booking.personId, step })
    if (visits.length === 0 ? step === 'alone' && booking.buddyWish === 'not_wanted' : visits[0]?.kind === step) return set

    const { refusedBy } = await commit(
      db,
      ['stepTaken', 'visitActive'],
      [
        record(ctx, permit.actor, {
          action: 'booking.accompaniment',
          subjectKind: 'booking',
          subjectId: booking.id,
          step: booking.step + 1,
          personId: booking.personId,
          orgId: booking.teamId,
          why: step,
        }),
        // Few words are no company: whatever books them on must not look for a buddy at the door again.
        setBuddyWish(db, booking, step === 'accompanied' || step === 'met_there' ? 'wanted' : 'not_wanted'),
        ...visits.flatMap((visit) => dropVisit(ctx, permit.actor, visit, session.startsAt)),
        ...wanted(step, (kind) => wantVisitOf(ctx, permit.actor, kind, session, booking, person.language)),
      ],
    )
    return refusedBy ? moved : set
  })
}

const wanted = (step: Step, want: (kind: VisitKind) => Statement[]): Statement[] => (step === 'alone' ? [] : want(step))
