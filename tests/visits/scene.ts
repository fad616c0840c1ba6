import type { OrgId } from '../../src/access/actor.ts'
import { permit } from '../../src/access/permit.ts'
import { buddies, buddySlots, visits } from '../../src/db/schema/buddies.ts'
import { people } from '../../src/db/schema/people.ts'
import type { sessions } from '../../src/db/schema/sessions.ts'
import { partsOfWeek } from '../../src/lib/week.ts'
import { type World, world } from '../world.ts'

export type Buddy = Awaited<ReturnType<World['signIn']>> & { buddyId: string }
export type Scene = Awaited<ReturnType<typeof visitScene>>

/** A group whose newcomers get a buddy, a hub, and a link worker who looks after everybody that is booked. */
export async function visitScene(seed: Partial<typeof sessions.$inferInsert> = {}) {
  const place = await world()
  const scene = await place.scene({ buddyForFirstVisit: true, capacity: 200, ...seed })
  const hub = await place.organisation('volunteer_hub')

  /** An approved, checked buddy who likes to sing in Northfield at any time, unless said otherwise. */
  async function buddy(columns: Partial<typeof buddies.$inferInsert> = {}): Promise<Buddy> {
    const hubId: OrgId = columns.hubId ?? hub
    const user = await place.signIn('buddy', hubId)
    const id = place.ctx().newId()
    const slot = (column: string) => ({ column: `buddies.${column}`, rowId: id })
    await place.db.insert(buddies).values({
      id,
      hubId,
      userId: user.id,
      name: user.name,
      email: await place.vault.seal(user.address, slot('email')),
      emailIndex: await place.vault.index('email', user.address),
      phone: await place.vault.seal('+441632960010', slot('phone')),
      about: await place.vault.seal('I like people', slot('about')),
      locale: 'en',
      areas: ['Northfield'],
      activities: ['singing'],
      languages: ['en'],
      availability: [...partsOfWeek],
      status: 'approved',
      checkedUntilOn: '2027-06-01',
      step: 1,
      createdAt: place.clock.now,
      ...columns,
    })
    return { ...user, buddyId: id }
  }

  /** Books a newcomer, which wants a visit; gives the ids of both. */
  async function wanted(seeds: Parameters<World['person']>[1] = {}, sessionId = scene.sessionId) {
    const personId = await place.person(scene.team, { linkWorkerId: scene.linkWorker.id, ...seeds })
    const booked = await place.post(`/api/sessions/${sessionId}/bookings`, { personId }, { as: scene.linkWorker })
    if (booked.status !== 201) throw new Error(`booking answered ${booked.status}`)
    const bookingId = ((await booked.json()) as { id: string }).id
    const visit = (await place.rows.visits()).find((one) => one.bookingId === bookingId)
    if (!visit) throw new Error('no visit was wanted')
    return { personId, bookingId, visitId: visit.id }
  }

  const visit = async (id: string) => {
    const row = (await place.db.select().from(visits)).find((one) => one.id === id)
    if (!row) throw new Error('no such visit')
    return row
  }

  return {
    ...place,
    ...scene,
    hub,
    buddy,
    wanted,
    visit,
    claim: (visitId: string, as: Buddy) => place.post(`/api/visits/${visitId}/claim`, {}, { as }),
    slots: () => place.db.select().from(buddySlots),
    people: () => place.db.select().from(people),
    buddies: () => place.db.select().from(buddies),
    job: () => {
      const granted = permit({ kind: 'system', id: 'test' }, 'work.scheduled')
      if (!granted) throw new Error('no job may work')
      return granted
    },
    mail: async (kind: string) => (await place.rows.messages()).filter((message) => message.kind === kind),
  }
}
