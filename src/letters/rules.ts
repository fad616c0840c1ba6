// What letters of every feature share: who is spoken to, what is said of an occasion, and how words become a mail. Pure.

import type { BookingStatus, CancelledBy } from '../db/schema/bookings.ts'
import type { SessionStatus } from '../db/schema/sessions.ts'
import { clock, type Locale, longDate, nearDate, relativeDay, timeRange } from '../lib/dates.ts'
import type { Block, Fact, Mail } from '../lib/email.tsx'
import type { Zone } from '../lib/time.ts'
import type { Params } from '../lib/wording.ts'

/** A letter about a person goes to them or to their carer, and then speaks of them by name. */
export type Voice = { to: 'person' | 'carer'; name: string; carer: string }

/** One meeting of a group, as somebody needs to know it who has never been there. */
export type Occasion = {
  groupName: string
  startsAt: number
  endsAt: number
  venueName: string
  address: string
  postcode: string
  howToFind: string
  meetingPoint: string
  whatToBring: string
  cost: string
  contactName: string
}

/** Who waits at the door: a buddy by first name, one who is still looked for, whoever the link worker found, or somebody of the group. */
export type Meets = { who: 'buddy'; name: string; isInside?: boolean } | { who: 'sought' | 'link_worker' | 'someone_else' | 'group' }

type Met = { visitStatus: string | null; visitKind: string | null; arrangement: string | null; buddyName: string | null }

/** From the latest visit that says who waits at the door. */
export function meetsOf({ visitStatus, visitKind, arrangement, buddyName }: Met): Meets {
  if (visitStatus === 'claimed' && buddyName) return { who: 'buddy', name: firstName(buddyName), isInside: visitKind === 'met_there' }
  if (visitStatus === 'not_needed' && arrangement === 'link_worker_goes') return { who: 'link_worker' }
  if (visitStatus === 'not_needed' && arrangement === 'someone_else_goes') return { who: 'someone_else' }
  return { who: visitStatus === 'wanted' ? 'sought' : 'group' }
}

/** The reader's language, the clock of the place, and whom to ring there. */
export type Reader = { locale: Locale; zone: Zone; now: number; phone: string; placeName: string }

/** The first word of a name: all that anybody needs to know a buddy by. */
export const firstName = (name: string): string => name.trim().split(/\s+/)[0] ?? name

/**
 * Whether a letter may greet by a name that came by an open form: the address beside it may be anybody's, and through a name somebody
 * could send words and addresses of their own in a letter of ours. Up to four short words of letters are a name to us.
 */
export const canGreet = (name: string): 'yes' | 'no' =>
  name.length <= 40 && /^(?:[\p{L}\p{M}'’-]+\.?(?: |$)){1,4}$/u.test(name) ? 'yes' : 'no'

/** When an occasion is, as sentences and subjects say it: 'Tuesday 2 June, 10am', 'Tuesday 2 June', 'tomorrow'. */
export const whenOf = ({ startsAt }: Pick<Occasion, 'startsAt'>, { locale, zone, now }: Reader) => ({
  when: moment(startsAt, zone, locale),
  day: nearDate(startsAt, zone, locale),
  soon: relativeDay(startsAt, now, zone, locale),
})

/** Several of them, one after the other. */
export const datesOf = (starts: readonly number[], { zone, locale }: Pick<Reader, 'zone' | 'locale'>): string =>
  starts.map((at) => moment(at, zone, locale)).join('; ')

export const moment = (at: number, zone: Zone, locale: Locale): string => `${nearDate(at, zone, locale)}, ${clock(at, zone, locale)}`

type FactKey =
  | 'when'
  | 'where'
  | 'door'
  | 'meets'
  | 'ask_for'
  | 'meeting_point'
  | 'buddy'
  | 'buddy_sought'
  | 'inside'
  | 'link_worker'
  | 'someone_else'
  | 'bring'
  | 'cost'
type FactWords = (key: `facts.${FactKey}`, params?: Params) => string

/** When and where, and how to find the door. */
export const whenAndWhere = (t: FactWords, occasion: Occasion, { locale, zone }: Reader): Fact[] => [
  {
    label: t('facts.when'),
    value: `${longDate(occasion.startsAt, zone, locale)}, ${timeRange(occasion.startsAt, occasion.endsAt, zone, locale)}`,
  },
  {
    label: t('facts.where'),
    value: occasion.venueName,
    note: [occasion.address, occasion.postcode].filter(Boolean).join(', '),
  },
  { label: t('facts.door'), value: '', note: occasion.howToFind },
]

/** Everything that somebody needs who comes for the first time. */
export const visitorFacts = (t: FactWords, occasion: Occasion, meets: Meets, reader: Reader, voice: Voice): Fact[] => [
  ...whenAndWhere(t, occasion, reader),
  meets.who === 'group'
    ? { label: t('facts.ask_for'), value: occasion.contactName, note: occasion.meetingPoint }
    : {
        label: t('facts.meets', voice),
        value: meets.who === 'buddy' ? t('facts.buddy', { ...voice, buddy: meets.name }) : t(metBy[meets.who], voice),
        note: meets.who === 'buddy' && meets.isInside ? t('facts.inside', voice) : occasion.meetingPoint,
      },
  { label: t('facts.bring'), value: '', note: occasion.whatToBring },
  { label: t('facts.cost'), value: '', note: occasion.cost },
]

const metBy = { sought: 'facts.buddy_sought', link_worker: 'facts.link_worker', someone_else: 'facts.someone_else' } as const

type Part = 'subject' | 'preheader' | 'heading' | 'intro' | 'button' | 'after'
type Words<K extends string> = (key: `${K}.${Part}` | 'frame.help', params: Params) => string

/** One thing to say, what is known, one thing to do, and that it is all right not to. */
export function mailOf<K extends string>(
  t: Words<NoInfer<K>>,
  kind: K,
  params: Params,
  { lead = [], facts = [], href, end = [] }: { lead?: readonly Block[]; facts?: readonly Fact[]; href: string; end?: readonly Block[] },
): Mail {
  return {
    subject: t(`${kind}.subject`, params),
    preheader: t(`${kind}.preheader`, params),
    blocks: [
      { is: 'heading', text: t(`${kind}.heading`, params) },
      { is: 'paragraph', text: t(`${kind}.intro`, params) },
      ...lead,
      ...(facts.length > 0 ? [{ is: 'facts', facts } as const] : []),
      { is: 'button', label: t(`${kind}.button`, params), href },
      { is: 'paragraph', text: t(`${kind}.after`, params) },
      ...end,
      { is: 'address', label: t('frame.help', params), href },
    ],
  }
}

/** Why there is no visit: the session is off, or this booking was given up, and by whom. */
export const cancelledBy = ({ sessionStatus, cancelledBy: by }: { sessionStatus: SessionStatus; cancelledBy: CancelledBy | null }) =>
  sessionStatus === 'cancelled' ? 'session' : (by ?? 'link_worker')

/** Another date of a routine, as the facts of a booking have it: its start, how it stands, and its booking. */
export type RoutineDate = [startsAt: number, status: BookingStatus, id: string]

type Dates = {
  /** Those with a place. */
  also: number[]
  /** Those without one. */
  waiting: number[]
  /** Those that are off. */
  off: number[]
}

/** Dates that were booked or called off together are told together: the others, by what is true of them. */
export function alsoOn(kind: string, { routine }: { routine: string }): Dates {
  const others = JSON.parse(routine) as RoutineDate[]
  const at = (...among: BookingStatus[]) =>
    others.flatMap(([start, status]) => (among.includes(status) ? [start] : [])).sort((a, b) => a - b)
  return {
    also: kind === 'booking.confirm_request' ? at('booked', 'confirmed') : [],
    waiting: kind === 'booking.confirm_request' || kind === 'booking.waitlisted' ? at('waitlisted') : [],
    off: kind === 'booking.cancelled' ? at('cancelled') : [],
  }
}
