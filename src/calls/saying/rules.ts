// What to say on the phone: the facts of the letter that did not get there, in a few spoken sentences. Pure.

import { type Meets, moment, type Occasion, type Reader, type Voice, whenOf } from '../../letters/rules.ts'
import type { Params } from '../../lib/wording.ts'
import type { Topic } from '../../messages/voice/rules.ts'

type Key = 'hello' | Topic | `meets.${Meets['who'] | 'inside'}` | 'address' | 'bring' | 'no_guilt' | 'whatsapp'
type Words = (key: `calls.${Key}`, params: Params) => string

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
  }
  const isGoing = more.status === 'booked' || more.status === 'confirmed' || topic === 'offer'
  const isAsked = topic === 'offer' || topic === 'confirm' || topic === 'changed'
  return [
    t('calls.hello', params),
    t(`calls.${topic}`, params),
    ...(isGoing && tellsTheWay.includes(topic)
      ? [
          t(`calls.meets.${meets.who === 'buddy' && meets.isInside ? 'inside' : meets.who}`, params),
          ...(params.address ? [t('calls.address', params)] : []),
          ...(params.bring ? [t('calls.bring', params)] : []),
        ]
      : []),
    ...(isAsked ? [t('calls.no_guilt', params)] : []),
  ]
}

const tellsTheWay: readonly Topic[] = ['changed', 'offer', 'confirm', 'arranged', 'reminder', 'greeting']

/** What a message says before anybody has rung: no service, no reason, nobody but who reads it. */
export const greetingOf = (t: Words, voice: Voice): string => t('calls.whatsapp', { ...voice })
