// Letters about referrals: to whoever sent one, and to the link workers of the team.

import type { Ctx } from '../../ctx.ts'
import { userFacts } from '../../letters/queries.ts'
import { referralFacts, untakenOf } from '../../letters/referrals/queries.ts'
import { firstName } from '../../letters/rules.ts'
import type { Locale } from '../../lib/dates.ts'
import type { MessageRow, Writer } from '../../messages/letters.ts'
import type { Unsent } from '../../messages/rules.ts'
import { arrived, toTeam } from '../../referrals/emails.tsx'
import { openReferral, referrerOf } from '../../referrals/queries.ts'
import { isOpen, shortReference } from '../../referrals/rules.ts'
import { recipient, subject } from './bookings.ts'
import { addressOf, byId, letterOf, openUser, readerOf, texts, type Written, writeEach } from './desk.ts'

type Facts = Awaited<ReturnType<typeof referralFacts>>[number]
type Addressed = { to: string; name: string; locale: Locale; who: 'self' | 'referrer' }

/** A referrer by the address they gave; those who referred themselves in the way that suits them. */
async function answerTo(ctx: Ctx, facts: Facts): Promise<Addressed | Unsent> {
  const referrer = referrerOf((await openReferral(ctx.vault, facts, ['referrer'])).referrer)
  if (referrer) {
    const { email: to, name, locale } = referrer
    return to ? { to, name, locale, who: 'referrer' } : 'no_address'
  }
  const address = await addressOf(ctx, 'referral.received', facts)
  if (typeof address === 'string') return address
  const { to, voice } = address
  return {
    to,
    name: voice.to === 'carer' ? voice.carer : voice.name,
    locale: facts.language,
    who: voice.to === 'carer' ? 'referrer' : 'self',
  }
}

const toReferrer: Writer = async (ctx, due) =>
  writeEach(due, byId(await referralFacts(ctx.db, due.map(subject))), async (row, facts): Promise<Written> => {
    if (facts.isGone) return 'no_longer_true'
    const address = await answerTo(ctx, facts)
    if (typeof address === 'string') return address
    const { to, name, locale, who } = address
    const mail = arrived(texts(locale), {
      name,
      who,
      reader: readerOf(ctx, locale),
      reference: shortReference(facts.id),
      receivedAt: facts.receivedAt,
      contactDueAt: facts.contactDueAt,
      answerDueAt: facts.answerDueAt,
      href: `${ctx.origin}${who === 'self' ? '/' : '/refer'}`,
    })
    return letterOf(ctx, row, to, locale, mail)
  })

type Waiting = { teamId: string; waiting: number; dueAt: number; path: string }

/** Only to those who are still of the team, and only while there is something to do. */
async function toWorkers(
  ctx: Ctx,
  due: readonly MessageRow[],
  kind: 'team.referral_received' | 'team.referral_assigned',
  about: ReadonlyMap<string, Waiting>,
) {
  const staff = await userFacts(ctx.db, due.map(recipient))
  return writeEach(due, about, async (row, { teamId, waiting, dueAt, path }): Promise<Written> => {
    const user = staff.find(({ id }) => id === row.recipientId)
    if (!user) return 'no_address'
    if (!user.orgs.some((org) => org === teamId)) return 'no_longer_true'
    const letter = { name: firstName(user.name), reader: readerOf(ctx, user.locale), href: `${ctx.origin}${path}`, waiting, dueAt }
    return letterOf(ctx, row, await openUser(ctx, user), user.locale, toTeam(texts(user.locale), kind, letter))
  })
}

const toTeamOfNew: Writer = async (ctx, due) => {
  const untaken = await untakenOf(ctx.db, due.map(subject))
  const about = untaken.map(({ id, waiting, firstDueAt }) => [id, { teamId: id, waiting, dueAt: firstDueAt, path: '/referrals' }] as const)
  return toWorkers(ctx, due, 'team.referral_received', new Map(about))
}

const toAssigned: Writer = async (ctx, due) => {
  const found = await referralFacts(ctx.db, due.map(subject))
  const theirs = found.filter(
    ({ id, status, assignedTo, isGone }) =>
      isOpen(status) && !isGone && due.some((row) => row.subjectId === id && row.recipientId === assignedTo),
  )
  const about = theirs.map(
    ({ id, teamId, contactDueAt }) => [id, { teamId, waiting: 1, dueAt: contactDueAt, path: `/referrals/${id}` }] as const,
  )
  return toWorkers(ctx, due, 'team.referral_assigned', new Map(about))
}

export const referralWriters = {
  'referral.received': toReferrer,
  'team.referral_received': toTeamOfNew,
  'team.referral_assigned': toAssigned,
}
