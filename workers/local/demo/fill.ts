// Fills an empty database with a believable town, through the same use cases that people use.

import { permit } from '../../../src/access/permit.ts'
import { setUpPlace } from '../../../src/places/actions.ts'
import { currentPlace } from '../../../src/places/queries.ts'
import type { DemoPlace } from './places.ts'
import { timeMachine } from './time-machine.ts'

export type Report = (done: number, total: number, doing: string) => void

/** True when the database was empty and is now filled; a place that is there already is left as it is. */
export async function fillDemo(demo: {
  place: DemoPlace
  database: D1Database
  settings: Record<string, string>
  report: Report
}): Promise<boolean> {
  const machine = await timeMachine(demo.database, demo.settings)
  if (await currentPlace(machine.db)) return false

  const setUp = permit({ kind: 'system', id: 'demo' }, 'place.set_up')
  if (!setUp) throw new Error('The policy lets nobody set up a place')
  const { name, timeZone, locale, country, phone, replyTo, areas, coordinator } = demo.place
  await setUpPlace(machine.contextBefore(), setUp, { name, timeZone, locale, country, phone, replyTo, areas: [...areas], coordinator })
  demo.report(1, 1, '')
  return true
}
