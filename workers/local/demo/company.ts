// Who goes along: a buddy to the door the first time, somebody who is there the next, then a few words beforehand, then nobody.

import { setStep } from '../../../src/bookings/accompaniment/actions.ts'
import { hours } from '../../../src/lib/time.ts'
import { openProgress } from '../../../src/outcomes/progress/actions.ts'
import { sendGreeting } from '../../../src/visits/greeting/actions.ts'
import { claimVisit, findOpenVisits } from '../../../src/visits/open/actions.ts'
import { inTurn } from './cast.ts'
import type { Story } from './story.ts'

/** Link workers set the step that suits each visit of the coming days, and some buddies promise what fits them. */
export async function accompany(story: Story): Promise<void> {
  await lessen(story)
  await promise(story)
}

/** Each visit to a group that somebody knows is looked at once, three days before. */
async function lessen({ machine, people }: Story): Promise<void> {
  const from = machine.clock.now + hours(60)
  const again = await machine.read<{ person: string }>(
    `SELECT DISTINCT b.person_id AS person FROM bookings b JOIN sessions s ON s.id = b.session_id
     WHERE s.starts_at >= ? AND s.starts_at < ? AND b.status IN ('booked', 'confirmed') AND EXISTS (
       SELECT 1 FROM visits v JOIN bookings p ON p.id = v.booking_id
       WHERE p.person_id = b.person_id AND p.group_id = b.group_id AND p.status = 'attended' AND v.status = 'accompanied')
     ORDER BY b.created_at, b.id`,
    from,
    from + hours(24),
  )
  await inTurn(again, async ({ person }) => {
    const worker = people.find(({ id }) => id === person)?.linkWorker
    if (!worker) return
    const progress = await openProgress(await machine.context(), worker.can('person.see'), { personId: person })
    if (!progress.ok) return
    const next = progress.value.groups.flatMap((group) => group.next ?? []).filter(({ step, proposed }) => step !== proposed)
    await inTurn(next, async ({ bookingId, proposed }) =>
      setStep(await machine.context(), worker.can('visit.arrange'), { bookingId, step: proposed }),
    )
  })
}

async function promise({ machine, cast }: Story): Promise<void> {
  for (const buddy of machine.random.some(cast.buddies, 6)) {
    const { fitting, others } = await findOpenVisits(await machine.context(), buddy.can('visit.find'))
    const [visit] = [...fitting, ...others]
    if (!visit) continue
    const ctx = await machine.context()
    if (visit.kind === 'message') await sendGreeting(ctx, buddy.can('visit.claim'), { visitId: visit.id, greeting: 'enjoy' })
    else await claimVisit(ctx, buddy.can('visit.claim'), { visitId: visit.id })
  }
}
