import { rm } from 'node:fs/promises'
import { buildWorker } from './place.ts'

/** Vitest global setup of the browser project: the Worker is built once, and every test file starts its own place from it. */
export default async function setUp() {
  const folder = await buildWorker()
  process.env.ALONGSIDE_WORKER = folder
  return () => rm(folder, { recursive: true, force: true })
}
