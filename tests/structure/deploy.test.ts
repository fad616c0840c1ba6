// The way to a running place, as the README describes it: what a deployment would be handed, and what a place is set up with.

import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify, stripVTControlCharacters } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { cronOf } from '../../src/jobs/crons.ts'
import { jobs } from '../../src/jobs/schedule.ts'
import { describeFault } from '../../src/lib/log.ts'
import { contextFor, toolsFor } from '../../workers/context.ts'
import { withoutD1, withQueues } from '../../workers/local/config.ts'
import { freshKeys } from '../../workers/local/settings.ts'
import { root } from '../../workers/local/worker.ts'
import { sqldOrReason, startSqld } from '../sqld.ts'

const config = readFileSync(join(root, 'wrangler.toml'), 'utf8')
const made = join(root, 'wrangler.deploy.toml')
afterEach(() => rmSync(made, { force: true }))

async function run(script: string, settings: Record<string, string>, ...options: string[]): Promise<string> {
  const { LIBSQL_URL: _, ...env } = process.env
  const running = promisify(execFile)(process.execPath, [`workers/local/${script}.ts`, ...options], {
    cwd: root,
    env: { ...env, ...settings, CI: 'true', WRANGLER_SEND_METRICS: 'false' },
  })
  const { stdout, stderr } = await running.catch((failed: { stdout: string; stderr: string }) => failed)
  return stripVTControlCharacters(stdout + stderr)
}

describe('a deployment', () => {
  it('on libSQL names no D1 database, which Cloudflare would not know, and keeps all else', async () => {
    const told = await run('deploy', { LIBSQL_URL: 'libsql://place.example' }, '--dry-run')
    expect(told).toContain('--dry-run: exiting now')
    expect(told).toContain('env.ASSETS')
    expect(told).not.toContain('env.DB')
    const handed = readFileSync(made, 'utf8')
    expect(handed).not.toMatch(/d1_databases|database_id|00000000-/)
    expect(config.split('\n').filter((line) => line.trim() && !handed.includes(line))).toEqual([
      '[[d1_databases]]',
      'binding = "DB"',
      'database_name = "alongside"',
      expect.stringMatching(/^# Filled in by/),
      expect.stringMatching(/^database_id = /),
      'migrations_dir = "migrations"',
    ])
  }, 240_000)

  it('fires the crons that jobs wait for and no others, and each job does something', () => {
    const crons = [...(/^crons = \[(.*)\]$/m.exec(config)?.[1] ?? '').matchAll(/"([^"]+)"/g)].map(([, cron]) => cron)
    expect(crons).toEqual([...new Set(Object.values(cronOf))])
    expect(jobs.map(({ name }) => name)).toEqual(Object.keys(cronOf))
  })

  it('on D1 stops before anything else while no database is named', async () => {
    if (!config.includes('00000000-')) return
    expect(await run('deploy', {}, '--dry-run')).toMatch(/^wrangler.toml does not name your database yet/)
  }, 120_000)

  it('on libSQL with queues has both', () => {
    const both = withQueues(withoutD1(config))
    expect(both).not.toContain('d1_databases')
    expect(both.match(/^\[\[queues\.\w+\]\]/gm)).toHaveLength(3)
  })
})

describe('the README', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const part = (heading: string) => readme.split(`\n### ${heading}\n`)[1]?.split('\n##')[0] ?? ''

  it('names every setting, and none that there is not', () => {
    const table = readme.split('\n## Configure\n')[1] ?? ''
    const named = [...table.matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm)].flatMap(([, names = '']) => names.match(/\w+/g) ?? [])
    const settings = [...readFileSync(join(root, 'workers/env.ts'), 'utf8').matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name)
    expect(settings.length).toBeGreaterThan(10)
    expect(named.toSorted()).toEqual([...settings, 'DB', 'WORK'].toSorted())
  })

  it.each(['On Cloudflare with D1', 'With Turso, or your own sqld'])('%s: lets mail out before anybody is sent to sign in', (heading) => {
    const steps = ['setup:place', 'secret put RESEND_API_KEY', 'secret put EMAIL_FROM', 'npm run deploy', '/sign-in']
    const at = steps.map((step) => part(heading).indexOf(step))
    expect(at.every((found) => found >= 0)).toBe(true)
    expect(at).toEqual(at.toSorted((a, b) => a - b))
  })

  it('may send people to the dashboard: what is typed there stays', () => {
    expect(config.split(/^\[/m)[0]).toMatch(/^keep_vars = true$/m)
  })
})

describe('what the Worker is run with', () => {
  const keys = { ...freshKeys(), PUBLIC_ORIGIN: 'https://place.example' }
  const both = { RESEND_API_KEY: 're_12345678', EMAIL_FROM: 'Place <hello@place.example>' }

  it('sends email with a key and a sender; without either it waits, and the log says which', () => {
    const log = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    expect(toolsFor({ ...keys, ...both }).sender).toBeDefined()
    expect(log).not.toHaveBeenCalled()
    for (const name of ['RESEND_API_KEY', 'EMAIL_FROM'] as const) {
      const { [name]: _, ...other } = both
      expect(toolsFor({ ...keys, ...other }).sender).toBeUndefined()
      expect(log.mock.lastCall?.[0]).toContain(`"missing":"${name}"`)
      expect(toolsFor({ ...keys, ...other, LOCAL_MODE: 'yes' }).sender).toBeDefined()
    }
    log.mockRestore()
  })

  it.each([
    [{}, 'This place has no database: bind a D1 database as DB, or set LIBSQL_URL.'],
    [{ INDEX_KEY: undefined }, 'INDEX_KEY: is missing'],
    [{ LINK_KEYS: 'secret-words' }, 'LINK_KEYS.0: must be 32 random bytes'],
    [{ LOCAL_MODE: 'secret-words' }, 'LOCAL_MODE: Invalid type'],
  ])('is named in the log where it is missing or wrong, never with its value: %j', async (wrong, sentence) => {
    const fault = await contextFor({ ...keys, ...wrong }).catch((error: unknown) => error)
    expect(describeFault(fault)).toEqual({ fault: 'NotConfigured', what: expect.stringContaining(sentence) })
    expect(JSON.stringify(describeFault(fault))).not.toContain('secret-words')
  })
})

describe.skipIf(sqldOrReason() && !process.env.CI)('setting up a place', () => {
  let database: Awaited<ReturnType<typeof startSqld>>
  let home: string
  beforeAll(async () => {
    database = await startSqld()
    home = mkdtempSync(join(tmpdir(), 'alongside-setup-'))
  })
  afterAll(async () => {
    await database?.stop()
    rmSync(home, { recursive: true, force: true })
  })
  const file = (folder: string) => join(home, folder, 'secrets.json')
  const setUp = (folder: string, origin = 'https://place.example') => {
    const answers = { origin, name: 'Northfield', timeZone: 'Europe/London', locale: 'en', country: 'GB', phone: '01632 960000' }
    const people = { replyTo: 'a@place.example', areas: 'North', coordinatorName: 'Ann', coordinatorEmail: 'ann@place.example' }
    const given = Object.entries({ ...answers, ...people, 'keys-in': join(home, folder) }).map(([name, value]) => `--${name}=${value}`)
    return run('setup-place', { LIBSQL_URL: database.url }, ...given)
  }

  it('makes keys for an empty database alone, and goes on with kept ones where it was interrupted', async () => {
    expect(await setUp('mine')).toContain('then open https://place.example/sign-in and type ann@place.example')
    const keys = readFileSync(file('mine'), 'utf8')
    expect(JSON.parse(keys)).toMatchObject({ PUBLIC_ORIGIN: 'https://place.example' })
    const again = await setUp('mine')
    expect(again).toContain('there already and stay as they are')
    expect(again).toContain('4/4 Storing the secrets')

    expect(await setUp('mine', 'https://other.example')).toContain('holds the keys of the place at https://place.example')
    expect(await setUp('clone')).toContain('This database has a place already, and its keys are not in')
    expect(existsSync(file('clone'))).toBe(false)
    mkdirSync(join(home, 'stray'))
    writeFileSync(file('stray'), JSON.stringify({ ...freshKeys(), PUBLIC_ORIGIN: 'https://place.example' }))
    const stray = await setUp('stray')
    expect(stray).toContain('do not open it')
    expect(stray).not.toContain('4/4')
    expect(readFileSync(file('mine'), 'utf8')).toBe(keys)
  }, 400_000)
})
