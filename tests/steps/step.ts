import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join, relative } from 'node:path'

/** What one step adds to the last line. A check without tests of its own counts as one. */
export type Outcome = { passed: number; failed: number; skipped: number; note?: string; names?: readonly string[] }

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

type Test = { status: string; fullName?: string; failureMessages?: readonly string[] }
type File = { status: string; name?: string; assertionResults: Test[] }
type Report = {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  numTotalTests: number
  testResults: File[]
}

export function readReport(report: Report, code: number | null): Outcome {
  const passed = report.numPassedTests
  const skipped = report.numPendingTests + report.numTodoTests
  // A file that does not load, or whose hook fails, has no failed test to be counted by.
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  )
  const failed = report.numFailedTests + brokenFiles.length
  if (failed === 0 && code !== 0) return { passed, failed: 1, skipped, note: `vitest ended with ${code} although no test failed` }
  if (failed === 0 && report.numTotalTests === 0) return { passed: 0, failed: 1, skipped, note: 'no test was found' }
  const note = brokenFiles.length > 0 ? { note: `${brokenFiles.length} of them a file that did not run` } : {}
  return { passed, failed, skipped, ...note, names: namesIn(report, brokenFiles) }
}

/** What failed, and what passed only at a second try, for the end of a long output: each with the first line of its fault. */
function namesIn({ testResults }: Report, brokenFiles: readonly File[]): string[] {
  const told = (file: File, test: Test, how: string) =>
    `${how}: ${relative(root, file.name ?? '')} > ${test.fullName}: ${test.failureMessages?.[0]?.split('\n')[0]}`
  const tests = testResults.flatMap((file) =>
    file.assertionResults.flatMap((test) => {
      if (test.status === 'failed') return [told(file, test, 'failed')]
      return test.status === 'passed' && test.failureMessages?.length ? [told(file, test, 'passed at the second try')] : []
    }),
  )
  return [...brokenFiles.map((file) => `did not run: ${relative(root, file.name ?? '')}`), ...tests]
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
