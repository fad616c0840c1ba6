import type { PageContext } from '../../src/http/env.ts'
import { csv } from '../../src/lib/csv.ts'
import { dayDate } from '../../src/lib/dates.ts'
import { localDay } from '../../src/lib/time.ts'
import type { TeamFigures, TeamList } from '../../src/reports/team/actions.ts'
import { type ListName, type Period, type PeriodName, periods } from '../../src/reports/team/rules.ts'
import { Select, TextField } from '../components/field.tsx'
import { Filters } from '../components/filters.tsx'
import { type T, texts } from '../render.tsx'

/** The part of an address that keeps the period. */
export const periodQuery = ({ name, fromOn, toOn }: Period): string =>
  name === 'own' ? `period=own&from=${fromOn}&to=${toOn}` : `period=${name}`

export const listHref = (of: ListName, period: Period, worker?: string): string =>
  `/team/list?of=${of}&${periodQuery(period)}${worker === undefined ? '' : `&worker=${worker || 'nobody'}`}`

export const periodText = (c: PageContext, t: T, { fromOn, toOn }: Period): string =>
  t('team.from_to', { from: dayDate(fromOn, c.var.locale), to: dayDate(toOn, c.var.locale) })

export const PeriodFilter = ({ t, period }: { t: T; period: Period }) => (
  <Filters
    action="/team"
    label={t('team.period')}
    submit={t('team.show')}
    fields={{ period: period.name, from: period.fromOn, to: period.toOn }}
  >
    <Select
      name="period"
      label={t('team.period')}
      options={periods.map((value) => ({ value, label: t(`team.periods.${value satisfies PeriodName}`) }))}
    />
    <TextField name="from" type="date" label={t('team.from')} />
    <TextField name="to" type="date" label={t('team.to')} />
  </Filters>
)

/** "2.5 days": one decimal, in the reader's way of writing. */
export const daysText = (t: T, ms: number | null): string => (ms === null ? '–' : t('team.days', { days: days(ms) }))
const days = (ms: number) => Math.round(ms / 8_640_000) / 10

export const share = (part: number, whole: number): string => (whole === 0 ? '–' : `${Math.round((100 * part) / whole)} %`)

/** Every figure as a line with its number, for a spreadsheet. */
export function figuresFile(c: PageContext, figures: TeamFigures): string {
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
      [t('team.contact_median'), inDays(contacts.contacted.median)],
      [t('team.contact_p90'), inDays(contacts.contacted.p90)],
      [t('team.in_time'), contacts.inTime],
      [t('team.late'), contacts.late],
      [t('team.attended_first'), contacts.attended.n],
      [t('team.attended_median'), inDays(contacts.attended.median)],
      [t('team.attended_p90'), inDays(contacts.attended.p90)],
      [t('team.expected'), attendance.expected],
      [t('team.attended'), attendance.attended],
      ...first(t('team.with_buddy'), firstVisits.withBuddy),
      ...first(t('team.without_buddy'), firstVisits.without),
    ],
  )
}

const inDays = (ms: number | null) => (ms === null ? null : days(ms))

/** The rows of a list without anybody's name: what leaves the system as a file is counted, not read. */
export function listFile(c: PageContext, list: TeamList): string {
  const t = texts(c.var.locale)
  const day = (at: number | null) => (at === null ? null : localDay(at, c.var.ctx.place.timeZone))
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
  return csv(
    ['id', t('team.list.when'), t('team.list.group'), t('team.list.state'), t('team.list.first_visit')],
    list.rows.map((row) => [row.id, day(row.at), row.groupName, t(`components.states.booking.${row.status}`), row.isFirstVisit ? 1 : 0]),
  )
}
