// Whoever looks after somebody is told when their address takes no email any more.

import { eq } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { suppressedAddresses } from '../../src/db/schema/messages.ts'
import { users } from '../../src/db/schema/organisations.ts'
import { minutes } from '../../src/lib/time.ts'
import type { MessageKind } from '../../src/messages/rules.ts'
import { noon } from '../world.ts'
import { postOffice } from './post-office.ts'
import type { Accepted } from './resend-double.ts'
import { type Told, tell } from './webhooks.ts'

async function scene() {
  const office = await postOffice()
  const { team, linkWorker } = await office.scene()
  const mailbox = { address: 'shared@example.org', linkWorkerId: linkWorker.id }
  const ann = await office.person(team, mailbox)
  const sent = async (recipientId: string, kind: MessageKind = 'booking.changed', address = mailbox.address) => {
    await office.planFor(['about'], { recipientId, kind })
    office.facts.set('about', { address, words: 'x', isTrue: true })
    await office.run()
    const accepted = (await office.log()).accepted.at(-1)
    if (accepted?.to !== address) throw new Error('not sent')
    return accepted
  }
  const notices = async () =>
    (await office.messageRows())
      .filter(({ kind }) => kind.endsWith('.address_stopped'))
      .map(({ kind, recipientId, subjectId }) => [kind, recipientId, subjectId])
  return { office, team, linkWorker, mailbox, ann, sent, notices }
}

it.each<Told>(['bounced', 'complained', 'suppressed'])(
  '%s: the link worker is told to ring, once, however often it is told',
  async (told) => {
    const { office, linkWorker, ann, sent, notices } = await scene()
    const accepted = await sent(ann)
    await Promise.all(Array.from({ length: 4 }, () => tell(office, told, accepted)))
    expect(await notices()).toEqual([['team.address_stopped', linkWorker.id, ann]])
    expect((await office.rows.audit()).every(({ personId, action }) => personId === ann && action === 'message.stopped_address')).toBe(true)
  },
)

it('once more on the same day, when the address was lifted and bounces again', async () => {
  const { office, linkWorker, ann, sent, notices } = await scene()
  await tell(office, 'bounced', await sent(ann))
  await office.later(minutes(30))
  await office.db.delete(suppressedAddresses)
  await office.planFor(['again'], { recipientId: ann })
  office.facts.set('again', { address: 'shared@example.org', words: 'x', isTrue: true })
  await office.run()
  const again = (await office.log()).accepted.at(-1) as Accepted
  for (const told of ['bounced', 'bounced', 'complained'] as const) {
    await tell(office, told, again)
    await office.later(minutes(1))
  }
  expect(await notices()).toEqual(Array(2).fill(['team.address_stopped', linkWorker.id, ann]))
})

it.each<Told>(['soft_bounced', 'failed', 'delivered', 'delivery_delayed'])('%s tells nobody', async (told) => {
  const { office, ann, sent, notices } = await scene()
  await tell(office, told, await sent(ann))
  expect(await notices()).toEqual([])
})

it('each who reads the same mailbox is told of, in a foreign team too; who has left is not', async () => {
  const { office, team, linkWorker, mailbox, ann, sent, notices } = await scene()
  const ben = await office.person(team, mailbox)
  await office.person(team, { ...mailbox, withdrawnAt: noon })
  await office.person(team, { linkWorkerId: linkWorker.id })
  const other = await office.scene()
  const cas = await office.person(other.team, { address: mailbox.address, linkWorkerId: other.linkWorker.id })
  await tell(office, 'bounced', await sent(ann))
  expect((await notices()).sort()).toEqual(
    [
      ['team.address_stopped', linkWorker.id, ann],
      ['team.address_stopped', linkWorker.id, ben],
      ['team.address_stopped', other.linkWorker.id, cas],
    ].sort(),
  )
})

it('a person whose link worker has left is looked after by the whole team', async () => {
  const { office, team, linkWorker, sent, notices } = await scene()
  const colleague = await office.signIn('link_worker', team)
  const left = await office.person(team, { address: 'left@example.org', linkWorkerId: 'somebody who left' })
  await tell(office, 'bounced', await sent(left, 'booking.changed', 'left@example.org'))
  expect((await notices()).map(([, recipientId]) => recipientId).sort()).toEqual([linkWorker.id, colleague.id].sort())
})

it('of a buddy, or of somebody who works here, the coordinators are told, but not about themselves', async () => {
  const { office, sent, notices } = await scene()
  const place = await office.organisation('place_office')
  const coordinator = await office.signIn('coordinator', place)
  await tell(office, 'bounced', await sent('a-buddy', 'visit.changed', 'buddy@example.org'))
  await tell(office, 'bounced', await sent(coordinator.id, 'team.visit_unfilled', 'other@example.org'))
  expect(await notices()).toEqual([['place.address_stopped', coordinator.id, 'a-buddy']])
  await office.db.update(users).set({ disabledAt: noon })
  office.clock.now += minutes(60 * 24)
  await tell(office, 'bounced', await sent('another-buddy', 'visit.changed', 'third@example.org'))
  expect(await notices()).toHaveLength(1)
})

it('of a letter to whoever referred themselves, the link worker is told; of a link to sign in, the coordinators', async () => {
  const { office, linkWorker, ann, sent, notices } = await scene()
  await tell(office, 'bounced', await sent('a-referral', 'referral.received'))
  expect(await notices()).toEqual([['team.address_stopped', linkWorker.id, ann]])
  const coordinator = await office.signIn('coordinator', await office.organisation('place_office'))
  const emailIndex = await office.vault.index('email', 'worker@example.org')
  await office.db.update(users).set({ emailIndex }).where(eq(users.id, linkWorker.id))
  await tell(office, 'bounced', await sent('a-request', 'account.sign_in', 'worker@example.org'))
  expect(await notices()).toContainEqual(['place.address_stopped', coordinator.id, linkWorker.id])
})
