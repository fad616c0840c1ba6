// What a piece of work takes of the machine. Seconds of processor say more than seconds where others work beside: they are those
// of the one process that holds the isolate and the database. Linux only; elsewhere these figures are 0.

import { readdirSync, readFileSync } from 'node:fs'

/** A workerd of ours, and the megabytes it held after its first work. */
export type Engine = { pid: string | undefined; heldAtFirst: number }

/** Does what starts a workerd, and says which it is. */
export async function engineStartedBy<T>(start: () => Promise<T>): Promise<{ result: T; engine: Engine }> {
  const before = new Set(enginesNow())
  const result = await start()
  return { result, engine: { pid: enginesNow().find((pid) => !before.has(pid)), heldAtFirst: 0 } }
}

/**
 * Memory is what the process holds for itself (`RssAnon`): heaps with their garbage, and the caches of the database; pages of the
 * program that are read for the first time are nobody's growth.
 */
export async function measured(engine: Engine, work: () => Promise<Response>) {
  const before = megabytesOf(engine)
  if (engine.heldAtFirst === 0) engine.heldAtFirst = before
  let peakMegabytes = before
  const watch = setInterval(() => {
    peakMegabytes = Math.max(peakMegabytes, megabytesOf(engine))
  }, 10)
  const [since, cpuSince] = [performance.now(), cpuOf(engine)]
  const response = await work()
  const [seconds, cpuSeconds] = [(performance.now() - since) / 1000, cpuOf(engine) - cpuSince]
  clearInterval(watch)
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`)
  peakMegabytes = Math.max(peakMegabytes, megabytesOf(engine))
  return { seconds, cpuSeconds, peakMegabytes, megabytes: peakMegabytes - before, response }
}

const ticksASecond = 100

function cpuOf({ pid }: Engine): number {
  // The name, in brackets, may hold spaces; 14 and 15 of all fields are ticks of its own and of the kernel for it.
  const fields = read(pid, 'stat').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticksASecond
}

const megabytesOf = ({ pid }: Engine): number => Number(/^RssAnon:\s+(\d+)/m.exec(read(pid, 'status'))?.[1] ?? 0) / 1024

function enginesNow(): string[] {
  try {
    return readdirSync('/proc').filter((pid) => {
      const status = /^\d+$/.test(pid) ? read(pid, 'status') : ''
      return /^Name:\s+workerd/m.test(status) && new RegExp(`^PPid:\\s+${process.pid}$`, 'm').test(status)
    })
  } catch {
    return []
  }
}

function read(pid: string | undefined, file: 'stat' | 'status'): string {
  try {
    return pid === undefined ? '' : readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
