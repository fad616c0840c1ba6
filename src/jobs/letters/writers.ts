import type { Writers } from '../../messages/letters.ts'
import { accountWriters } from './accounts.ts'
import { bookingWriters } from './bookings.ts'
import { digestWriters } from './digests.ts'
import { jobWriters } from './jobs.ts'
import { moveWriters } from './moves.ts'
import { newsWriters } from './news.ts'
import { outcomeWriters } from './outcomes.ts'
import { peopleWriters } from './people.ts'
import { reachWriters } from './reach.ts'
import { referralWriters } from './referrals.ts'
import { sessionWriters } from './sessions.ts'
import { visitWriters } from './visits.ts'

/** A writer for every kind of message: one without does not compile. */
export const writers: Writers = {
  ...bookingWriters,
  ...visitWriters,
  ...moveWriters,
  ...sessionWriters,
  ...accountWriters,
  ...referralWriters,
  ...newsWriters,
  ...outcomeWriters,
  ...peopleWriters,
  ...jobWriters,
  ...reachWriters,
  ...digestWriters,
}
