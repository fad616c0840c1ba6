import type { EraseRefusal } from '../../../src/rights/erasure/rules.ts'
import type { T, TextKey } from '../../render.tsx'

export const doneCodes = ['withdrawn', 'consented', 'withdrawn_before'] as const
export type Done = (typeof doneCodes)[number]

export const doneText = {
  withdrawn: 'rights.done.withdrawn',
  withdrawn_before: 'rights.done.withdrawn_before',
  consented: 'rights.done.consented',
} as const satisfies Record<Done, TextKey>

export const eraseRefusal = {
  not_confirmed: 'rights.erasure.not_confirmed',
  has_bookings_ahead: 'rights.erasure.has_bookings_ahead',
  email_under_way: 'rights.erasure.email_under_way',
  no_such_person: 'faults.404.title',
} as const satisfies Record<EraseRefusal | 'no_such_person', TextKey>

/** The words for a code, from wherever it has some; a code without words is written plainly, never left out. */
export function wordsOf(t: T, where: string, code: string | null | undefined): string {
  if (!code) return '–'
  const key = `${where}.${code}`
  return t.has(key) ? t(key) : plain(code)
}

const plain = (code: string) => code.replaceAll('_', ' ').replaceAll('.', ': ')

/** What was done, in words; a person did it with a link, staff are named. */
export const actionText = (t: T, action: string): string => wordsOf(t, 'rights.actions', action.replaceAll('.', '_'))

export function actorText(t: T, actorKind: string, by: string | null): string {
  if (actorKind === 'user') return by ?? t('people.person.somebody_who_left')
  return wordsOf(t, 'rights.actors', actorKind)
}
