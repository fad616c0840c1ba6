// What came in by the public form these days and still waits: one late, some due, one of this morning who is known already.

import * as v from 'valibot'
import { sendReferral } from '../../../src/people/receiving/actions.ts'
import { SendReferral } from '../../../src/people/receiving/inputs.ts'
import type { Story } from './life.ts'

/** Sends the forms of the day that lies `daysAgo` back, as the practices of the town would. */
export async function fillInbox({ machine, town, cast }: Story, daysAgo: number): Promise<void> {
  const today = town.waiting.filter((one) => one.daysAgo === daysAgo)
  if (today.length === 0) return
  const ctx = await machine.context()
  for (const [at, { name, story, reasons, referrer }] of today.entries()) {
    const sender = town.referrers[referrer]
    const form = v.parse(SendReferral(ctx, 'gp_practice'), {
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
      consentWords: town.words.consent,
      tells: ['contacted', 'first_attended', 'ended'],
    })
    const sent = await sendReferral(ctx, form, { address: 'demo', locale: ctx.place.locale, ticked: [] })
    if (!sent.ok) throw new Error(`${name}: ${sent.reason}`)
  }
}
