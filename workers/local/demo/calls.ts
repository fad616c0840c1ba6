// The calls of the town: whoever is not reached by email is rung.

import { confirmByPhone } from '../../../src/bookings/calls/actions.ts'
import { openCalls, tellByPhone } from '../../../src/calls/actions.ts'
import { hours } from '../../../src/lib/time.ts'
import { openToday, recordCall } from '../../../src/people/calls/actions.ts'
import { answerReport, visitsNeedingTeam } from '../../../src/visits/alarms/actions.ts'
import { inTurn } from './cast.ts'
import type { Story } from './story.ts'

/** Link workers ring whom they have to ring within the next day, so that nothing on their lists is late. */
export async function ring({ machine, cast }: Story): Promise<void> {
  const until = machine.clock.now + hours(24)
  const callers = cast.linkWorkers.filter((one, at, all) => all.findIndex(({ orgId }) => orgId === one.orgId) === at)
  for (const caller of callers) {
    const due = (await openCalls(await machine.context(), caller.can('person.see'))).filter(({ ringBy }) => ringBy < until)
    await inTurn(due, async ({ id: messageId, topic }) => {
      const ctx = await machine.context()
      if (topic === 'confirm' || topic === 'offer') await confirmByPhone(ctx, caller.can('booking.answer'), { messageId })
      else await tellByPhone(ctx, caller.can('person.manage'), { messageId })
    })
    const { calls, said } = await openToday(await machine.context(), caller.can('person.see'))
    await inTurn(
      [...calls, ...said].filter(({ ringBy }) => ringBy < until),
      async ({ bookingId, reason }) => {
        await recordCall(await machine.context(), caller.can('person.manage'), { bookingId, about: reason })
      },
    )
    // What buddies reported yesterday has been seen to; today's waits for whoever looks.
    const { reports } = await visitsNeedingTeam(await machine.context(), caller.can('visit.arrange'))
    const earlier = reports.filter(({ reportedAt }) => (reportedAt ?? 0) < until - hours(48))
    await inTurn(earlier, async ({ id }) => answerReport(await machine.context(), caller.can('visit.arrange'), { visitId: id }))
  }
}
