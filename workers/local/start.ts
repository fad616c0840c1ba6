// `npm start`: the real Worker on this machine, with a demo place and its scheduled work running. No account, no network, no question.

import { mkdirSync, readFileSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type DemoPlace, demoPlaces } from './demo/places.ts'
import type { Line } from './demo/worker.ts'
import { optionsOf, stop } from './options.ts'
import { isFree } from './port.ts'
import { settingsFor } from './settings.ts'
import { bundleInto, bundleOwn, type LocalWorker, root, startWorker } from './worker.ts'

const values = optionsOf({ place: { type: 'string', default: 'northfield' }, port: { type: 'string', default: '8787' } })
const roles = [
  ['coordinator', 'Coordinator'],
  ['organiser', 'Organiser'],
  ['link_worker', 'Link worker'],
  ['team_lead', 'Team lead'],
  ['buddy', 'Buddy'],
] as const
const say = (line: string) => console.log(line)
const place: DemoPlace | undefined = demoPlaces[values.place as keyof typeof demoPlaces]
const port = Number(values.port)

if (!place) stop(`There is no demo place "${values.place}". Choose one of: ${Object.keys(demoPlaces).join(', ')}.`)
if (!Number.isInteger(port) || port < 1 || port > 65535) stop(`"${values.port}" is not a port.`)
if (!(await isFree(port))) stop(`Port ${port} is in use. Close what uses it, or choose another: npm start -- --port=${port + 1}`)

const home = join(root, '.wrangler', values.place)
const bundle = join(home, 'bundle')
mkdirSync(bundle, { recursive: true })

say('Building the Worker …')
await bundleInto(bundle)
say(`Starting ${place.name} on port ${port} …`)
const origin = `http://localhost:${port}`
const settings = settingsFor(home, origin)
const keepIn = join(home, 'state')
const isFirstStart = await fill()
const worker = await startWorker({ bundle, port, settings, keepIn, isQuiet: true })
const stopClock = runOnSchedule(worker)

say(`
${place.name} is open${isFirstStart ? '' : ', with the data of last time'}:

  Home page        ${origin}/
  Local mailbox    ${origin}/dev/mailbox
  API reference    ${origin}/api

Sign in as:
${roles.map(([slug, label]) => `  ${label.padEnd(16)} ${origin}/dev/sign-in/${slug}`).join('\n')}

Whoever is referred needs no account: open an email in the mailbox, and press its button.

Ctrl+C stops it and keeps the data; \`npm run reset\` starts over.`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    stopClock()
    await worker.close()
    process.exit(0)
  })
}

/** Fills the database if it is empty, in a Worker that exists only for this; true when it did. */
async function fill(): Promise<boolean> {
  const folder = join(home, 'demo')
  mkdirSync(folder, { recursive: true })
  await bundleOwn('workers/local/demo/worker.ts', folder)
  const filler = await startWorker({ bundle: folder, port: 0, settings, keepIn })
  if (filler.applied.length) say(`Prepared the database: ${filler.applied.join(', ')}`)
  // Not `fetch`, which gives up when an answer takes more than five minutes, as it may on a slow machine.
  const answer = await new Promise<IncomingMessage>((answered, failed) =>
    get(`${filler.url}/${values.place}`, answered).once('error', failed),
  )
  const lines = createInterface({ input: answer })
  for await (const text of lines) {
    const line = JSON.parse(text) as Line
    if ('fault' in line) stop(`The demo place could not be filled. \`npm run reset\` starts over.\n${line.fault}`)
    if ('done' in line) progress(line)
    if ('filled' in line) {
      await filler.close()
      return line.filled
    }
  }
  return stop('The demo place could not be filled. `npm run reset` starts over.')
}

/** Fires each cron as the platform would: workerd alone never does. */
function runOnSchedule(local: LocalWorker): () => void {
  const [, list = ''] = /^crons = \[(.*)\]$/m.exec(readFileSync(join(root, 'wrangler.toml'), 'utf8')) ?? []
  const crons = [...list.matchAll(/"([^"]+)"/g)].map(([, cron]) => cron as string)
  const run = async (due: string[], at: number) => {
    for (const cron of due) await local.cron(cron, at).catch((error) => say(`A scheduled run failed: ${error}`))
  }
  // What was missed while nobody had it running is caught up first.
  let working = run(crons, Date.now())
  let timer: NodeJS.Timeout
  const wait = () => {
    timer = setTimeout(
      async () => {
        const minute = new Date(Math.round(Date.now() / 60_000) * 60_000)
        const due = crons.filter((cron) => isDue(cron, minute))
        working = working.then(() => run(due, minute.getTime()))
        await working
        wait()
      },
      60_000 - (Date.now() % 60_000),
    )
  }
  wait()
  return () => clearTimeout(timer)
}

function isDue(cron: string, at: Date): boolean {
  const [minute = '*', hour = '*'] = cron.split(' ')
  const matches = (field: string, value: number) =>
    field === '*' || (field.startsWith('*/') ? value % Number(field.slice(2)) === 0 : Number(field) === value)
  return matches(minute, at.getUTCMinutes()) && matches(hour, at.getUTCHours())
}

function progress({ done, total, doing }: { done: number; total: number; doing: string }) {
  if (process.stdout.isTTY)
    process.stdout.write(`\r\u001b[KFilling the demo place: ${Math.round((done / total) * 100)} % ${doing}${done === total ? '\n' : ''}`)
  else if (done === total || done % Math.ceil(total / 10) === 0)
    say(`Filling the demo place: ${Math.round((done / total) * 100)} % ${doing}`)
}
