// What link workers hear: a first talk with what matters, a goal, and then a word every few weeks; some next steps stay undone.

import * as v from 'valibot'
import { addConversation, settleStep } from '../../../src/conversations/actions.ts'
import { AddConversation } from '../../../src/conversations/inputs.ts'
import { channels } from '../../../src/conversations/rules.ts'
import { addGoal, rateGoal } from '../../../src/goals/actions.ts'
import { families } from '../../../src/groups/rules.ts'
import { addDays, localDay } from '../../../src/lib/time.ts'
import { partsOfWeek } from '../../../src/lib/week.ts'
import { needCodes } from '../../../src/needs/rules.ts'
import { saveProfile } from '../../../src/profiles/actions.ts'
import { SaveProfile } from '../../../src/profiles/inputs.ts'
import { genders } from '../../../src/profiles/rules.ts'
import { present, type Referred, type Story } from './story.ts'

/** The morning's talks: everybody new, and a few of those who are known; and what was promised for today. */
export async function listen(story: Story, newcomers: readonly Referred[]): Promise<void> {
  const { random } = story.machine
  for (const person of newcomers) await firstTalk(story, person)
  for (const person of random.some(present(story), Math.ceil(story.people.length / 15))) await talk(story, person)
  await keepPromises(story)
}

async function firstTalk(story: Story, person: Referred): Promise<void> {
  const { machine, town } = story
  const { random } = machine
  await talk(story, person)
  const can = person.linkWorker.can('person.manage')
  const ctx = await machine.context()
  const venue = random.pick(town.venues)
  const [good, bad] = [random.some(partsOfWeek, 4), random.some(partsOfWeek, 3)]
  const input = {
    personId: person.id,
    matters: random.pick(town.words.matters),
    strengths: random.pick(town.words.strengths),
    interests: random.some(families, 1 + random.below(3)),
    suits: good,
    cannot: bad.filter((part) => !good.includes(part)),
    near: venue.postcode || venue.area,
    reachKm: random.happens(50) ? 2 + random.below(4) : undefined,
    gender: random.happens(60) ? random.pick(genders) : '',
    needs: random.some(needCodes, 1 + random.below(4)),
  }
  await saveProfile(ctx, can, { ...v.parse(SaveProfile, input), personId: person.id })
  if (random.happens(70)) {
    await addGoal(ctx, can, { personId: person.id, words: random.pick(town.words.goals), rating: 1 + random.below(4), id: undefined })
  }
}

async function talk({ machine, town }: Story, person: Referred): Promise<void> {
  const { random, clock } = machine
  const ctx = await machine.context()
  const can = person.linkWorker.can('person.manage')
  const today = localDay(clock.now, ctx.place.timeZone)
  const hasStep = random.happens(40)
  const input = {
    channel: random.happens(70) ? 'phone' : random.pick(channels),
    minutes: 5 + random.below(40),
    wasReached: random.happens(85),
    words: random.pick(town.words.talks),
    nextStep: hasStep ? random.pick(town.words.steps) : '',
    nextStepOn: hasStep ? addDays(today, 2 + random.below(10)) : '',
  }
  await addConversation(ctx, can, { ...v.parse(AddConversation(ctx), input), personId: person.id })
  const goals = await machine.read<{ id: string; rating: number }>(
    `SELECT g.id AS id, max(r.rating) AS rating FROM goals g JOIN goal_ratings r ON r.goal_id = g.id WHERE g.person_id = ? AND g.status = 'active' GROUP BY g.id`,
    person.id,
  )
  for (const { id, rating } of goals)
    await rateGoal(ctx, can, { goalId: id, rating: Math.min(10, rating + random.below(3)), ratedOn: undefined })
}

async function keepPromises({ machine, people }: Story): Promise<void> {
  const ctx = await machine.context()
  const due = await machine.read<{ id: string; person: string }>(
    'SELECT id, person_id AS person FROM conversations WHERE next_step_done_at IS NULL AND next_step_on <= ? ORDER BY next_step_on LIMIT 20',
    localDay(machine.clock.now, ctx.place.timeZone),
  )
  for (const { id, person } of due) {
    const who = people.find((one) => one.id === person)
    if (who && machine.random.happens(60)) await settleStep(ctx, who.linkWorker.can('person.manage'), { conversationId: id, how: 'done' })
  }
}
