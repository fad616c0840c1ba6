// Runs once, before the real Worker starts: inside workerd, next to the database, twelve weeks take seconds.

import { readTexts } from '../../texts.ts'
import { fillDemo } from './fill.ts'
import { demoPlaces } from './places.ts'

type Env = Record<string, string> & { DB: D1Database; ASSETS: Fetcher }
/** One line of the answer: progress, the end, or a fault. */
export type Line = { done: number; total: number; doing: string } | { filled: boolean } | { fault: string }

// Twelve weeks of runs would hide what the person who waits wants to read.
console.log = () => undefined

export default {
  async fetch(request: Request, { DB, ASSETS, ...settings }: Env): Promise<Response> {
    await readTexts({ ASSETS })
    const { pathname, searchParams } = new URL(request.url)
    const town = pathname.slice(1) as keyof typeof demoPlaces
    const daysBehind = searchParams.get('daysBehind')
    const { readable, writable } = new TransformStream()
    const writer = writable.getWriter()
    const say = (line: Line) => writer.write(new TextEncoder().encode(`${JSON.stringify(line)}\n`))
    const report = (done: number, total: number, doing: string) => say({ done, total, doing })
    const demo = { town, place: demoPlaces[town], database: DB, settings, report }
    fillDemo({ ...demo, ...(daysBehind ? { daysBehind: Number(daysBehind) } : {}) })
      .then((filled) => say({ filled }))
      .catch((error: Error) => say({ fault: error.stack ?? error.message }))
      .finally(() => writer.close())
    return new Response(readable)
  },
}
