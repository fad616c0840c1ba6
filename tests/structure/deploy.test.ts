// What a deployment would be handed, asked of `npm run deploy` itself.

import { execFile } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify, stripVTControlCharacters } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { withoutD1, withQueues } from '../../workers/local/config.ts'
import { root } from '../../workers/local/worker.ts'

const config = readFileSync(join(root, 'wrangler.toml'), 'utf8')
const made = join(root, 'wrangler.deploy.toml')
afterEach(() => rmSync(made, { force: true }))

async function deploy(settings: Record<string, string>, ...options: string[]) {
  const { LIBSQL_URL: _, ...env } = process.env
  const run = promisify(execFile)(process.execPath, ['workers/local/deploy.ts', ...options], {
    cwd: root,
    env: { ...env, ...settings, CI: 'true', WRANGLER_SEND_METRICS: 'false' },
  })
  const { stdout, stderr } = await run.catch((failed: { stdout: string; stderr: string }) => failed)
  return stripVTControlCharacters(stdout + stderr)
}

describe('a deployment', () => {
  it('on libSQL names no D1 database, which Cloudflare would not know, and keeps all else', async () => {
    const told = await deploy({ LIBSQL_URL: 'libsql://place.example' }, '--dry-run')
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
  }, 120_000)

  it('on D1 stops before anything else while no database is named', async () => {
    if (!config.includes('00000000-')) return
    expect(await deploy({}, '--dry-run')).toMatch(/^wrangler.toml does not name your database yet/)
  })

  it('on libSQL with queues has both', () => {
    const both = withQueues(withoutD1(config))
    expect(both).not.toContain('d1_databases')
    expect(both.match(/^\[\[queues\.\w+\]\]/gm)).toHaveLength(3)
  })
})
