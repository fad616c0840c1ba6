import type { Permit } from '../access/permit.ts'
import { checkCounters } from '../bookings/counters/actions.ts'
import type { Ctx } from '../ctx.ts'

/** The nightly comparison of the sessions' counters with their bookings. A difference fails the run, so that it is shown in red. */
export async function compareCounters(ctx: Ctx, permit: Permit<'work.scheduled'>): Promise<{ checked: number }> {
  const { checked, drifted } = await checkCounters(ctx, permit)
  if (drifted.length === 0) return { checked }
  throw Object.assign(new Error(drifted.map(({ id }) => id).join(', ')), {
    name: `counters_of_${drifted.length}_sessions_differ`,
  })
}
