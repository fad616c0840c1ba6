// A made-up booking, for letters that nobody gets: in the gallery, and where a coordinator looks at the dress of their letters.

import { type BookingLetter, reminder } from '../../bookings/emails.tsx'
import type { Occasion, Reader, Voice } from '../../letters/rules.ts'
import type { Locale } from '../../lib/dates.ts'
import { type Brand, type Rendered, renderMail } from '../../lib/email.tsx'
import { days, hours } from '../../lib/time.ts'
import { kinds, type MessageKind, type PersonStop, stopOf } from '../../messages/rules.ts'
import { type T, texts } from './desk.ts'

/** How a letter looks to a person, or to the carer who reads it for them. */
type Scene = { locale: Locale; to: Voice['to']; now: number; origin: string; placeName: string }

export function sampleBooking({ locale, to, now, origin, placeName }: Scene): BookingLetter {
  const isIndonesian = locale === 'id'
  const startsAt = Math.floor((now + days(2)) / days(1)) * days(1) + hours(isIndonesian ? 2 : 9)
  const reader: Reader = {
    locale,
    zone: isIndonesian ? 'Asia/Jakarta' : 'Europe/London',
    now,
    phone: isIndonesian ? '021 555 0101' : '01632 960001',
    placeName,
  }
  const page = `${origin}/b/${sampleToken}`
  return {
    voice: isIndonesian ? { to, name: 'Sri', carer: 'Dewi' } : { to, name: 'Maria', carer: 'Dan' },
    reader,
    occasion: { ...(isIndonesian ? jakarta : testford), startsAt, endsAt: startsAt + hours(2) },
    meets: { who: 'buddy', name: isIndonesian ? 'Budi' : 'Tom' },
    places: 1,
    page,
    calendar: `${page}/calendar.ics`,
  }
}

/** As it is read some hours before. */
export const onTheDay = (letter: BookingLetter): BookingLetter => ({
  ...letter,
  reader: { ...letter.reader, now: letter.occasion.startsAt - hours(2) },
})

const sampleToken = 'EjRWeBI0VngSNFZ4EjRWeAABAAaYjD8s1vQxRk0aPz7mT4bLc2d'

export function sampleStop(t: T, kind: MessageKind, origin: string): { label: string; href: string } | undefined {
  const of = stopOf(kind)
  const isPerson = kinds[kind].to === 'person'
  const href = `${origin}/${isPerson ? 'unsubscribe' : 'emails'}/${sampleToken}${isPerson ? '?of=' : '/about/'}${of}`
  return of && { label: t(`frame.stop_${isPerson ? (of as PersonStop) : 'kind'}`), href }
}

/** A reminder in the dress that a place thinks of giving its letters. */
export function sampleReminder({ locale, now, origin, brand }: { locale: Locale; now: number; origin: string; brand: Brand }): Rendered {
  const t = texts(locale)
  const letter = sampleBooking({ locale, to: 'person', now, origin, placeName: brand.name })
  const mail = reminder(t, 'booking.reminder_day', { ...onTheDay(letter), isConfirmed: true })
  return renderMail(mail, { locale, brand, stop: sampleStop(t, 'booking.reminder_day', origin) })
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
