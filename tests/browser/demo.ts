// The demo town in the real Worker: filled once through the use cases, and then as many copies of it as are wanted.

import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Line } from '../../workers/local/demo/worker.ts'
import { freshKeys } from '../../workers/local/settings.ts'
import { bundleOwn, startWorker } from '../../workers/local/worker.ts'
import { startPlace } from './place.ts'

/** Fills `folder` with a town of `daysBehind` days (twelve weeks when not said): its database, and the keys that open it. */
export async function fillTown(folder: string, { daysBehind }: { daysBehind?: number } = {}): Promise<void> {
  const settings = freshKeys()
  await writeFile(join(folder, 'keys.json'), JSON.stringify(settings))
  const bundle = join(folder, 'filler')
  await mkdir(bundle)
  await bundleOwn('workers/local/demo/worker.ts', bundle)
  const origin = 'http://127.0.0.1'
  const filler = await startWorker({
    bundle,
    port: 0,
    settings: { ...settings, PUBLIC_ORIGIN: origin, LOCAL_MODE: 'yes' },
    keepIn: join(folder, 'state'),
  })
  const answer = await fetch(`${filler.url}/northfield${daysBehind ? `?daysBehind=${daysBehind}` : ''}`)
  const last = JSON.parse((await answer.text()).trim().split('\n').at(-1) ?? '{}') as Line
  await filler.close()
  if (!('filled' in last)) throw new Error(`The demo town was not filled: ${JSON.stringify(last)}`)
}

/** A copy of the town that the global setup filled, open for visitors; what happens in it stays in it. */
export async function startDemo(town = process.env.ALONGSIDE_TOWN) {
  if (!town) throw new Error('No town was filled: the global setup of the browser project does that')
  const copy = await mkdtemp(join(tmpdir(), 'alongside-demo-'))
  await cp(join(town, 'state'), copy, { recursive: true })
  const place = await startPlace({ settings: JSON.parse(await readFile(join(town, 'keys.json'), 'utf8')), keepIn: copy })
  return {
    ...place,
    close: async () => {
      await place.close()
      await rm(copy, { recursive: true, force: true })
    },
  }
}

/** Moves the town to where it is noon now: whatever the hour of the run, no message waits for the morning and no session for tomorrow. */
export async function moveToNoon({ query }: Pick<Awaited<ReturnType<typeof startDemo>>, 'query'>): Promise<void> {
  const east = 12 - new Date().getUTCHours()
  // The signs of these zones are turned round: Etc/GMT-3 lies three hours east.
  await query('UPDATE places SET time_zone = ?', `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`)
}
