import { expect, it } from 'vitest'
import { readReport } from '../steps/step.ts'

const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, numTotalTests: 3, testResults: [] }

const broken = { status: 'failed', assertionResults: [] }

it.each([
  ['all passed', report, 0, { passed: 3, failed: 0, skipped: 0 }],
  ['one failed', { ...report, numPassedTests: 2, numFailedTests: 1 }, 1, { passed: 2, failed: 1, skipped: 0 }],
  ['an error outside every test', report, 1, { passed: 3, failed: 1 }],
  ['a file that did not load', { ...report, testResults: [broken] }, 1, { passed: 3, failed: 1 }],
  [
    'such a file beside a failed test',
    { ...report, numFailedTests: 1, testResults: [broken, { status: 'failed', assertionResults: [{ status: 'failed' }] }] },
    1,
    { passed: 3, failed: 2 },
  ],
  ['a run that was killed', report, null, { passed: 3, failed: 1 }],
  ['nothing found', { ...report, numPassedTests: 0, numTotalTests: 0 }, 0, { passed: 0, failed: 1 }],
  ['skipped and unwritten', { ...report, numPendingTests: 2, numTodoTests: 1, numTotalTests: 6 }, 0, { passed: 3, failed: 0, skipped: 3 }],
])('counts %s', (_, given, code, outcome) => {
  expect(readReport(given, code)).toMatchObject(outcome)
})

it('names what failed, and what needed a second try', () => {
  const file = {
    status: 'failed',
    name: 'tests/one.test.ts',
    assertionResults: [
      { status: 'passed', fullName: 'is fine', failureMessages: [] },
      { status: 'failed', fullName: 'is broken', failureMessages: ['Error: no\n    at line 1'] },
      { status: 'passed', fullName: 'is shaky', failureMessages: ['Error: late'] },
    ],
  }
  const { names } = readReport({ ...report, numFailedTests: 1, testResults: [file, { ...broken, name: 'tests/two.test.ts' }] }, 1)
  expect(names).toEqual([
    'did not run: tests/two.test.ts',
    'failed: tests/one.test.ts > is broken: Error: no',
    'passed at the second try: tests/one.test.ts > is shaky: Error: late',
  ])
})
