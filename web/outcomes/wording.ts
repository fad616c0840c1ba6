import type { AnswerRefusal } from '../../src/outcomes/actions.ts'
import type { TextKey } from '../render.tsx'

const words = <const Code extends string>(code: Code) =>
  ({ title: `outcomes.refusals.${code}.title`, body: `outcomes.refusals.${code}.body` }) as const

export const refusalWords = {
  no_such_questionnaire: words('no_such_questionnaire'),
  link_expired: words('link_expired'),
  link_revoked: words('link_revoked'),
  consent_withdrawn: words('consent_withdrawn'),
  already_answered: words('already_answered'),
  too_early: words('too_early'),
  too_late: words('too_late'),
} as const satisfies Record<Exclude<AnswerRefusal, 'nothing_answered'> | 'link_expired', { title: TextKey; body: TextKey }>
