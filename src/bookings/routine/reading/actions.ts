import type { Permit } from '../../../access/permit.ts'
import type { Ctx } from '../../../ctx.ts'
import { no, ok, type Result } from '../../../lib/result.ts'
import { openFields, personIn, recordReads } from '../../../people/queries.ts'
import { isOneOf } from '../../../people/reading/queries.ts'
import { routineRows } from '../queries.ts'

export type OpenedRoutine = {
  routineId: string
  person: { id: string; preferredName: string }
  dates: Awaited<ReturnType<typeof routineRows>>
}

/** The dates of a routine of somebody of an own team, each with what became of it; the read is on the audit log. */
export async function openRoutine(
  ctx: Ctx,
  permit: Permit<'person.see'>,
  { personId, routineId }: { personId: string; routineId: string },
): Promise<Result<OpenedRoutine, 'no_such_routine'>> {
  const [[person], dates] = await ctx.db.batch([
    personIn(ctx.db, permit.orgs, personId),
    routineRows(ctx.db, permit.orgs, personId, routineId),
    recordReads(ctx, permit.actor, 'routine', isOneOf(permit.orgs, personId)) as never,
  ])
  if (!person || dates.length === 0) return no('no_such_routine')
  const { preferredName } = await openFields(ctx.vault, person, ['preferredName'])
  return ok({ routineId, person: { id: person.id, preferredName }, dates })
}
