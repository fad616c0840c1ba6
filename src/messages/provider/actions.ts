import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import { cannotWait, circuitNow, tryNow } from './queries.ts'

/** Whether the provider is left alone, since when, why and until when; undefined while it works. */
export async function providerState(ctx: Ctx, _permit: Permit<'place.run'>) {
  const [[circuit], [pressing]] = await ctx.db.batch([circuitNow(ctx.db), cannotWait(ctx.db, ctx.now)])
  if (!circuit || circuit.openedAt === null) return undefined
  return {
    since: circuit.failingSince ?? circuit.openedAt,
    openedAt: circuit.openedAt,
    nextTryAt: Math.max(circuit.probeAt ?? ctx.now, ctx.now),
    reason: circuit.reason,
    /** How many that are due will be of no use before long. */
    pressing: pressing?.messages ?? 0,
  }
}

/** Looks now whether the provider works again, as somebody wants who has mended it. */
export async function tryProvider(ctx: Ctx, permit: Permit<'place.run'>): Promise<void> {
  await commit(
    ctx.db,
    [],
    [...tryNow(ctx.db, ctx.now), record(ctx, permit.actor, { action: 'provider.tried', subjectKind: 'message', subjectId: 'provider' })],
  )
}
