// The people who act in the demo: organisations made and people invited by the coordinator, as in life.

import * as v from 'valibot'
import type { HeldRole, OrgId } from '../../../src/access/actor.ts'
import { type Permit, permit } from '../../../src/access/permit.ts'
import type { Action } from '../../../src/access/policy.ts'
import { applyAsBuddy } from '../../../src/buddies/actions.ts'
import { ApplyAsBuddy } from '../../../src/buddies/inputs.ts'
import { vetBuddy } from '../../../src/buddies/vetting/actions.ts'
import { activities } from '../../../src/groups/rules.ts'
import { acceptInvitation } from '../../../src/invitations/acceptance/actions.ts'
import { Invite, invite } from '../../../src/invitations/actions.ts'
import { sha256 } from '../../../src/lib/encoding.ts'
import { addDays, localDay } from '../../../src/lib/time.ts'
import { partsOfWeek } from '../../../src/lib/week.ts'
import { CreateOrganisation, createOrganisation } from '../../../src/organisations/actions.ts'
import { setTeamLead } from '../../../src/organisations/members/actions.ts'
import { signedInUser } from '../../../src/sign-in/queries.ts'
import type { Machine } from './time-machine.ts'
import type { Town } from './town.ts'

/** Somebody who acts: `can('booking.create')` is the permit that their page would have had. */
export type Player = { id: string; name: string; can: <A extends Action>(action: A) => Permit<A> }
export type Cast = {
  coordinator: Player
  /** One organiser for each provider, in the order of the town's providers. */
  organisers: (Player & { orgId: OrgId })[]
  linkWorkers: (Player & { orgId: OrgId })[]
  buddies: Player[]
}

export async function gather(machine: Machine, town: Town, coordinatorId: string, officeId: OrgId): Promise<Cast> {
  const coordinator = player({ id: coordinatorId, name: 'coordinator', orgId: officeId, role: 'coordinator' })
  const organisation = (name: string, kind: 'provider' | 'referral_team' | 'volunteer_hub') => found(machine, coordinator, { name, kind })
  const providers = await inTurn(town.providers, (name) => organisation(name, 'provider'))
  const teams = await inTurn(town.teams, (name) => organisation(name, 'referral_team'))
  await organisation(town.hub, 'volunteer_hub')

  const organisers = await inTurn(town.organisers, (name, at) => join(machine, town, coordinator, name, one(providers, at)))
  const linkWorkers = await inTurn(town.linkWorkers, (name, at) => join(machine, town, coordinator, name, one(teams, at)))
  await inTurn(teams, (team) => leadBySecond(machine, coordinator, team, linkWorkers))
  return {
    coordinator,
    organisers,
    linkWorkers,
    buddies: await inTurn(town.buddies, (name, at) => welcomeBuddy(machine, town, coordinator, name, town.words.buddyAbout[at])),
  }
}

async function found(
  machine: Machine,
  coordinator: Player,
  details: { name: string; kind: 'provider' | 'referral_team' | 'volunteer_hub' },
): Promise<OrgId> {
  const made = await createOrganisation(
    await machine.context(),
    coordinator.can('organisation.manage'),
    v.parse(CreateOrganisation, details),
  )
  if (!made.ok) throw new Error(`${details.name}: ${made.reason}`)
  return made.value.id
}

/** Of each team the second leads it, so that the first is a link worker and nothing else. */
async function leadBySecond(machine: Machine, coordinator: Player, team: OrgId, linkWorkers: Cast['linkWorkers']): Promise<void> {
  const [, second] = linkWorkers.filter(({ orgId }) => orgId === team)
  if (!second) throw new Error('A team needs two link workers to have a lead')
  const lead = { organisationId: team, userId: second.id, isLead: true }
  const set = await setTeamLead(await machine.context(), coordinator.can('organisation.manage'), lead)
  if (!set.ok) throw new Error(`${second.name}: ${set.reason}`)
}

/** An invitation, and its acceptance from the link in the email. */
async function join(machine: Machine, town: Town, coordinator: Player, name: string, orgId: OrgId): Promise<Player & { orgId: OrgId }> {
  // Whoever comes first in the list has come first in the place too.
  machine.clock.now++
  const email = address(town, name)
  const ctx = await machine.context()
  let token = ''
  const newSecret = () => {
    token = ctx.newSecret()
    return token
  }
  const invited = await invite({ ...ctx, newSecret }, coordinator.can('organisation.manage'), {
    ...v.parse(Invite, { name, email, locale: ctx.place.locale }),
    organisationId: orgId,
  })
  if (!invited.ok) throw new Error(`${name}: ${invited.reason}`)
  const accepted = await acceptInvitation(await machine.context(), { token, email, name, device: 'Demo', replaces: undefined })
  if (!accepted.ok) throw new Error(`${name}: ${accepted.reason}`)
  const known = await signedInUser(machine.db, await sha256(accepted.value.secret), machine.clock.now)
  if (!known) throw new Error(`${name} is not signed in`)
  return { ...fromActor(known.actor), orgId }
}

async function welcomeBuddy(machine: Machine, town: Town, coordinator: Player, name: string, about = ''): Promise<Player> {
  machine.clock.now++
  const ctx = await machine.context()
  await askToBeBuddy(machine, town, name, about)
  const [row] = await machine.read<{ id: string }>(
    'SELECT id FROM buddies WHERE email_index = ?',
    await ctx.vault.index('email', address(town, name)),
  )
  const buddyId = row?.id ?? ''
  const checkedUntilOn = addDays(localDay(ctx.now, ctx.place.timeZone), 300 + machine.random.below(400))
  for (const decision of [{ decision: 'start_checks' as const }, { decision: 'approve' as const, checkedUntilOn }]) {
    const vetted = await vetBuddy(await machine.context(), coordinator.can('buddy.vet'), { ...decision, buddyId })
    if (!vetted.ok) throw new Error(`${name}: ${vetted.reason}`)
  }
  const [account] = await machine.read<{ user: string; hub: string }>(
    'SELECT user_id AS user, hub_id AS hub FROM buddies WHERE id = ?',
    buddyId,
  )
  return player({ id: account?.user ?? '', name, orgId: account?.hub as OrgId, role: 'buddy' })
}

/** An application as it comes from the public page; nobody has looked at it yet. */
export async function askToBeBuddy(machine: Machine, town: Town, name: string, about = ''): Promise<void> {
  const { random } = machine
  const ctx = await machine.context()
  const applied = await applyAsBuddy(ctx, {
    address: 'demo',
    ...v.parse(ApplyAsBuddy, {
      name,
      email: address(town, name),
      phone: `${town.phonePrefix}${1000 + random.below(9000)}`,
      about,
      locale: ctx.place.locale,
      areas: random.some(ctx.place.areas, 3),
      activities: random.some(activities, 14),
      languages: [ctx.place.locale],
      availability: random.some(partsOfWeek, 12),
      agreesToCheck: 'yes',
      agreesToPrivacy: 'yes',
    }),
  })
  if (!applied.ok) throw new Error(`${name}: ${applied.reason}`)
}

const fromActor = (actor: { id: string; name: string; memberships: readonly { orgId: OrgId; role: HeldRole }[] }): Player => {
  const [membership] = actor.memberships
  if (!membership) throw new Error(`${actor.name} belongs nowhere`)
  return player({ id: actor.id, name: actor.name, ...membership })
}

function player(who: { id: string; name: string; orgId: OrgId; role: HeldRole }): Player {
  const actor = { kind: 'user' as const, id: who.id, signInId: 'demo', name: who.name, memberships: [{ orgId: who.orgId, role: who.role }] }
  const can = <A extends Action>(action: A): Permit<A> => {
    const granted = permit(actor, action)
    if (!granted) throw new Error(`${who.name} may not ${action}`)
    return granted
  }
  return { id: who.id, name: who.name, can }
}

export const address = (town: Town, name: string): string =>
  `${name
    .normalize('NFD')
    .replace(/[^A-Za-z ]/g, '')
    .trim()
    .toLowerCase()
    .replaceAll(' ', '.')}@${town.domain}`

/** The list goes round, so that every organisation has somebody. */
const one = <T>(from: readonly T[], at: number): T => from[at % from.length] as T

/** One after another, so that the same things happen in the same order every time. */
export async function inTurn<T, R>(items: readonly T[], work: (item: T, at: number) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (const [at, item] of items.entries()) done.push(await work(item, at))
  return done
}
