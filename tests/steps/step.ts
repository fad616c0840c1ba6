import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/** What one step adds to the last line. A check without tests of its own counts as one. */
export type Outcome = { passed: number; failed: number; skipped: number; note?: string }

const root = dirname(dirname(import.meta.dirname))
// The pinned Node 24 and the pinned tools come first, whatever the machine has.
const env = { ...process.env, PATH: [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter), WRANGLER_SEND_METRICS: 'false' }

export async function check(command: string): Promise<Outcome> {
  const { code } = await shell(command)
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0, note: `${command} ended with ${code}` }
}

/** Runs vitest projects, showing each file as it ends, and reads the counts from its report. */
export async function suite(projects: string, report: string): Promise<Outcome> {
  const { code } = await shell(
    `vitest run -c tests/vitest.config.ts ${projects} --reporter=default --reporter=json --outputFile.json=${JSON.stringify(report)}`,
  )
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0, note: `vitest ended with ${code} and left no report` }
  return readReport(JSON.parse(readFileSync(report, 'utf8')), code)
}

type Report = { numPassedTests: number; numFailedTests: number; numPendingTests: number; numTodoTests: number; numTotalTests: number }

export function readReport(report: Report, code: number | null): Outcome {
  const skipped = report.numPendingTests + report.numTodoTests
  // A file that does not load, or an error outside a test, fails the run without a failed test.
  const failed = code === 0 ? report.numFailedTests : Math.max(1, report.numFailedTests)
  if (report.numTotalTests === 0) return { passed: 0, failed: 1, skipped, note: 'no test was found' }
  const note = failed > report.numFailedTests ? `vitest ended with ${code} although no test failed: a file or a hook did` : undefined
  return { passed: report.numPassedTests, failed, skipped, ...(note ? { note } : {}) }
}

/** Runs a command, showing its output as it comes, and returns it too. */
export const shell = (command: string) =>
  new Promise<{ code: number | null; output: string }>((resolve) => {
    const child = spawn(command, { cwd: root, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
      process.stdout.write(chunk)
    })
    child.stderr.on('data', (chunk) => {
      output += chunk
      process.stderr.write(chunk)
    })
    child.on('close', (code) => resolve({ code, output }))
  })
