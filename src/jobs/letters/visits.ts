// Letters about a first visit: to the person, to the buddy, and to the staff who answer for either.

import type { Ctx } from '../../ctx.ts'
import { newsFacts } from '../../letters/news/queries.ts'
import {
  type BuddyFacts,
  buddyFacts,
  freedVisitFacts,
  type UserFacts,
  userFacts,
  type VisitFacts,
  visitFacts,
} from '../../letters/queries.ts'
import { firstName, meetsOf } from '../../letters/rules.ts'
import { isClaimed, isOpenVisit, isTrueOfPromise, isTrueOfVisit, type VisitKind } from '../../letters/truth/rules.ts'
import type { MessageRow, Writer } from '../../messages/letters.ts'
import { otherStart } from '../../messages/replies/rules.ts'
import {
  type BuddyVisitLetter,
  toBuddy as buddyMail,
  notNeeded,
  toPerson as personMail,
  type StaffKind,
  toStaff as staffMail,
  visitsFreed,
} from '../../visits/emails.tsx'
import { whyNotNeeded } from '../../visits/rules.ts'
import { bookingPage, recipient, subject } from './bookings.ts'
import { addressOf, letterOf, openBuddy, openUser, readerOf, texts, type Written, writeEach } from './desk.ts'

type BuddyKind = 'visit.claimed' | 'visit.reminder_48h' | 'visit.reminder_day' | 'visit.changed' | 'visit.cancelled'

const isAhead = ({ sessionStatus, startsAt }: VisitFacts, now: number) => sessionStatus === 'scheduled' && now < startsAt

const toPerson =
  (kind: VisitKind): Writer =>
  async (ctx, due) => {
    const found = await visitFacts(ctx.db, due.map(subject))
    return writeEach(due, byVisit(found), (row, facts) => writeToPerson(ctx, kind, row, facts))
  }

async function writeToPerson(ctx: Ctx, kind: VisitKind, row: MessageRow, facts: VisitFacts): Promise<Written> {
  if (row.recipientId !== facts.personId || !isTrueOfVisit(kind, facts, row.createdAt, ctx.now)) return 'no_longer_true'
  const address = await addressOf(ctx, kind, facts)
  if (typeof address === 'string') return address
  const mail = personMail(texts(facts.language), kind, {
    voice: address.voice,
    reader: readerOf(ctx, facts.language),
    occasion: facts,
    meets: meetsOf(facts),
    arrangement: facts.arrangement,
    kind: facts.visitKind,
    greeting: facts.greeting,
    buddy: firstName(facts.buddyName ?? ''),
    page: await bookingPage(ctx, facts),
  })
  return letterOf(ctx, row, address.to, facts.language, mail)
}

const toBuddy =
  (kind: BuddyKind): Writer =>
  async (ctx, due) => {
    const { db } = ctx
    const [found, people, news] = await db.batch([
      visitFacts(db, due.map(subject)),
      buddyFacts(db, due.map(recipient)),
      newsFacts(db, due, 'visits'),
    ])
    return writeEach(due, byVisit(found), (row, facts) => {
      const { movedFrom = null, lostFrom = null, isOvertaken = false } = news.find(({ id }) => id === row.id) ?? {}
      if (kind === 'visit.changed' && isOvertaken) return Promise.resolve('no_longer_true')
      const promisedAt = (kind === 'visit.cancelled' ? lostFrom : null) ?? facts.startsAt
      return writeToBuddy(ctx, kind, row, {
        facts,
        buddy: people.find(({ id }) => id === row.recipientId),
        promisedAt,
        lostFrom,
        before: otherStart({ startsAt: promisedAt, movedFrom }),
      })
    })
  }

async function writeToBuddy(
  ctx: Ctx,
  kind: BuddyKind,
  row: MessageRow,
  {
    facts,
    buddy,
    promisedAt,
    lostFrom,
    before,
  }: { facts: VisitFacts; buddy: BuddyFacts | undefined; promisedAt: number; lostFrom: number | null; before: number | undefined },
): Promise<Written> {
  if (!buddy) return 'no_address'
  if (!isTrueOfPromise(row, facts, ctx.now)) return 'no_longer_true'

  const t = texts(buddy.locale)
  const letter: BuddyVisitLetter = {
    name: firstName(buddy.name),
    reader: readerOf(ctx, buddy.locale),
    // A session that has moved is off at the hour that they have in mind.
    occasion: { ...facts, startsAt: promisedAt, endsAt: facts.endsAt + promisedAt - facts.startsAt },
    kind: facts.visitKind,
    before,
    href: kind === 'visit.cancelled' ? `${ctx.origin}/visits` : `${ctx.origin}/visits/${facts.visitId}`,
  }
  const mail =
    kind === 'visit.cancelled' ? notNeeded(t, { ...letter, why: whyNotNeeded(facts.sessionStatus, lostFrom) }) : buddyMail(t, kind, letter)
  return letterOf(ctx, row, await openBuddy(ctx, buddy), buddy.locale, mail)
}

const toStaff =
  (kind: StaffKind): Writer =>
  async (ctx, due) => {
    const { db } = ctx
    const [found, staff] = await db.batch([visitFacts(db, due.map(subject)), userFacts(db, due.map(recipient))])
    return writeEach(due, byVisit(found), (row, facts) =>
      writeToStaff(
        ctx,
        kind,
        row,
        facts,
        staff.find(({ id }) => id === row.recipientId),
      ),
    )
  }

async function writeToStaff(ctx: Ctx, kind: StaffKind, row: MessageRow, facts: VisitFacts, user: UserFacts | undefined): Promise<Written> {
  if (!user) return 'no_address'
  const isToProvider = kind === 'provider.visit_claimed' || kind === 'provider.visit_freed'
  const isConcerned = user.orgs.includes(isToProvider ? facts.providerId : facts.teamId)
  if (!isTrueToStaff(kind, facts, row.createdAt) || !isConcerned || !isAhead(facts, ctx.now)) return 'no_longer_true'

  const mail = staffMail(texts(user.locale), kind, {
    name: firstName(user.name),
    reader: readerOf(ctx, user.locale),
    occasion: facts,
    kind: facts.visitKind,
    buddy: firstName(facts.buddyName ?? ''),
    comes: comingOf(facts),
    href: `${ctx.origin}${isToProvider ? `/sessions/${facts.sessionId}/bookings` : teamPage(kind, facts)}`,
  })
  return letterOf(ctx, row, await openUser(ctx, user), user.locale, mail)
}

/** An alarm asks something, and leads to the question. */
const teamPage = (kind: StaffKind, { visitId, id }: VisitFacts) =>
  kind === 'team.visit_unfilled' ? `/visits/${visitId}/arrangement` : `/bookings/${id}`

function comingOf({ isAccompanied, visitStatus, arrangement, isSuperseded }: VisitFacts) {
  if (isAccompanied === null) return 'no'
  if (visitStatus !== 'not_needed' || isSuperseded) return 'yes'
  return arrangement === 'link_worker_goes' || arrangement === 'someone_else_goes' ? 'with' : 'alone'
}

function isTrueToStaff(kind: StaffKind, facts: VisitFacts, plannedAt: number): boolean {
  if (kind === 'provider.visit_freed') return facts.isAccompanied !== 1
  const isSought = kind === 'team.visit_unfilled' || kind === 'team.visit_stepped_back'
  return isSought ? isOpenVisit(facts) && facts.arrangement === null : isClaimed(facts, plannedAt)
}

/** One letter for all that a buddy lost at one moment, as far as it is still ahead and not theirs again. */
const toFreedBuddy: Writer = async (ctx, due) => {
  const { db, now } = ctx
  const taken = due.map(({ recipientId, createdAt }) => ({ buddyId: recipientId, at: createdAt }))
  const [found, people] = await db.batch([freedVisitFacts(db, taken, now), buddyFacts(db, due.map(recipient))])
  const buddies = new Map(people.map((buddy) => [buddy.id, buddy]))
  return writeEach(due, buddies, async (row, buddy): Promise<Written> => {
    const visits = found.filter((visit) => visit.freedFrom === buddy.id && visit.freedAt === row.createdAt && visit.buddyId !== buddy.id)
    const why = visits[0]?.freedWhy
    if (!why) return 'no_longer_true'
    const letter = {
      name: firstName(buddy.name),
      reader: readerOf(ctx, buddy.locale),
      visits,
      why,
      href: `${ctx.origin}${why === 'buddy_declined' || why === 'buddy_stopped' ? '/' : '/visits'}`,
    }
    return letterOf(ctx, row, await openBuddy(ctx, buddy), buddy.locale, visitsFreed(texts(buddy.locale), letter))
  })
}

const byVisit = (rows: readonly VisitFacts[]) => new Map(rows.map((row) => [row.visitId, row]))

export const visitWriters = {
  'visit.introduced': toPerson('visit.introduced'),
  'visit.arranged': toPerson('visit.arranged'),
  'visit.stepped_back': toPerson('visit.stepped_back'),
  'visit.greeting': toPerson('visit.greeting'),
  'visit.claimed': toBuddy('visit.claimed'),
  'visit.reminder_48h': toBuddy('visit.reminder_48h'),
  'visit.reminder_day': toBuddy('visit.reminder_day'),
  'visit.changed': toBuddy('visit.changed'),
  'visit.cancelled': toBuddy('visit.cancelled'),
  'buddy.visits_freed': toFreedBuddy,
  'team.visit_claimed': toStaff('team.visit_claimed'),
  'team.visit_stepped_back': toStaff('team.visit_stepped_back'),
  'team.visit_unfilled': toStaff('team.visit_unfilled'),
  'provider.visit_claimed': toStaff('provider.visit_claimed'),
  'provider.visit_freed': toStaff('provider.visit_freed'),
}
