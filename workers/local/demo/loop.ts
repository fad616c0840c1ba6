// How referrals go on: what the people agree that referrers are told, how some end, and those that are declined.

import * as v from 'valibot'
import { hours } from '../../../src/lib/time.ts'
import { changeTelling } from '../../../src/referrals/news/actions.ts'
import type { EndReason } from '../../../src/referrals/rules.ts'
import { endReferral } from '../../../src/rights/ending/actions.ts'
import { EndReferral } from '../../../src/rights/ending/inputs.ts'
import type { Player } from './cast.ts'
import type { Story } from './story.ts'

type Row = { id: string; person: string; team: string; status: string; reasons: string; age: number; tells: string; hasReferrer: number }

const endings: readonly EndReason[] = ['settled_in', 'settled_in', 'enough_for_now', 'other_support']

/** Once a week: a few agree to more, those who have come a long way are completed, and whoever needs help with debts is sent on. */
export async function closeLoops({ machine, cast, town, people }: Story): Promise<void> {
  const { random, clock } = machine
  const open = await machine.read<Row>(
    `SELECT id, person_id AS person, team_id AS team, status, reasons, ? - received_at AS age, tells, referrer IS NOT NULL AS hasReferrer
     FROM referrals WHERE status IN ('received', 'contacted', 'supporting') ORDER BY id LIMIT 400`,
    clock.now,
  )
  for (const { id, person, team, status, reasons, age, tells, hasReferrer } of open) {
    const worker = cast.linkWorkers.find(({ orgId }) => orgId === team)
    if (!worker) continue
    if (hasReferrer && tells === '[]' && random.happens(60)) await agree(machine, worker, id)
    const isLong = age > hours(24 * 42) && random.happens(20)
    if (status === 'supporting' && isLong) {
      await end(machine, worker, id, await howItEnded(machine, person), '')
      const who = people.find((one) => one.id === person)
      if (who) who.hasFinished = true
    }
    if (status === 'received' && reasons === '["money_or_housing"]')
      await end(machine, worker, id, 'needs_other_service', town.words.sentOn, await firstGroups(machine))
  }
}

type Machine = Story['machine']

/** A goal counts as reached near the top of its ladder, not before. */
async function howItEnded({ read, random }: Machine, person: string): Promise<EndReason> {
  const [near] = await read('SELECT 1 FROM goals g JOIN goal_ratings r ON r.goal_id = g.id WHERE g.person_id = ? AND r.rating >= 7', person)
  return near ? 'goals_reached' : random.pick(endings)
}

const agree = async (machine: Machine, worker: Player, referralId: string) =>
  changeTelling(await machine.context(), worker.can('referral.manage'), {
    referralId,
    tells: machine.random.happens(70) ? ['contacted', 'booked', 'first_attended', 'continuing', 'ended'] : ['contacted', 'ended'],
  })

async function end(machine: Machine, worker: Player, referralId: string, reason: EndReason, words: string, groupIds: string[] = []) {
  const ended = v.parse(EndReferral, { reason, words, groupIds, teamIds: [] })
  await endReferral(await machine.context(), worker.can('referral.manage'), { ...ended, referralId })
}

const firstGroups = async (machine: Machine) =>
  (await machine.read<{ id: string }>(`SELECT id FROM groups WHERE status = 'verified' ORDER BY name LIMIT 2`)).map(({ id }) => id)
