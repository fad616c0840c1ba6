import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import type { Statement } from '../../db/connect.ts'
import type { BlindIndex } from '../../lib/seal.ts'
import { normaliseEmail } from '../../lib/text.ts'
import { days, localDay } from '../../lib/time.ts'
import { plan } from '../queries.ts'
import {
  closeTold,
  coordinators,
  insertEvent,
  messageOfProvider,
  messageOfTags,
  readersAt,
  type Subject,
  settle,
  sinceStopped,
  suppress,
  userAt,
} from './queries.ts'
import { type Effect, effectOf, type ProviderEvent } from './rules.ts'

/** `unknown_message`: of another place that shares the account, or none of ours. `no_news`: a kind that says nothing of a message. */
export type Taken = 'taken' | 'repeated' | 'unknown_message' | 'no_news'

/**
 * Takes one thing that the provider told: moves the message up to it, closes a batch in doubt that is told of as a whole, and,
 * after a hard bounce or a complaint, sends nothing more to the address and has a person told. The same event again, early,
 * late or in another order ends in the same state.
 */
export async function takeEvent(ctx: Ctx, permit: Permit<'message.report'>, event: ProviderEvent): Promise<Taken> {
  const effect = effectOf(event)
  const message = effect && (await messageOf(ctx, event))
  const { refusedBy } = await commit(
    ctx.db,
    ['eventTaken'],
    [insertEvent(ctx.db, event, ctx.now), ...(effect && message ? await consequences(ctx, permit, { event, effect, message }) : [])],
  )
  if (refusedBy) return 'repeated'
  return !effect ? 'no_news' : message ? 'taken' : 'unknown_message'
}

/** The one that was answered with this id, else the one that the email's own tags name. */
async function messageOf({ db }: Ctx, { providerId, messageId, batchId }: ProviderEvent): Promise<Subject | undefined> {
  const byTags = messageId !== undefined && batchId !== undefined ? messageOfTags(db, messageId, batchId) : undefined
  const byProvider = messageOfProvider(db, providerId ?? '')
  const found = byTags ? await db.batch([byProvider, byTags]) : [await byProvider]
  return found.flat()[0]
}

type News = { event: ProviderEvent; effect: Effect; message: Subject }

async function consequences(ctx: Ctx, permit: Permit<'message.report'>, news: News): Promise<Statement[]> {
  const { event, effect, message } = news
  const address = normaliseEmail(event.address?.replace(/^.*<([^>]*)>\s*$/, '$1') ?? '')
  const addressIndex = address && (await ctx.vault.index('email', address))
  const batches = [...new Set([message.batchId, event.batchId ?? null])].filter((id) => id !== null)
  return [
    settle(ctx.db, message.id, event, effect),
    ...batches.map((batchId) => closeTold(ctx.db, batchId)),
    ...(addressIndex && effect.suppresses ? await stopWriting(ctx, permit, news, { addressIndex, reason: effect.suppresses }) : []),
  ]
}

type Stopped = { addressIndex: BlindIndex; reason: NonNullable<Effect['suppresses']> }

/** An address that takes nothing, or whose owner complained, is written to no more, and a person takes over. */
async function stopWriting(ctx: Ctx, permit: Permit<'message.report'>, { message }: News, { addressIndex, reason }: Stopped) {
  const about = sinceStopped(addressIndex, `${addressIndex}:${localDay(ctx.now, ctx.place.timeZone)}:`)
  const notice = { about, usefulUntil: ctx.now + days(7) }
  const isOfPerson = message.recipientKind === 'person'
  const colleague = await colleagueOf(ctx, message, addressIndex)
  return [
    suppress(ctx.db, { addressIndex, reason, since: ctx.now, messageId: message.id }),
    record(ctx, permit.actor, {
      action: 'message.stopped_address',
      subjectKind: 'message',
      subjectId: String(message.id),
      why: reason,
      ...(isOfPerson ? { personId: message.recipientId } : {}),
    }),
    // Whoever the letter was for: who referred themselves reads the answer to a referrer.
    ...answerable(await readersAt(ctx.db, isOfPerson ? message.recipientId : '', addressIndex)).map(({ userId, personId }) =>
      plan(ctx, { kind: 'team.address_stopped', recipientId: userId, subjectId: personId, ...notice }),
    ),
    ...(colleague === undefined
      ? []
      : (await coordinators(ctx.db))
          .filter(({ userId }) => userId !== colleague)
          .map(({ userId }) => plan(ctx, { kind: 'place.address_stopped', recipientId: userId, subjectId: colleague, ...notice }))),
  ]
}

/** The buddy or the user whose address it is; whoever gets no link to sign in gets no alarm either. */
async function colleagueOf({ db }: Ctx, { recipientKind, recipientId }: Subject, addressIndex: BlindIndex): Promise<string | undefined> {
  if (recipientKind === 'buddy' || recipientKind === 'user') return recipientId
  return recipientKind === 'sign_in' ? (await userAt(db, addressIndex))[0]?.userId : undefined
}

type Reader = Awaited<ReturnType<typeof readersAt>>[number]

/** For each person their link worker; when that one has left the team, everybody in it, so that no alarm goes unheard. */
function answerable(readers: readonly Reader[]): Reader[] {
  return [...Map.groupBy(readers, ({ personId }) => personId).values()].flatMap((team) => {
    const own = team.filter(({ userId, linkWorkerId }) => userId === linkWorkerId)
    return own.length > 0 ? own : team
  })
}
