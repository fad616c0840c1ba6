// `npm run setup:place`: takes an empty database to a place that its first coordinator can sign in to.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import * as v from 'valibot'
import { SetUpPlace } from '../../src/places/actions.ts'
import { optionsOf, stop } from './options.ts'
import { freshKeys } from './settings.ts'
import { placesTarget } from './setup/target.ts'
import { opens, writePlace } from './setup/write.ts'
import { root } from './worker.ts'

const questions = {
  origin: 'The address people will open, e.g. https://alongside.example.org',
  name: 'Name of the place, e.g. Northfield',
  timeZone: 'Time zone, e.g. Europe/London or Asia/Jakarta',
  locale: 'Language of the place: en or id',
  country: 'Country, for telephone numbers: GB or ID',
  phone: 'Telephone number that people can ring',
  replyTo: 'Email address that answers go to',
  areas: 'Neighbourhoods, separated by commas',
  coordinatorName: 'Name of the first coordinator',
  coordinatorEmail: 'Email address of the first coordinator',
} as const
type Answers = Record<keyof typeof questions, string>

const values = optionsOf({
  ...Object.fromEntries(Object.keys(questions).map((name) => [name, { type: 'string' as const }])),
  'libsql-url': { type: 'string', default: process.env.LIBSQL_URL ?? '' },
  'libsql-token': { type: 'string', default: process.env.LIBSQL_TOKEN ?? '' },
  /** The folder of secrets.json: one for each place. */
  'keys-in': { type: 'string' },
  /** Writes to wrangler's own local database instead of the one on Cloudflare: for trying it out. */
  local: { type: 'boolean', default: false },
})

const answers = await ask()
const place = read(answers)
const origin = new URL(answers.origin).origin
const home = values['keys-in'] ? resolve(String(values['keys-in'])) : join(root, '.wrangler', 'setup')
const secretsFile = join(home, 'secrets.json')
mkdirSync(home, { recursive: true })

const kept: Record<string, string> | undefined = existsSync(secretsFile) ? JSON.parse(readFileSync(secretsFile, 'utf8')) : undefined
if (kept && kept.PUBLIC_ORIGIN !== origin)
  stop(`${secretsFile} holds the keys of the place at ${kept.PUBLIC_ORIGIN}, and you typed ${origin}.
For another place give another folder for its keys: --keys-in=…
When this place has a new address, write it into that file as PUBLIC_ORIGIN and run this again. Nothing was changed.`)

const target = placesTarget({
  isLocal: values.local === true,
  url: String(values['libsql-url']),
  token: String(values['libsql-token']),
  home,
})
console.log(`1/4 Preparing the database (${target.name}) …`)
await target.migrate()

// Fresh keys beside a place that has others would be stored over the true ones, and nothing of it could be read again.
const first = await target.firstUser()
if (first && !kept)
  stop(`This database has a place already, and its keys are not in ${secretsFile}.
Put the copy that you kept there to go on with that place. No keys were made, and the place was not changed.`)
if (first && kept && !(await opens(first, kept)))
  stop(`This database has a place already, and the keys in ${secretsFile} do not open it. Put the copy that belongs to it there.
The place was not changed, and nothing was stored.`)

const secrets = kept ?? { ...freshKeys(), PUBLIC_ORIGIN: origin }
if (!kept) writeFileSync(secretsFile, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
console.log(`2/4 Keys are in ${secretsFile}. Keep a copy in a safe place: without them no personal data can be opened again.`)
if (first) console.log('3/4 The place and its first coordinator are there already and stay as they are.')
else {
  console.log(`3/4 Writing ${place.name} and its first coordinator …`)
  if (!(await writePlace(target, place, secrets))) {
    if (!kept) rmSync(secretsFile)
    stop('Somebody else has just set up a place in this database. No keys were kept, and the place was not changed.')
  }
}
console.log('4/4 Storing the secrets of the Worker …')
await target.storeSecrets(secretsFile)

console.log(`
${first ? 'The place' : place.name} is set up. Next:
  npx wrangler secret put RESEND_API_KEY    sign-in is by email: without these two nobody gets in
  npx wrangler secret put EMAIL_FROM        e.g. hello@${new URL(origin).hostname}
  npm run deploy
  then open ${origin}/sign-in and type ${first ? "the coordinator's email address" : place.coordinator.email}
  RESEND_WEBHOOK_SECRET, for knowing what arrived, can follow (see "Configure" in the README).`)

async function ask(): Promise<Answers> {
  const given = values as Record<string, string | boolean | undefined>
  const missing = (Object.keys(questions) as (keyof Answers)[]).filter((name) => !given[name])
  if (missing.length && !process.stdin.isTTY) stop(`Say what is missing: ${missing.map((name) => `--${name}=…`).join(' ')}`)
  const terminal = missing.length ? createInterface({ input: process.stdin, output: process.stdout }) : undefined
  const found: Record<string, string> = {}
  for (const name of Object.keys(questions) as (keyof Answers)[]) {
    found[name] = String(given[name] ?? (await terminal?.question(`${questions[name]}\n> `)) ?? '').trim()
  }
  terminal?.close()
  return found as Answers
}

function read(typed: Answers): v.InferOutput<typeof SetUpPlace> {
  if (!URL.canParse(typed.origin)) stop(`origin: "${typed.origin}" is not an address like https://alongside.example.org`)
  const { coordinatorName, coordinatorEmail, areas, origin: _, ...place } = typed
  const parsed = v.safeParse(SetUpPlace, {
    ...place,
    areas: areas.split(',').map((area) => area.trim()),
    coordinator: { name: coordinatorName, email: coordinatorEmail },
  })
  if (parsed.success) return parsed.output
  return stop(parsed.issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message.replaceAll('_', ' ')}`).join('\n'))
}
