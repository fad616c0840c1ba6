// What came in by the public form: most still waits, one late, some due, one of this week who is known already; and what became of the rest.

import * as v from 'valibot'
import { addConversation } from '../../../src/conversations/actions.ts'
import { AddConversation } from '../../../src/conversations/inputs.ts'
import { assignReferral } from '../../../src/people/inbox/actions.ts'
import { sendReferral } from '../../../src/people/receiving/actions.ts'
import { SendReferral } from '../../../src/people/receiving/inputs.ts'
import { endReferral } from '../../../src/rights/ending/actions.ts'
import { EndReferral } from '../../../src/rights/ending/inputs.ts'
import type { Story } from './story.ts'
import type { TownReferral } from './town.ts'

export type Sent = Pick<TownReferral, 'daysAgo' | 'then'> & { referralId: string; personId: string }

/** Sends the forms of the day that lies `daysAgo` back, as the practices of the town would. */
export async function fillInbox({ machine, town, cast, sent }: Story, daysAgo: number): Promise<void> {
  const today = town.waiting.filter((one) => one.daysAgo === daysAgo)
  if (today.length === 0) return
  const ctx = await machine.context()
  for (const [at, { name, story, reasons, referrer, then }] of today.entries()) {
    const sender = town.referrers[referrer]
    const form = v.parse(SendReferral(ctx, sender?.source ?? ''), {
      ...sender,
      name,
      story,
      reasons,
      teamId: cast.linkWorkers[0]?.orgId,
      language: ctx.place.locale,
      reachBy: 'phone',
      // The number of somebody whom the team knows: they may be the same person.
      phone: `${town.phonePrefix}${daysAgo === 0 ? 3000 : 4000 + daysAgo + at}`,
      area: ctx.place.areas[(daysAgo + at) % ctx.place.areas.length],
      agreesToContact: true,
      agreesToRecord: true,
      consentWords: town.words.consent[daysAgo % town.words.consent.length],
      tells: ['contacted', 'first_attended', 'ended'],
    })
    const taken = await sendReferral(ctx, form, { address: 'demo', locale: ctx.place.locale, ticked: [] })
    if (!taken.ok) throw new Error(`${name}: ${taken.reason}`)
    const referralId = taken.value.id
    const [row] = await machine.read<{ person: string }>('SELECT person_id AS person FROM referrals WHERE id = ?', referralId)
    sent.push({ daysAgo, referralId, personId: row?.person ?? '', ...(then ? { then } : {}) })
  }
}

/** What a link worker does with a form, by the days since it came. */
const doneAfter: Record<NonNullable<Sent['then']>, Record<number, 'reach' | 'try' | 'end'>> = {
  reached: { 1: 'reach' },
  moved_away: { 1: 'reach', 12: 'end' },
  no_answer: { 1: 'try', 3: 'try', 6: 'try', 8: 'end' },
}

/** What is done about them on the day that lies `daysAgo` back. */
export async function answerInbox({ machine, town, cast, sent }: Story, daysAgo: number): Promise<void> {
  const [worker] = cast.linkWorkers
  for (const { then, referralId, personId, ...one } of sent) {
    const todo = then && doneAfter[then][one.daysAgo - daysAgo]
    if (!worker || !todo) continue
    const ctx = await machine.context()
    const can = worker.can('referral.manage')
    if (todo === 'end') {
      const ending = v.parse(EndReferral, { reason: then, words: '', groupIds: [], teamIds: [] })
      const ended = await endReferral(ctx, can, { ...ending, referralId })
      if (!ended.ok) throw new Error(`${then}: ${ended.reason}`)
      continue
    }
    if (one.daysAgo - daysAgo === 1) await assignReferral(ctx, can, { referralId, linkWorkerId: worker.id })
    const wasReached = todo === 'reach'
    const words = machine.random.pick(wasReached ? town.words.firstTalks : town.words.notReached)
    const rung = v.parse(AddConversation(ctx), { channel: 'phone', minutes: wasReached ? 15 : 1, wasReached, words })
    const told = await addConversation(await machine.context(), worker.can('person.manage'), { ...rung, personId })
    if (!told.ok) throw new Error(`${then}: ${told.reason}`)
  }
}
