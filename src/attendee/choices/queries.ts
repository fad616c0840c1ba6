import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Permit } from '../../access/permit.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { people } from '../../db/schema/people.ts'

export type Chooser = Awaited<ReturnType<typeof personToChoose>>[number]
type Choice = Partial<
  Pick<typeof people.$inferSelect, 'language' | 'remindersStoppedAt' | 'surveysStoppedAt' | 'wellbeingStoppedAt' | 'visitsStoppedAt'>
>

/** The person whom the permit's holder may choose for: themselves by a link, or `personId` of the link worker's own team. */
export const personToChoose = (db: Db, held: Permit, personId: string | undefined) =>
  db
    .select({
      id: people.id,
      teamId: people.teamId,
      language: people.language,
      remindersStoppedAt: people.remindersStoppedAt,
      surveysStoppedAt: people.surveysStoppedAt,
      wellbeingStoppedAt: people.wellbeingStoppedAt,
      visitsStoppedAt: people.visitsStoppedAt,
      withdrawnAt: people.withdrawnAt,
      linkWorkerId: people.linkWorkerId,
      step: people.step,
    })
    .from(people)
    .where(and(withinReach(held, personId), sql`${people.erasedAt} IS NULL`))

function withinReach(held: Permit, personId: string | undefined) {
  const { actor } = held
  if (actor.kind !== 'link') return and(eq(people.id, personId ?? ''), inArray(people.teamId, [...held.orgs]))
  // A link outlives a merge: it chooses for whoever the person is now.
  if (actor.purpose === 'unsubscribe') return eq(people.id, sql`(SELECT coalesce(merged_into, id) FROM people WHERE id = ${actor.id})`)
  return eq(people.id, sql`(SELECT person_id FROM bookings WHERE id = ${actor.id} AND link_version % 256 = ${actor.version})`)
}

/** The person's choice; its audit entry takes the step. */
export const setChoice = (db: Db, { id, step }: Chooser, choice: Choice): Statement =>
  db
    .update(people)
    .set({ ...choice, step: step + 1 })
    .where(eq(people.id, id))
