import { rm } from 'node:fs/promises'
import { buildWorker } from '../browser/place.ts'

/** Vitest global setup of the project `served`: the Worker is built once for all files. */
export default async function setUp() {
  const worker = await buildWorker()
  process.env.ALONGSIDE_WORKER = worker
  return () => rm(worker, { recursive: true, force: true })
}
