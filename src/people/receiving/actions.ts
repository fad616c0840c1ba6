import type { Actor, OrgId } from '../../access/actor.ts'
import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import type { Statement } from '../../db/connect.ts'
import type { ReferralVia } from '../../db/schema/referrals.ts'
import type { Locale } from '../../lib/dates.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import type { BlindIndex } from '../../lib/seal.ts'
import { days, localDay, localTime } from '../../lib/time.ts'
import { plan } from '../../messages/queries.ts'
import { insertReferral, sealReferral } from '../../referrals/queries.ts'
import { dueAfter } from '../../referrals/rules.ts'
import { takeTurns } from '../../sign-in/limits/queries.ts'
import { mostAnHour, networkOf } from '../../sign-in/limits/rules.ts'
import { consentInstant, openColumns, referrerText } from '../actions.ts'
import { insertPerson, linkWorkersOf, sealedColumns } from '../queries.ts'
import type { ReceiveReferral, Said, SendReferral } from './inputs.ts'
import { openTeams, sentBefore } from './queries.ts'

/** Where the public form came from, and the sentences that were ticked on it: what was agreed to is kept as it was read. */
export type Sender = { address: string; locale: Locale; ticked: readonly string[] }
export type SendRefusal = 'too_many_tries' | 'source_closed' | 'no_team' | 'choose_team'

/** Takes a referral from anybody, for a source that the place has opened. The same `id` again is the same referral. */
export async function sendReferral(
  ctx: Ctx,
  input: SendReferral,
  { address, locale, ticked }: Sender,
): Promise<Result<{ id: string }, SendRefusal>> {
  if (!ctx.place.referralSources.includes(input.source)) return no('source_closed')
  const network = await ctx.vault.index('network', networkOf(address))
  const turns = await takeTurns(ctx.db, ctx.now, [{ key: `referral:${network}`, most: mostAnHour.referralsFromNetwork }])
  if (turns.length === 0) return no('too_many_tries')

  const teams = await openTeams(ctx.db)
  const team = teams.length === 1 ? teams[0] : teams.find(({ id }) => id === input.teamId)
  if (!team) return no(teams.length === 0 ? 'no_team' : 'choose_team')

  const id = input.id ?? ctx.newId()
  const said = { ...input, consentWords: [...ticked, input.consentWords].filter(Boolean).join('\n') }
  const received = await statementsFor(ctx, 'public', said, { id, teamId: team.id, via: 'form', locale })
  const { refusedBy } = await commit(ctx.db, ['stepTaken'], [...received, ...((await isWrittenTo(ctx, input)) ? [answer(ctx, id)] : [])])
  // Somebody pressed twice, or came back to the form: the first press has been taken.
  return refusedBy === 'stepTaken' || refusedBy === undefined ? ok({ id }) : no('too_many_tries')
}

/** A form can name anybody's address: past so many letters an hour the referral is taken and nothing is written. */
async function isWrittenTo(ctx: Ctx, { referrerEmail, email }: Said): Promise<boolean> {
  const to = referrerEmail ?? email
  if (!to) return false
  const index = await ctx.vault.index('email', to)
  const turns = await takeTurns(ctx.db, ctx.now, [{ key: `referral-mail:${index}`, most: mostAnHour.referralMailToAddress }])
  return turns.length > 0
}

export type Received = { id: string; receivedAt: number; contactDueAt: number; answerDueAt: number }
export type ReceiveRefusal = 'no_such_team' | 'sent_differently'

/**
 * Takes a referral from a team's integration or from its own link worker's program. The same `externalId` with the same words gets
 * the answer of the first time, and with other words it is refused.
 */
export async function receiveReferral(
  ctx: Ctx,
  permit: Permit<'referral.manage'>,
  input: ReceiveReferral,
): Promise<Result<Received, ReceiveRefusal>> {
  const { externalId, ...said } = input
  const teamId = said.teamId === undefined ? permit.orgs[0] : permit.orgs.find((org) => org === said.teamId)
  if (!teamId) return no('no_such_team')
  const sentIndex = externalId === undefined ? undefined : await ctx.vault.index('request', JSON.stringify(said))
  const before = externalId === undefined ? [] : await sentBefore(ctx.db, permit.actor.id, externalId)
  if (before[0]) return sameAnswer(before[0], sentIndex)

  const id = ctx.newId()
  const sent = externalId === undefined ? {} : { externalId, sentIndex: sentIndex ?? null }
  const { refusedBy } = await commit(
    ctx.db,
    ['referralSent'],
    [
      ...(await statementsFor(ctx, permit.actor, said, { id, teamId, via: 'integration', locale: ctx.place.locale, sent })),
      ...(said.referrerEmail || said.source === 'self' ? [answer(ctx, id)] : []),
    ],
  )
  if (!refusedBy) return ok({ id, receivedAt: ctx.now, ...promised(ctx) })
  const [twin] = await sentBefore(ctx.db, permit.actor.id, externalId ?? '')
  return twin ? sameAnswer(twin, sentIndex) : no('sent_differently')
}

type Before = Received & { sentIndex: BlindIndex | null }
const sameAnswer = ({ sentIndex, id, receivedAt, contactDueAt, answerDueAt }: Before, sent: BlindIndex | undefined) =>
  sentIndex === sent ? ok({ id, receivedAt, contactDueAt, answerDueAt }) : no('sent_differently')

const promised = ({ now, place: { contactDays, answerDays, timeZone } }: Ctx) => ({
  contactDueAt: dueAfter(now, contactDays, timeZone),
  answerDueAt: dueAfter(now, answerDays, timeZone),
})

type Arrival = {
  id: string
  teamId: OrgId
  via: ReferralVia
  locale: Locale
  sent?: { externalId?: string; sentIndex?: BlindIndex | null }
}

/** The person, their referral, and the word to the team: in one batch, so that nothing about them lies anywhere else. */
async function statementsFor(ctx: Ctx, actor: Actor | 'public', said: Said, arrival: Arrival): Promise<Statement[]> {
  const { id, teamId, via, locale, sent = {} } = arrival
  const personId = ctx.newId()
  const consentAt = consentInstant(ctx, said.consentOn)
  const linkWorkers = await linkWorkersOf(ctx.db, [teamId])
  const details = { ...said, notes: '', linkWorkerId: undefined }
  const words = { story: said.story, referrer: said.source === 'self' ? '' : referrerText(said, locale), consentWords: said.consentWords }
  return [
    record(ctx, actor, {
      action: 'person.add',
      subjectKind: 'person',
      subjectId: personId,
      step: 1,
      personId,
      orgId: teamId,
      why: 'referral',
    }),
    insertPerson(ctx.db, {
      id: personId,
      teamId,
      linkWorkerId: '',
      ...(await sealedColumns(ctx.vault, personId, details)),
      ...openColumns(details),
      consentAt,
      // Whoever asked stands, sealed, in the referral.
      consentBy: '',
      step: 1,
      createdAt: ctx.now,
    }),
    ...insertReferral(ctx, actor, {
      id,
      teamId,
      personId,
      source: said.source,
      via,
      reasons: said.reasons,
      ...(await sealReferral(ctx.vault, id, { ...words, consentBy: said.consentBy || said.referrerName || said.name })),
      consentAt,
      tells: said.source === 'self' ? [] : said.tells,
      status: 'received',
      sentBy: actor === 'public' ? null : actor.id,
      ...sent,
    }),
    ...linkWorkers.map((worker) => tellTeam(ctx, teamId, worker.id)),
  ]
}

const answer = (ctx: Ctx, id: string) =>
  plan(ctx, { kind: 'referral.received', recipientId: id, subjectId: id, usefulUntil: ctx.now + days(2) })

/** Twice a day at most, with how many wait when it is written: a letter for every referral is one that nobody reads. */
const tellTeam = (ctx: Ctx, teamId: OrgId, linkWorkerId: string) =>
  plan(ctx, {
    kind: 'team.referral_received',
    recipientId: linkWorkerId,
    subjectId: teamId,
    about: `${localDay(ctx.now, ctx.place.timeZone)}${localTime(ctx.now, ctx.place.timeZone) < '12:00' ? 'am' : 'pm'}`,
    usefulUntil: ctx.now + days(1),
  })

/** The teams to choose from on the public form. */
export const teamsToReferTo = (ctx: Ctx) => openTeams(ctx.db)
