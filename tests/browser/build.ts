import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fillTown } from './demo.ts'
import { buildWorker } from './place.ts'

/** Vitest global setup of the browser project: the Worker is built and the demo filled once, and every file starts its own place from them. */
export default async function setUp() {
  const town = await mkdtemp(join(tmpdir(), 'alongside-town-'))
  const [worker] = await Promise.all([buildWorker(), fillTown(town, { daysBehind: 10 })])
  process.env.ALONGSIDE_WORKER = worker
  process.env.ALONGSIDE_TOWN = town
  return () => Promise.all([worker, town].map((folder) => rm(folder, { recursive: true, force: true })))
}
