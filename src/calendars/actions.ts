// Private calendars: a secret address at which a calendar program finds a buddy's visits, or the dates of a group.

import type { Permit } from '../access/permit.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import { commit } from '../db/commit.ts'
import type { ReadLink } from '../lib/links.ts'
import { no, ok, type Result } from '../lib/result.ts'
import { days } from '../lib/time.ts'
import { datesOfGroup, deleteFeed, type Feed, feedOf, groupIn, liveFeed, setFeed, visitsOfBuddy } from './queries.ts'

/** A calendar that nobody renews ends by itself. */
const lasts = days(730)
const behind = days(30)
const ahead = days(84)

/** Without a group it is the buddy's own visits. */
type Own = { groupId?: string }
type Owner = Permit<'visit.find'> | Permit<'session.see'>
export type FeedRefusal = 'no_such_calendar'
export type SeenFeed = { groupName: string | undefined; address: string | undefined; endsAt: number | undefined }

/** The address, when there is one. A group of another organisation is a group that does not exist. */
export async function seeFeed(ctx: Ctx, permit: Owner, own: Own = {}): Promise<Result<SeenFeed, FeedRefusal>> {
  const found = await ownFeed(ctx, permit, own)
  return found ? ok(await shown(ctx, found.groupName, found.feed)) : no('no_such_calendar')
}

/** Makes an address, or a new one in the place of the old, which opens nothing from then on. */
export async function renewFeed(ctx: Ctx, permit: Owner, own: Own = {}): Promise<Result<SeenFeed, FeedRefusal>> {
  const found = await ownFeed(ctx, permit, own)
  if (!found) return no('no_such_calendar')
  const feed = { id: ctx.newId(), userId: permit.actor.id, groupId: own.groupId ?? '', createdAt: ctx.now }
  await commit(ctx.db, [], [setFeed(ctx.db, feed), recorded(ctx, permit, 'calendar.renew')])
  return ok(await shown(ctx, found.groupName, feed))
}

/** Takes the address back. */
export async function revokeFeed(ctx: Ctx, permit: Owner, own: Own = {}): Promise<Result<undefined, FeedRefusal>> {
  const found = await ownFeed(ctx, permit, own)
  if (!found) return no('no_such_calendar')
  if (found.feed) await commit(ctx.db, [], [deleteFeed(ctx.db, found.feed.id), recorded(ctx, permit, 'calendar.revoke')])
  return ok(undefined)
}

const recorded = (ctx: Ctx, { actor }: Permit, action: string) => record(ctx, actor, { action, subjectKind: 'user', subjectId: actor.id })

async function ownFeed({ db }: Ctx, { actor, orgs }: Permit, { groupId }: Own) {
  if (actor.kind !== 'user') return undefined
  const [[feed], [group]] = await db.batch([feedOf(db, actor.id, groupId ?? ''), groupIn(db, orgs, groupId ?? '')])
  return groupId === undefined || group ? { feed, groupName: group?.name } : undefined
}

async function shown(ctx: Ctx, groupName: string | undefined, feed: Feed | undefined): Promise<SeenFeed> {
  if (!feed) return { groupName, address: undefined, endsAt: undefined }
  const endsAt = feed.createdAt + lasts
  const token = await ctx.links.sign({ purpose: 'feed', subjectId: feed.id, version: 0, expiresAt: endsAt })
  return { groupName, address: `${ctx.origin}/feeds/${token}/calendar.ics`, endsAt }
}

export type FeedEvents = NonNullable<Awaited<ReturnType<typeof readFeed>>>

/** What a calendar program finds; undefined for a feed that ended, was taken back, or whose owner has left the role or the place. */
export async function readFeed({ db, now }: Ctx, permit: Permit<'feed.read'>, { state }: ReadLink) {
  const [feed] = state === 'valid' ? await liveFeed(db, permit.subjectId ?? '') : []
  if (!feed) return undefined
  const { buddyId, groupId, locale } = feed
  if (buddyId) return { of: 'buddy' as const, locale, rows: await visitsOfBuddy(db, buddyId, now - behind) }
  return groupId ? { of: 'group' as const, locale, rows: await datesOfGroup(db, groupId, now - behind, now + ahead) } : undefined
}
