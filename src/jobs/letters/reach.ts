// Letters to whoever looks after somebody whose address takes no email any more.

import { readerFacts } from '../../letters/people/queries.ts'
import { buddyFacts, userFacts } from '../../letters/queries.ts'
import { firstName } from '../../letters/rules.ts'
import type { Writer } from '../../messages/letters.ts'
import { stillStopped } from '../../messages/suppression/queries.ts'
import { addressStopped } from '../../people/emails.tsx'
import { officesOf } from '../../referrals/late/queries.ts'
import { recipient, subject } from './bookings.ts'
import { addressOf, byId, letterOf, openBuddy, openUser, readerOf, texts, type Written, writeEach } from './desk.ts'

const toLinkWorker: Writer = async (ctx, due) => {
  const [found, workers] = await ctx.db.batch([readerFacts(ctx.db, due.map(subject)), userFacts(ctx.db, due.map(recipient))])
  const users = byId(workers)
  const addressed = await Promise.all(found.map(async (one) => [one.id, await addressOf(ctx, 'team.address_stopped', one)] as const))
  const addresses = new Map(addressed.flatMap(([id, at]) => (typeof at === 'string' ? [] : [[id, at.to] as const])))
  const stopped = await stillStopped(ctx, addresses)
  return writeEach(due, byId(found), async (row, person): Promise<Written> => {
    const user = users.get(row.recipientId)
    if (!user) return 'no_address'
    if (!stopped.has(person.id) || !user.orgs.includes(person.teamId)) return 'no_longer_true'
    const href = `${ctx.origin}/people/${person.id}`
    const mail = addressStopped(texts(user.locale), 'team.address_stopped', {
      reader: readerOf(ctx, user.locale),
      name: firstName(user.name),
      href,
    })
    return letterOf(ctx, row, await openUser(ctx, user), user.locale, mail)
  })
}

/** About a buddy, or somebody who works here. */
const toCoordinator: Writer = async (ctx, due) => {
  const [buddies, users, readers, offices] = await ctx.db.batch([
    buddyFacts(ctx.db, due.map(subject)),
    userFacts(ctx.db, due.map(subject)),
    userFacts(ctx.db, due.map(recipient)),
    officesOf(ctx.db),
  ])
  const addresses = new Map([
    ...(await Promise.all(buddies.map(async (one) => [one.id, await openBuddy(ctx, one)] as const))),
    ...(await Promise.all(users.map(async (one) => [one.id, await openUser(ctx, one)] as const))),
  ])
  const stopped = await stillStopped(ctx, addresses)
  const staff = byId(readers)
  return writeEach(due, byId([...stopped].map((id) => ({ id }))), async (row): Promise<Written> => {
    const user = staff.get(row.recipientId)
    if (!user) return 'no_address'
    if (!offices.some(({ id }) => user.orgs.includes(id))) return 'no_longer_true'
    const mail = addressStopped(texts(user.locale), 'place.address_stopped', {
      reader: readerOf(ctx, user.locale),
      name: firstName(user.name),
      href: `${ctx.origin}/running/messages`,
    })
    return letterOf(ctx, row, await openUser(ctx, user), user.locale, mail)
  })
}

export const reachWriters = { 'team.address_stopped': toLinkWorker, 'place.address_stopped': toCoordinator }
