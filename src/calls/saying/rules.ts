// What to say on the phone: the facts of the letter that did not get there, in a few spoken sentences. Pure.

import { datesOf, type Meets, moment, type Occasion, type Reader, type Voice, whenOf } from '../../letters/rules.ts'
import type { Params } from '../../lib/wording.ts'
import type { Topic } from '../../messages/voice/rules.ts'
import type { BuddyTopic } from '../buddies/rules.ts'

type Key =
  | 'hello'
  | Topic
  | `asks.${'offer' | 'confirm'}`
  | `buddy.${BuddyTopic}`
  | `meets.${Meets['who'] | 'inside'}`
  | 'address'
  | 'bring'
  | 'no_guilt'
  | 'whatsapp'
type Words = (key: `calls.${Key}` | `frame.${'before' | 'instead' | 'not_instead' | 'also' | 'waiting' | 'off'}`, params: Params) => string

export type ToSay = {
  topic: Topic
  voice: Voice
  reader: Reader
  occasion: Occasion
  meets: Meets
  status: string
  offerExpiresAt: number | null
  position: number | null
  /** The buddy of the last visit, whose greeting it is. */
  buddy: string
  /** Whether the session is off, or only their booking, and by whom. */
  by: 'session' | 'attendee' | 'link_worker' | 'organiser'
  /** Another start that they may still have in mind. */
  before: number | undefined
  /** The start that their link worker moved them from. */
  insteadOf: number | null
  /** The other dates of their routine that are told of with it: with a place, those for which they only wait, and called off. */
  also: readonly number[]
  waiting: readonly number[]
  off: readonly number[]
  /** What else is to be answered, beside the topic itself. */
  asks: 'offer' | 'confirm' | undefined
}

/** In the order in which they are said; first only who is on the phone, and nothing of the matter. */
export function sayingOf(t: Words, { topic, voice, reader, occasion, meets, ...more }: ToSay): string[] {
  const params: Params = {
    ...voice,
    ...whenOf(occasion, reader),
    group: occasion.groupName,
    venue: occasion.venueName,
    address: [occasion.address, occasion.postcode].filter(Boolean).join(', '),
    door: occasion.howToFind,
    bring: occasion.whatToBring,
    contact: occasion.contactName,
    point: occasion.meetingPoint,
    until: moment(more.offerExpiresAt ?? occasion.startsAt, reader.zone, reader.locale),
    position: more.position ?? 0,
    buddy: meets.who === 'buddy' ? meets.name : more.buddy,
    by: more.by,
  }
  const dates = (key: 'before' | 'instead' | 'not_instead' | 'also' | 'waiting' | 'off', starts: readonly number[]) =>
    starts.length ? [t(`frame.${key}`, { ...voice, dates: datesOf(starts, reader) })] : []
  const isGoing = more.status === 'booked' || more.status === 'confirmed' || topic === 'offer'
  const isAsked = topic === 'offer' || topic === 'confirm' || topic === 'changed'
  return [
    t('calls.hello', params),
    t(`calls.${topic}`, params),
    ...dates('before', more.before === undefined ? [] : [more.before]),
    ...dates('instead', topic === 'confirm' && more.insteadOf !== null ? [more.insteadOf] : []),
    ...dates('not_instead', topic === 'cancelled' && more.insteadOf !== null ? [more.insteadOf] : []),
    ...dates('off', more.off),
    ...dates('also', more.also),
    ...dates('waiting', more.waiting),
    ...(isGoing && tellsTheWay.includes(topic)
      ? [
          t(`calls.meets.${meets.who === 'buddy' && meets.isInside ? 'inside' : meets.who}`, params),
          ...(params.address ? [t('calls.address', params)] : []),
          ...(params.bring ? [t('calls.bring', params)] : []),
        ]
      : []),
    ...(more.asks ? [t(`calls.asks.${more.asks}`, params)] : []),
    ...(isAsked ? [t('calls.no_guilt', params)] : []),
  ]
}

const tellsTheWay: readonly Topic[] = ['changed', 'offer', 'confirm', 'arranged', 'reminder', 'greeting']

type VisitNews = { topic: BuddyTopic; params: Params; also: number | undefined }

/** What a buddy hears or reads of a visit they promised; of the hour before too, which they may have in mind. */
export const newsOfVisit = (t: Words, { topic, params, also }: VisitNews, reader: Pick<Reader, 'zone' | 'locale'>): string[] => [
  t(`calls.buddy.${topic}`, params),
  ...(also === undefined ? [] : [t('frame.before', { dates: datesOf([also], reader) })]),
]

/** What a message says before anybody has rung: no service, no reason, nobody but who reads it. */
export const greetingOf = (t: Words, voice: Voice): string => t('calls.whatsapp', { ...voice })
