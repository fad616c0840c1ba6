import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@libsql/client/web'
import { readMigrations } from '../../workers/local/migrations.ts'
import { type AttendeePlace, attendeePlace } from '../browser/attendee-place.ts'
import { sqldOrReason, startSqld } from '../sqld.ts'

/** A place on one engine, and the folder that its database is kept in. */
export type Engine = { place: AttendeePlace; folder: string; stop: () => Promise<void> }

async function onD1(): Promise<Engine> {
  const folder = await mkdtemp(join(tmpdir(), 'alongside-served-'))
  const place = await attendeePlace({ keepIn: folder })
  return { place, folder, stop: () => place.close().then(() => rm(folder, { recursive: true, force: true })) }
}

async function onLibsql(): Promise<Engine> {
  const { url, directory, stop } = await startSqld()
  const client = createClient({ url })
  for (const { sql } of readMigrations()) await client.executeMultiple(sql)
  client.close()
  const place = await attendeePlace({ libsqlUrl: url })
  return { place, folder: directory, stop: () => place.close().then(stop) }
}

// A machine without sqld is told so by the libSQL step of `npm test`; in CI that is a failure, here as there.
const hasSqld = sqldOrReason() === undefined || process.env.CI !== undefined

/** Each engine with its name, for `describe.each`. */
export const engines = [['D1', onD1] as const, ...(hasSqld ? [['libSQL', onLibsql] as const] : [])]
