// What the attendee, or their carer, is written about a booking, and what their link worker is.

import type { BookingStatus } from '../db/schema/bookings.ts'
import {
  datesOf,
  type Meets,
  mailOf,
  moment,
  type Occasion,
  type Reader,
  type Voice,
  visitorFacts,
  whenAndWhere,
  whenOf,
} from '../letters/rules.ts'
import type { Block, Mail } from '../lib/email.tsx'
import type { Translate } from '../lib/wording.ts'
import type en from '../messages/locales/en.json'

type T = Translate<typeof en>

export type BookingLetter = {
  voice: Voice
  reader: Reader
  occasion: Occasion
  meets: Meets
  /** 2 for a person and their carer. */
  places: number
  page: string
  calendar: string
  /** Starts of the other dates of a routine, which share this letter: with a place, those for which they only wait, and called off. */
  also?: readonly number[] | undefined
  waiting?: readonly number[] | undefined
  off?: readonly number[] | undefined
  /** Another start that they may still have in mind. */
  before?: number | undefined
  /** The start that their link worker moved them from. */
  insteadOf?: number | undefined
}

export const placeKept = (t: T, letter: BookingLetter): Mail =>
  mailOf(t, 'booking.confirm_request', paramsOf(letter), { lead: notThen(t, letter), ...bodyOf(t, letter), end: closing(t, letter) })

type ChangedLetter = BookingLetter & { status: BookingStatus; until: number; position: number; isChosen?: boolean }

/**
 * What was known has changed, or they have taken another date (`isChosen`); whoever has no place yet reads how they stand. `until`: the
 * end of an offer.
 */
export const changed = (t: T, letter: ChangedLetter): Mail => {
  const { status, reader, voice, position } = letter
  const params = { ...paramsOf(letter), why: letter.isChosen ? 'chosen' : 'changed' }
  if (status !== 'offered' && status !== 'waitlisted') {
    return mailOf(t, 'booking.changed', params, { ...bodyOf(t, letter), end: [...notThen(t, letter), ...closing(t, letter)] })
  }
  const stands = t(`booking.changed.${status}`, { ...voice, position, deadline: moment(letter.until, reader.zone, reader.locale) })
  const body = status === 'offered' ? bodyOf(t, letter) : { facts: whenAndWhere(t, letter.occasion, reader), href: letter.page }
  return mailOf(t, 'booking.changed', params, {
    ...body,
    end: [{ is: 'paragraph', text: stands }, ...notThen(t, letter), ...closing(t, letter, 'nothing')],
  })
}

/** `isConfirmed` is whether the person has said yes already: then it is a "see you there", else the question again. */
export const reminder = (
  t: T,
  kind: 'booking.reminder_48h' | 'booking.reminder_day',
  letter: BookingLetter & { isConfirmed: boolean },
): Mail =>
  mailOf(t, kind, { ...paramsOf(letter), said: letter.isConfirmed ? 'yes' : 'nothing' }, { ...bodyOf(t, letter), end: closing(t, letter) })

export const offered = (t: T, letter: BookingLetter & { until: number }): Mail => {
  const { zone, locale } = letter.reader
  const params = { ...paramsOf(letter), deadline: moment(letter.until, zone, locale) }
  return mailOf(t, 'booking.offered', params, { ...bodyOf(t, letter), end: closing(t, letter, 'nothing') })
}

export const waitlisted = (t: T, letter: BookingLetter & { position: number }): Mail =>
  mailOf(
    t,
    'booking.waitlisted',
    { ...paramsOf(letter), position: letter.position },
    {
      facts: whenAndWhere(t, letter.occasion, letter.reader),
      href: letter.page,
      end: closing(t, letter, 'nothing'),
    },
  )

/** The page of a booking whose place is gone, or whose link was asked for anew. */
export const pageOnly = (t: T, kind: 'booking.offer_ended' | 'booking.link', letter: BookingLetter): Mail =>
  mailOf(t, kind, paramsOf(letter), { href: letter.page, end: closing(t, letter, 'nothing') })

type CancelledLetter = BookingLetter & {
  by: 'session' | 'attendee' | 'link_worker' | 'organiser'
  /** What the organiser wrote for everybody booked when they cancelled the session. */
  reason: string | null
  /** The start of the group's next session with a free place. */
  nextAt: number | undefined
}

export const cancelled = (t: T, { nextAt, reason, ...letter }: CancelledLetter): Mail => {
  const { zone, locale } = letter.reader
  // What a link worker calls off is no invitation to come some other day: that is for the two of them.
  const next = letter.by === 'link_worker' ? undefined : nextAt
  const params = {
    ...paramsOf(letter),
    by: letter.by,
    hasNext: next === undefined ? 'no' : 'yes',
    next: next === undefined ? '' : moment(next, zone, locale),
  }
  return mailOf(t, 'booking.cancelled', params, {
    lead: [...notThen(t, letter, 'not_instead'), ...saidWhy(t, reason)],
    href: letter.page,
    end: closing(t, letter, 'calendar_off'),
  })
}

const saidWhy = (t: T, reason: string | null): Block[] => (reason ? [{ is: 'paragraph', text: t('frame.reason', { reason }) }] : [])

/** To the link worker. An email names nobody: who it is stands behind the sign-in. */
export const givenBack = (
  t: T,
  { reader, name, occasion, by, href }: { reader: Reader; name: string; occasion: Occasion; by: 'attendee' | 'organiser'; href: string },
): Mail =>
  mailOf(
    t,
    'team.booking_cancelled',
    { ...whenOf(occasion, reader), name, group: occasion.groupName, by },
    { href, end: [{ is: 'small', text: t('frame.names_nobody') }] },
  )

const paramsOf = ({ voice, reader, occasion, meets, places }: BookingLetter) => ({
  ...voice,
  ...whenOf(occasion, reader),
  group: occasion.groupName,
  buddy: meets.who === 'buddy' ? meets.name : '',
  places,
})

const bodyOf = (t: T, letter: BookingLetter) => ({
  facts: visitorFacts(t, letter.occasion, letter.meets, letter.reader, letter.voice),
  href: letter.page,
})

/** Of the hour that they may still have in mind. */
const notThen = (t: T, letter: BookingLetter, moved: 'instead' | 'not_instead' = 'instead'): Block[] => [
  ...datesIn(t, letter, 'before', letter.before === undefined ? [] : [letter.before]),
  ...datesIn(t, letter, moved, letter.insteadOf === undefined ? [] : [letter.insteadOf]),
]

const datesIn = (
  t: T,
  { voice, reader }: BookingLetter,
  key: 'before' | 'instead' | 'not_instead' | 'also' | 'waiting' | 'off',
  starts: readonly number[],
): Block[] => (starts.length ? [{ is: 'paragraph', text: t(`frame.${key}`, { ...voice, dates: datesOf(starts, reader) }) }] : [])

function closing(t: T, letter: BookingLetter, offered: 'calendar' | 'calendar_off' | 'nothing' = 'calendar'): Block[] {
  const { calendar, reader, voice, also = [], waiting = [], off = [] } = letter
  return [
    ...datesIn(t, letter, 'off', off),
    ...datesIn(t, letter, 'also', also),
    ...datesIn(t, letter, 'waiting', waiting),
    { is: 'paragraph', text: t('frame.ring', { phone: reader.phone }) },
    ...(offered === 'nothing' ? [] : [{ is: 'link', label: t(`frame.${offered}`), href: calendar } as const]),
    { is: 'small', text: t('frame.why', voice) },
  ]
}
