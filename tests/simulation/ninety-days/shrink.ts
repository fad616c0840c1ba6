// Finds the few entries of a script that it takes to go wrong in the same way, so that somebody can read what happened.

import { type Fault, live, type Sabotage } from './life.ts'
import type { Spell } from './provider.ts'
import type { Entry, Script } from './script.ts'

const mostTries = 80

export async function shrunk(script: Script, fault: Fault, sabotage: Sabotage = {}): Promise<{ script: Script; tries: number }> {
  let tries = 0
  const stillFails = async (candidate: Script): Promise<boolean> => {
    tries++
    const { faults } = await live(candidate, sabotage).catch(() => ({ faults: [] as Fault[] }))
    return faults.some(({ what }) => what === fault.what)
  }
  let best = script
  const tryOut = async (entries: Entry[], spells: Spell[]) => {
    const candidate = { ...best, entries, spells }
    if (tries >= mostTries || !(await stillFails(candidate))) return false
    best = candidate
    return true
  }
  // What comes afterwards cannot be a cause, and most of the weather is none.
  await tryOut(
    best.entries.filter(({ at }) => at <= fault.at),
    best.spells,
  )
  await tryOut(best.entries, [])
  for (let size = Math.ceil(best.entries.length / 2); size >= 1 && tries < mostTries; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let from = 0; from < best.entries.length && tries < mostTries; ) {
      const rest = best.entries.filter((_, at) => at < from || at >= from + size)
      if (!(await tryOut(rest, best.spells))) from += size
    }
  }
  return { script: best, tries }
}

export const told = ({ entries, spells }: Script): string =>
  [
    ...spells.map(
      ({ from, until, troubles, share }) => `${when(from)} to ${when(until)}: the provider, ${share} of calls ${troubles.join(' or ')}`,
    ),
    ...entries
      .toSorted((a, b) => a.at - b.at)
      .map((entry) => `${when(entry.at)} ${entry.is === 'tick' ? entry.cron : entry.what}${fateOf(entry)}`),
  ].join('\n')

const when = (at: number) => new Date(at).toISOString().slice(0, 19)
const fateOf = ({ fate }: Entry) => (Object.keys(fate).length > 0 ? ` ${JSON.stringify(fate)}` : '')
