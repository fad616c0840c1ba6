// What of a referral's way may be told to whoever sent it, and for how long. Pure.

import type { Stage } from '../../db/schema/referrals.ts'
import { days } from '../../lib/time.ts'
import { stages } from '../rules.ts'

/** A link to the referrer's page works for so long after it was sent. */
export const linkLasts = days(60)
/** News that nobody could be told within this is told no more; its page still shows it. */
export const newsLasts = days(14)
/** Whoever still comes so long after their first time, or has come three times, keeps going. */
export const continuesAfter = days(42)
export const continuesFromTime = 3

/** When each stage was reached, as things stand now; null is not yet, or no longer. */
export type Happened = Readonly<Record<Stage, number | null>>
export type Told = { stage: Stage; at: number }

/** The stages that were reached and that the person agreed to, in their order: nothing else leaves the team. */
export const tellable = (happened: Happened, tells: readonly Stage[]): Told[] =>
  stages.flatMap((stage) => {
    const at = happened[stage]
    return at !== null && tells.includes(stage) ? [{ stage, at }] : []
  })

/** All that the referrer, who knows whom they sent, needs to tell one from another. */
export const initialOf = (name: string): string => {
  const [first] = [...name.trim()]
  return first ? `${first.toUpperCase()}.` : ''
}

/** Its holder's link was revoked, or replaced. The token carries eight bits of the version. */
export const isRevoked = (link: { version: number }, { linkVersion }: { linkVersion: number }): boolean =>
  link.version !== linkVersion % 256
