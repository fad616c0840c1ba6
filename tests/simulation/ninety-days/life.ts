// One life: ninety days of a town with everything that goes wrong, three quiet days after them, and what the auditor found.

import { vi } from 'vitest'
import { budgetOf, unlimited } from '../../../src/jobs/budget.ts'
import { runJobs } from '../../../src/jobs/run.ts'
import { jobsOfTick } from '../../../src/jobs/tick.ts'
import { sha256 } from '../../../src/lib/encoding.ts'
import { days, hours, minutes } from '../../../src/lib/time.ts'
import { resendSender } from '../../../src/messages/resend.ts'
import type { Sender } from '../../../src/messages/rules.ts'
import { people } from './acts.ts'
import { audit, auditCalm } from './auditor.ts'
import { chanceOf } from './chance.ts'
import { crew, type Hand } from './crew.ts'
import { countCryptography, quiet } from './engine/engine.ts'
import { clearHistory, noteStep, readHistory, writeHistory } from './history.ts'
import { provider as providerAt, type Telling } from './provider.ts'
import type { Entry, Script } from './script.ts'
import { tellOf } from './tellings.ts'
import { type Town, town as townOf } from './town.ts'

export type Sabotage = {
  /** Before the first day, past every step. */
  before?: () => Promise<void>
  after?: () => Promise<void>
  place?: Partial<Town['release']['place']>
  sender?: (sender: Sender, ctx: ReturnType<ReturnType<Town['ctxFor']>>) => Sender
}
export type Fault = { what: string; about: string; at: number }
export type Lived = { faults: Fault[]; reached: Map<string, number>; hash: string; steps: number; took: number }

// Jobs that find nothing in this town: they run seldom, since most of a life's cost is the statements of its ticks.
const idle = new Set([
  'link-audit',
  'heartbeat',
  'reopen-groups',
  'plan-outcomes',
  'tell-referrers',
  'escalate-referrals',
  'extend-series',
  'expire-checks',
  'tidy',
])

let isPrepared = false
const realRandom = crypto.getRandomValues.bind(crypto)

export async function live(script: Script, sabotage: Sabotage = {}, stopAtFirst = true): Promise<Lived> {
  const began = performance.now()
  if (!isPrepared) {
    countCryptography()
    isPrepared = true
  }
  const chance = chanceOf(script.seed ^ 0x5bd1e995)
  crypto.getRandomValues = ((into: Uint8Array) => chance.bytes(into)) as typeof crypto.getRandomValues
  const clock = { now: script.startsAt - days(1) }
  await writeHistory()
  await clearHistory()
  await noteStep(clock.now, -1)
  const town = await townOf(script, clock, chance)
  await sabotage.before?.()
  Object.assign(town.release.place, sabotage.place)

  const hands: Hand[] = []
  let steps = 0
  const team = crew(clock, chance, quiet, (hand) => {
    steps++
    return noteStep(clock.now, hands.indexOf(hand))
  })
  const tell = (telling: Telling, tries = 0) => {
    const isPlain = provider.state.isFair || chance.is(0.85)
    const fate = isPlain ? {} : chance.pick([{ diesAt: chance.between(1, 3) }, { losesEvery: 1 }, { stallsAt: 2, stallsFor: minutes(3) }])
    const at = clock.now + (tries === 0 ? telling.after : minutes(5))
    const hand = team.plan(at, `told ${telling.told}`, fate, (mine) => tellOf(town.ctxFor(mine)(), telling))
    hands.push(hand)
    // What is not answered with a yes is told again, under the same id.
    hand.onEnd = (how) => how !== 'well' && tries < 4 && tell(telling, tries + 1)
  }
  const provider = providerAt(clock, chance, team, script.spells, tell)
  const realFetch = globalThis.fetch
  vi.stubGlobal('fetch', (input: string | Request, init?: RequestInit) => {
    const url = typeof input === 'string' ? input : input.url
    return provider.take(url, init) ?? realFetch(input as never, init)
  })

  const tick = (entry: { cron: string; at: number; fate: Hand['fate']; chance: number }) => {
    const dice = chanceOf(entry.chance)
    hands.push(
      team.plan(entry.at, `tick ${entry.cron}`, entry.fate, async (hand) => {
        const ctx = town.ctxFor(hand)
        const sender = (mine: ReturnType<typeof ctx>) => {
          const real = resendSender({ apiKey: 're_test', baseUrl: provider.addressFor(hand), from: 'Alongside <hello@alongside.test>' })
          return sabotage.sender?.(real, mine) ?? real
        }
        const due = await jobsOfTick(ctx(), entry.cron)
        const jobs = due.filter(({ name }) => !idle.has(name) || dice.is(0.1))
        const budget = dice.is(0.2) ? budgetOf(dice.between(20, 120), () => false) : unlimited
        await runJobs(jobs, async (limits) => ctx(limits), { sender }, budget)
      }),
    )
  }
  const act = (entry: Extract<Entry, { is: 'act' }>) => {
    hands.push(
      team.plan(entry.at, entry.what, entry.fate, (hand) =>
        people[entry.what]({ town, ctx: town.ctxFor(hand), chance: chanceOf(entry.chance), provider }),
      ),
    )
  }
  for (const entry of script.entries) entry.is === 'tick' ? tick(entry) : act(entry)

  const faults: Fault[] = []
  const end = script.startsAt + days(script.length)
  try {
    for (let at = script.startsAt; at < end && !(stopAtFirst && faults.length > 0); at += days(1)) {
      await team.run(at)
      if (team.isIdle()) faults.push(...(await auditCalm(clock.now)))
    }
    await team.run(end)
    // Everything that was left behind is taken up, with nobody in the way.
    provider.state.isFair = true
    for (let at = clock.now + minutes(20); at < end + days(3); at += hours(at < end + hours(8) ? 1 : 6)) {
      for (const cron of ['*/15 * * * *', '* * * * *']) tick({ cron, at, fate: {}, chance: at })
    }
    for (let at = end + days(3); at < end + days(3.6); at += hours(1)) tick({ cron: '* * * * *', at, fate: {}, chance: at })
    await team.run(end + days(3.6))
    faults.push(...(await auditCalm(clock.now)))
    const history = await readHistory()
    const found = await audit({
      history,
      accepted: provider.accepted,
      conflicts: provider.conflicts,
      tellings: provider.tellings,
      hands,
      now: clock.now,
      town,
    })
    faults.push(...found.faults)
    return { faults, reached: found.reached, hash: await hashOf([history.all, provider.accepted]), steps, took: performance.now() - began }
  } finally {
    await sabotage.after?.()
    vi.unstubAllGlobals()
    crypto.getRandomValues = realRandom
  }
}

const hashOf = (all: unknown) => sha256(JSON.stringify(all))
