// The place of one life: two groups that meet every week, a few people, their link workers, an organiser and two buddies.

import type { OrgId, Role } from '../../../src/access/actor.ts'
import { permit } from '../../../src/access/permit.ts'
import type { Action } from '../../../src/access/policy.ts'
import type { Ctx } from '../../../src/ctx.ts'
import { buddies } from '../../../src/db/schema/buddies.ts'
import type { Budget } from '../../../src/jobs/budget.ts'
import { uuidv7 } from '../../../src/lib/ids.ts'
import { days, instantOf, localDay } from '../../../src/lib/time.ts'
import { partsOfWeek } from '../../../src/lib/week.ts'
import { world } from '../../world.ts'
import type { Chance } from './chance.ts'
import type { Hand } from './crew.ts'
import { dbFor } from './engine/engine.ts'
import type { Script } from './script.ts'

export type Town = Awaited<ReturnType<typeof town>>

export async function town(script: Script, clock: { now: number }, chance: Chance) {
  const place = await world({ timeZone: script.zone, country: script.zone === 'Asia/Jakarta' ? 'ID' : 'GB' })
  place.clock.now = script.startsAt - days(1)
  const provider = await place.organisation('provider')
  const team = await place.organisation('referral_team')
  const hub = await place.organisation('volunteer_hub')
  const office = await place.organisation('place_office')
  const workers = [await place.signIn('link_worker', team), await place.signIn('link_worker', team)]
  const organiser = await place.signIn('organiser', provider)
  const coordinator = await place.signIn('coordinator', office)
  const helpers = [await buddy(), await buddy()]

  const people: string[] = []
  for (let n = 0; n < 8; n++) {
    const address = n === 7 ? 'bad@example.org' : `p${n}@example.org`
    people.push(await place.person(team, { linkWorkerId: workers[n % 2]?.id ?? '', language: n % 3 === 0 ? 'id' : 'en', address }))
  }

  const groups = [await group(2, '14:00', script.meetsFrom), await group(1, '10:30', script.meetsFrom + 1)]
  async function group(capacity: number, time: '14:00' | '10:30', first: number) {
    const { groupId, venueId } = await place.group(provider, { newcomersPerWeek: chance.pick([null, null, 2]) })
    const kept = chance.pick([0, 0, 1])
    for (let week = 0; week < script.length / 7; week++) {
      const day = localDay(script.startsAt + days(first + week * 7), script.zone)
      const { at: startsAt } = instantOf(day, time, script.zone)
      const more = {
        occursOn: day,
        startsAt,
        bookingClosesAt: startsAt,
        capacity,
        newcomerPlaces: kept,
        buddyForFirstVisit: capacity === 2,
      }
      await place.session(provider, groupId, venueId, more)
    }
    return { groupId, venueId, kept }
  }

  async function buddy() {
    const user = await place.signIn('buddy', hub)
    const id = place.ctx().newId()
    const slot = (column: string) => ({ column: `buddies.${column}`, rowId: id })
    await place.db.insert(buddies).values({
      id,
      hubId: hub,
      userId: user.id,
      name: user.name,
      email: await place.vault.seal(user.address, slot('email')),
      emailIndex: await place.vault.index('email', user.address),
      phone: await place.vault.seal('+441632960010', slot('phone')),
      about: await place.vault.seal('I like people', slot('about')),
      locale: 'en',
      areas: ['Northfield'],
      activities: ['singing'],
      languages: ['en', 'id'],
      availability: [...partsOfWeek],
      status: 'approved',
      checkedUntilOn: '2029-06-01',
      step: 1,
      createdAt: place.clock.now,
    })
    return { ...user, buddyId: id }
  }

  const release = { version: 1, place: {} as Partial<Ctx['place']> }
  let requests = 0
  /** A context of one piece of work: its database is its own, so that each of its round trips is a step of its own. */
  const ctxFor = (hand: Hand): ((budget?: Budget) => Ctx) => {
    const whole = dbFor(hand.step)
    return (budget) => {
      const { now } = clock
      return {
        ...place.ctx(),
        db: budget ? dbFor(hand.step, budget.meter) : whole,
        now,
        newId: () => uuidv7(now, chance.bytes(new Uint8Array(10))),
        place: { ...place.place, replyTo: `hello-${release.version}@testford.example`, ...release.place },
        requestId: `r${++requests}`,
      }
    }
  }

  const as = <A extends Action>(user: { id: string; name: string }, role: Role, orgId: OrgId, action: A) => {
    const granted = permit({ kind: 'user', id: user.id, signInId: 'x', name: user.name, memberships: [{ orgId, role }] }, action)
    if (!granted) throw new Error(`${role} may not ${action}`)
    return granted
  }

  return {
    place,
    script,
    people,
    groups,
    helpers,
    workers,
    release,
    ctxFor,
    addresses: {
      worker: <A extends Action>(which: number, action: A) => as(workers[which % 2] as (typeof workers)[0], 'link_worker', team, action),
      organiser: <A extends Action>(action: A) => as(organiser, 'organiser', provider, action),
      coordinator: <A extends Action>(action: A) => as(coordinator, 'coordinator', office, action),
      buddy: <A extends Action>(which: number, action: A) => as(helpers[which % 2] as (typeof helpers)[0], 'buddy', hub, action),
      link: <A extends Action>(bookingId: string, action: A, purpose: 'booking' | 'survey' | 'unsubscribe' = 'booking') => {
        const granted = permit({ kind: 'link', id: bookingId, purpose, version: 0 }, action)
        if (!granted) throw new Error(`no link may ${action}`)
        return granted
      },
    },
  }
}
