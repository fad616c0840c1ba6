// The way to a running place, as the README describes it: what a deployment would be handed, and what a place is set up with.

import { execFile } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify, stripVTControlCharacters } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { describeFault } from '../../src/lib/log.ts'
import { contextFor, toolsFor } from '../../workers/context.ts'
import { withoutD1, withQueues } from '../../workers/local/config.ts'
import { freshKeys } from '../../workers/local/settings.ts'
import { root } from '../../workers/local/worker.ts'

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
