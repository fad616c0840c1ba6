import type { Actor, OrgId } from '../access/actor.ts'
import type { Permit } from '../access/permit.ts'
import { endingRaces } from '../bookings/ending/queries.ts'
import { type GroupReads, readsOfGroup, settleGroup } from '../bookings/settling/group/queries.ts'
import type { Ctx } from '../ctx.ts'
import { again, commit, moved } from '../db/commit.ts'
import type { Statement } from '../db/connect.ts'
import type { GroupStatus } from '../db/schema/groups.ts'
import { aheadOf, changeGroup, groupInScope, groupToCheck, insertGroup, insertVenue, updateVenue, venueInScope } from '../groups/queries.ts'
import { groupReturning, groupsReturning } from '../groups/returning/queries.ts'
import { canBecome, isReturnDay } from '../groups/rules.ts'
import { limitWeeks } from '../groups/weeks/queries.ts'
import { no, ok, type Result } from '../lib/result.ts'
import { type Country, normalisePhone } from '../lib/text.ts'
import { type Day, localDay, mondayOf } from '../lib/time.ts'
import type { GroupFields, PauseFields, VenueFields } from './inputs.ts'

export type GroupRefusal = 'no_such_group' | 'no_such_organisation' | 'no_such_venue' | 'no_such_area' | 'contact_phone' | 'group_closed'

/** Describes a new group. It is shown to nobody before a coordinator has checked it. */
export async function createGroup(
  ctx: Ctx,
  permit: Permit<'group.manage'>,
  input: GroupFields,
): Promise<Result<{ id: string }, GroupRefusal>> {
  const orgId = input.orgId === '' && permit.orgs.length === 1 ? permit.orgs[0] : permit.orgs.find((org) => org === input.orgId)
  if (!orgId) return no('no_such_organisation')
  const facts = factsOf(ctx, input)
  if (!facts.ok) return facts
  const venue = await venueFor(ctx, orgId, input)
  if (!venue.ok) return venue

  const group = {
    id: ctx.newId(),
    orgId,
    venueId: venue.value.id,
    ...facts.value,
    status: 'awaiting_check' as const,
    step: 1,
    createdAt: ctx.now,
  }
  await commit(ctx.db, [], [...venue.value.statements, ...insertGroup(ctx, permit.actor, group)])
  return ok({ id: group.id })
}

/** Changes what a group says of itself. What was verified stays verified; the change is on the audit log. */
export function editGroup(
  ctx: Ctx,
  permit: Permit<'group.manage'>,
  input: GroupFields & { groupId: string },
): Promise<Result<{ id: string }, GroupRefusal>> {
  return again(async () => {
    const [[found], ...waiting] = await ctx.db.batch([
      groupInScope(ctx.db, permit.orgs, input.groupId),
      ...readsOfGroup(ctx, input.groupId),
    ])
    if (!found) return no('no_such_group')
    if (found.group.status === 'closed') return no('group_closed')
    const facts = factsOf(ctx, input)
    if (!facts.ok) return facts
    const venue = await venueFor(ctx, found.group.orgId, input)
    if (!venue.ok) return venue

    const set = { ...facts.value, venueId: venue.value.id }
    const { refusedBy } = await commit(ctx.db, endingRaces, [
      ...venue.value.statements,
      ...changeGroup(ctx, permit.actor, found.group, { action: 'group.edit', set }),
      limitWeeks(ctx.db, found.group.id, set.newcomersPerWeek, mondayOf(localDay(ctx.now, ctx.place.timeZone))),
      ...settleGroup(ctx, permit.actor, waiting, { newcomersPerWeek: set.newcomersPerWeek }),
    ])
    return refusedBy ? moved : ok({ id: found.group.id })
  })
}

export type GroupMoveRefusal = 'no_such_group' | 'not_from_here' | 'sessions_ahead' | 'return_date'

/** The coordinator has looked at the group: from now on it is on the public pages and can be booked. */
export function verifyGroup(
  ctx: Ctx,
  permit: Permit<'group.verify'>,
  input: { groupId: string },
): Promise<Result<{ id: string; name: string }, GroupMoveRefusal>> {
  return again(async () => {
    const [found] = await groupToCheck(ctx.db, input.groupId)
    if (!found) return no('no_such_group')
    if (found.group.status !== 'awaiting_check') return no('not_from_here')
    const { refusedBy } = await commit(
      ctx.db,
      ['stepTaken'],
      changeGroup(ctx, permit.actor, found.group, { action: 'group.verify', to: 'verified' }),
    )
    return refusedBy ? moved : ok({ id: found.group.id, name: found.group.name })
  })
}

/**
 * No new bookings and not on the public pages for a while; people who are booked keep their places. With a day of return the
 * group opens again by itself on that day.
 */
export const pauseGroup = (ctx: Ctx, permit: Permit<'group.manage'>, input: PauseFields & { groupId: string }) =>
  moveGroup(ctx, permit, input, 'paused')

export const reopenGroup = (ctx: Ctx, permit: Permit<'group.manage'>, input: { groupId: string }) =>
  moveGroup(ctx, permit, input, 'verified')

/** For good. Sessions that are still to come are cancelled or ended first, so that nobody is left unaware. */
export const closeGroup = (ctx: Ctx, permit: Permit<'group.manage'>, input: { groupId: string }) => moveGroup(ctx, permit, input, 'closed')

function moveGroup(
  ctx: Ctx,
  permit: Permit<'group.manage'>,
  { groupId, returnsOn }: { groupId: string; returnsOn?: Day | undefined },
  to: Exclude<GroupStatus, 'awaiting_check'>,
): Promise<Result<{ id: string }, GroupMoveRefusal>> {
  return again(async () => {
    const [[found], [ahead], ...waiting] = await ctx.db.batch([
      groupInScope(ctx.db, permit.orgs, groupId),
      aheadOf(ctx.db, groupId, ctx.now),
      ...readsOfGroup(ctx, groupId),
    ])
    if (!found) return no('no_such_group')
    // Only the coordinator's check leads out of `awaiting_check` to `verified`.
    const isOwnCheck = found.group.status === 'awaiting_check' && to === 'verified'
    if (isOwnCheck || !canBecome(found.group.status, to)) return no('not_from_here')
    if (to === 'closed' && (ahead?.series || ahead?.sessions)) return no('sessions_ahead')
    if (returnsOn !== undefined && !isReturnDay(returnsOn, localDay(ctx.now, ctx.place.timeZone))) return no('return_date')
    const action = { paused: 'group.pause', verified: 'group.reopen', closed: 'group.close' }[to]
    const change = { action, to, set: { pausedUntilOn: returnsOn ?? null }, ...(returnsOn === undefined ? {} : { why: returnsOn }) }
    const { refusedBy } = await commit(ctx.db, endingRaces, [
      ...changeGroup(ctx, permit.actor, found.group, change),
      ...(to === 'verified' ? takeUpAgain(ctx, permit.actor, waiting) : []),
    ])
    return refusedBy ? moved : ok({ id: found.group.id })
  })
}

/** While a group was paused nobody was offered a place that came free. */
const takeUpAgain = (ctx: Ctx, actor: Actor, waiting: GroupReads): Statement[] =>
  settleGroup(ctx, actor, waiting, {
    become: ({ session, line }) => ({ session: { ...session, groupStatus: 'verified' }, line }),
  })

const returnsAtOnce = 50

/** Opens the groups whose day of return has come. Running it twice changes nothing. */
export async function reopenGroups(ctx: Ctx, permit: Permit<'work.scheduled'>): Promise<{ reopened: number }> {
  const today = localDay(ctx.now, ctx.place.timeZone)
  let reopened = 0
  for (let due = await groupsReturning(ctx.db, today, returnsAtOnce); due.length > 0; ) {
    for (const { id } of due) reopened += Number(await reopenDue(ctx, permit, id, today))
    due = due.length < returnsAtOnce ? [] : await groupsReturning(ctx.db, today, returnsAtOnce)
  }
  return { reopened }
}

/** False when somebody was faster, or gave it another day. */
const reopenDue = (ctx: Ctx, permit: Permit<'work.scheduled'>, groupId: string, today: Day): Promise<boolean> =>
  again(async () => {
    const [[group], ...waiting] = await ctx.db.batch([groupReturning(ctx.db, today, groupId), ...readsOfGroup(ctx, groupId)])
    if (!group) return false
    const change = { action: 'group.reopen', to: 'verified', why: 'pause_is_over', set: { pausedUntilOn: null } } as const
    const { refusedBy } = await commit(ctx.db, endingRaces, [
      ...changeGroup(ctx, permit.actor, group, change),
      ...takeUpAgain(ctx, permit.actor, waiting),
    ])
    return refusedBy ? moved : true
  })

/** Corrects a venue everywhere it is used. A move to another place is a change of the sessions, which tells the people booked. */
export async function editVenue(
  ctx: Ctx,
  permit: Permit<'group.manage'>,
  input: VenueFields & { venueId: string },
): Promise<Result<{ id: string }, 'no_such_venue' | 'no_such_area'>> {
  const [venue] = await venueInScope(ctx.db, permit.orgs, input.venueId)
  if (!venue) return no('no_such_venue')
  if (!ctx.place.areas.includes(input.venueArea)) return no('no_such_area')
  await commit(ctx.db, [], [updateVenue(ctx.db, venue.id, columnsOf(input))])
  return ok({ id: venue.id })
}

function factsOf(ctx: Ctx, input: GroupFields) {
  const { orgId: _, venueId, venueName, venueAddress, venuePostcode, venueArea, venuePosition, venueHowToFind, ...facts } = input
  const contactPhone = facts.contactPhone === '' ? '' : normalisePhone(facts.contactPhone, ctx.place.country as Country)
  if (contactPhone === undefined) return no('contact_phone')
  return ok({
    ...facts,
    contactPhone,
    contactEmail: facts.contactEmail ?? '',
    minAge: facts.minAge ?? null,
    maxAge: facts.maxAge ?? null,
    newcomersPerWeek: facts.newcomersPerWeek ?? null,
  })
}

/** The venue that was chosen, or the statement that adds the one described. */
async function venueFor(
  ctx: Ctx,
  orgId: OrgId,
  input: VenueFields & { venueId: string },
): Promise<Result<{ id: string; statements: Statement[] }, 'no_such_venue' | 'no_such_area'>> {
  if (input.venueId !== '') {
    const [known] = await venueInScope(ctx.db, [orgId], input.venueId)
    return known ? ok({ id: known.id, statements: [] }) : no('no_such_venue')
  }
  if (!ctx.place.areas.includes(input.venueArea)) return no('no_such_area')
  const venue = { id: ctx.newId(), orgId, ...columnsOf(input), createdAt: ctx.now }
  return ok({ id: venue.id, statements: [insertVenue(ctx.db, venue)] })
}

const columnsOf = (input: VenueFields) => ({
  name: input.venueName,
  address: input.venueAddress,
  postcode: input.venuePostcode,
  area: input.venueArea,
  latitude: input.venuePosition?.latitude ?? null,
  longitude: input.venuePosition?.longitude ?? null,
  howToFind: input.venueHowToFind,
})
