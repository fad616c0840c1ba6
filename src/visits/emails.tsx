// What is written about a first visit: to the person, to the buddy, to the link worker and to the organiser.

import type { Arrangement, FreedWhy, Greeting, VisitKind } from '../db/schema/buddies.ts'
import {
  datesOf,
  type Meets,
  mailOf,
  type Occasion,
  type Reader,
  type Voice,
  visitorFacts,
  whenAndWhere,
  whenOf,
} from '../letters/rules.ts'
import { clock } from '../lib/dates.ts'
import type { Block, Fact, Mail } from '../lib/email.tsx'
import type { Translate } from '../lib/wording.ts'
import type en from '../messages/locales/en.json'
import { before as beforeStart, type NotNeeded } from './rules.ts'

type T = Translate<typeof en>

export type PersonVisitLetter = {
  voice: Voice
  reader: Reader
  occasion: Occasion
  meets: Meets
  arrangement?: Arrangement | null
  kind?: VisitKind
  greeting?: Greeting | null
  /** The buddy's first name where they are not whom the person meets. */
  buddy?: string
  page: string
}

/** To the person: who will meet them, what their link worker has arranged, or that somebody else is being looked for. */
export const toPerson = (
  t: T,
  kind: 'visit.introduced' | 'visit.arranged' | 'visit.stepped_back' | 'visit.greeting',
  letter: PersonVisitLetter,
): Mail =>
  mailOf(
    t,
    kind,
    {
      ...letter.voice,
      ...whenOf(letter.occasion, letter.reader),
      group: letter.occasion.groupName,
      buddy: letter.meets.who === 'buddy' ? letter.meets.name : (letter.buddy ?? ''),
      company: letter.kind ?? 'accompanied',
      words: letter.greeting ?? '',
      how: letter.arrangement ?? '',
      contact: letter.occasion.contactName,
    },
    {
      facts:
        kind === 'visit.greeting'
          ? whenAndWhere(t, letter.occasion, letter.reader)
          : visitorFacts(t, letter.occasion, letter.meets, letter.reader, letter.voice),
      href: letter.page,
      end: [
        { is: 'paragraph', text: t('frame.ring', { phone: letter.reader.phone }) },
        { is: 'small', text: t('frame.why', letter.voice) },
      ],
    },
  )

export type BuddyVisitLetter = {
  kind?: VisitKind
  name: string
  reader: Reader
  occasion: Occasion
  /** Another start that they may still have in mind. */
  before?: number | undefined
  href: string
}
type BuddyKind = 'visit.claimed' | 'visit.reminder_48h' | 'visit.reminder_day' | 'visit.changed'

/** To the buddy who has promised it. Whom they meet stands on their page: an email cannot be taken back after the visit. */
export const toBuddy = (t: T, kind: BuddyKind, letter: BuddyVisitLetter): Mail => {
  const { name, reader, occasion, href, kind: company = 'accompanied' } = letter
  const early = clock(occasion.startsAt - beforeStart, reader.zone, reader.locale)
  return mailOf(
    t,
    kind,
    { ...whenOf(occasion, reader), name, early, company, group: occasion.groupName },
    {
      facts: [...whenAndWhere(t, occasion, reader), ...meetingPoint(t, occasion, company)],
      href,
      end: [...notThen(t, letter), ...closing(t, reader)],
    },
  )
}

const notThen = (t: T, { before, reader }: BuddyVisitLetter): Block[] =>
  before === undefined ? [] : [{ is: 'paragraph', text: t('frame.before', { dates: datesOf([before], reader) }) }]

/** To the buddy who need not come any more. */
export const notNeeded = (t: T, { why, ...letter }: BuddyVisitLetter & { why: NotNeeded }): Mail => {
  const { name, reader, occasion, href } = letter
  return mailOf(
    t,
    'visit.cancelled',
    { ...whenOf(occasion, reader), name, group: occasion.groupName, why },
    { lead: notThen(t, letter), href, end: [{ is: 'paragraph', text: t('frame.ring', { phone: reader.phone }) }] },
  )
}

type FreedLetter = {
  name: string
  reader: Reader
  visits: readonly Pick<Occasion, 'groupName' | 'startsAt'>[]
  why: FreedWhy
  href: string
}

/** To the buddy from whom visits were taken back: which, and why. What a check said is for a talk, never for an email. */
export const visitsFreed = (t: T, { name, reader, visits, why, href }: FreedLetter): Mail =>
  mailOf(
    t,
    'buddy.visits_freed',
    { name, n: visits.length, why },
    {
      facts: visits.map((visit) => ({ label: whenOf(visit, reader).when, value: visit.groupName })),
      href,
      end: [{ is: 'paragraph', text: t('frame.ring', { phone: reader.phone }) }],
    },
  )

export type StaffVisitLetter = {
  kind?: VisitKind
  name: string
  reader: Reader
  occasion: Occasion
  buddy: string
  /** Whether the person still comes: `with` somebody else, or `alone`, where they want no buddy along. */
  comes?: 'yes' | 'with' | 'alone' | 'no'
  href: string
}
export type StaffKind =
  | 'team.visit_claimed'
  | 'team.visit_stepped_back'
  | 'team.visit_unfilled'
  | 'provider.visit_claimed'
  | 'provider.visit_freed'

/** To link workers and organisers. */
export const toStaff = (t: T, kind: StaffKind, letter: StaffVisitLetter): Mail => {
  const { name, reader, occasion, buddy, href, kind: company = 'accompanied', comes = 'yes' } = letter
  return mailOf(
    t,
    kind,
    { ...whenOf(occasion, reader), name, buddy, company, comes, group: occasion.groupName },
    {
      facts: [...whenAndWhere(t, occasion, reader), ...(comes === 'no' ? [] : meetingPoint(t, occasion, company))],
      href,
      end: [{ is: 'small', text: t(namesBuddy(kind) ? 'frame.person_unnamed' : 'frame.names_nobody') }],
    },
  )
}

const namesBuddy = (kind: StaffKind) => kind === 'team.visit_claimed' || kind === 'provider.visit_claimed'

type MovedLetter = Omit<StaffVisitLetter, 'buddy' | 'kind'> & { who: Meets['who'] }

/** To the link worker who had arranged company for a first visit that has moved; `who` meets the person now. */
export const arrangedMoved = (t: T, { name, reader, occasion, who, href }: MovedLetter): Mail =>
  mailOf(
    t,
    'team.visit_moved',
    { ...whenOf(occasion, reader), name, who, group: occasion.groupName },
    {
      facts: [...whenAndWhere(t, occasion, reader), ...meetingPoint(t, occasion)],
      href,
      end: [{ is: 'small', text: t('frame.names_nobody') }],
    },
  )

/** Not where the buddy is inside: nobody waits there. */
const meetingPoint = (t: T, occasion: Occasion, company: VisitKind = 'accompanied'): Fact[] =>
  company === 'met_there' ? [] : [{ label: t('facts.meeting_point'), value: occasion.meetingPoint }]

const closing = (t: T, reader: Reader): Block[] => [
  { is: 'paragraph', text: t('frame.ring', { phone: reader.phone }) },
  { is: 'small', text: t('frame.names_nobody') },
]
