// Cuts a run at a chosen await, as a Worker that dies: nothing of it happens afterwards. Every round trip to the database and to
// the provider is counted by itself, so a new step joins the matrix without being named. Between two of them nothing reaches the
// outside world, so dying before the next is the same as dying after the last, its answer lost.

import type { Db } from '../../src/db/connect.ts'
import type { Sender } from '../../src/messages/rules.ts'

export class Died extends Error {}

type Work<T> = () => PromiseLike<T>
export type Step = <T>(work: Work<T>, what: 'read' | 'write' | 'send') => Promise<T>

/** Dies before the `at`-th step; `hasDied` tells whether the run was that long. */
export function cutAt(at: number): { step: Step; hasDied: () => boolean } {
  let steps = 0
  let dead = false
  const step: Step = async (work) => {
    if (dead || ++steps === at) {
      dead = true
      throw new Died(`cut at step ${at}`)
    }
    return work()
  }
  return { step, hasDied: () => dead }
}

/** Every `k`-th write is committed and then answered with an error, until `last` writes have been made. */
export function losingAcks(k: number, last: number): Step {
  let writes = 0
  return async (work, what) => {
    const result = await work()
    if (what === 'write' && ++writes <= last && writes % k === 0) throw new Died(`the answer to write ${writes} was lost`)
    return result
  }
}

export const watchedSender = (sender: Sender, step: Step): Sender => ({
  ...sender,
  send: (key, letters) => step(() => sender.send(key, letters), 'send'),
})

/** The same database, each of whose round trips goes through `step`. */
export function watchedDb(db: Db, step: Step): Db {
  const verbs = new Map([
    ['select', 'read'],
    ['selectDistinct', 'read'],
    ['insert', 'write'],
    ['update', 'write'],
    ['delete', 'write'],
    ['all', 'read'],
    ['run', 'write'],
  ] as const)
  return new Proxy(db, {
    get(target, name) {
      const value = Reflect.get(target, name)
      if (name === 'batch') return (statements: Parameters<Db['batch']>[0]) => step(() => target.batch(statements), 'write')
      const what = verbs.get(name as 'select')
      return what ? (...args: unknown[]) => watchedQuery(value.apply(target, args), step, what) : value
    },
  })
}

function watchedQuery<Q extends object>(query: Q, step: Step, what: 'read' | 'write'): Q {
  return new Proxy(query, {
    get(target, name) {
      const value = Reflect.get(target, name)
      if (name === 'then') {
        return (...then: Parameters<Promise<unknown>['then']>) => step(() => target as unknown as PromiseLike<unknown>, what).then(...then)
      }
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        const next = value.apply(target, args)
        return next !== null && typeof next === 'object' && ('then' in next || 'from' in next || 'values' in next || 'set' in next)
          ? watchedQuery(next, step, what)
          : next
      }
    },
  })
}
