import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { openFields, personIn, recordReads } from '../../people/queries.ts'
import { isOneOf } from '../../people/reading/queries.ts'
import { standingOf } from '../retention/queries.ts'
import { keptUntil } from '../retention/rules.ts'
import { bookingsAhead } from '../withdrawal/queries.ts'
import { correctionsOf } from './queries.ts'

const leavings: readonly string[] = ['person.withdraw', 'person.died']

export type DataOverview = {
  id: string
  name: string
  preferredName: string
  consentAt: number
  consentWords: string
  withdrawnAt: number | null
  /** They did not take it back: they were entered as dead. */
  hasDied: boolean
  bookingsAhead: number
  /** The local day after which they are erased by themselves; null while somebody supports them or a next step waits. */
  keptUntilOn: string | null
  corrections: Awaited<ReturnType<typeof correctionsOf>>
}

/** What a link worker needs in order to answer a person who asks about their data; the read is on the audit log. */
export async function openData(
  ctx: Ctx,
  permit: Permit<'person.see' | 'person.manage' | 'person.choose'>,
  personId: string,
): Promise<Result<DataOverview, 'no_such_person'>> {
  const { db } = ctx
  const [[person], , [standing], ahead, corrections] = await db.batch([
    personIn(db, permit.orgs, personId),
    recordReads(ctx, permit.actor, 'data', isOneOf(permit.orgs, personId)) as never,
    standingOf(db, personId),
    bookingsAhead(db, personId, ctx.now),
    correctionsOf(db, personId),
  ])
  if (!person) return no('no_such_person')
  const names = await openFields(ctx.vault, person, ['name', 'preferredName', 'consentWords'])
  return ok({
    id: person.id,
    ...names,
    consentAt: person.consentAt,
    withdrawnAt: person.withdrawnAt,
    hasDied: person.withdrawnAt !== null && corrections.find(({ action }) => leavings.includes(action))?.action === 'person.died',
    bookingsAhead: ahead.length,
    keptUntilOn: standing && !standing.isOpen ? keptUntil(ctx.place, standing) : null,
    corrections,
  })
}
