// Runs many pieces of work in virtual time, one step at a time. A step is a round trip to the database or a call to the provider:
// between two of them nothing reaches the outside world. Which of the pieces under way takes the next step is chance, so
// any two can meet at any await; one of them can stop for good there (a Worker that died), or for minutes, while others go on.

import type { Chance } from './chance.ts'

type Work<T> = () => PromiseLike<T>
export type What = 'read' | 'write' | 'call'
export type Step = <T>(work: Work<T>, what: What) => Promise<T>
export type Fate = {
  /** Before which step it dies, and nothing of it happens any more. */
  diesAt?: number
  /** Before which step it stands still, and for how long. */
  stallsAt?: number
  stallsFor?: number
  /** Every k-th write is committed and then answered with an error. */
  losesEvery?: number
}
export type Hand = {
  name: string
  at: number
  fate: Fate
  steps: number
  ended: 'no' | 'well' | 'died' | 'threw'
  step: Step
  fault?: unknown
  onEnd?: (how: 'well' | 'died' | 'threw') => unknown
}
type Waiting = Hand & { gates: (() => void)[]; wakesAt: number; writes: number }

export class LostAnswer extends Error {}

export type Crew = ReturnType<typeof crew>

/** `quiet` resolves when everything that can go on without a step has done so. */
export function crew(clock: { now: number }, chance: Chance, quiet: () => Promise<void>, beforeStep: (hand: Hand) => void | Promise<void>) {
  const ahead: { at: number; order: number; start: () => void }[] = []
  const active = new Set<Waiting>()
  let order = 0
  let isSorted = true
  const sort = () => {
    if (!isSorted) ahead.sort((a, b) => b.at - a.at || b.order - a.order)
    isSorted = true
  }

  function stepOf(hand: Waiting): Step {
    return (work, what) =>
      new Promise((resolve, reject) => {
        hand.gates.push(() => {
          const isLost = what === 'write' && hand.fate.losesEvery !== undefined && ++hand.writes % hand.fate.losesEvery === 0
          const answer = Promise.resolve(work())
          const told = isLost ? answer.then(() => Promise.reject(new LostAnswer('D1_ERROR: Network connection lost.'))) : answer
          busy(told).then(resolve, reject)
        })
      })
  }

  /** Work that begins at an instant, once everything before it has begun. */
  function plan(at: number, name: string, fate: Fate, work: (hand: Hand) => Promise<unknown>): Hand {
    const hand = { name, at, fate, steps: 0, ended: 'no', gates: [], wakesAt: 0, writes: 0 } as unknown as Waiting
    hand.step = stepOf(hand)
    const end = (how: 'well' | 'threw', fault?: unknown) => {
      if (hand.ended !== 'no') return
      hand.ended = how
      if (fault !== undefined) hand.fault = fault
      active.delete(hand)
      hand.onEnd?.(how)
    }
    const start = () => {
      active.add(hand)
      work(hand).then(
        () => end('well'),
        (fault) => end('threw', fault),
      )
    }
    ahead.push({ at, order: order++, start })
    isSorted = false
    return hand
  }

  /** Until there is nothing left to do at or before `until`. */
  async function run(until: number): Promise<void> {
    for (;;) {
      sort()
      while ((ahead.at(-1)?.at ?? Number.POSITIVE_INFINITY) <= clock.now) {
        ahead.pop()?.start()
        await quiet()
        sort()
      }
      const ready = [...active].filter(({ gates, wakesAt }) => gates.length > 0 && wakesAt <= clock.now)
      if (ready.length > 0) {
        await take(chance.pick(ready))
        continue
      }
      const wakes = [...active].filter(({ gates }) => gates.length > 0).map(({ wakesAt }) => wakesAt)
      if (active.size > wakes.length) throw new Error(`Waits for something that is no step: ${[...active].map(({ name }) => name)}`)
      const next = Math.min(ahead.at(-1)?.at ?? Number.POSITIVE_INFINITY, ...wakes)
      if (next > until) break
      clock.now = Math.max(clock.now, next)
    }
    clock.now = Math.max(clock.now, until)
  }

  async function take(hand: Waiting) {
    hand.steps++
    clock.now += chance.between(2, 400)
    const { diesAt, stallsAt, stallsFor = 0 } = hand.fate
    if (hand.steps === diesAt) {
      hand.ended = 'died'
      active.delete(hand)
      hand.onEnd?.('died')
      return
    }
    if (hand.steps === stallsAt) {
      hand.wakesAt = clock.now + stallsFor
      return
    }
    await beforeStep(hand)
    hand.gates.shift()?.()
    await quiet()
  }

  /** Nobody of this name takes a step for a while: an answer that is on its way. */
  const rest = (hand: Hand, ms: number) => {
    ;(hand as Waiting).wakesAt = clock.now + ms
  }

  return { plan, run, rest, isIdle: () => active.size === 0 }
}

// Everything under way that is no step: what the runtime does by itself, such as sealing.
const underWay = new Set<Promise<unknown>>()
export function busy<T>(work: Promise<T>): Promise<T> {
  underWay.add(work)
  const done = () => underWay.delete(work)
  work.then(done, done)
  return work
}
export const isBusy = () => underWay.size > 0
export const allUnderWay = () => Promise.allSettled(underWay)
