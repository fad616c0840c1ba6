import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import type { Db, Reader } from '../../db/connect.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { localDay } from '../../lib/time.ts'
import { plan } from '../../messages/queries.ts'
import { answerable, moveVisit, takeSlots } from '../queries.ts'
import { type ClaimRefusal, claimRefusal, fits, slotsOf } from '../rules.ts'
import { type After, approvedBuddy, buddyOf, claimable, openVisits, openVisitsAtOnce, staffOf } from './queries.ts'

export type OpenVisit = Awaited<ReturnType<typeof openVisits>>[number]
export type OpenVisits = {
  /** Those that the buddy asked for, then all the others, each in the order of time. */
  fitting: OpenVisit[]
  others: OpenVisit[]
  /** Where the next page goes on; undefined on the last. */
  next: string | undefined
  /** Why the buddy cannot claim any of them just now. */
  standing: 'approved' | 'not_approved'
}

/** `after` is the last visit of the page before, as '<starts at>_<id>'. */
export const FindVisits = v.object({
  after: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,14}_[0-9a-f-]{36}$/),
      v.transform((text): After => ({ startsAt: Number(text.split('_')[0]), id: text.split('_')[1] ?? '' })),
    ),
  ),
})

/** Visits that still want a buddy: area, time, activity and language, and nothing else. */
export async function findOpenVisits(
  ctx: Ctx,
  permit: Permit<'visit.find'>,
  { after }: v.InferOutput<typeof FindVisits> = {},
): Promise<OpenVisits> {
  const { db, now, place } = ctx
  const [[buddy], rows] = await db.batch([buddyOf(db, permit.actor.id, permit.orgs), openVisits(db, permit.actor.id, now, after)])
  const found = rows.slice(0, openVisitsAtOnce)
  const isFitting = (visit: OpenVisit) => buddy !== undefined && fits(buddy, visit, place.timeZone)
  const last = rows.length > openVisitsAtOnce ? found.at(-1) : undefined
  return {
    fitting: found.filter(isFitting),
    others: found.filter((visit) => !isFitting(visit)),
    next: last && `${last.startsAt}_${last.id}`,
    standing: buddy?.status === 'approved' ? 'approved' : 'not_approved',
  }
}

export type ClaimVisitRefusal = ClaimRefusal | 'no_such_visit' | 'busy_then'

/** Promises a first visit. Of many who try at once one wins; a buddy is in one place at a time. `ahead` is what a guard has read already. */
export async function claimVisit(
  ctx: Ctx,
  permit: Permit<'visit.claim'>,
  { visitId }: { visitId: string },
  ahead?: readonly unknown[],
): Promise<Result<{ id: string }, ClaimVisitRefusal>> {
  const { db, now, place } = ctx
  let known = ahead as Rows | undefined
  return again(async () => {
    const [[buddy], [visit], staff] = known ?? (await read(db, permit, visitId))
    // Whoever has to look again has to look at the database.
    known = undefined
    if (!buddy || !visit) return no('no_such_visit')
    const refusal = claimRefusal(visit, buddy, now, place.timeZone)
    if (refusal) return no(refusal)

    const organisers = staff.filter(({ orgId, role }) => orgId === visit.providerId && role === 'organiser').map(({ userId }) => userId)
    const workers = answerable(
      visit,
      staff.filter(({ role }) => role === 'link_worker'),
    )
    const about = { subjectId: visit.id, about: visit.step + 1 }
    const { refusedBy } = await commit(
      db,
      ['stepTaken', 'buddyBusy', 'buddyNotApproved'],
      [
        ...moveVisit(ctx, permit.actor, visit, 'claimed', {
          set: {
            // Whoever was paused, stopped or ran out of their check a moment ago is not found here, and the whole claim is refused.
            buddyId: approvedBuddy(buddy.id, localDay(visit.startsAt, place.timeZone)),
            claimedAt: now,
            alarmedAt: null,
            arrangement: null,
          },
        }),
        takeSlots(ctx, visit.id, buddy.id, slotsOf(visit)),
        plan(ctx, { kind: 'visit.introduced', recipientId: visit.personId, ...about, usefulUntil: visit.startsAt }),
        plan(ctx, { kind: 'visit.claimed', recipientId: buddy.id, ...about, usefulUntil: visit.endsAt }),
        ...workers.map((userId) => plan(ctx, { kind: 'team.visit_claimed', recipientId: userId, ...about, usefulUntil: visit.startsAt })),
        ...organisers.map((userId) =>
          plan(ctx, { kind: 'provider.visit_claimed', recipientId: userId, ...about, usefulUntil: visit.startsAt }),
        ),
      ],
    )
    if (refusedBy === 'buddyBusy') return no('busy_then')
    if (refusedBy) return moved
    return ok({ id: visit.id })
  })
}

/** What a claim has to know before it decides, in one batch. A guard may send it along with the sign-in. */
export const readsForClaim = (db: Db, reader: Reader, visitId: string) =>
  [buddyOf(db, reader.id, reader.orgs), claimable(db, reader.id, visitId), staffOf(db, visitId)] as const

const read = (db: Db, { orgs, actor }: Permit, visitId: string) => db.batch([...readsForClaim(db, { orgs, id: actor.id }, visitId)])

type Rows = Awaited<ReturnType<typeof read>>
