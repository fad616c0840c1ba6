import type { Permit } from '../access/permit.ts'
import { bookingRefusal, linkLifeAfterSession } from '../bookings/rules.ts'
import type { Ctx } from '../ctx.ts'
import type { ReadLink } from '../lib/links.ts'
import { fits } from '../waiting-list/rules.ts'
import type { Stopped } from './choices/actions.ts'
import {
  bookingsAhead,
  equalSessions,
  latestVisit,
  type Occasion,
  occasionOf,
  ownBooking,
  positionOf,
  type UpcomingDate,
  upcomingDates,
} from './queries.ts'
import { canComeBack, canSayHowItWas, isGoing, type Meets, meets, openDates, type Standing, standingOf } from './rules.ts'
import { newsToSee } from './seen/queries.ts'

/** Another date of the group, with room for this person. `venueName` only where it is not the usual venue. */
export type OtherDate = { sessionId: string; startsAt: number; endsAt: number; venueName: string | undefined }

/** Everything that the page of one booking may show: nothing of other people, no surname, no reason of the referral. */
export type AttendeePage = {
  state: 'open'
  language: 'en' | 'id'
  preferredName: string
  standing: Standing
  /** 2 when a carer comes along. */
  places: number
  startsAt: number
  endsAt: number
  groupName: string
  venue: { name: string; address: string; howToFind: string; latitude: number | null; longitude: number | null }
  meets: Meets
  /** Whether asking for a buddy, or to come without one, would change something. */
  buddyWish: 'wanted' | 'not_wanted' | 'unasked'
  /** Empty where a buddy is inside: nobody waits there. */
  meetingPoint: string
  whatToBring: string
  cost: string
  accessFeatures: readonly string[]
  contact: { name: string; phone: string }
  /** Number on the waiting list now. */
  position: number
  offerExpiresAt: number | null
  otherDates: readonly OtherDate[]
  /** The session that was given up, while there is still room: for who changes their mind. */
  sameDate: string | undefined
  /** After a cancelled session the nearest equal one: of the same group, or of another where `groupName` says which. */
  nearest: (OtherDate & { groupName: string | undefined; isFull: boolean }) | undefined
  /** News that they have not said they know: the session is off, or has moved. */
  toSee: 'cancelled' | 'changed' | undefined
  /** What the organiser said when the session was called off, in their own words; empty when they said nothing, or it is not off. */
  cancelReason: string
  /** Starts of the other dates to come that were called off with this one, soonest first. */
  alsoOff: readonly number[]
  /** How another date is taken: instead of this one, or anew. */
  taking: 'instead' | 'anew'
  /** Tokens of the links that this page carries on to. */
  surveyToken: string | undefined
  /** Their other visits to the group, soonest first: the dates of a routine, or where an old link leads when they took another date. */
  visits: readonly { token: string; startsAt: number }[]
  stopped: Omit<Stopped, 'language'>
  calendarSequence: number
  /** The session's part of it: the time and the place that somebody says yes to. */
  moves: number
  bookingId: string
}

/** A link that is too old or was taken back says no more than that. */
export type ClosedPage = { state: 'expired' | 'revoked'; language: 'en' | 'id' }

/** What the holder of a booking's link may do with it. */
export type OwnBooking = 'booking.see' | 'booking.answer' | 'booking.cancel' | 'booking.move' | 'person.choose'

/** The page that a booking's link opens, in one read; undefined when there is no such booking. Never writes. */
export async function attendeePage(
  ctx: Ctx,
  permit: Permit<OwnBooking>,
  { state, link }: ReadLink,
): Promise<AttendeePage | ClosedPage | undefined> {
  const bookingId = permit.subjectId ?? ''
  const { db, now } = ctx
  const [[found], [visit], [waiting], dates, comings, equals, [news]] = await db.batch([
    occasionOf(db, bookingId),
    latestVisit(db, bookingId),
    positionOf(db, bookingId),
    upcomingDates(db, bookingId, now),
    bookingsAhead(db, bookingId, now),
    equalSessions(db, bookingId, now),
    newsToSee(db, bookingId, now),
  ])
  if (!found) return undefined
  const { booking, session, group, venue, language } = found
  if (link.version !== booking.linkVersion % 256) return { state: 'revoked', language }
  if (state === 'expired') return { state: 'expired', language }

  const standing = standingOf(booking, session, now)
  const met = meets(standing, { ...booking, buddyForFirstVisit: session.buddyForFirstVisit }, visit)
  const open = isGoing(standing) || canComeBack(standing) ? datesFor(found, dates, now) : []
  const others = open.filter(({ sessionId }) => sessionId !== session.id)
  return {
    state: 'open',
    language,
    preferredName: await ctx.vault.open(found.preferredName, { column: 'people.preferred_name', rowId: booking.personId }),
    standing,
    places: booking.places,
    startsAt: session.startsAt,
    endsAt: session.endsAt,
    groupName: group.name,
    venue: { ...venue, address: [venue.address, venue.postcode].filter(Boolean).join(', ') },
    meets: met,
    buddyWish: booking.buddyWish,
    meetingPoint: met.who === 'buddy' && met.isInside ? '' : session.meetingPoint,
    whatToBring: group.whatToBring,
    cost: group.cost,
    accessFeatures: group.accessFeatures,
    contact: { name: group.contactName, phone: group.contactPhone },
    position: waiting?.position ?? 0,
    offerExpiresAt: booking.offerExpiresAt,
    otherDates: others.slice(0, mostDates),
    nearest: standing === 'session_cancelled' ? nearestOf(found, others, equals, dates, now) : undefined,
    toSee: news && news.seenAt === null ? unseenNews(standing) : undefined,
    cancelReason: standing === 'session_cancelled' ? (session.cancelReason ?? '') : '',
    alsoOff: JSON.parse(news?.alsoOff ?? '[]') as number[],
    sameDate: open.find(({ sessionId }) => sessionId === session.id)?.sessionId,
    taking: canComeBack(standing) ? 'anew' : 'instead',
    surveyToken: canSayHowItWas(standing) ? await tokenFor(ctx, 'survey', booking, session) : undefined,
    visits: await Promise.all(comings.map(async (one) => ({ token: await tokenFor(ctx, 'booking', one, one), startsAt: one.startsAt }))),
    stopped: {
      reminders: found.remindersStoppedAt !== null,
      surveys: found.surveysStoppedAt !== null,
      wellbeing: found.wellbeingStoppedAt !== null,
      visits: found.visitsStoppedAt !== null,
      left: found.withdrawnAt !== null,
    },
    // Both only ever count up, so that whatever changed stands above every earlier version of the entry.
    calendarSequence: session.calendarSequence + booking.step - 1,
    moves: session.calendarSequence,
    bookingId,
  }
}

const mostDates = 6

const datesFor = (found: Occasion, dates: readonly UpcomingDate[], now: number): OtherDate[] =>
  openDates(found, dates, now).map(({ id, startsAt, endsAt, venueId, venueName }) => ({
    sessionId: id,
    startsAt,
    endsAt,
    venueName: venueId === found.session.venueId ? undefined : venueName,
  }))

/**
 * The same group first: the next date after the one that is off, which its email names, else the last before it. Then an equal one,
 * then a full date of the same group whose waiting list is open to them.
 */
function nearestOf(
  { booking, session }: Occasion,
  others: readonly OtherDate[],
  equals: Awaited<ReturnType<typeof equalSessions>>,
  dates: readonly UpcomingDate[],
  now: number,
): AttendeePage['nearest'] {
  const own = others.find((one) => one.startsAt > session.startsAt) ?? others.at(-1)
  if (own) return { ...own, groupName: undefined, isFull: false }
  const equal = equals.find((one) => fits(one, { places: booking.places, isFirstVisit: true }))
  const full = dates.find((date) => date.id !== session.id && bookingRefusal(date, now) === undefined)
  const found = equal ?? full
  if (!found) return undefined
  const { id: sessionId, startsAt, endsAt, venueName } = found
  return { ...{ sessionId, startsAt, endsAt, venueName }, groupName: equal?.groupName, isFull: !equal }
}

/** Only what stands now: a change of what was cancelled since is no news. */
const unseenNews = (standing: Standing): 'cancelled' | 'changed' | undefined =>
  standing === 'session_cancelled' || standing === 'cancelled_by_group' ? 'cancelled' : isGoing(standing) ? 'changed' : undefined

/** A link to a thing of the same person, for as long as links of its session last. */
const tokenFor = (ctx: Ctx, purpose: 'booking' | 'survey', booking: { id: string; linkVersion: number }, session: { endsAt: number }) =>
  ctx.links.sign({ purpose, subjectId: booking.id, version: booking.linkVersion, expiresAt: session.endsAt + linkLifeAfterSession })

/** A link to another booking of the same person, such as the one that they took instead. */
export async function linkTo(ctx: Ctx, permit: Permit<OwnBooking>, bookingId: string): Promise<string | undefined> {
  const [booking] = await ownBooking(ctx.db, permit.subjectId ?? '', bookingId)
  return booking && tokenFor(ctx, 'booking', booking, booking)
}
