// What the attendee, or their carer, is written about a booking, and what their link worker is.

import { type Meets, mailOf, moment, type Occasion, type Reader, type Voice, visitorFacts, whenAndWhere, whenOf } from '../letters/rules.ts'
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
  /** Starts of the other dates of a routine, which share this letter. */
  also?: readonly number[] | undefined
}

type Plain = 'booking.confirm_request' | 'booking.changed'

/** A place is kept, or what was known of it has changed. */
export const placeKept = (t: T, kind: Plain, letter: BookingLetter): Mail =>
  mailOf(t, kind, paramsOf(letter), { ...bodyOf(t, letter), end: closing(t, letter) })

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

/** `nextAt` is the start of the group's next session with a free place. */
export const cancelled = (
  t: T,
  letter: BookingLetter & { by: 'session' | 'attendee' | 'link_worker' | 'organiser'; nextAt: number | undefined },
): Mail => {
  const { zone, locale } = letter.reader
  const params = {
    ...paramsOf(letter),
    by: letter.by,
    hasNext: letter.nextAt === undefined ? 'no' : 'yes',
    next: letter.nextAt === undefined ? '' : moment(letter.nextAt, zone, locale),
  }
  return mailOf(t, 'booking.cancelled', params, { href: letter.page, end: closing(t, letter, 'calendar_off') })
}

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

function closing(
  t: T,
  { calendar, reader, voice, also = [] }: BookingLetter,
  offered: 'calendar' | 'calendar_off' | 'nothing' = 'calendar',
): Block[] {
  return [
    ...(also.length
      ? [
          {
            is: 'paragraph',
            text: t('frame.also', { dates: also.map((at) => moment(at, reader.zone, reader.locale)).join('; ') }),
          } as const,
        ]
      : []),
    { is: 'paragraph', text: t('frame.ring', { phone: reader.phone }) },
    ...(offered === 'nothing' ? [] : [{ is: 'link', label: t(`frame.${offered}`), href: calendar } as const]),
    { is: 'small', text: t('frame.why', voice) },
  ]
}
