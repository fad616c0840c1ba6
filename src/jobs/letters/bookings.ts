// Letters to the attendee about a booking, and to their link worker when it was given back.

import {
  type BookingLetter,
  cancelled,
  changed,
  givenBack,
  offered,
  pageOnly,
  placeKept,
  reminder,
  waitlisted,
} from '../../bookings/emails.tsx'
import { linkLifeAfterSession } from '../../bookings/rules.ts'
import type { Ctx } from '../../ctx.ts'
import { newsFacts } from '../../letters/news/queries.ts'
import { type BookingFacts, bookingFacts, userFacts } from '../../letters/queries.ts'
import { alsoOn, cancelledBy, firstName, meetsOf, type RoutineDate } from '../../letters/rules.ts'
import { isOfStart, isTrueOfBooking } from '../../letters/truth/rules.ts'
import type { Mail } from '../../lib/email.tsx'
import { days } from '../../lib/time.ts'
import type { MessageRow, Writer } from '../../messages/letters.ts'
import { otherStart } from '../../messages/replies/rules.ts'
import { howWasIt } from '../../surveys/emails.tsx'
import { isAskable } from '../../surveys/rules.ts'
import { addressOf, byId, letterOf, openUser, readerOf, type T, texts, type Written, writeEach } from './desk.ts'

type Plot = {
  /** Whether what the letter says is still so. */
  isTrue: (facts: BookingFacts, now: number) => boolean
  mail: (t: T, letter: BookingLetter, facts: BookingFacts, row: MessageRow) => Mail
}

/** The person took another date themselves: news of a session has the change that it is about at the end of its key. */
const isChosen = ({ dedupeKey }: MessageRow) => dedupeKey.endsWith(':')

const plots = {
  'booking.confirm_request': {
    isTrue: isTrueOfBooking['booking.confirm_request'],
    mail: (t, letter) => placeKept(t, letter),
  },
  'booking.waitlisted': {
    isTrue: isTrueOfBooking['booking.waitlisted'],
    mail: (t, letter, { position }) => waitlisted(t, { ...letter, position }),
  },
  'booking.offered': {
    isTrue: isTrueOfBooking['booking.offered'],
    mail: (t, letter, { offerExpiresAt }) => offered(t, { ...letter, until: offerExpiresAt ?? 0 }),
  },
  'booking.offer_ended': {
    isTrue: isTrueOfBooking['booking.offer_ended'],
    mail: (t, letter) => pageOnly(t, 'booking.offer_ended', letter),
  },
  'booking.changed': {
    isTrue: isTrueOfBooking['booking.changed'],
    mail: (t, letter, { status, position, offerExpiresAt, startsAt }, row) =>
      changed(t, { ...letter, status, position, until: offerExpiresAt ?? startsAt, isChosen: isChosen(row) }),
  },
  'booking.cancelled': {
    isTrue: isTrueOfBooking['booking.cancelled'],
    mail: (t, letter, facts) =>
      cancelled(t, { ...letter, by: cancelledBy(facts), reason: facts.cancelReason, nextAt: facts.nextAt ?? undefined }),
  },
  'booking.link': {
    isTrue: () => true,
    mail: (t, letter) => pageOnly(t, 'booking.link', letter),
  },
  'booking.reminder_48h': {
    isTrue: isTrueOfBooking['booking.reminder_48h'],
    mail: (t, letter, { status }) => reminder(t, 'booking.reminder_48h', { ...letter, isConfirmed: status === 'confirmed' }),
  },
  'booking.reminder_day': {
    isTrue: isTrueOfBooking['booking.reminder_day'],
    mail: (t, letter, { status }) => reminder(t, 'booking.reminder_day', { ...letter, isConfirmed: status === 'confirmed' }),
  },
  'booking.survey': {
    isTrue: (facts, now) => now >= facts.endsAt && isAskable(facts) && !facts.isAnswered,
    mail: (t, letter) => howWasIt(t, letter),
  },
} as const satisfies Record<string, Plot>

type PersonKind = keyof typeof plots

const toPerson =
  (kind: PersonKind): Writer =>
  async (ctx, due) => {
    const [found, news] = await ctx.db.batch([bookingFacts(ctx.db, due.map(subject), ctx.now), newsFacts(ctx.db, due)])
    const instead = await nextOfRoutines(ctx, kind, found)
    return writeEach(due, byId(found), (row, facts) =>
      writeToPerson(ctx, kind, row, {
        facts: instead.get(facts.id) ?? facts,
        news: news.find(({ id }) => id === row.id),
      }),
    )
  }

const told = { 'booking.confirm_request': 'booked', 'booking.waitlisted': 'waitlisted', 'booking.cancelled': 'cancelled' } as const

/**
 * Where what a letter says of several dates is no longer so of the first, because it fell away, is over or was booked again, the letter
 * speaks of the next one that stands as it did.
 */
async function nextOfRoutines(ctx: Ctx, kind: PersonKind, found: readonly BookingFacts[]): Promise<Map<string, BookingFacts>> {
  const status = Object.hasOwn(told, kind) ? told[kind as keyof typeof told] : undefined
  const gone = status ? found.filter((facts) => !plots[kind].isTrue(facts, ctx.now) && facts.status !== 'confirmed') : []
  const nextOf = gone.flatMap(({ id, routine }) => {
    const [next] = (JSON.parse(routine) as RoutineDate[]).filter((date) => date[1] === status).sort((a, b) => a[0] - b[0])
    return next ? [{ id, next: next[2] }] : []
  })
  if (nextOf.length === 0) return new Map()
  const ids = nextOf.map(({ next }) => next)
  const standing = byId(await bookingFacts(ctx.db, ids, ctx.now))
  return new Map(nextOf.flatMap(({ id, next }) => [standing.get(next)].flatMap((facts) => (facts ? [[id, facts] as const] : []))))
}

type News = Awaited<ReturnType<typeof newsFacts>>[number] | undefined

async function writeToPerson(
  ctx: Ctx,
  kind: PersonKind,
  row: MessageRow,
  { facts, news }: { facts: BookingFacts; news: News },
): Promise<Written> {
  const plot: Plot = plots[kind]
  const isTrue = row.recipientId === facts.personId && isOfStart(row, facts.startsAt) && plot.isTrue(facts, ctx.now)
  if (!isTrue || (kind === 'booking.changed' && news?.isOvertaken)) return 'no_longer_true'
  const address = await addressOf(ctx, kind, facts)
  if (typeof address === 'string') return address

  const page = await bookingPage(ctx, facts)
  const letter: BookingLetter = {
    voice: address.voice,
    reader: readerOf(ctx, facts.language),
    occasion: facts,
    meets: meetsOf(facts),
    places: facts.places,
    page: kind === 'booking.survey' ? await surveyPage(ctx, facts) : page,
    calendar: `${page}/calendar.ics`,
    ...alsoOn(kind, facts),
    before: otherStart({ startsAt: facts.startsAt, movedFrom: news?.movedFrom ?? null }),
    insteadOf: kind === 'booking.confirm_request' || kind === 'booking.cancelled' ? (facts.insteadOf ?? undefined) : undefined,
  }
  return letterOf(ctx, row, address.to, facts.language, plot.mail(texts(facts.language), letter, facts, row))
}

type Linked = Pick<BookingFacts, 'id' | 'linkVersion' | 'endsAt'>

/** A new link to an old booking lives a week at least, so that whoever asks for it can use it. */
const linkOf = (ctx: Ctx, purpose: 'booking' | 'survey', { id, linkVersion, endsAt }: Linked) =>
  ctx.links.sign({ purpose, subjectId: id, version: linkVersion, expiresAt: Math.max(endsAt + linkLifeAfterSession, ctx.now + days(7)) })

export const bookingPage = async (ctx: Ctx, booking: Linked) => `${ctx.origin}/b/${await linkOf(ctx, 'booking', booking)}`
const surveyPage = async (ctx: Ctx, booking: Linked) => `${ctx.origin}/survey/${await linkOf(ctx, 'survey', booking)}`

const toLinkWorker: Writer = async (ctx, due) => {
  const { db, now } = ctx
  const [found, workers] = await db.batch([bookingFacts(db, due.map(subject), now), userFacts(db, due.map(recipient))])
  const users = byId(workers)
  return writeEach(due, byId(found), async (row, facts): Promise<Written> => {
    const user = users.get(row.recipientId)
    if (!user) return 'no_address'
    const isTrue = now < facts.endsAt && facts.status === 'cancelled' && !facts.isBack && user.orgs.includes(facts.teamId)
    if (!isTrue) return 'no_longer_true'
    const letter = {
      reader: readerOf(ctx, user.locale),
      name: firstName(user.name),
      occasion: facts,
      by: facts.cancelledBy === 'organiser' ? ('organiser' as const) : ('attendee' as const),
      href: `${ctx.origin}/bookings/${facts.id}`,
    }
    const mail = givenBack(texts(user.locale), letter)
    return letterOf(ctx, row, await openUser(ctx, user), user.locale, mail)
  })
}

export const subject = (row: MessageRow) => row.subjectId
export const recipient = (row: MessageRow) => row.recipientId

export const bookingWriters = {
  'booking.confirm_request': toPerson('booking.confirm_request'),
  'booking.waitlisted': toPerson('booking.waitlisted'),
  'booking.offered': toPerson('booking.offered'),
  'booking.offer_ended': toPerson('booking.offer_ended'),
  'booking.changed': toPerson('booking.changed'),
  'booking.cancelled': toPerson('booking.cancelled'),
  'booking.link': toPerson('booking.link'),
  'booking.reminder_48h': toPerson('booking.reminder_48h'),
  'booking.reminder_day': toPerson('booking.reminder_day'),
  'booking.survey': toPerson('booking.survey'),
  'team.booking_cancelled': toLinkWorker,
}
