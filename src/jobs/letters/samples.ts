// Every letter with made-up facts, for the gallery: the same templates that real letters are written with.

import { type BookingLetter, cancelled, givenBack, offered, pageOnly, placeKept, reminder, waitlisted } from '../../bookings/emails.tsx'
import { aboutApplication } from '../../buddies/emails.tsx'
import { invitation } from '../../invitations/emails.tsx'
import type { Occasion, Reader, Voice } from '../../letters/rules.ts'
import type { Locale } from '../../lib/dates.ts'
import { type Mail, type Rendered, renderMail } from '../../lib/email.tsx'
import { days, hours, minutes } from '../../lib/time.ts'
import type { MessageKind } from '../../messages/rules.ts'
import { howAreYou } from '../../outcomes/emails.tsx'
import { jobsLate, jobsWell } from '../../places/emails.tsx'
import { addressStopped } from '../../people/emails.tsx'
import { arrived, toTeam } from '../../referrals/emails.tsx'
import { newLink, news, unansweredInPlace, unansweredInTeam } from '../../referrals/news/emails.tsx'
import { personLeft } from '../../rights/emails.tsx'
import { aboutSession } from '../../sessions/emails.tsx'
import { signInLink } from '../../sign-in/emails.tsx'
import { howWasIt } from '../../surveys/emails.tsx'
import { notNeeded, toBuddy, toPerson, toStaff, visitsFreed } from '../../visits/emails.tsx'
import { type T, texts } from './desk.ts'

type Sample = { letter: BookingLetter; stop: string; origin: string }
type Draw = (t: T, sample: Sample) => Mail

/** How a letter looks to a person, or to the carer who reads it for them. */
export type SampleOf = { kind: MessageKind; locale: Locale; to: Voice['to']; now: number; origin: string }

export function sampleLetter({ kind, locale, to, now, origin }: SampleOf): Rendered {
  const isIndonesian = locale === 'id'
  const startsAt = Math.floor((now + days(kind.endsWith('reminder_day') ? 0 : 2)) / days(1)) * days(1) + hours(isIndonesian ? 2 : 9)
  const reader: Reader = {
    locale,
    zone: isIndonesian ? 'Asia/Jakarta' : 'Europe/London',
    now,
    phone: isIndonesian ? '021 555 0101' : '01632 960001',
    placeName: isIndonesian ? 'Jakarta Timur' : 'Testford',
  }
  const token = 'EjRWeBI0VngSNFZ4EjRWeAABAAaYjD8s1vQxRk0aPz7mT4bLc2d'
  const page = `${origin}/b/${token}`
  const letter: BookingLetter = {
    voice: isIndonesian ? { to, name: 'Sri', carer: 'Dewi' } : { to, name: 'Maria', carer: 'Dan' },
    reader,
    occasion: { ...(isIndonesian ? jakarta : testford), startsAt, endsAt: startsAt + hours(2) },
    meets: { who: 'buddy', name: isIndonesian ? 'Budi' : 'Tom' },
    places: 1,
    page,
    calendar: `${page}/calendar.ics`,
    stop: kind.startsWith('booking.reminder') ? `${origin}/unsubscribe/${token}` : undefined,
  }
  const mail = draw[kind](texts(locale), { letter, stop: `${origin}/unsubscribe/${token}`, origin })
  return renderMail(mail, { locale, placeName: reader.placeName })
}

const testford: Omit<Occasion, 'startsAt' | 'endsAt'> = {
  groupName: 'Riverside Choir',
  venueName: 'St Mary’s Hall',
  address: '1 Mill Lane',
  postcode: 'TF1 2AB',
  howToFind: 'The blue door beside the bakery. Ring the bell and wait a moment.',
  meetingPoint: 'At the bench in front of the blue door',
  whatToBring: 'Nothing. Tea is on us.',
  cost: 'Free',
  contactName: 'Sam',
}

const jakarta: Omit<Occasion, 'startsAt' | 'endsAt'> = {
  groupName: 'Paduan Suara Melati',
  venueName: 'RPTRA Mawar',
  address: 'Jalan Kenanga 12, Cipinang',
  postcode: '13240',
  howToFind: 'Pintu hijau di sebelah warung Bu Tini. Silakan masuk saja.',
  meetingPoint: 'Di bangku depan pintu hijau',
  whatToBring: 'Air minum',
  cost: 'Gratis',
  contactName: 'Ibu Rina',
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
  days: 3,
  since: sample.letter.reader.now - days(2),
  href: `${sample.origin}/referrals`,
})

const newsSample = ({ letter: { reader } }: Sample) => [
  { stage: 'contacted' as const, at: reader.now - days(3) },
  { stage: 'booked' as const, at: reader.now - days(1) },
]

const draw: Record<MessageKind, Draw> = {
  'booking.confirm_request': (t, { letter }) => placeKept(t, 'booking.confirm_request', letter),
  'booking.waitlisted': (t, { letter }) => waitlisted(t, { ...letter, position: 2 }),
  'booking.offered': (t, { letter }) => offered(t, { ...letter, until: letter.reader.now + hours(26) }),
  'booking.offer_ended': (t, { letter }) => pageOnly(t, 'booking.offer_ended', letter),
  'booking.changed': (t, { letter }) => placeKept(t, 'booking.changed', letter),
  'booking.cancelled': (t, { letter }) => cancelled(t, { ...letter, by: 'session', nextAt: letter.occasion.startsAt + days(7) }),
  'booking.link': (t, { letter }) => pageOnly(t, 'booking.link', letter),
  'booking.reminder_48h': (t, { letter }) => reminder(t, 'booking.reminder_48h', { ...letter, isConfirmed: false }),
  'booking.reminder_day': (t, { letter }) => reminder(t, 'booking.reminder_day', { ...letter, isConfirmed: true }),
  'booking.survey': (t, { letter, stop }) => howWasIt(t, { ...letter, stop }),
  'outcome.asked': (t, { letter, stop }) => howAreYou(t, 'outcome.asked', { ...letter, stop }),
  'outcome.reminder': (t, { letter, stop }) => howAreYou(t, 'outcome.reminder', { ...letter, stop }),
  'visit.introduced': (t, { letter }) => toPerson(t, 'visit.introduced', letter),
  'visit.arranged': (t, { letter }) =>
    toPerson(t, 'visit.arranged', { ...letter, meets: { who: 'link_worker' }, arrangement: 'link_worker_goes' }),
  'visit.stepped_back': (t, { letter }) => toPerson(t, 'visit.stepped_back', { ...letter, meets: { who: 'sought' } }),
  'visit.greeting': (t, { letter, stop }) =>
    toPerson(t, 'visit.greeting', { ...letter, kind: 'message', greeting: 'thinking_of_you', buddy: 'Tom', stop }),
  'visit.claimed': (t, sample) => toBuddy(t, 'visit.claimed', visit(sample)),
  'visit.reminder_48h': (t, sample) => toBuddy(t, 'visit.reminder_48h', visit(sample)),
  'visit.reminder_day': (t, sample) => toBuddy(t, 'visit.reminder_day', visit(sample)),
  'visit.changed': (t, sample) => toBuddy(t, 'visit.changed', visit(sample)),
  'visit.cancelled': (t, sample) => notNeeded(t, { ...visit(sample), isSessionOff: false }),
  'team.visit_claimed': (t, sample) => toStaff(t, 'team.visit_claimed', visit(sample)),
  'team.visit_unfilled': (t, sample) => toStaff(t, 'team.visit_unfilled', visit(sample)),
  'team.session_cancelled': (t, sample) => aboutSession(t, 'team.session_cancelled', staff(sample)),
  'team.booking_cancelled': (t, sample) => givenBack(t, { ...staff(sample), by: 'attendee' }),
  'team.referral_received': (t, sample) => toTeam(t, 'team.referral_received', { ...arrival(sample), waiting: 3 }),
  'team.referral_assigned': (t, sample) => toTeam(t, 'team.referral_assigned', { ...arrival(sample), waiting: 1 }),
  'team.referral_late': (t, sample) => unansweredInTeam(t, late(sample)),
  'place.referral_late': (t, sample) =>
    unansweredInPlace(t, { ...late(sample), teams: [{ team: 'Testford link workers', ...late(sample) }] }),
  'place.job_late': (t, sample) => jobsLate(t, late(sample)),
  'place.job_well': (t, sample) => jobsWell(t, late(sample)),
  'team.person_left': (t, sample) => personLeft(t, { ...staff(sample), href: `${sample.origin}/people/1/data` }),
  'team.address_stopped': (t, sample) => addressStopped(t, 'team.address_stopped', { ...staff(sample), href: `${sample.origin}/people/1` }),
  'place.address_stopped': (t, sample) =>
    addressStopped(t, 'place.address_stopped', { ...staff(sample), href: `${sample.origin}/running/messages` }),
  'provider.visit_claimed': (t, sample) => toStaff(t, 'provider.visit_claimed', visit(sample)),
  'provider.register_due': (t, sample) => aboutSession(t, 'provider.register_due', staff(sample)),
  'referral.received': (t, sample) => arrived(t, { ...arrival(sample), who: 'referrer' }),
  'referral.news': (t, sample) => news(t, { ...arrival(sample), told: newsSample(sample) }),
  'referral.link': (t, sample) => newLink(t, arrival(sample)),
  'buddy.applied': (t, sample) => aboutApplication(t, 'buddy.applied', staff(sample)),
  'buddy.approved': (t, sample) => aboutApplication(t, 'buddy.approved', staff(sample)),
  'buddy.visits_freed': (t, sample) => visitsFreed(t, { ...staff(sample), visits: [sample.letter.occasion], why: 'buddy_paused' }),
  'buddy.declined': (t, sample) => aboutApplication(t, 'buddy.declined', staff(sample)),
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
