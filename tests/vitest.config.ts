import { dirname, join } from 'node:path'
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { readMigrations } from '../workers/local/migrations.ts'

const root = dirname(import.meta.dirname)

// Only the suites that talk to the engine differ between the two; the rules and the Node suites need one run.
const onNode = ['tests/structure/**/*.test.ts']
// Of the long simulation only a sample runs on the engines of places; the rest in memory, by the hundred.
const simulated = ['lives', 'more-lives', 'controls'].map((name) => `tests/simulation/ninety-days/${name}.test.ts`)
const inBrowser = ['tests/browser/**/*.test.ts']
const overHttp = ['tests/served/**/*.test.ts']
const inWorkerd = {
  include: ['tests/**/*.test.{ts,tsx}'],
  exclude: [
    'tests/structure/**',
    'tests/browser/**',
    'tests/served/**',
    'tests/bench/**',
    ...simulated.filter((file) => !file.includes('/lives.')),
  ],
}

const workerd = (engine: 'd1' | 'libsql') => ({
  root,
  plugins: [
    cloudflareTest(async ({ inject }) => ({
      main: './workers/index.ts',
      wrangler: { configPath: './wrangler.toml' },
      miniflare: {
        bindings: {
          TEST_ENGINE: engine,
          ...(process.env.SEED ? { TEST_SEED: process.env.SEED } : {}),
          TEST_MIGRATIONS: await readD1Migrations('./migrations'),
          TEST_MIGRATION_FILES: readMigrations(),
          RESEND_DOUBLE_URL: inject('resendUrl'),
          ...(engine === 'libsql' ? { LIBSQL_URL: inject('libsqlUrl') } : {}),
        },
      },
    })),
  ],
  test: {
    name: engine,
    ...inWorkerd,
    setupFiles: ['./tests/setup.ts'],
    globalSetup: ['./tests/messages/resend-double.ts', ...(engine === 'libsql' ? ['./tests/libsql.ts'] : [])],
    // One sqld serves every file, and each file starts from an empty schema, so files must not overlap.
    ...(engine === 'libsql' ? { fileParallelism: false, maxWorkers: 1 } : {}),
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})

export default defineConfig({
  root,
  test: {
    projects: [
      workerd('d1'),
      workerd('libsql'),
      { root, test: { name: 'node', environment: 'node', include: onNode, testTimeout: 30_000 } },
      {
        root,
        resolve: { alias: { 'cloudflare:workers': join(import.meta.dirname, 'simulation/ninety-days/engine/workers.ts') } },
        test: {
          name: 'simulation',
          environment: 'node',
          include: simulated,
          maxWorkers: 2,
          setupFiles: ['./tests/simulation/ninety-days/engine/setup.ts'],
        },
      },
      {
        root,
        test: {
          name: 'served',
          environment: 'node',
          include: overHttp,
          globalSetup: ['./tests/served/build.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        root,
        test: {
          name: 'browser',
          environment: 'node',
          include: inBrowser,
          // A browser on a machine that is busy with other work may be late once; `npm test` names each test that needed it.
          retry: 1,
          globalSetup: ['./tests/browser/build.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
