import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { deployOptions } from '../../workers/local/config.ts'
import { root } from '../../workers/local/worker.ts'
import { type Outcome, shell } from './step.ts'

/** Bytes of the gzipped Worker, all modules together, that fail the run when there are more, counted as wrangler does (docs/decisions/0009). */
const budget = 372 * 1024
/** With libSQL beside it: what its client and driver may take on top. */
const budgetWithLibsql = budget + 16_000

export async function bundleWithinBudget(folder: string): Promise<Outcome> {
  const onD1 = await built(join(folder, 'd1'), [])
  const onLibsql = await built(join(folder, 'libsql'), deployOptions(root, { onLibsql: true, hasQueues: false }))
  if (typeof onD1 === 'string' || typeof onLibsql === 'string') return outcome(false, `wrangler ended with ${onD1} and ${onLibsql}`)
  const written = (bytes: number) => `${(bytes / 1024).toFixed(1)} KiB`
  const note = `gzipped ${written(onD1)}, at most ${written(budget)}; with libSQL ${written(onLibsql)}, at most ${written(budgetWithLibsql)}`
  // A build that quietly left libSQL out of both would look like a success.
  return outcome(onD1 > 0 && onD1 <= budget && onLibsql <= budgetWithLibsql && onLibsql > onD1 + 5_000, note)
}

async function built(folder: string, options: string[]): Promise<number | string> {
  const { code } = await shell(`wrangler deploy --dry-run --outdir ${[folder, ...options].map((one) => JSON.stringify(one)).join(' ')}`)
  if (code !== 0) return `${code}`
  const modules = readdirSync(folder).filter((name) => !name.endsWith('.map') && name !== 'README.md')
  return modules.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length, 0)
}

const outcome = (isFine: boolean, note: string): Outcome => ({ passed: isFine ? 1 : 0, failed: isFine ? 0 : 1, skipped: 0, note })
