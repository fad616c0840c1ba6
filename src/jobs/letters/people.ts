// Letters about a person as a whole, to those who look after them.

import { leaverFacts } from '../../letters/people/queries.ts'
import { userFacts } from '../../letters/queries.ts'
import { firstName } from '../../letters/rules.ts'
import type { Writer } from '../../messages/letters.ts'
import { personLeft } from '../../rights/emails.tsx'
import { recipient, subject } from './bookings.ts'
import { byId, letterOf, openUser, readerOf, texts, type Written, writeEach } from './desk.ts'

const toLinkWorker: Writer = async (ctx, due) => {
  const { db } = ctx
  const [found, workers] = await db.batch([leaverFacts(db, due.map(subject)), userFacts(db, due.map(recipient))])
  const users = byId(workers)
  return writeEach(due, byId(found), async (row, facts): Promise<Written> => {
    const user = users.get(row.recipientId)
    if (!user) return 'no_address'
    const isTrue = facts.withdrawnAt !== null && facts.erasedAt === null && user.orgs.includes(facts.teamId)
    if (!isTrue) return 'no_longer_true'
    const href = `${ctx.origin}/people/${facts.id}/data`
    const mail = personLeft(texts(user.locale), { reader: readerOf(ctx, user.locale), name: firstName(user.name), href })
    return letterOf(ctx, row, await openUser(ctx, user), user.locale, mail)
  })
}

export const peopleWriters = { 'team.person_left': toLinkWorker }
