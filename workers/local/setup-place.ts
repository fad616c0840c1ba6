// `npm run setup:place`: takes an empty database to a place that its first coordinator can sign in to.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import * as v from 'valibot'
import { SetUpPlace } from '../../src/places/actions.ts'
import { freshKeys } from './settings.ts'
import { placesTarget } from './setup/target.ts'
import { writePlace } from './setup/write.ts'
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

const { values } = parseArgs({
  options: {
    ...Object.fromEntries(Object.keys(questions).map((name) => [name, { type: 'string' as const }])),
    'libsql-url': { type: 'string', default: process.env.LIBSQL_URL ?? '' },
    'libsql-token': { type: 'string', default: process.env.LIBSQL_TOKEN ?? '' },
    /** Writes to wrangler's own local database instead of the one on Cloudflare: for trying it out. */
    local: { type: 'boolean', default: false },
  },
})

const answers = await ask()
const place = read(answers)
const home = join(root, '.wrangler', 'setup')
const secretsFile = join(home, 'secrets.json')
mkdirSync(home, { recursive: true })

const secrets = existsSync(secretsFile)
  ? JSON.parse(readFileSync(secretsFile, 'utf8'))
  : { ...freshKeys(), PUBLIC_ORIGIN: new URL(answers.origin).origin }
writeFileSync(secretsFile, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
console.log(`1/4 Keys are in ${secretsFile}. Keep a copy in a safe place: without them no personal data can be opened again.`)

const target = placesTarget({
  isLocal: values.local === true,
  url: String(values['libsql-url']),
  token: String(values['libsql-token']),
  home,
})
console.log(`2/4 Preparing the database (${target.name}) …`)
await target.migrate()
console.log(`3/4 Writing ${place.name} and its first coordinator …`)
if (!(await writePlace(target, place, secrets))) stop('This database has a place already. Nothing was changed.')
console.log('4/4 Storing the secrets of the Worker …')
await target.storeSecrets(secretsFile)

console.log(`
${place.name} is set up. Next:
  npm run deploy
  then open ${secrets.PUBLIC_ORIGIN}/sign-in and type ${place.coordinator.email}
  To send email, add RESEND_API_KEY, EMAIL_FROM and RESEND_WEBHOOK_SECRET (see "Configure" in the README).`)

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

function stop(why: string): never {
  console.error(why)
  process.exit(1)
}
