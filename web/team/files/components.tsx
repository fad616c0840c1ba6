import type { PageContext } from '../../../src/http/env.ts'
import { csv } from '../../../src/lib/csv.ts'
import { localDay } from '../../../src/lib/time.ts'
import type { TeamOutcomes } from '../../../src/outcomes/team/rules.ts'
import type { TeamFigures, TeamList } from '../../../src/reports/team/actions.ts'
import { lostText } from '../../people/progress/wording.ts'
import { texts } from '../../render.tsx'
import { inDays } from '../components.tsx'
import { outcomeLines } from '../outcomes/components.tsx'

/** Every figure as a line with its number, for a spreadsheet. */
export function figuresFile(c: PageContext, figures: TeamFigures, outcomes: TeamOutcomes): string {
  const t = texts(c.var.locale)
  const { period, caseload, contacts, attendance, firstVisits } = figures
  const first = (name: string, { expected, attended, again }: typeof firstVisits.withBuddy) =>
    [
      [`${name}: ${t('team.expected')}`, expected],
      [`${name}: ${t('team.attended')}`, attended],
      [`${name}: ${t('team.again')}`, again],
    ] as const
  return csv(
    [t('team.figure'), t('team.value')],
    [
      [t('team.from'), period.fromOn],
      [t('team.to'), period.toOn],
      ...caseload.flatMap(({ name, people, waiting }) => [
        [`${t('team.caseload')}: ${name ?? t('team.nobody')}`, people] as const,
        [`${t('team.waiting')}: ${name ?? t('team.nobody')}`, waiting] as const,
      ]),
      [t('team.received'), contacts.received],
      [t('team.contacted'), contacts.contacted.n],
      [t('team.contact_median'), orNone(contacts.contacted.median)],
      [t('team.contact_p90'), orNone(contacts.contacted.p90)],
      [t('team.in_time'), contacts.inTime],
      [t('team.late'), contacts.late],
      [t('team.attended_first'), contacts.attended.n],
      [t('team.attended_median'), orNone(contacts.attended.median)],
      [t('team.attended_p90'), orNone(contacts.attended.p90)],
      [t('team.expected'), attendance.expected],
      [t('team.attended'), attendance.attended],
      ...first(t('team.with_buddy'), firstVisits.withBuddy),
      ...first(t('team.without_buddy'), firstVisits.without),
      ...outcomeLines(t, c.var.locale, outcomes),
    ],
  )
}

const orNone = (ms: number | null) => (ms === null ? null : inDays(ms))

/** The rows of a list without anybody's name: what leaves the system as a file is counted, not read. */
export function listFile(c: PageContext, list: TeamList): string {
  const t = texts(c.var.locale)
  const day = (at: number | null) => (at === null ? null : localDay(at, c.var.ctx.place.timeZone))
  if (list.kind === 'hidden') return csv([t(`team.lists.${list.of}`)], [[t('team.outcomes.hidden')]])
  if (list.kind === 'referrals') {
    return csv(
      [
        'id',
        t('team.list.received'),
        t('team.list.state'),
        t('team.list.worker'),
        t('team.list.due'),
        t('team.list.contacted'),
        t('team.list.first'),
      ],
      list.rows.map((row) => [
        ...[row.id, day(row.at), t(`components.states.referral.${row.status}`), row.worker],
        ...[day(row.contactDueAt), day(row.contactedAt), day(row.firstAttendedAt)],
      ]),
    )
  }
  if (list.kind === 'questionnaires') {
    return csv(
      ['id', t('team.list.asked_for'), t('team.list.state'), t('team.list.answered'), t('team.list.why')],
      list.rows.map((row) => [
        ...[row.id, day(row.at), row.status && t(`components.states.questionnaire.${row.status}`), day(row.answeredAt)],
        row.lostReason && t(lostText[row.lostReason]),
      ]),
    )
  }
  return csv(
    ['id', t('team.list.when'), t('team.list.group'), t('team.list.state'), t('team.list.first_visit')],
    list.rows.map((row) => [row.id, day(row.at), row.groupName, t(`components.states.booking.${row.status}`), row.isFirstVisit ? 1 : 0]),
  )
}
