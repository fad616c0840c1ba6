import { expect, it } from 'vitest'
import { transitions as bookingMoves } from '../../src/bookings/rules.ts'
import { lostReasons, transitions as questionnaireMoves } from '../../src/outcomes/rules.ts'
import { correctable } from '../../src/people/corrections/rules.ts'
import { handoverReasons } from '../../src/people/inbox/inputs.ts'
import { allEndReasons, transitions as referralMoves, stages } from '../../src/referrals/rules.ts'
import { transitions as visitMoves } from '../../src/visits/rules.ts'
import { steps } from '../../src/visits/taper/rules.ts'
import { texts } from '../../web/render.tsx'
import { countOf, hasField, hasReason, hasVerb, reasonOf, subjectOf } from '../../web/running/wording.ts'

// The code itself says which codes it can write: every literal beside an action, a reason, or a read that goes on record.
const sources = import.meta.glob<string>('../../src/**/*.ts', { query: '?raw', import: 'default', eager: true })
const code = Object.entries(sources)
  .filter(([path]) => /\/(actions|queries|rules)\.ts$/.test(path))
  .map(([, text]) => text)
  .join('\n')
const literals = (pattern: RegExp, within = code) => [...within.matchAll(pattern)].flatMap(([, ...found]) => found.filter(Boolean))

const kinds = new Set(literals(/subjectKind: '([a-z_]+)'/g))
const actions = new Set([
  ...literals(/action: '([a-z_]+\.[a-z_]+)'/g),
  ...literals(/'([a-z_]+\.[a-z_]+)' AS action/g),
  ...literals(/note(?:Visit)?\([^)]*'([a-z_]+\.[a-z_]+)'/g),
  ...literals(/action: [^\n]*\? '([a-z_]+\.[a-z_]+)' : '([a-z_]+\.[a-z_]+)'/g),
  ...literals(/action: [^\n]*\? '([a-z_]+\.[a-z_]+)' :/g),
  // What moves to a state is called after it.
  ...Object.keys(referralMoves).map((state) => `referral.${state}`),
  ...Object.keys(questionnaireMoves).map((state) => `questionnaire.${state}`),
  ...Object.keys(bookingMoves).map((state) => `booking.${state}`),
  ...Object.keys(visitMoves).map((state) => `visit.${state}`),
])
const reasons = new Set([
  ...literals(/\bwhy: '([a-z_]+)'/g),
  ...literals(/\bwhy: [^\n']*\? '([a-z_]+)' : (?:'([a-z_]+)'|undefined)/g),
  ...literals(/\bwhy(?:: [\w<>]+)? = (?:[^\n]*\? )?'([a-z_]+)'(?: : '([a-z_]+)')?/g),
  ...literals(/\bwhy\??: ((?:'[a-z_]+'(?: \| )?)+)/g).flatMap((union) => literals(/'([a-z_]+)'/g, union)),
  ...literals(/recordReads(?:Of)?\(\s*\w+,\s*permit(?:\.actor)?,\s*'([a-z_]+)'/g),
  ...literals(/readOnRecord\([^)]*'([a-z_]+)'/g),
  ...literals(/insertBooking\([^)]*'([a-z_]+)'/g),
  ...literals(/erase\([^)]*'([a-z_]+)'/g),
  ...[...allEndReasons, ...handoverReasons, ...lostReasons, ...steps, ...stages],
  ...['asked_for', 'kept_long_enough', 'booking', 'nothing', 'not_again', 'enjoy', 'thinking_of_you', 'glad_you_go', 'form', 'integration'],
  ...['put_back', 'session_cancelled'],
])

it('says why and how many in words, in both languages; a day and an old code stay as they are', () => {
  expect(reasonOf(texts('en'), 'steps_back_from_all')).toBe('Gave all visits back')
  expect(reasonOf(texts('id'), 'steps_back_from_all')).toBe('Mengembalikan semua kunjungan')
  expect(reasonOf(texts('en'), '2027-06-01')).toBe('2027-06-01')
  expect(reasonOf(texts('en'), 'an_old_code')).toBe('an old code')
  expect(countOf(texts('en'), 'visitsFreed', 1200)).toBe('Visits taken back: 1,200')
  expect(countOf(texts('id'), 'reopened', 2)).toBe('Kelompok dibuka kembali: 2')
})

it('has words in both languages for every action, subject and reason that the code can write', () => {
  expect([actions.size > 60, reasons.size > 60, kinds.size > 10]).toEqual([true, true, true])
  for (const locale of ['en', 'id'] as const) {
    const t = texts(locale)
    expect([...actions].filter((action) => !hasVerb(t, action))).toEqual([])
    expect([...kinds].filter((kind) => !t.has(`running.log.subjects.${kind}`))).toEqual([])
    expect([...reasons].filter((reason) => !hasReason(t, reason))).toEqual([])
    expect(correctable.filter((field) => !hasField(t, field))).toEqual([])
  }
  expect(subjectOf(texts('id'), 'referral')).toBe('Rujukan')
  expect(reasonOf(texts('en'), 'phone notes', 'person.edit')).toBe('Phone number, Notes for your team')
})
