// Letters about the scheduled work itself.

import type { Ctx } from '../../ctx.ts'
import { userFacts } from '../../letters/queries.ts'
import { firstName } from '../../letters/rules.ts'
import type { Mail } from '../../lib/email.tsx'
import type { MessageRow, Writer } from '../../messages/letters.ts'
import { type JobsLetter, jobsLate, jobsWell } from '../../places/emails.tsx'
import { officesOf } from '../../referrals/late/queries.ts'
import { type JobState, jobStatesOf } from '../queries.ts'
import { recipient } from './bookings.ts'
import { byId, letterOf, openUser, readerOf, type T, texts, type Written } from './desk.ts'

type Told = {
  isTrue: (late: readonly JobState[]) => boolean
  mail: (t: T, letter: JobsLetter) => Mail
}

const toCoordinators =
  ({ isTrue, mail }: Told): Writer =>
  async (ctx, due) => {
    const [staff, offices, states] = await ctx.db.batch([userFacts(ctx.db, due.map(recipient)), officesOf(ctx.db), jobStatesOf(ctx.db)])
    const users = byId(staff)
    const late = states.filter(({ alarmedAt }) => alarmedAt !== null)
    const write = async (row: MessageRow): Promise<Written> => {
      const user = users.get(row.recipientId)
      if (!user) return 'no_address'
      const isOffice = offices.some(({ id }) => user.orgs.includes(id))
      if (row.subjectId !== ctx.place.id || !isOffice || !isTrue(late)) return 'no_longer_true'
      const letter = {
        name: firstName(user.name),
        reader: readerOf(ctx, user.locale),
        href: `${ctx.origin}/running`,
        count: late.length,
        since: sinceOf(ctx, late),
      }
      return letterOf(ctx, row, await openUser(ctx, user), user.locale, mail(texts(user.locale), letter))
    }
    return new Map(await Promise.all(due.map(async (row) => [row.id, await write(row)] as const)))
  }

/** The last time that any of them did its work. */
const sinceOf = ({ now }: Ctx, late: readonly JobState[]) => Math.min(now, ...late.map(({ goodAt, since }) => goodAt ?? since))

export const jobWriters = {
  'place.job_late': toCoordinators({ isTrue: (late) => late.length > 0, mail: jobsLate }),
  'place.job_well': toCoordinators({ isTrue: (late) => late.length === 0, mail: jobsWell }),
}
