// A referral that nobody answered. Pure.

import { days } from '../../lib/time.ts'

/** So long after the promised answer the coordinator learns of it too: how many, and of which team. */
export const escalateAfter = days(3)
