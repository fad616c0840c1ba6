import type { Permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { digestOfDay, digestOfOpenVisits, digestOfPlace, digestOfWeek, startsOf } from '../digests/queries.ts'
import { type DigestKind, digestDue, type Occurrence } from '../digests/rules.ts'
import { type Planning, planEach } from '../messages/queries.ts'
import { clocksOf } from './reminders.ts'
import { callsByWorker, dayOf, placeCounts } from './waiting.ts'

/**
 * Plans the summaries of the day and of the week for whoever has something in theirs: one a day or a week, at a waking hour,
 * whatever the number of runs. Counts by role.
 */
export async function planDigests(ctx: Ctx, _permit: Permit<'work.scheduled'>) {
  const plan = async (kind: DigestKind, told: (when: Occurrence) => Planning | undefined | Promise<Planning | undefined>) => {
    const when = digestDue(kind, clocksOf(ctx), ctx.now)
    const planning = when && (await told(when))
    return planning ? (await planEach(ctx, planning)).length : 0
  }
  return {
    link_workers: await plan('digest.link_worker', async (when) => {
      const ringing = [...(await callsByWorker(ctx)).keys()].map((userId) => ({ userId, from: when.dueAt }))
      return digestOfDay([{ ...when, ...dayOf(ctx), ringing }])
    }),
    organisers: await plan('digest.organiser', (when) => digestOfWeek([when])),
    buddies: await plan('digest.buddy', async (when) => digestOfOpenVisits([when], await startsOf(ctx))),
    coordinators: await plan('digest.coordinator', async (when) => ((await placeCounts(ctx)).n > 0 ? digestOfPlace([when]) : undefined)),
  }
}
