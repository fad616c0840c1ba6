// A team that rings whom no email reaches: emails are handed over as the cron does it, and what reaches nobody becomes a call.

import type { CallToMake } from '../../src/calls/actions.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { planReminders } from '../../src/jobs/reminders.ts'
import { hours } from '../../src/lib/time.ts'
import { deliver } from '../../src/messages/deliver.ts'
import type { Sender } from '../../src/messages/rules.ts'
import { stage } from '../bookings/stage.ts'
import type { World } from '../world.ts'

type Person = NonNullable<Parameters<World['person']>[1]>

export async function callStage(seed: Parameters<typeof stage>[0] = {}) {
  const here = await stage(seed)
  const { linkWorker } = here.scene
  const remind = () => planReminders(here.ctx(), here.scheduled())

  async function phoneOnly(more: Person = {}) {
    const id = more.id ?? here.ctx().newId()
    const phone = await here.vault.seal('+441632960009', { column: 'people.phone', rowId: id })
    return here.person({ id, called: 'Ann', reachBy: 'phone', email: null, emailIndex: null, phone, ...more })
  }
  const calls = async (as: { cookie: string } = linkWorker): Promise<CallToMake[]> =>
    ((await (await here.get('/api/calls', { as })).json()) as { calls: CallToMake[] }).calls
  const answer = (id: number, what: string, body: Record<string, unknown> = {}, as: { cookie: string } = linkWorker) =>
    here.post(`/api/calls/${id}/${what}`, body, { as })

  /** Hands over what is due and keeps what was written. */
  async function letters(): Promise<string[]> {
    const written: string[] = []
    const send: Sender['send'] = async (key, all) => {
      written.push(...all.map(({ subject, text }) => `${subject}\n${text}`))
      return { outcome: 'accepted', results: all.map((_, at) => ({ providerId: `${key}-${at}` })) }
    }
    await deliver(here.ctx(), here.scheduled(), { writers, sender: { from: 'a@b.example', keyLastsFor: hours(23), send } })
    return written
  }
  return { ...here, letters, remind, phoneOnly, calls, answer }
}
