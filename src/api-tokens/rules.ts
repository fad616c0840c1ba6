// How long an organisation's own software may go without somebody looking at its token again.

import { days } from '../lib/time.ts'

/** Days that a new token can be given. */
export const tokenLives = ['30', '90', '365'] as const
export const tokenExpiry = (now: number, life: (typeof tokenLives)[number]): number => now + days(Number(life))
