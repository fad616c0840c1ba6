// How a referred person is reached, what they need at a session, and when two records may be the same person. Pure.

import type { ReachBy } from '../db/schema/people.ts'
import { accessFeatures } from '../groups/rules.ts'
import { normaliseName } from '../lib/text.ts'

export const reachBys = ['email', 'phone', 'carer'] as const satisfies readonly ReachBy[]
export const personLanguages = ['en', 'id'] as const

/** What a person needs at a session. The first ones carry the codes of the groups' access features, so that they can be compared. */
export const accessNeeds = [...accessFeatures, 'interpreter', 'help_with_reading', 'help_to_get_there'] as const
export type AccessNeed = (typeof accessNeeds)[number]

/** Needs that no group can promise beforehand: somebody has to arrange them for this one person. */
export const arrangedByHand: readonly AccessNeed[] = ['interpreter', 'help_with_reading', 'help_to_get_there']

/** What of a person's needs a group does not offer, and what has to be arranged by hand wherever they go. */
export function unmetNeeds(needs: readonly string[], features: readonly string[]): { missing: AccessNeed[]; toArrange: AccessNeed[] } {
  const known = accessNeeds.filter((need) => needs.includes(need))
  return {
    missing: known.filter((need) => !arrangedByHand.includes(need) && !features.includes(need)),
    toArrange: known.filter((need) => arrangedByHand.includes(need)),
  }
}

export type Carer = { name: string; relation: string; email: string; phone: string }

/** Whom to ring: the person, or their carer by name when that is how they are reached or the only number there is. */
export function whomToRing({ reachBy, phone, carer }: { reachBy: ReachBy; phone: string; carer: Carer | null }): {
  phone: string
  carer: string
} {
  const callsCarer = reachBy === 'carer' || (phone === '' && carer !== null)
  return callsCarer && carer?.phone ? { phone: carer.phone, carer: carer.name } : { phone, carer: '' }
}

type Contact = {
  reachBy?: unknown
  email?: unknown
  phone?: unknown
  carerName?: unknown
  carerRelation?: unknown
  carerEmail?: unknown
  carerPhone?: unknown
}

/** What is missing to reach the person in the way that they chose: the field, and a code of `fields.*`. */
export function missingContact(typed: Contact): { field: keyof Contact; code: 'required' | 'phone_or_email' }[] {
  const faults: { field: keyof Contact; code: 'required' | 'phone_or_email' }[] = []
  const throughCarer = typed.reachBy === 'carer'
  const knowsCarer = throughCarer || !!typed.carerRelation || !!typed.carerEmail || !!typed.carerPhone
  if (typed.reachBy === 'email' && !typed.email) faults.push({ field: 'email', code: 'required' })
  if (typed.reachBy === 'phone' && !typed.phone) faults.push({ field: 'phone', code: 'required' })
  if (knowsCarer && !typed.carerName) faults.push({ field: 'carerName', code: 'required' })
  if (throughCarer && !typed.carerPhone && !typed.carerEmail) faults.push({ field: 'carerPhone', code: 'phone_or_email' })
  return faults
}

/** What the name index is made of; undefined without a birth date, because a name alone tells nobody apart. */
export const nameAndBirth = (name: string, birthDate: string | undefined): string | undefined =>
  birthDate ? `${normaliseName(name)}|${birthDate}` : undefined

/** Whether each word that was typed begins a word of the person's names. */
export function isCalled(typed: string, ...names: string[]): boolean {
  const words = normaliseName(names.join(' ')).split(' ')
  const wanted = normaliseName(typed).split(' ').filter(Boolean)
  return wanted.length > 0 && wanted.every((part) => words.some((word) => word.startsWith(part)))
}

/** A link is sent again at most this often. */
export const linkAgainAfter = 5 * 60_000
