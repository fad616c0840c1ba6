// Lives one after another, told by their seeds. The first that goes wrong is shrunk and told, so that it can be lived again:
// SEED=… npx vitest run -c tests/vitest.config.ts --project simulation tests/simulation/ninety-days

import { expect, vi } from 'vitest'
import { type Fault, live } from './life.ts'
import { scriptOf } from './script.ts'
import { shrunk, told } from './shrink.ts'

const settings: Record<string, string | undefined> = {
  ...(import.meta as { env?: Record<string, string> }).env,
  ...(globalThis as { process?: { env: Record<string, string> } }).process?.env,
}
export const chosenSeed = settings.SEED ? Number(settings.SEED) : undefined
/** How many lives in all: as many as two quiet cores live in about five minutes. `LIVES=1000` before a release. */
export const howMany = Number(settings.LIVES ?? 200)

export const seedsFrom = (first: number, count: number, by = 1): number[] =>
  chosenSeed === undefined ? Array.from({ length: count }, (_, at) => first + at * by) : [chosenSeed]

/** What jobs log would be longer than everything else that a test says. */
export function hush(): void {
  for (const kind of ['warn', 'error', 'log'] as const) vi.spyOn(console, kind).mockImplementation(() => undefined)
}

export async function liveAll(seeds: readonly number[], length = 90): Promise<Map<string, number>> {
  const print = console.log
  hush()
  const began = performance.now()
  const reached = new Map<string, number>()
  let steps = 0
  try {
    for (const seed of seeds) {
      const script = scriptOf(seed, length)
      const lived = await live(script)
      steps += lived.steps
      for (const [what, times] of lived.reached) reached.set(what, (reached.get(what) ?? 0) + times)
      const [first] = lived.faults
      if (first) expect.fail(await account(seed, length, first, lived.faults))
    }
    const seconds = (performance.now() - began) / 1000
    const per100 = ((seconds / seeds.length) * 100).toFixed(0)
    print(`${seeds.length} lives of ${length} days, ${steps} steps, in ${seconds.toFixed(0)} s: ${per100} s for 100`)
    return reached
  } finally {
    vi.restoreAllMocks()
  }
}

async function account(seed: number, length: number, first: Fault, all: readonly Fault[]): Promise<string> {
  const { script, tries } = await shrunk(scriptOf(seed, length), first)
  const faults = all.slice(0, 10).map(({ what, about, at }) => `${new Date(at).toISOString()} ${what}: ${about}`)
  return [`SEED=${seed} goes wrong:`, ...faults, `What it takes (found in ${tries} tries):`, told(script)].join('\n')
}
