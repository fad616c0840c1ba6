import type { PageContext } from '../../src/http/env.ts'
import { dayDate } from '../../src/lib/dates.ts'
import { type ListName, type Period, type PeriodName, periods } from '../../src/reports/team/rules.ts'
import { Select, TextField } from '../components/field.tsx'
import { Filters } from '../components/filters.tsx'
import type { T } from '../render.tsx'

/** The part of an address that keeps the period. */
export const periodQuery = ({ name, fromOn, toOn }: Period): string =>
  name === 'own' ? `period=own&from=${fromOn}&to=${toOn}` : `period=${name}`

/** What narrows a list further: a link worker, or what was asked of people. */
export type Narrower = Partial<Record<'worker' | 'wave' | 'measure' | 'reason' | 'said', string | undefined>>

export const listHref = (of: ListName, period: Period, narrower: Narrower = {}): string => {
  const more = Object.entries(narrower).flatMap(([name, value]) => (value === undefined ? [] : `&${name}=${value}`))
  return `/team/list?of=${of}&${periodQuery(period)}${more.join('')}`
}

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
export const daysText = (t: T, ms: number | null): string => (ms === null ? '–' : t('team.days', { days: inDays(ms) }))
export const inDays = (ms: number) => Math.round(ms / 8_640_000) / 10

export const share = (part: number, whole: number): string => (whole === 0 ? '–' : `${Math.round((100 * part) / whole)}%`)
