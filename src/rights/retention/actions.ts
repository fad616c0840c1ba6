import { orgsAs, type Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import { addDays, days } from '../../lib/time.ts'
import { openFields, recordReadsOf } from '../../people/queries.ts'
import { emailsUnderWay, erase, erasureRaces, mergedAway } from '../erasure/queries.ts'
import { countForgotten, countToErase, forgotten, forgottenIn, toErase, toEraseIn } from './queries.ts'
import { atMost, cutoffs, keptUntil, previewDays } from './rules.ts'

/** Erases whoever was kept for as long as the place said, so many a night. Running it twice changes nothing. */
export async function eraseAfterTerm(ctx: Ctx, permit: Permit<'work.scheduled'>): Promise<{ erased: number }> {
  return again(async () => {
    const { db, now } = ctx
    const cutoff = cutoffs(ctx.place, now)
    const [ended, others] = await db.batch([toErase(db, cutoff, atMost), forgotten(db, cutoff, atMost)])
    const due = [...ended, ...others].slice(0, atMost)
    const ids = due.map(({ id }) => id)
    if (ids.length === 0) return { erased: 0 }
    const [merged, underWay] = await db.batch([mergedAway(db, ids), emailsUnderWay(db, ids)])
    // Whose letter is on its way at this moment is erased tomorrow.
    const leaving = due.filter(({ id }) => !underWay.some((one) => one.id === id))
    if (leaving.length === 0) return { erased: 0 }
    const { refusedBy } = await commit(db, erasureRaces, await erase(ctx, permit.actor, [...leaving, ...merged], 'kept_long_enough'))
    return refusedBy ? moved : { erased: leaving.length }
  })
}

export type Retention = {
  keepPeopleMonths: number
  keepDeclinedMonths: number
  /** How many people of the whole place the next 30 days erase. */
  count: number
  /** Who they are, for the link workers of their teams; empty for everybody else. */
  people: { id: string; name: string; preferredName: string; erasedOn: string }[]
}

const shownAtMost = 200

/** Who is erased within the next 30 days: a number for the coordinator, names for their own link workers, as read on the audit log. */
export async function openRetention(ctx: Ctx, permit: Permit<'retention.see'>): Promise<Retention> {
  const { db, now, place } = ctx
  const cutoff = cutoffs(place, now + days(previewDays))
  const teams = orgsAs(permit, 'link_worker')
  const [[counted], [more], ended, others] = await db.batch([
    countToErase(db, cutoff),
    countForgotten(db, cutoff),
    toEraseIn(db, teams, cutoff, shownAtMost),
    forgottenIn(db, teams, cutoff, shownAtMost),
  ])
  const rows = [...ended, ...others].slice(0, shownAtMost)
  const ids = rows.map(({ id }) => id)
  if (ids.length > 0) await commit(db, [], [recordReadsOf(ctx, permit.actor, 'retention', ids)])
  return {
    keepPeopleMonths: place.keepPeopleMonths,
    keepDeclinedMonths: place.keepDeclinedMonths,
    count: (counted?.n ?? 0) + (more?.n ?? 0),
    people: await Promise.all(
      rows.map(async (row) => ({
        id: row.id,
        ...(await openFields(ctx.vault, row, ['name', 'preferredName'])),
        erasedOn: addDays(keptUntil(place, row), 1),
      })),
    ),
  }
}
