import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import type { Locale } from '../../lib/dates.ts'
import type { ReadLink } from '../../lib/links.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { type Ending, endingOf, happenedOf, linkAgain } from '../news/actions.ts'
import { offersOf, theseReferrals, type Way, wayOf } from '../news/queries.ts'
import { initialOf, isRevoked, type Told, tellable } from '../news/rules.ts'
import { openReferral, referrerOf } from '../queries.ts'
import { shortReference } from '../rules.ts'

/** The least that is useful to whoever sent somebody: no name, no reason, no group; only what the person agreed to. */
export type Followed = {
  state: 'open'
  language: Locale
  /** Of the preferred name: a link can be passed on, and the referrer knows whom they sent. */
  initial: string
  reference: string
  receivedAt: number
  answerDueAt: number
  team: string
  teamPhone: string
  told: Told[]
  /** Whether the person agreed to anything at all. */
  isShared: boolean
  ending: Ending | null
}
/** A link that is too old or was taken back says no more than that. */
export type ClosedFollowing = { state: 'expired' | 'revoked'; language: Locale }

/** The page that a referrer's link opens, in one read; undefined when there is nobody to tell. Never writes. */
export async function followReferral(
  ctx: Ctx,
  permit: Permit<'referral.follow'>,
  { state, link }: ReadLink,
): Promise<Followed | ClosedFollowing | undefined> {
  const id = permit.subjectId ?? ''
  const [groups, teams] = offersOf(ctx.db, id)
  const [[way], open, others] = await ctx.db.batch([wayOf(ctx.db, theseReferrals([id])), groups, teams])
  const language = way && (await languageOf(ctx, way))
  if (!way || !language) return undefined
  if (way.isGone || isRevoked(link, way)) return { state: 'revoked', language }
  if (state === 'expired') return { state, language }
  const told = tellable(happenedOf(way), way.tells)
  return {
    state: 'open',
    language,
    initial: initialOf(await ctx.vault.open(way.preferredName, { column: 'people.preferred_name', rowId: way.personId })),
    reference: shortReference(way.id),
    receivedAt: way.receivedAt,
    answerDueAt: way.answerDueAt,
    team: way.team,
    teamPhone: way.teamPhone,
    told,
    isShared: way.tells.length > 0,
    ending: await endingOf(ctx, way, told, { groups: open, teams: others }),
  }
}

const languageOf = async (ctx: Ctx, way: Way) => referrerOf((await openReferral(ctx.vault, way, ['referrer'])).referrer)?.locale

/** Sends a new link to the address that we know. Holding an old link is enough to ask; one that was taken back is not. */
export async function askForLink(ctx: Ctx, permit: Permit<'referral.follow'>): Promise<Result<'sent', 'no_such_referral'>> {
  const { actor } = permit
  const [way] = await wayOf(ctx.db, theseReferrals([permit.subjectId ?? '']))
  if (!way || way.isGone || actor.kind !== 'link' || isRevoked(actor, way) || way.referrer === null) return no('no_such_referral')
  await commit(
    ctx.db,
    [],
    [
      linkAgain(ctx, way.id),
      record(ctx, actor, {
        action: 'referral.link_asked',
        subjectKind: 'referral',
        subjectId: way.id,
        personId: way.personId,
        orgId: way.teamId,
      }),
    ],
  )
  return ok('sent')
}
