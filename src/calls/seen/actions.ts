import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import { visitFacts } from '../../letters/queries.ts'
import { whenOf } from '../../letters/rules.ts'
import { isTrueOfPromise } from '../../letters/truth/rules.ts'
import type { Locale } from '../../lib/dates.ts'
import { optionalCount } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { textsOf } from '../../lib/texts.ts'
import { type Translate, translator } from '../../lib/wording.ts'
import type en from '../../messages/locales/en.json'
import { otherStart } from '../../messages/replies/rules.ts'
import { whyNotNeeded } from '../../visits/rules.ts'
import { newsOf, seenByBuddy } from '../buddies/queries.ts'
import { firstOfEach, hourOf, topicOfKind } from '../buddies/rules.ts'
import { newsOfVisit } from '../saying/rules.ts'

type Reads = Permit<'visit.find' | 'visit.claim'>

/** What a buddy has to know of visits that they promised, and has not said they saw: that one is off, or has moved. Names nobody. */
export async function newsToSee(ctx: Ctx, permit: Reads, locale: Locale) {
  const t: Translate<typeof en> = translator(locale, textsOf(locale, 'letters') as typeof en)
  const reader = { locale, zone: ctx.place.timeZone, now: ctx.now, phone: '', placeName: ctx.place.name }
  const found = await unseenBy(ctx, await newsOf(ctx.db, permit.actor.id, permit.orgs, ctx.now))
  return found.map(({ id, topic, visit, startsAt, also, lostFrom }) => {
    const { groupName: group, venueName: venue, visitId } = visit
    const { when, ...words } = whenOf({ startsAt }, reader)
    const off = whyNotNeeded(visit.sessionStatus, lostFrom)
    const params = { group, venue, off, when, dates: '', ...words }
    return { visitId, saw: id, topic, group, startsAt, when, say: newsOfVisit(t, { topic, params, also }, reader).join(' ') }
  })
}

/** One about each visit, while it is true and before its hour. */
async function unseenBy(ctx: Ctx, rows: Awaited<ReturnType<typeof newsOf>>) {
  const unseen = rows.filter(({ seenAt }) => seenAt === null)
  if (unseen.length === 0) return []
  const facts = await visitFacts(
    ctx.db,
    unseen.map(({ subjectId }) => subjectId),
  )
  const news = unseen.flatMap((row) => {
    const topic = topicOfKind[row.kind]
    const visit = facts.find(({ visitId }) => visitId === row.subjectId)
    if (!topic || !visit) return []
    const startsAt = hourOf(topic, visit.startsAt, row.lostFrom)
    return ctx.now < startsAt && isTrueOfPromise(row, visit, ctx.now)
      ? [{ ...row, topic, visit, startsAt, also: otherStart({ startsAt, movedFrom: row.movedFrom }) }]
      : []
  })
  return firstOfEach(news)
}

export const SeeNews = v.object({
  /** The latest news of the visit that the page showed. */
  saw: optionalCount(0, Number.MAX_SAFE_INTEGER),
})

/**
 * "I have seen this": nobody has to ring the buddy about it. A second time changes nothing, and neither does a press on a page that was
 * opened before later news: `isSeen` is false, and they look again.
 */
export async function seeNews(
  ctx: Ctx,
  permit: Permit<'visit.claim'>,
  { visitId, saw }: v.InferOutput<typeof SeeNews> & { visitId: string },
): Promise<Result<{ isSeen: boolean }, 'no_such_visit'>> {
  const rows = (await newsOf(ctx.db, permit.actor.id, permit.orgs, ctx.now)).filter(({ subjectId }) => subjectId === visitId)
  if (rows.length === 0) return no('no_such_visit')
  const [latest] = await unseenBy(ctx, rows)
  if (!latest) return ok({ isSeen: true })
  if (saw !== latest.id) return ok({ isSeen: false })
  await commit(
    ctx.db,
    [],
    [
      seenByBuddy(ctx, permit.actor, { ...latest, buddyId: latest.recipientId }),
      record(ctx, permit.actor, { action: 'visit.seen', subjectKind: 'visit', subjectId: visitId, orgId: latest.hubId }),
    ],
  )
  return ok({ isSeen: true })
}
