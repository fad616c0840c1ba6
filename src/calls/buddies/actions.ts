import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import { freedVisitFacts, visitFacts } from '../../letters/queries.ts'
import { firstName, whenOf } from '../../letters/rules.ts'
import { isTrueOfPromise } from '../../letters/truth/rules.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { textsOf } from '../../lib/texts.ts'
import { beforeQuiet, hours } from '../../lib/time.ts'
import { type Translate, translator } from '../../lib/wording.ts'
import type en from '../../messages/locales/en.json'
import { otherStart, setsOutAt } from '../../messages/replies/rules.ts'
import { asHandedOver, whyByVoice } from '../../messages/voice/rules.ts'
import { whyNotNeeded } from '../../visits/rules.ts'
import { newsOfVisit } from '../saying/rules.ts'
import { buddyMessage, buddyMessagesToRing, toldBuddy } from './queries.ts'
import { firstOfEach, hourOf, isRung, topicOfKind } from './rules.ts'

/** The buddies to ring now, of whom anybody may know how many they are who looks after the place. */
export async function buddyCallsOf(ctx: Ctx) {
  const [calls = []] = await buddyCallsAt(ctx, [ctx.now])
  return calls
}

/** The buddies to ring at each of some instants: now, or later if nobody answers until then. */
export async function buddyCallsAt(ctx: Ctx, instants: readonly number[]) {
  const rows = (await buddyMessagesToRing(ctx.db, ctx.now, Math.max(...instants))).flatMap((row) => {
    const topic = topicOfKind[row.kind]
    return topic ? [{ ...row, topic }] : []
  })
  const ofVisits = rows.filter(({ topic }) => topic !== 'freed')
  const freed = rows.filter(({ topic }) => topic === 'freed').map(({ recipientId, createdAt }) => ({ buddyId: recipientId, at: createdAt }))
  const [found, lost] =
    rows.length === 0
      ? [[], []]
      : await ctx.db.batch([
          visitFacts(
            ctx.db,
            ofVisits.map(({ subjectId }) => subjectId),
          ),
          freedVisitFacts(ctx.db, freed, ctx.now),
        ])
  const about = (row: (typeof rows)[number], at: number) =>
    row.topic === 'freed'
      ? lost.filter(
          (one) =>
            one.freedFrom === row.recipientId && one.freedAt === row.createdAt && one.buddyId !== row.recipientId && at < one.startsAt,
        )
      : // Nobody sets out for what has begun.
        found.filter(
          (one) => one.visitId === row.subjectId && at < hourOf(row.topic, one.startsAt, row.lostFrom) && isTrueOfPromise(row, one, at),
        )
  return instants.map((at) => {
    const calls = rows.flatMap((row) => {
      const message = { ...row, reachBy: 'email', isHeld: row.isHeld === 1, unmailed: null, ringBy: row.usefulUntil } as const
      const why = row.usefulUntil > at && whyByVoice(at > ctx.now ? asHandedOver(message) : message, at)
      const visits = about(row, at).map((one) => ({
        ...{ groupName: one.groupName, startsAt: hourOf(row.topic, one.startsAt, row.lostFrom) },
        ...('venueName' in one
          ? { venueName: one.venueName, off: whyNotNeeded(one.sessionStatus, row.lostFrom) }
          : { venueName: '', off: 'person' }),
      }))
      const [first] = visits
      if (!first || !why) return []
      const { startsAt } = first
      const promised = { startsAt, movedFrom: row.movedFrom }
      if (!isRung(row.topic, why, promised, at)) return []
      const also = otherStart(promised)
      return [{ ...row, why, first, visits, also, ringBy: ringBy(ctx, setsOutAt(promised, at)) }]
    })
    return firstOfEach(calls).toSorted((a, b) => a.ringBy - b.ringBy || a.id - b.id)
  })
}

const ringBy = ({ place }: Ctx, startsAt: number) =>
  beforeQuiet(startsAt - hours(2), place.timeZone, { from: place.quietFrom, until: place.quietUntil })

export type BuddyCall = Awaited<ReturnType<typeof buddyCalls>>[number]

/**
 * Buddies to ring because no email told them that a visit is off, has moved or is near, or because they have not said that they saw it:
 * soonest first, with what to say.
 */
export async function buddyCalls(ctx: Ctx, _permit: Permit<'buddy.vet'>) {
  const { vault, place, now } = ctx
  const calls = await buddyCallsOf(ctx)
  return Promise.all(
    calls.map(async ({ id, recipientId, name, phone, locale, topic, why, first, visits, also, ringBy }) => {
      const t: Translate<typeof en> = translator(locale, textsOf(locale, 'letters') as typeof en)
      const reader = { locale, zone: place.timeZone, now, phone: '', placeName: place.name }
      const dates = visits.map((visit) => `${visit.groupName} (${whenOf(visit, reader).when})`).join(', ')
      const params = {
        group: first.groupName,
        venue: first.venueName,
        dates,
        off: first.off,
        ...whenOf(first, reader),
      }
      return {
        ...{ id, buddyId: recipientId, name, topic, why, ringBy, groupName: first.groupName, startsAt: first.startsAt, language: locale },
        phone: await vault.open(phone, { column: 'buddies.phone', rowId: recipientId }),
        say: [t('calls.hello', { to: 'person', name: firstName(name), carer: '' }), ...newsOfVisit(t, { topic, params, also }, reader)],
      }
    }),
  )
}

type Gone = 'no_such_call' | 'answered_before'

/** The buddy was told by voice; the call leaves the list. */
export async function tellBuddy(
  ctx: Ctx,
  permit: Permit<'buddy.vet'>,
  { messageId }: { messageId: number },
): Promise<Result<undefined, Gone>> {
  const [message] = await buddyMessage(ctx.db, messageId)
  if (!message) return no('no_such_call')
  const { refusedBy } = await commit(
    ctx.db,
    ['replied'],
    [
      ...toldBuddy(ctx, permit.actor, message),
      record(ctx, permit.actor, {
        ...{ action: 'buddy.told', subjectKind: 'buddy', subjectId: message.buddyId, orgId: message.hubId, why: 'phone' },
      }),
    ],
  )
  return refusedBy ? no('answered_before') : ok(undefined)
}
