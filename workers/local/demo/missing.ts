// What people of the town look for and nobody offers, told by their link workers, so that the coordinator has something to read.

import * as v from 'valibot'
import { TellUnmetNeed, tellUnmetNeed } from '../../../src/unmet-needs/actions.ts'
import type { Story } from './story.ts'

/** Most of each area's people look for the same thing, so that there are enough of them to be told of. */
export async function tellWhatIsMissing({ machine, town, people }: Story): Promise<void> {
  const areas = await machine.read<{ area: string; ids: string }>(
    `SELECT area, json_group_array(id) AS ids FROM people WHERE area <> '' GROUP BY area ORDER BY count(*) DESC, area`,
  )
  for (const [at, [activity, wishes]] of town.words.missing.entries()) {
    const there = new Set<string>(JSON.parse(areas[at]?.ids ?? '[]'))
    for (const [nth, { id, linkWorker }] of people.filter((person) => there.has(person.id)).entries()) {
      const input = v.parse(TellUnmetNeed, { activities: [activity], words: wishes[nth % wishes.length] })
      await tellUnmetNeed(await machine.context(), linkWorker.can('person.manage'), { ...input, personId: id })
    }
  }
}
