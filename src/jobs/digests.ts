import type { Permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { planDays, planOpenVisits, planPlace, planWeeks } from '../digests/queries.ts'
import { type DigestKind, digestDue, type Occurrence } from '../digests/rules.ts'
import { callsByWorker, dayOf, placeCounts, startsOf } from './letters/digests.ts'
import { clocksOf } from './reminders.ts'

/**
 * Plans the summaries of the day and of the week for whoever has something in theirs: one a day or a week, at a waking hour,
 * whatever the number of runs. Counts by role.
 */
export async function planDigests(ctx: Ctx, _permit: Permit<'work.scheduled'>) {
  const due = (kind: DigestKind) => digestDue(kind, clocksOf(ctx), ctx.now)
  return {
    link_workers: await planned(due('digest.link_worker'), async (when) =>
      planDays(ctx, when, dayOf(ctx), [...(await callsByWorker(ctx)).keys()]),
    ),
    organisers: await planned(due('digest.organiser'), (when) => planWeeks(ctx, when)),
    buddies: await planned(due('digest.buddy'), async (when) => planOpenVisits(ctx, when, await startsOf(ctx))),
    coordinators: await planned(due('digest.coordinator'), async (when) => ((await placeCounts(ctx)).n > 0 ? planPlace(ctx, when) : [])),
  }
}

const planned = async (when: Occurrence | undefined, plan: (when: Occurrence) => PromiseLike<readonly unknown[]>) =>
  when ? (await plan(when)).length : 0
