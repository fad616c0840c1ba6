import type { TestProject } from 'vitest/node'
import { startSqld } from './sqld.ts'

/** Vitest global setup of the libsql project: one sqld for the whole run. */
export default async function setUp(project: TestProject) {
  const { url, stop } = await startSqld()
  project.provide('libsqlUrl', url)
  return stop
}
