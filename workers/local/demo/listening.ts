// What link workers hear: a first talk with what matters, a goal, and then a word every few weeks; some next steps stay undone.

import * as v from 'valibot'
import { addConversation, settleStep } from '../../../src/conversations/actions.ts'
import { AddConversation } from '../../../src/conversations/inputs.ts'
import { addGoal, rateGoal } from '../../../src/goals/actions.ts'
import { families } from '../../../src/groups/rules.ts'
import { addDays, localDay } from '../../../src/lib/time.ts'
import { partsOfWeek } from '../../../src/lib/week.ts'
import { needGroups } from '../../../src/needs/rules.ts'
import { saveProfile } from '../../../src/profiles/actions.ts'
import { SaveProfile } from '../../../src/profiles/inputs.ts'
import { present, type Referred, type Story } from './story.ts'

/** The morning's talks with a few of those who are known, and what was promised for today. */
export async function listen(story: Story): Promise<void> {
  const { random } = story.machine
  for (const person of random.some(present(story), Math.ceil(present(story).length / 12))) await nextTalk(story, person)
  await keepPromises(story)
}

/** What matters to somebody new, told at some length. */
export async function firstTalk(story: Story, person: Referred): Promise<void> {
  const { machine, town } = story
  const { random } = machine
  await talk(story, person, { ...howLong(story, 10), wasReached: true, words: random.pick(town.words.firstTalks) })
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
    gender: random.happens(60) ? person.is[2] : '',
    needs: random.some(needsOf(person), 1 + random.below(4)),
  }
  await saveProfile(ctx, can, { ...v.parse(SaveProfile, input), personId: person.id })
  if (random.happens(70)) {
    await addGoal(ctx, can, { personId: person.id, words: random.pick(town.words.goals), rating: 1 + random.below(4), id: undefined })
  }
}

/** Whoever writes emails has a device, and only who reads another language than the town needs help with it. */
function needsOf({ hasEmail, is: [, , , , language] }: Referred) {
  const { language: ofLanguage, digital, ...others } = needGroups
  return [...Object.values(others).flat(), ...(language ? ofLanguage : []), ...(hasEmail ? [] : digital)]
}

const usual = { phone: 20, video: 25, in_person: 35, home_visit: 45 } as const

/** Some minutes around what is usual of such a talk, and no fewer than `least`. */
function howLong({ machine: { random } }: Story, least: number) {
  const channel = random.happens(70) ? 'phone' : random.pick(Object.keys(usual) as (keyof typeof usual)[])
  return { channel, minutes: Math.max(least, usual[channel] - 12 + random.below(25)) }
}

/** One in seven does not answer, and is rung again. */
async function nextTalk(story: Story, person: Referred): Promise<void> {
  const { machine, town } = story
  const { random } = machine
  if (random.happens(15)) {
    await talk(story, person, { channel: 'phone', minutes: 1, wasReached: false, words: random.pick(town.words.notReached) })
    return
  }
  const [been] = await machine.read(`SELECT 1 FROM bookings WHERE person_id = ? AND status = 'attended' LIMIT 1`, person.id)
  const told = been ? [...town.words.talks, ...town.words.talksAfterwards] : town.words.talks
  const words = told[person.talks++ % told.length] ?? ''
  await talk(story, person, { ...howLong(story, 5), wasReached: true, words })
}

type Talk = Pick<AddConversation, 'channel' | 'minutes' | 'wasReached' | 'words'>

async function talk({ machine, town }: Story, person: Referred, had: Talk): Promise<void> {
  const { random, clock } = machine
  const ctx = await machine.context()
  const can = person.linkWorker.can('person.manage')
  const today = localDay(clock.now, ctx.place.timeZone)
  const hasStep = random.happens(40)
  const nextStep = had.wasReached ? random.pick(town.words.steps) : town.words.tryAgain
  const input = {
    ...had,
    nextStep: hasStep ? nextStep : '',
    nextStepOn: hasStep ? addDays(today, had.wasReached ? 2 + random.below(10) : 1) : '',
  }
  await addConversation(ctx, can, { ...v.parse(AddConversation(ctx), input), personId: person.id })
  // How far somebody has come is asked of them.
  if (!had.wasReached) return
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
