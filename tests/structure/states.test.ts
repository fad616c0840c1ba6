import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { transitions as booking } from '../../src/bookings/rules.ts'
import { transitions as buddy } from '../../src/buddies/rules.ts'
import { transitions as goal } from '../../src/goals/rules.ts'
import { transitions as questionnaire } from '../../src/outcomes/rules.ts'
import { transitions as referral } from '../../src/referrals/rules.ts'
import { transitions as visit } from '../../src/visits/rules.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/states.md'), 'utf8')

// A section joins this list as soon as it is written.
const machines = { Booking: booking, Referral: referral, Goal: goal }

describe.each(Object.entries(machines))('docs/states.md, %s', (heading, transitions) => {
  it('shows the transitions of the code, no more and no less', () => {
    expect(tableOf(page, heading)).toEqual(transitions)
  })
})

// These sections tell a transition a row, with who makes it: `from` and `to` name states, "any but x" all others.
describe.each(Object.entries({ Visit: visit, Questionnaire: questionnaire, Buddy: buddy }))(
  'docs/states.md, %s',
  (heading, transitions) => {
    it('tells the transitions of the code, no more and no less', () => {
      const states = Object.keys(transitions)
      const told = new Set(rowsOf(page, heading).flatMap(([from = '', to = '']) => pairs(states, from, to)))
      const coded = Object.entries<readonly string[]>(transitions).flatMap(([from, all]) =>
        all.flatMap((to) => (to === from ? [] : [`${from} → ${to}`])),
      )
      expect([...told].sort()).toEqual(coded.sort())
    })
  },
)

function pairs(states: string[], from: string, to: string): string[] {
  const named = (cell: string) => states.filter((state) => new RegExp(`\\b${state}\\b`).test(cell))
  const froms = from.includes('any but') ? states.filter((state) => !named(from).includes(state)) : named(from)
  const there = froms.flatMap((one) => named(to).map((other) => [one, other] as const))
  const back = to.includes('and back') ? there.map(([one, other]) => [other, one] as const) : []
  return [...there, ...back].filter(([one, other]) => one !== other).map(([one, other]) => `${one} → ${other}`)
}

it('would see a transition that the page has too many, or too few', () => {
  const line = '| `missed` | did not come; with a cause, and apart from it a reason | `attended`, `cancelled` |'
  expect(page).toContain(line)
  expect(tableOf(page.replace(line, `${line.slice(0, -2)}, \`booked\` |`), 'Booking')).not.toEqual(booking)
  expect(tableOf(page.replace(line, ''), 'Booking')).not.toEqual(booking)
})

const rowsOf = (text: string, heading: string): string[][] => {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  return (/(?:^\|.*\n)+/m.exec(section)?.[0].trim().split('\n').slice(2) ?? []).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

/** The first table under a heading: its first column is a state, its last the states it becomes. */
function tableOf(text: string, heading: string): Record<string, string[]> {
  return Object.fromEntries(
    rowsOf(text, heading).map((cells) => {
      const codes = (cell = '') => [...cell.matchAll(/`(\w+)`/g)].map(([, code]) => code as string)
      return [codes(cells[0])[0], codes(cells.at(-1))]
    }),
  )
}
