// A slip of the pen after a command is answered with what there is to choose from, before anything is done.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../../workers/local/worker.ts'

it.each([
  ['workers/local/start.ts', '--bogus', "Unknown option '--bogus'. Choose from: --place, --port"],
  ['workers/local/start.ts', '--place=atlantis', 'There is no demo place "atlantis". Choose one of: northfield, jakarta.'],
  ['workers/local/start.ts', '--port=high', '"high" is not a port.'],
  ['workers/local/deploy.ts', '--dry', "Unknown option '--dry'. Choose from: --queues, --dry-run"],
  ['tests/bench/run.ts', '--only=typo', 'There is no part "typo". Choose one of: booking, growth, matching, reminders.'],
])('%s %s', (command, typed, answer) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, command), typed], { encoding: 'utf8' })
  expect({ status, stdout, stderr: stderr.trim() }).toEqual({ status: 1, stdout: '', stderr: answer })
})
