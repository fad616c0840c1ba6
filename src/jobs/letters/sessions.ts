import { type SessionFacts, sessionFacts, type UserFacts, userFacts } from '../../letters/queries.ts'
import { firstName } from '../../letters/rules.ts'
import type { Writer } from '../../messages/letters.ts'
import { datesOffTogether } from '../../sessions/cancellation/queries.ts'
import { aboutSession } from '../../sessions/emails.tsx'
import { recipient, subject } from './bookings.ts'
import { letterOf, openUser, readerOf, texts, type Written, writeEach } from './desk.ts'

/** `until`: the end of the session, or of the last that was cancelled with it. */
type Plot = {
  isTrue: (facts: SessionFacts, user: UserFacts, { now, until }: { now: number; until: number }) => boolean
  path: (facts: SessionFacts) => string
}

const plots = {
  'provider.register_due': {
    isTrue: ({ sessionStatus, registerTakenAt, endsAt, providerId }, { orgs }, { now }) =>
      sessionStatus !== 'cancelled' && registerTakenAt === null && now >= endsAt && orgs.includes(providerId),
    path: ({ sessionId }) => `/sessions/${sessionId}/register`,
  },
  'team.session_cancelled': {
    isTrue: ({ sessionStatus, teams }, { orgs }, { now, until }) =>
      sessionStatus === 'cancelled' && now < until && teams.some((team) => orgs.includes(team)),
    path: () => '/today',
  },
} as const satisfies Record<string, Plot>

const toStaff =
  (kind: keyof typeof plots): Writer =>
  async (ctx, due) => {
    const { db } = ctx
    const [found, staff, together] = await db.batch([
      sessionFacts(db, due.map(subject)),
      userFacts(db, due.map(recipient)),
      datesOffTogether(ctx, due),
    ])
    const plot: Plot = plots[kind]
    return writeEach(due, new Map(found.map((row) => [row.sessionId, row])), async (row, facts): Promise<Written> => {
      const user = staff.find(({ id }) => id === row.recipientId)
      if (!user) return 'no_address'
      const also = JSON.parse(together.find(({ id }) => id === row.id)?.alsoOff ?? '[]') as number[]
      if (!plot.isTrue(facts, user, { now: ctx.now, until: Math.max(facts.endsAt, ...also) })) return 'no_longer_true'
      const mail = aboutSession(texts(user.locale), kind, {
        name: firstName(user.name),
        reader: readerOf(ctx, user.locale),
        occasion: facts,
        also,
        href: `${ctx.origin}${plot.path(facts)}`,
      })
      return letterOf(ctx, row, await openUser(ctx, user), user.locale, mail)
    })
  }

export const sessionWriters = {
  'provider.register_due': toStaff('provider.register_due'),
  'team.session_cancelled': toStaff('team.session_cancelled'),
}
