// `npm test`: everything that protects the project, one step after the other. No step stops the next.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqldOrReason } from './sqld.ts'
import { bundleWithinBudget } from './steps/bundle.ts'
import { chromiumOrReason } from './steps/chromium.ts'
import { check, type Outcome, suite } from './steps/step.ts'

const scratch = mkdtempSync(join(tmpdir(), 'alongside-test-'))
const vitest = (name: string, ...projects: string[]) =>
  suite(`${projects.map((p) => `--project ${p}`).join(' ')}`, join(scratch, `${name}.json`))

const steps: [string, () => Promise<Outcome>][] = [
  ['styles and reference', () => check('npm run --silent build')],
  ['format and lint', () => check('biome ci --error-on-warnings')],
  ['types', () => check('tsc')],
  ['unused code', () => check('knip --no-progress')],
  ['rules, layers and D1', () => vitest('d1', 'node', 'd1')],
  ['ninety days, in memory', () => vitest('simulation', 'simulation')],
  ['libSQL', () => orSaidAloud(sqldOrReason, () => vitest('libsql', 'libsql'))],
  ['the served Worker', () => vitest('served', 'served')],
  ['browser journeys', () => orSaidAloud(chromiumOrReason, () => vitest('browser', 'browser'))],
  ['bundle', () => bundleWithinBudget(join(scratch, 'bundle'))],
]

/** A step whose program is missing on this machine is skipped in the open, and is a failure in CI. */
async function orSaidAloud(
  missing: () => Promise<string | undefined> | string | undefined,
  step: () => Promise<Outcome>,
): Promise<Outcome> {
  const note = await missing()
  if (!note) return step()
  return { passed: 0, failed: process.env.CI ? 1 : 0, skipped: process.env.CI ? 0 : 1, note }
}

const started = performance.now()
const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`
const results: { name: string; took: string; outcome: Outcome }[] = []

for (const [index, [name, run]] of steps.entries()) {
  console.log(`\n=== ${index + 1}/${steps.length} ${name}`)
  const since = performance.now()
  const outcome = await run()
  results.push({ name, took: seconds(since), outcome })
  console.log(`=== ${name}: ${verdict(outcome)} in ${seconds(since)}${outcome.note ? ` (${outcome.note})` : ''}`)
}
rmSync(scratch, { recursive: true, force: true })

console.log(`\n=== summary, ${seconds(started)}`)
for (const { name, took, outcome } of results) {
  const counts = `${outcome.passed} passed, ${outcome.failed} failed${outcome.skipped ? `, ${outcome.skipped} SKIPPED` : ''}`
  console.log(`${verdict(outcome).padEnd(8)}${name.padEnd(24)}${took.padStart(8)}  ${counts}${outcome.note ? `: ${outcome.note}` : ''}`)
}
for (const line of results.flatMap(({ outcome }) => outcome.names ?? [])) console.log(line)
const total = (key: 'passed' | 'failed') => results.reduce((sum, { outcome }) => sum + outcome[key], 0)
console.log(`\n${total('passed')} passed, ${total('failed')} failed`)
process.exitCode = total('failed') > 0 ? 1 : 0

function verdict({ failed, passed, skipped }: Outcome) {
  if (failed > 0) return 'FAILED'
  return passed === 0 && skipped > 0 ? 'SKIPPED' : 'passed'
}
