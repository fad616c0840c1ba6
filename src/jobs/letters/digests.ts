// Summaries of a day or a week, written from what waits at the moment they are sent.

import type { Ctx } from '../../ctx.ts'
import { dayDigest, openVisitsDigest, weekDigest } from '../../digests/emails.tsx'
import { fittingVisits, linkWorkersDays, organisersWeeks, startsOf } from '../../digests/queries.ts'
import { countsOfDay } from '../../digests/rules.ts'
import { buddyFacts, type UserFacts, userFacts } from '../../letters/queries.ts'
import { firstName } from '../../letters/rules.ts'
import type { Mail } from '../../lib/email.tsx'
import type { MessageRow, Writer } from '../../messages/letters.ts'
import { officesOf } from '../../referrals/late/queries.ts'
import { type Call, callsByWorker, dayOf, placeCounts } from '../waiting.ts'
import { recipient } from './bookings.ts'
import { byId, letterOf, openBuddy, openUser, readerOf, type T, texts, type Written, writeEach } from './desk.ts'

type To = { name: string; reader: ReturnType<typeof readerOf> }

async function toUsers(ctx: Ctx, due: readonly MessageRow[], mailOf: (t: T, to: To, user: UserFacts) => Mail | undefined) {
  const users = byId(await userFacts(ctx.db, due.map(recipient)))
  const written = due.map(async (row): Promise<[number, Written]> => {
    if (row.subjectId !== row.recipientId) return [row.id, 'no_longer_true']
    const user = users.get(row.recipientId)
    if (!user) return [row.id, 'no_address']
    const mail = mailOf(texts(user.locale), { name: firstName(user.name), reader: readerOf(ctx, user.locale) }, user)
    return [row.id, mail ? await letterOf(ctx, row, await openUser(ctx, user), user.locale, mail) : 'no_longer_true']
  })
  return new Map(await Promise.all(written))
}

const toLinkWorkers: Writer = async (ctx, due) => {
  const [found, ringing] = await Promise.all([linkWorkersDays(ctx.db, due.map(recipient), dayOf(ctx)), callsByWorker(ctx)])
  return toUsers(ctx, due, (t, to, { id }) => {
    const row = found.find(({ user_id }) => user_id === id)
    if (!row) return undefined
    const calls = ringing.get(id) ?? []
    const counts = { ...row, to_ring: calls.length }
    // A call that asks for the yes of a near booking is one thing to do, and stands in both numbers.
    const isCountedTwice = ({ status, startsAt }: Call) => status === 'booked' && startsAt > ctx.now && startsAt < dayOf(ctx).until
    const n = counts.steps + counts.unconfirmed + counts.reports + counts.untaken + calls.filter((call) => !isCountedTwice(call)).length
    if (n === 0 && calls.length === 0) return undefined
    const shown = Object.fromEntries(countsOfDay.map((item) => [item, counts[item]]))
    return dayDigest(t, 'digest.link_worker', { ...to, href: `${ctx.origin}/today`, counts: shown, n })
  })
}

const toOrganisers: Writer = async (ctx, due) => {
  const found = await organisersWeeks(ctx.db, due.map(recipient), ctx.now)
  return toUsers(ctx, due, (t, to, { id }) => {
    const sessions = found.filter((row) => row.user_id === id)
    if (sessions.length === 0) return undefined
    const ahead = sessions.map(({ starts_at: startsAt, group_name: groupName, ...counts }) => ({ startsAt, groupName, ...counts }))
    return weekDigest(t, { ...to, href: `${ctx.origin}/groups`, sessions: ahead })
  })
}

const toCoordinators: Writer = async (ctx, due) => {
  const [{ counts, n }, offices] = await Promise.all([placeCounts(ctx), officesOf(ctx.db)])
  return toUsers(ctx, due, (t, to, { orgs }) =>
    n > 0 && offices.some(({ id }) => orgs.includes(id))
      ? dayDigest(t, 'digest.coordinator', { ...to, href: `${ctx.origin}/today`, counts, n })
      : undefined,
  )
}

const toBuddies: Writer = async (ctx, due) => {
  const { db } = ctx
  const [found, buddies] = await Promise.all([
    fittingVisits(db, due.map(recipient), await startsOf(ctx)),
    buddyFacts(db, due.map(recipient)),
  ])
  return writeEach(due, byId(buddies), async (row, buddy): Promise<Written> => {
    const visits = found.flatMap(({ buddy_id, starts_at: startsAt, area }) => (buddy_id === buddy.id ? [{ startsAt, area }] : []))
    if (visits.length === 0 || buddy.status !== 'approved') return 'no_longer_true'
    const mail = openVisitsDigest(texts(buddy.locale), {
      name: firstName(buddy.name),
      reader: readerOf(ctx, buddy.locale),
      href: `${ctx.origin}/visits`,
      visits,
    })
    return letterOf(ctx, row, await openBuddy(ctx, buddy), buddy.locale, mail)
  })
}

export const digestWriters = {
  'digest.link_worker': toLinkWorkers,
  'digest.organiser': toOrganisers,
  'digest.coordinator': toCoordinators,
  'digest.buddy': toBuddies,
}
