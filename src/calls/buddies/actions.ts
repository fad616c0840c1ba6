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
import { whyByVoice } from '../../messages/voice/rules.ts'
import { whyNotNeeded } from '../../visits/rules.ts'
import { newsOfVisit } from '../saying/rules.ts'
import { buddyMessage, buddyMessagesToRing, toldBuddy } from './queries.ts'
import { firstOfEach, hourOf, isRung, topicOfKind } from './rules.ts'

/** How many buddies there are to ring, which anybody may know who looks after the place. */
export const buddyCallsOf = async (ctx: Ctx) => {
  const rows = (await buddyMessagesToRing(ctx.db, ctx.now)).flatMap((row) => {
    const why = whyByVoice({ ...row, reachBy: 'email', isHeld: row.isHeld === 1, unmailed: null, ringBy: row.usefulUntil }, ctx.now)
    const topic = topicOfKind[row.kind]
    return why && topic ? [{ ...row, why, topic }] : []
  })
  if (rows.length === 0) return []
  const ofVisits = rows.filter(({ topic }) => topic !== 'freed')
  const freed = rows.filter(({ topic }) => topic === 'freed').map(({ recipientId, createdAt }) => ({ buddyId: recipientId, at: createdAt }))
  const [found, lost] = await ctx.db.batch([
    visitFacts(
      ctx.db,
      ofVisits.map(({ subjectId }) => subjectId),
    ),
    freedVisitFacts(ctx.db, freed, ctx.now),
  ])
  const about = (row: (typeof rows)[number]) =>
    row.topic === 'freed'
      ? lost.filter((one) => one.freedFrom === row.recipientId && one.freedAt === row.createdAt && one.buddyId !== row.recipientId)
      : // Nobody sets out for what has begun.
        found.filter(
          (one) =>
            one.visitId === row.subjectId && ctx.now < hourOf(row.topic, one.startsAt, row.lostFrom) && isTrueOfPromise(row, one, ctx.now),
        )
  const calls = rows.flatMap((row) => {
    const visits = about(row).map((one) => ({
      ...{ groupName: one.groupName, startsAt: hourOf(row.topic, one.startsAt, row.lostFrom) },
      ...('venueName' in one
        ? { venueName: one.venueName, off: whyNotNeeded(one.sessionStatus, row.lostFrom) }
        : { venueName: '', off: 'person' }),
    }))
    const [first] = visits
    if (!first) return []
    const { startsAt } = first
    const promised = { startsAt, movedFrom: row.movedFrom }
    if (!isRung(row.topic, row.why, promised, ctx.now)) return []
    const also = otherStart(promised)
    return [{ ...row, first, visits, also, ringBy: ringBy(ctx, setsOutAt(promised, ctx.now)) }]
  })
  return firstOfEach(calls).toSorted((a, b) => a.ringBy - b.ringBy || a.id - b.id)
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
