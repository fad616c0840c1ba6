// A life before it is lived: what fires when, who dies where, and what people do. Each entry carries its own chance, so that taking
// some out (to find the few that matter) leaves the others as they were.

import { days, hours, minutes } from '../../../src/lib/time.ts'
import { type Chance, chanceOf } from './chance.ts'
import type { Fate } from './crew.ts'
import { type Spell, type Trouble, troubles } from './provider.ts'

export type Cron = '* * * * *' | '*/15 * * * *' | '0 3 * * *'
export type Entry = { at: number; fate: Fate; chance: number } & ({ is: 'tick'; cron: Cron } | { is: 'act'; what: ActName })
export type Script = {
  seed: number
  startsAt: number
  length: number
  zone: 'Europe/London' | 'Asia/Jakarta'
  /** On which day the first group meets for the first time; the other one the day after. */
  meetsFrom: number
  entries: Entry[]
  spells: Spell[]
}

const acts = {
  book: 30,
  bookTwice: 2,
  confirm: 10,
  cancel: 8,
  move: 4,
  chooseBuddy: 2,
  claim: 5,
  stepBack: 1,
  changeCapacity: 2,
  moveSession: 2,
  cancelSession: 1,
  takeRegister: 5,
  answerSurvey: 2,
  stop: 2,
  start: 1,
  withdraw: 1,
  mend: 3,
  deploy: 2,
} as const
export type ActName = keyof typeof acts
const anyAct = Object.entries(acts).flatMap(([name, weight]) => Array<ActName>(weight).fill(name as ActName))

export function scriptOf(seed: number, length = 90): Script {
  const chance = chanceOf(seed)
  // A start before each change of the clocks, now and then, and any day else.
  const startsAt = Date.UTC(2026, chance.pick([1, 2, 5, 7, 9]), chance.between(1, 28), 6)
  const entries: Entry[] = []
  const add = (entry: Entry) => entries.push(entry)
  const meetsFrom = chance.between(2, 6)
  // Runs that stand still longer than a lease, one after the other, and a provider that is seldom well.
  const isHarsh = seed % 5 === 0
  const fate = (isPerson: boolean) => fateOf(chance, isPerson)

  for (let day = 0; day < length; day++) {
    const midnight = startsAt + days(day)
    const isQuiet = (day - meetsFrom + 70) % 7 === 3 || (day - meetsFrom + 70) % 7 === 4
    for (const hour of [3, 15]) ticks(chance, midnight + hours(hour), '* * * * *', add)
    if (isHarsh) lineUp(chance, midnight + hours(chance.between(4, 14)), add)
    for (const hour of isQuiet || chance.is(0.5) ? [4] : [3, 10]) ticks(chance, midnight + hours(hour), '*/15 * * * *', add)
    if (day % 2 === 0) ticks(chance, midnight + hours(3), '0 3 * * *', add)
    for (let n = isQuiet ? 1 : chance.between(1, 4); n > 0; n--) {
      const at = midnight + minutes(chance.below(24 * 60))
      add({ is: 'act', what: chance.pick(anyAct), at, fate: fate(true), chance: chance.below(2 ** 31) })
      // Somebody else at the same moment, and the jobs too.
      const beside = at + chance.below(500)
      if (chance.is(0.25)) add({ is: 'act', what: chance.pick(anyAct), at: beside, fate: fate(true), chance: chance.below(2 ** 31) })
      if (chance.is(0.2)) add({ is: 'tick', cron: chance.pick(['* * * * *', '*/15 * * * *']), at: beside, fate: fate(false), chance: 1 })
    }
  }
  const zone = chance.pick(['Europe/London', 'Europe/London', 'Asia/Jakarta'] as const)
  return {
    seed,
    startsAt,
    length,
    zone,
    meetsFrom,
    entries,
    spells: isHarsh ? badWeather(startsAt, length) : spellsOf(chance, startsAt, length),
  }
}

/** Deliveries that each stand still for longer than a lease lasts, while the next one begins, with something to deliver. */
function lineUp(chance: Chance, from: number, add: (entry: Entry) => void) {
  add({ is: 'act', what: 'book', at: from - minutes(1), fate: {}, chance: chance.below(2 ** 31) })
  for (let n = 0; n < 4; n++) {
    const fate = { stallsAt: chance.between(4, 12), stallsFor: minutes(chance.between(6, 14)) }
    add({ is: 'tick', cron: '* * * * *', at: from + minutes(6 * n), fate, chance: 1 })
  }
}

const badWeather = (startsAt: number, length: number): Spell[] => [
  { from: startsAt, until: startsAt + days(length), troubles: ['rate_limit', 'accept_drop', 'arrive_late', 'refuse_500'], share: 0.6 },
]

/** A tick of the clock: it fires 0 to 3 times, each up to six hours late, often two at the same moment. */
function ticks(chance: Chance, nominal: number, cron: Cron, add: (entry: Entry) => void) {
  const times = chance.pick([0, 1, 1, 1, 1, 1, 2, 3])
  let late = chance.below(hours(6))
  for (let n = 0; n < times; n++) {
    if (n > 0 && chance.is(0.5)) late = chance.below(hours(6))
    const at = nominal + late + chance.below(300)
    add({ is: 'tick', cron, at, fate: fateOf(chance, false), chance: chance.below(2 ** 31) })
    // What was just planned is sent, most times.
    const soon = { at: at + chance.between(0, minutes(12)), fate: fateOf(chance, false), chance: chance.below(2 ** 31) }
    if (cron === '*/15 * * * *' && chance.is(0.6)) add({ is: 'tick', cron: '* * * * *', ...soon })
  }
}

function fateOf(chance: Chance, isPerson: boolean): Fate {
  if (chance.is(isPerson ? 0.9 : 0.75)) return {}
  const which = chance.below(10)
  if (which < 4) return { diesAt: chance.between(1, 30) }
  if (which < 6) return { stallsAt: chance.between(1, 24), stallsFor: chance.between(10_000, minutes(14)) }
  if (which < 7) return { stallsAt: chance.between(1, 12), stallsFor: chance.between(10_000, minutes(14)), diesAt: chance.between(8, 24) }
  return { losesEvery: chance.between(1, 7) }
}

function spellsOf(chance: Chance, startsAt: number, length: number): Spell[] {
  return Array.from({ length: Math.ceil(length / 8) }, () => {
    const from = startsAt + chance.below(days(length))
    const lasts = chance.is(0.15) ? chance.between(hours(24), hours(40)) : chance.between(minutes(20), hours(9))
    const some = Array.from({ length: chance.between(1, 3) }, (): Trouble => chance.pick(troubles))
    return { from, until: from + lasts, troubles: some, share: chance.pick([0.5, 0.8, 1]) }
  })
}
