// Every letter with made-up facts, for the gallery: the same templates that real letters are written with.

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
import { aboutApplication } from '../../buddies/emails.tsx'
import { dayDigest, openVisitsDigest, weekDigest } from '../../digests/emails.tsx'
import { invitation } from '../../invitations/emails.tsx'
import type { Voice } from '../../letters/rules.ts'
import { usualColour } from '../../lib/colour.ts'
import type { Locale } from '../../lib/dates.ts'
import { type Brand, type Mail, type Rendered, renderMail } from '../../lib/email.tsx'
import { days, hours, minutes } from '../../lib/time.ts'
import type { MessageKind } from '../../messages/rules.ts'
import { howAreYou } from '../../outcomes/emails.tsx'
import { addressStopped } from '../../people/emails.tsx'
import { jobsLate, jobsWell } from '../../places/emails.tsx'
import { arrived, toTeam } from '../../referrals/emails.tsx'
import { newLink, news, unansweredInPlace, unansweredInTeam } from '../../referrals/news/emails.tsx'
import { personLeft } from '../../rights/emails.tsx'
import { aboutSession } from '../../sessions/emails.tsx'
import { signInLink } from '../../sign-in/emails.tsx'
import { howWasIt } from '../../surveys/emails.tsx'
import { arrangedMoved, notNeeded, toBuddy, toPerson, toStaff, visitsFreed } from '../../visits/emails.tsx'
import { type T, texts } from './desk.ts'
import { onTheDay, sampleBooking, sampleStop } from './scene.ts'

type Sample = { letter: BookingLetter; origin: string }
type Draw = (t: T, sample: Sample) => Mail

/** `to` is whether it is the person who reads it or their carer. */
export type SampleOf = { kind: MessageKind; locale: Locale; to: Voice['to']; now: number; origin: string }

export function sampleLetter({ kind, locale, to, now, origin }: SampleOf): Rendered {
  const t = texts(locale)
  const brand = brands[locale]
  const letter = sampleBooking({ locale, to, now, origin, placeName: brand.name })
  return renderMail(draw[kind](t, { letter, origin }), { locale, brand, stop: sampleStop(t, kind, origin) })
}

const brands: Record<Locale, Brand> = {
  en: { name: 'Testford', colour: usualColour, footer: 'Testford Together, 2 Mill Lane, Testford TF1 2AB. Charity number 123456.' },
  id: { name: 'Jakarta Timur', colour: usualColour, footer: 'Yayasan Jakarta Timur Bersama, Jalan Kenanga 2, Cipinang, Jakarta 13240.' },
}

const staff = ({ letter: { reader, occasion }, origin }: Sample) => ({ name: 'Alex', reader, occasion, href: `${origin}/bookings/1` })
const visit = (sample: Sample) => ({ ...staff(sample), buddy: 'Tom', href: `${sample.origin}/visits/1` })

const arrival = (sample: Sample) => {
  const { now } = sample.letter.reader
  const dues = { receivedAt: now, contactDueAt: now + days(5), answerDueAt: now + days(10), dueAt: now + days(5) }
  return { ...staff(sample), ...dues, reference: '7A6B8C9D', href: `${sample.origin}/referrals` }
}

const late = (sample: Sample) => ({
  ...staff(sample),
  count: 2,
  since: sample.letter.reader.now - days(2),
  days: 3,
  href: `${sample.origin}/referrals`,
})

const checked = (sample: Sample) => ({ ...staff(sample), checkedUntilOn: '2027-09-30' })

const weekOf = ({ letter: { occasion, reader } }: Sample) => {
  const area = reader.locale === 'id' ? 'Cipinang' : 'Northfield'
  const first = { startsAt: occasion.startsAt, groupName: occasion.groupName, area, coming: 8, unsure: 3, newcomers: 2, waiting: 0 }
  return [first, { ...first, startsAt: occasion.startsAt + days(2), coming: 1, unsure: 0, newcomers: 0, waiting: 1 }]
}

const newsSample = ({ letter: { reader } }: Sample) => [
  { stage: 'contacted' as const, at: reader.now - days(3) },
  { stage: 'booked' as const, at: reader.now - days(1) },
]

const reasonIn = { en: 'The hall is being painted.', id: 'Aulanya sedang dicat.' }

const draw: Record<MessageKind, Draw> = {
  'booking.confirm_request': (t, { letter }) => placeKept(t, letter),
  'booking.waitlisted': (t, { letter }) => waitlisted(t, { ...letter, position: 2 }),
  'booking.offered': (t, { letter }) => offered(t, { ...letter, until: letter.reader.now + hours(26) }),
  'booking.offer_ended': (t, { letter }) => pageOnly(t, 'booking.offer_ended', letter),
  'booking.changed': (t, { letter }) =>
    changed(t, { ...letter, before: letter.occasion.startsAt - days(1), status: 'booked', until: letter.occasion.startsAt, position: 0 }),
  'booking.cancelled': (t, { letter }) =>
    cancelled(t, { ...letter, by: 'session', reason: reasonIn[letter.reader.locale], nextAt: letter.occasion.startsAt + days(7) }),
  'booking.link': (t, { letter }) => pageOnly(t, 'booking.link', letter),
  'booking.reminder_48h': (t, { letter }) => reminder(t, 'booking.reminder_48h', { ...letter, isConfirmed: false }),
  'booking.reminder_day': (t, { letter }) => reminder(t, 'booking.reminder_day', { ...onTheDay(letter), isConfirmed: true }),
  'booking.survey': (t, { letter }) => howWasIt(t, letter),
  'outcome.asked': (t, { letter }) => howAreYou(t, 'outcome.asked', letter),
  'outcome.reminder': (t, { letter }) => howAreYou(t, 'outcome.reminder', letter),
  'visit.introduced': (t, { letter }) => toPerson(t, 'visit.introduced', letter),
  'visit.arranged': (t, { letter }) =>
    toPerson(t, 'visit.arranged', { ...letter, meets: { who: 'link_worker' }, arrangement: 'link_worker_goes' }),
  'visit.stepped_back': (t, { letter }) => toPerson(t, 'visit.stepped_back', { ...letter, meets: { who: 'sought' } }),
  'visit.greeting': (t, { letter }) =>
    toPerson(t, 'visit.greeting', { ...letter, kind: 'message', greeting: 'thinking_of_you', buddy: 'Tom' }),
  'visit.claimed': (t, sample) => toBuddy(t, 'visit.claimed', visit(sample)),
  'visit.reminder_48h': (t, sample) => toBuddy(t, 'visit.reminder_48h', visit(sample)),
  'visit.reminder_day': (t, sample) => toBuddy(t, 'visit.reminder_day', visit({ ...sample, letter: onTheDay(sample.letter) })),
  'visit.changed': (t, sample) => toBuddy(t, 'visit.changed', visit(sample)),
  'visit.cancelled': (t, sample) => notNeeded(t, { ...visit(sample), why: 'person' }),
  'team.visit_claimed': (t, sample) => toStaff(t, 'team.visit_claimed', visit(sample)),
  'team.visit_stepped_back': (t, sample) => toStaff(t, 'team.visit_stepped_back', visit(sample)),
  'team.visit_unfilled': (t, sample) => toStaff(t, 'team.visit_unfilled', visit(sample)),
  'team.visit_moved': (t, sample) => arrangedMoved(t, { ...staff(sample), who: 'link_worker' }),
  'team.session_cancelled': (t, sample) => aboutSession(t, 'team.session_cancelled', staff(sample)),
  'team.booking_cancelled': (t, sample) => givenBack(t, { ...staff(sample), by: 'attendee' }),
  'team.referral_received': (t, sample) => toTeam(t, 'team.referral_received', { ...arrival(sample), waiting: 3 }),
  'team.referral_assigned': (t, sample) => toTeam(t, 'team.referral_assigned', { ...arrival(sample), waiting: 1 }),
  'team.referral_late': (t, sample) => unansweredInTeam(t, late(sample)),
  'place.referral_late': (t, sample) =>
    unansweredInPlace(t, { ...late(sample), teams: [{ team: 'Testford link workers', ...late(sample) }] }),
  'place.job_late': (t, sample) => jobsLate(t, late(sample)),
  'place.job_well': (t, sample) => jobsWell(t, late(sample)),
  'team.address_stopped': (t, sample) => addressStopped(t, 'team.address_stopped', { ...staff(sample), href: `${sample.origin}/people/1` }),
  'place.address_stopped': (t, sample) =>
    addressStopped(t, 'place.address_stopped', { ...staff(sample), href: `${sample.origin}/running/messages` }),
  'team.person_left': (t, sample) => personLeft(t, { ...staff(sample), href: `${sample.origin}/people/1/data` }),
  'provider.visit_claimed': (t, sample) => toStaff(t, 'provider.visit_claimed', visit(sample)),
  'provider.visit_freed': (t, sample) => toStaff(t, 'provider.visit_freed', visit(sample)),
  'provider.register_due': (t, sample) => aboutSession(t, 'provider.register_due', staff(sample)),
  'referral.received': (t, sample) => arrived(t, { ...arrival(sample), who: 'referrer' }),
  'referral.news': (t, sample) => news(t, { ...arrival(sample), receivedAt: sample.letter.reader.now - days(5), told: newsSample(sample) }),
  'referral.link': (t, sample) => newLink(t, arrival(sample)),
  'buddy.applied': (t, sample) => aboutApplication(t, 'buddy.applied', staff(sample)),
  'buddy.approved': (t, sample) => aboutApplication(t, 'buddy.approved', staff(sample)),
  'buddy.checks_asked': (t, sample) => aboutApplication(t, 'buddy.checks_asked', staff(sample)),
  'buddy.resumed': (t, sample) => aboutApplication(t, 'buddy.resumed', checked(sample)),
  'buddy.paused': (t, sample) => aboutApplication(t, 'buddy.paused', staff(sample)),
  'buddy.check_ends': (t, sample) => aboutApplication(t, 'buddy.check_ends', checked(sample)),
  'buddy.check_expired': (t, sample) => aboutApplication(t, 'buddy.check_expired', staff(sample)),
  'buddy.visits_freed': (t, sample) => visitsFreed(t, { ...staff(sample), visits: [sample.letter.occasion], why: 'buddy_paused' }),
  'buddy.declined': (t, sample) => aboutApplication(t, 'buddy.declined', staff(sample)),
  'digest.link_worker': (t, sample) =>
    dayDigest(t, 'digest.link_worker', { ...staff(sample), counts: { steps: 2, unconfirmed: 4, to_ring: 1, untaken: 1 }, n: 7 }),
  'digest.organiser': (t, sample) => weekDigest(t, { ...staff(sample), sessions: weekOf(sample) }),
  'digest.buddy': (t, sample) => openVisitsDigest(t, { ...staff(sample), visits: weekOf(sample) }),
  'digest.coordinator': (t, sample) =>
    dayDigest(t, 'digest.coordinator', { ...staff(sample), counts: { applied: 1, vetting: 2, ending: 1, stopped: 3 }, n: 5 }),
  'account.sign_in': (t, sample) => signInLink(t, { ...staff(sample), until: sample.letter.reader.now + minutes(10) }),
  'account.invitation': (t, sample) =>
    invitation(t, {
      ...staff(sample),
      inviter: 'Kim',
      organisation: sample.letter.occasion.groupName,
      role: 'link_worker',
      until: sample.letter.reader.now + days(7),
    }),
}
