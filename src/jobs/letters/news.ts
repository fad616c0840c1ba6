// Letters that close the loop: to whoever sent a referral, and about those that nobody answered.

import type { Ctx } from '../../ctx.ts'
import { userFacts } from '../../letters/queries.ts'
import { firstName } from '../../letters/rules.ts'
import type { Locale } from '../../lib/dates.ts'
import type { Mail } from '../../lib/email.tsx'
import type { MessageRow, Writer } from '../../messages/letters.ts'
import type { Unsent } from '../../messages/rules.ts'
import { officesOf, unansweredByTeam } from '../../referrals/late/queries.ts'
import { happenedOf } from '../../referrals/news/actions.ts'
import { type NewsLetter, newLink, news, unansweredInPlace, unansweredInTeam } from '../../referrals/news/emails.tsx'
import { newsOf, theseReferrals, type Way, wayOf } from '../../referrals/news/queries.ts'
import { linkLasts, tellable } from '../../referrals/news/rules.ts'
import { openReferral, referrerOf } from '../../referrals/queries.ts'
import { shortReference } from '../../referrals/rules.ts'
import { recipient, subject } from './bookings.ts'
import { byId, letterOf, openUser, readerOf, type T, texts, type Written, writeEach } from './desk.ts'

type Sent = { to: string; locale: Locale; letter: Omit<NewsLetter, 'told'> }

/** Where the referrer is told, with a link of their own that ends and can be taken back. */
async function sentBy(ctx: Ctx, way: Way): Promise<Sent | Unsent> {
  if (way.isGone) return 'no_longer_true'
  const referrer = referrerOf((await openReferral(ctx.vault, way, ['referrer'])).referrer)
  if (!referrer?.email) return 'no_address'
  const { email: to, name, locale } = referrer
  const link = { purpose: 'referral', subjectId: way.id, version: way.linkVersion, expiresAt: ctx.now + linkLasts } as const
  const href = `${ctx.origin}/r/${await ctx.links.sign(link)}`
  const letter = { name, reader: readerOf(ctx, locale), reference: shortReference(way.id), receivedAt: way.receivedAt, href }
  return { to, locale, letter }
}

/** Only what was marked with this email, still stands, and is still agreed to: consent that was taken back holds at once. */
const toReferrer: Writer = async (ctx, due) => {
  const ids = due.map(subject)
  const [ways, marked] = await ctx.db.batch([wayOf(ctx.db, theseReferrals(ids)), newsOf(ctx.db, ids)])
  return writeEach(due, byId(ways), async (row, way): Promise<Written> => {
    const isOfRow = (stage: string) => marked.some((one) => one.referralId === way.id && one.stage === stage && one.at === row.createdAt)
    const told = tellable(happenedOf(way), way.tells).filter(({ stage }) => isOfRow(stage))
    if (told.length === 0) return 'no_longer_true'
    const sent = await sentBy(ctx, way)
    if (typeof sent === 'string') return sent
    return letterOf(ctx, row, sent.to, sent.locale, news(texts(sent.locale), { ...sent.letter, told }))
  })
}

const newLinks: Writer = async (ctx, due) =>
  writeEach(due, byId(await wayOf(ctx.db, theseReferrals(due.map(subject)))), async (row, way): Promise<Written> => {
    const sent = await sentBy(ctx, way)
    return typeof sent === 'string' ? sent : letterOf(ctx, row, sent.to, sent.locale, newLink(texts(sent.locale), sent.letter))
  })

type Staff = { name: string; reader: NewsLetter['reader'] }
type Told<Row> = {
  facts: ReadonlyMap<string, Row>
  isFor: (row: Row, orgs: readonly string[]) => boolean
  mail: (t: T, staff: Staff, row: Row) => Mail
}

/** Only to those who are still where they were, and only while there is something to do. */
async function toStaff<Row>(ctx: Ctx, due: readonly MessageRow[], { facts, isFor, mail }: Told<Row>) {
  const staff = byId(await userFacts(ctx.db, due.map(recipient)))
  return writeEach(due, facts, async (message, row): Promise<Written> => {
    const user = staff.get(message.recipientId)
    if (!user) return 'no_address'
    if (!isFor(row, user.orgs)) return 'no_longer_true'
    const written = mail(texts(user.locale), { name: firstName(user.name), reader: readerOf(ctx, user.locale) }, row)
    return letterOf(ctx, message, await openUser(ctx, user), user.locale, written)
  })
}

const toTeams: Writer = async (ctx, due) =>
  toStaff(ctx, due, {
    facts: byId(await unansweredByTeam(ctx.db, ctx.now, { areEscalated: false })),
    isFor: ({ id }, orgs) => orgs.includes(id),
    mail: (t, staff, { count, since }) =>
      unansweredInTeam(t, { ...staff, count, since, days: ctx.place.escalateDays, href: `${ctx.origin}/referrals` }),
  })

const toCoordinators: Writer = async (ctx, due) => {
  const [teams, offices] = await ctx.db.batch([unansweredByTeam(ctx.db, ctx.now, { areEscalated: true }), officesOf(ctx.db)])
  return toStaff(ctx, due, {
    facts: new Map(teams.length > 0 ? [[ctx.place.id, teams]] : []),
    isFor: (_, orgs) => offices.some(({ id }) => orgs.includes(id)),
    mail: (t, staff, found) => unansweredInPlace(t, { ...staff, teams: found, days: ctx.place.escalateDays, href: `${ctx.origin}/today` }),
  })
}

export const newsWriters = {
  'referral.news': toReferrer,
  'referral.link': newLinks,
  'team.referral_late': toTeams,
  'place.referral_late': toCoordinators,
}
