// Each guard taken away has to be noticed within a few lives, for the reason that it is there for.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { live } from './life.ts'
import { hush } from './lives.ts'
import { sabotages } from './sabotage.ts'
import { scriptOf } from './script.ts'
import { shrunk, told } from './shrink.ts'

const fewLives = 24

beforeEach(hush)

it.each(Object.entries(sabotages))('finds out %s', { timeout: 300_000 }, async (_, { by, found, isHarsh }) => {
  const seen = new Set<string>()
  for (let seed = 1; seed <= fewLives && !found.some((what) => seen.has(what)); seed++) {
    const { faults } = await live(scriptOf(isHarsh ? seed * 5 : seed), by)
    for (const { what } of faults) seen.add(what)
  }
  expect(found.filter((what) => seen.has(what))).not.toEqual([])
})

// Two say that the simulation itself stood still, which nothing of the product brings about.
const ofTheSimulation = ['never_ended', 'nothing_told']

it('has something that brings about every fault the auditor knows', () => {
  const auditors = readdirSync(import.meta.dirname).filter((name) => name.startsWith('auditor'))
  const known = auditors.flatMap((name) =>
    [...readFileSync(join(import.meta.dirname, name), 'utf8').matchAll(/(?:fault\(|what: )'(\w+)'/g)].map(([, what]) => what),
  )
  const found = Object.values(sabotages).flatMap((sabotage) => sabotage.found)
  expect(known).toEqual(expect.arrayContaining(found))
  expect(known.filter((what) => !found.includes(String(what)) && !ofTheSimulation.includes(String(what)))).toEqual([])
})

it('shrinks what went wrong to the few entries that it takes', { timeout: 180_000 }, async () => {
  const { by } = sabotages['a counter that is not moved'] as (typeof sabotages)[string]
  const whole = scriptOf(1)
  const [fault] = (await live(whole, by)).faults
  if (!fault) throw new Error('nothing went wrong')
  const { script } = await shrunk(whole, fault, by)
  expect(script.entries.length).toBeLessThan(6)
  expect(told(script)).toMatch(/book/)
})
