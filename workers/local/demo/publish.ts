// The groups of the town, with their venues and their series.

import * as v from 'valibot'
import { addDays, instantOf, localDay, localTime, minutes } from '../../../src/lib/time.ts'
import { createGroup, verifyGroup } from '../../../src/organising/actions.ts'
import { GroupInput } from '../../../src/organising/inputs.ts'
import { SeriesInput } from '../../../src/sessions/inputs.ts'
import { publishSeries } from '../../../src/sessions/publishing/actions.ts'
import type { Cast } from './cast.ts'
import type { Machine } from './time-machine.ts'
import type { Town, TownGroup } from './town.ts'

export type Published = { id: string; group: TownGroup; organiser: Cast['organisers'][number] }

export async function publishGroup(machine: Machine, town: Town, cast: Cast, group: TownGroup): Promise<Published> {
  const { id, organiser } = await describeGroup(machine, town, cast, group)
  const verified = await verifyGroup(await machine.context(), cast.coordinator.can('group.verify'), { groupId: id })
  if (!verified.ok) throw new Error(`${group.name}: ${verified.reason}`)
  await publish(machine, group, organiser, id)
  return { id, group, organiser }
}

/** A group as its organiser hands it in; nobody has looked at it yet. */
export async function describeGroup(machine: Machine, town: Town, cast: Cast, group: TownGroup): Promise<Published> {
  const organiser = cast.organisers[group.of]
  const venue = town.venues[group.at]
  if (!organiser || !venue) throw new Error(`${group.name} has no organiser or no venue`)
  const [known] = await machine.read<{ id: string }>('SELECT id FROM venues WHERE org_id = ? AND name = ?', organiser.orgId, venue.name)
  const made = await createGroup(
    await machine.context(),
    organiser.can('group.manage'),
    v.parse(GroupInput, {
      name: group.name,
      summary: group.summary,
      description: group.description,
      activities: [...group.activities],
      languages: [...group.languages],
      accessFeatures: [...venue.access],
      whoItIsFor: group.whoItIsFor,
      // Groups that meet once a week and welcome few each time can take in a few more in a full week.
      newcomersPerWeek: group.newcomerLimit === undefined ? '' : group.newcomerLimit + 1,
      cost: group.cost,
      whatToBring: group.whatToBring,
      contactName: organiser.name,
      contactPhone: `${town.phonePrefix}${2000 + group.of}`,
      contactEmail: `hello@${town.domain}`,
      venueId: known?.id ?? '',
      venueName: venue.name,
      venueAddress: venue.address,
      venuePostcode: venue.postcode,
      venueArea: venue.area,
      venuePosition: `${venue.latitude}, ${venue.longitude}`,
      venueHowToFind: venue.howToFind,
    }),
  )
  if (!made.ok) throw new Error(`${group.name}: ${made.reason}`)
  return { id: made.value.id, group, organiser }
}

async function publish(machine: Machine, group: TownGroup, organiser: Cast['organisers'][number], groupId: string): Promise<void> {
  const ctx = await machine.context()
  const { timeZone } = ctx.place
  const startsOn = addDays(localDay(ctx.now, timeZone), 1)
  const endsTime = localTime(instantOf(startsOn, group.time, timeZone).at + minutes(group.minutes), timeZone)
  const [venue] = await machine.read<{ id: string }>('SELECT venue_id AS id FROM groups WHERE id = ?', groupId)
  const published = await publishSeries(ctx, organiser.can('session.manage'), {
    ...v.parse(SeriesInput, {
      ...ruleOf(group),
      startsOn,
      venueId: venue?.id,
      startsTime: group.time,
      endsTime,
      capacity: group.capacity,
      newcomerLimit: group.newcomerLimit ?? '',
      newcomerPlaces: group.newcomerPlaces ?? '',
      bookingClosesMinutes: 120,
      buddyForFirstVisit: group.buddy,
      meetingPoint: group.meetingPoint,
    }),
    groupId,
  })
  if (!published.ok) throw new Error(`${group.name}: ${published.reason}`)
}

function ruleOf({ rule }: TownGroup) {
  if (rule[0] === 'month') return { every: 'month', ordinal: rule[1], weekday: rule[2] }
  return { every: 'week', interval: rule[0] === 'week' ? 1 : 2, weekdays: [rule[1]] }
}
