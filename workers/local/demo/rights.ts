// What people may ask for: two take their consent back, and the place keeps what it declined no longer than it must.

import type { Permit } from '../../../src/access/permit.ts'
import { editPlace, seeSettings } from '../../../src/places/settings/actions.ts'
import { withdraw } from '../../../src/rights/withdrawal/actions.ts'
import { asAttendee } from './answers.ts'
import type { Player } from './cast.ts'
import type { Story } from './story.ts'
import type { Machine } from './time-machine.ts'

/** By the days before today: the place in the list of people. */
const leaving: Record<number, number> = { 26: 4, 3: 11 }

/** Somebody takes their consent back, by the link in an email when they have one. */
export async function takeBack({ machine, people }: Story, daysAgo: number): Promise<void> {
  const person = people[leaving[daysAgo] ?? -1]
  if (!person) return
  const can: Permit<'person.choose'> = person.hasEmail
    ? asAttendee(person.id, 'person.choose', 'unsubscribe')
    : person.linkWorker.can('person.choose')
  const left = await withdraw(await machine.context(), can, { personId: person.id })
  if (!left.ok) throw new Error(left.reason)
  person.hasLeft = true
}

/** Declined referrals are kept for three months here, so that somebody is near the end of theirs. */
export async function keepNoLonger(machine: Machine, coordinator: Player): Promise<void> {
  const can = coordinator.can('place.run')
  const { timeZoneIsFixed: _, ...settings } = await seeSettings(await machine.context(), can)
  const edited = await editPlace(await machine.context(), can, { ...settings, keepDeclinedMonths: 3 } as Parameters<typeof editPlace>[2])
  if (!edited.ok) throw new Error(edited.reason)
}
