// What is known of somebody whom the team knew twice. Pure.

import type { BookingStatus } from '../db/schema/bookings.ts'

export type Known = {
  preferredName: string
  name: string
  birthDate: string
  email: string
  phone: string
  carer: string
  notes: string
}

/** The record that stays wins wherever it says something; what only the other one knows is added, and notes stand one after the other. */
export const together = (stays: Known, goes: Known): Known => ({
  preferredName: stays.preferredName,
  name: stays.name,
  birthDate: stays.birthDate || goes.birthDate,
  email: stays.email || goes.email,
  phone: stays.phone || goes.phone,
  carer: stays.carer || goes.carer,
  notes: joined(stays.notes, goes.notes),
})

export const joined = (one: string, other: string): string =>
  one.includes(other) ? one : other.includes(one) ? other : `${one}\n\n${other}`

export const union = (one: readonly string[], other: readonly string[]): string[] => [...new Set([...one, ...other])]

/** A wish to hear no more counts wherever it was said; the earlier one is the true date. */
export const earliest = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.min(one, other)

/** Groups and buddies are told access needs only when each record that has any says so. */
export const sharesBoth = (stays: Shares, goes: Shares): boolean => {
  const having = [stays, goes].filter(({ accessNeeds }) => accessNeeds.length > 0)
  return (having.length > 0 ? having : [stays]).every(({ sharesAccessNeeds }) => sharesAccessNeeds)
}
type Shares = { accessNeeds: readonly string[]; sharesAccessNeeds: boolean }

/** The yes to WhatsApp belongs to the number that it was given for: it comes from the record whose number is rung from now on. */
export const agreesThere = (stays: Agreeing, goes: Agreeing, ring: 'phone' | 'carer'): boolean =>
  (stays[ring] ? stays : goes).agreesToWhatsapp
type Agreeing = Pick<Known, 'phone' | 'carer'> & { agreesToWhatsapp: boolean }

/** What a booking says of a session that is over, the most first: that they came, that they did not and why, that nobody knows. */
const said = ['attended', 'missed', 'confirmed', 'booked', 'offered', 'waitlisted'] as const satisfies readonly BookingStatus[]

type Says = {
  booking: { personId: string; status: BookingStatus; missedCause: string | null }
  isAnswered: number
  hasVisit: number
}

/** Of two bookings of one session the one that says more stands first; of equals the one of the record that stays. */
export const byWhatItSays =
  (intoId: string) =>
  (one: Says, other: Says): number => {
    const rank = ({ booking, isAnswered, hasVisit }: Says) => [
      said.indexOf(booking.status as (typeof said)[number]),
      booking.missedCause === 'not_ticked' ? 1 : 0,
      isAnswered ? 0 : 1,
      hasVisit ? 0 : 1,
      booking.personId === intoId ? 0 : 1,
    ]
    const others = rank(other)
    return (
      rank(one)
        .map((value, at) => value - (others[at] ?? 0))
        .find((difference) => difference !== 0) ?? 0
    )
  }
