// Who comes to the town's link workers: whom, by whom and why, as goes with how old they are.

import * as v from 'valibot'
import type { ReferralSource } from '../../../src/db/schema/referrals.ts'
import { localDay } from '../../../src/lib/time.ts'
import { addPerson } from '../../../src/people/actions.ts'
import { AddPerson } from '../../../src/people/inputs.ts'
import { accessNeeds } from '../../../src/people/rules.ts'
import type { ReasonCode } from '../../../src/referrals/rules.ts'
import { address, type Cast } from './cast.ts'
import type { Referred, Story } from './story.ts'

/** Who sends whom, from and up to which age, and why. */
const brought: readonly (readonly [ReferralSource, number, number, readonly ReasonCode[]])[] = [
  ['gp_practice', 18, 110, ['loneliness', 'long_term_condition', 'low_mood']],
  ['hospital', 40, 110, ['bereavement', 'low_activity']],
  ['social_care', 70, 110, ['older_living_alone']],
  ['social_care', 25, 69, ['money_or_housing']],
  ['school', 0, 20, ['student_stress', 'everyday_anxiety']],
  ['employer', 21, 64, ['low_mood', 'everyday_anxiety']],
  ['community', 18, 110, ['new_to_area', 'loneliness']],
  ['self', 18, 110, ['loneliness', 'carer_burnout']],
  ['self', 45, 75, ['retired_or_out_of_work']],
]

export async function refer({ machine, town, cast, people }: Story): Promise<Referred> {
  const { random } = machine
  const ctx = await machine.context()
  const at = people.length
  const is = town.people[at] as Referred['is']
  const [given, family, , age, language] = is
  const linkWorker = cast.linkWorkers[at % cast.linkWorkers.length] as Cast['linkWorkers'][number]
  const reachBy = random.happens(75) ? 'email' : random.happens(60) ? 'phone' : 'carer'
  const [source, , , reasons] = random.pick(brought.filter(([, from, to]) => age >= from && age <= to))
  const referrer = town.referrers.find((one) => one.source === source)
  // Somebody of the family, by the given name of whoever comes much later in the list.
  const carer = `${town.people[(at + 37) % town.people.length]?.[0]} ${family}`
  const added = await addPerson(
    ctx,
    linkWorker.can('person.manage'),
    v.parse(AddPerson(ctx), {
      name: `${given} ${family}`,
      preferredName: given,
      birthDate: birthDate(localDay(ctx.now, ctx.place.timeZone), age, random.below(365)),
      language: language ?? ctx.place.locale,
      reachBy,
      email: reachBy === 'email' ? address(town, `${given} ${family}`) : '',
      phone: `${town.phonePrefix}${3000 + at}`,
      carerName: reachBy === 'carer' ? carer : '',
      carerRelation: '',
      carerEmail: reachBy === 'carer' ? address(town, carer) : '',
      area: random.pick(ctx.place.areas),
      accessNeeds: random.happens(35) ? random.some(accessNeeds, 1 + random.below(2)) : [],
      sharesAccessNeeds: random.happens(80),
      notes: random.happens(60) ? random.pick(town.words.notes) : '',
      consentWords: random.pick(town.words.consent),
      source,
      reasons: [random.pick(reasons)],
      tells: referrer ? ['contacted', 'first_attended', 'ended'] : [],
      ...referrer,
    }),
  )
  if (!added.ok) throw new Error(`${given} ${family}: ${added.reason}`)
  const person = {
    id: added.value.id,
    linkWorker,
    is,
    hasEmail: reachBy !== 'phone',
    hasCarer: reachBy === 'carer',
    talks: random.below(20),
  }
  people.push(person)
  return person
}

/** Somebody who is so old today, and whose birthday was so many days ago. */
function birthDate(today: string, age: number, daysAgo: number): string {
  const born = new Date(`${Number(today.slice(0, 4)) - age}${today.slice(4)}T00:00:00Z`)
  born.setUTCDate(born.getUTCDate() - daysAgo)
  return born.toISOString().slice(0, 10)
}
