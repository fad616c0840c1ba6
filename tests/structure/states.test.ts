import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { transitions as booking } from '../../src/bookings/rules.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/states.md'), 'utf8')

// A section joins this list as soon as it is written.
const machines = { Booking: booking }

describe.each(Object.entries(machines))('docs/states.md, %s', (heading, transitions) => {
  it('shows the transitions of the code, no more and no less', () => {
    expect(tableOf(page, heading)).toEqual(transitions)
  })
})

it('would see a transition that the page has too many, or too few', () => {
  const line = '| `missed` | did not come; with a cause, and apart from it a reason | `attended` |'
  expect(page).toContain(line)
  expect(tableOf(page.replace(line, `${line.slice(0, -2)}, \`booked\` |`), 'Booking')).not.toEqual(booking)
  expect(tableOf(page.replace(line, ''), 'Booking')).not.toEqual(booking)
})

/** The first table under a heading: its first column is a state, its last the states it becomes. */
function tableOf(text: string, heading: string): Record<string, string[]> {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  const rows = /(?:^\|.*\n)+/m.exec(section)?.[0].trim().split('\n').slice(2) ?? []
  return Object.fromEntries(
    rows.map((row) => {
      const cells = row.split('|').slice(1, -1)
      const codes = (cell = '') => [...cell.matchAll(/`(\w+)`/g)].map(([, code]) => code as string)
      return [codes(cells[0])[0], codes(cells.at(-1))]
    }),
  )
}
