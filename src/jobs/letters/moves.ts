// To the link worker who went along, or had found somebody who does: the first visit is at another time or place.

import { type BookingFacts, bookingFacts, type UserFacts, userFacts } from '../../letters/queries.ts'
import { firstName, meetsOf } from '../../letters/rules.ts'
import { isTrueOfBooking } from '../../letters/truth/rules.ts'
import type { Writer } from '../../messages/letters.ts'
import { arrangedMoved } from '../../visits/emails.tsx'
import { recipient, subject } from './bookings.ts'
import { byId, letterOf, openUser, readerOf, texts, type Written, writeEach } from './desk.ts'

const isTrue = (facts: BookingFacts, { orgs }: UserFacts, now: number) =>
  isTrueOfBooking['booking.changed'](facts, now) && orgs.includes(facts.teamId)

const toLinkWorker: Writer = async (ctx, due) => {
  const { db, now } = ctx
  const [found, staff] = await db.batch([bookingFacts(db, due.map(subject), now), userFacts(db, due.map(recipient))])
  const users = byId(staff)
  return writeEach(due, byId(found), async (row, facts): Promise<Written> => {
    const user = users.get(row.recipientId)
    if (!user) return 'no_address'
    if (!isTrue(facts, user, now)) return 'no_longer_true'
    const mail = arrangedMoved(texts(user.locale), {
      name: firstName(user.name),
      reader: readerOf(ctx, user.locale),
      occasion: facts,
      who: meetsOf(facts).who,
      href: `${ctx.origin}/bookings/${facts.id}`,
    })
    return letterOf(ctx, row, await openUser(ctx, user), user.locale, mail)
  })
}

export const moveWriters = { 'team.visit_moved': toLinkWorker }
