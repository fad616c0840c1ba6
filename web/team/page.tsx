import type { PageContext } from '../../src/http/env.ts'
import type { TeamOutcomes } from '../../src/outcomes/team/rules.ts'
import type { FirstVisits, TeamFigures } from '../../src/reports/team/actions.ts'
import type { BookingList, ListName } from '../../src/reports/team/rules.ts'
import { Buttons, LinkButton } from '../components/button.tsx'
import { BarChart } from '../components/chart.tsx'
import { Empty } from '../components/empty.tsx'
import { PageHeading } from '../components/heading.tsx'
import { Table } from '../components/table.tsx'
import { render, type T, texts } from '../render.tsx'
import { daysText, listHref, PeriodFilter, periodQuery, periodText, share } from './components.tsx'
import { Outcomes } from './outcomes/components.tsx'

/** How a team is doing; every number leads to the list of those it counts. */
export function teamPage(c: PageContext, figures: TeamFigures, outcomes: TeamOutcomes) {
  const t = texts(c.var.locale)
  const { period } = figures
  return render(
    c,
    { title: t('team.title'), variant: 'staff' },
    <>
      <PageHeading title={t('team.title')} lead={periodText(c, t, period)} />
      <PeriodFilter t={t} period={period} />
      <Caseload t={t} figures={figures} />
      <Contacts t={t} figures={figures} />
      <Attendance t={t} figures={figures} />
      <Outcomes t={t} locale={c.var.locale} period={period} outcomes={outcomes} />
      <p class="al-muted">{t('team.definition')}</p>
      <Buttons>
        <LinkButton kind="secondary" href={`/team/figures.csv?${periodQuery(period)}`}>
          {t('team.csv')}
        </LinkButton>
      </Buttons>
    </>,
  )
}

type Part = { t: T; figures: TeamFigures }

const Caseload = ({ t, figures: { caseload, period } }: Part) => (
  <>
    <h2>{t('team.caseload_now')}</h2>
    {caseload.length > 1 ? (
      <BarChart
        title={t('team.caseload')}
        points={caseload.map(({ name, people }) => ({ label: name ?? t('team.nobody'), value: people }))}
        tableLabel={t('team.as_table')}
        columns={[t('team.worker'), t('team.people')]}
      />
    ) : null}
    <Table
      caption={t('team.caseload')}
      isCaptionHidden
      isCompact
      columns={[
        { label: t('team.worker'), isRowHeader: true, cell: ({ name }) => name ?? t('team.nobody') },
        {
          label: t('team.people'),
          isNumber: true,
          cell: ({ userId, people }) => <a href={listHref('open', period, { worker: userId || 'nobody' })}>{people}</a>,
        },
        {
          label: t('team.waiting'),
          isNumber: true,
          cell: ({ userId, waiting }) => <a href={listHref('waiting', period, { worker: userId || 'nobody' })}>{waiting}</a>,
        },
      ]}
      rows={caseload}
      empty={<Empty title={t('team.no_workers')} />}
    />
  </>
)

type Line = { what: string; of: ListName | undefined; value: string | number }

const Figures = ({ t, caption, rows, href }: { t: T; caption: string; rows: readonly Line[]; href: (of: ListName) => string }) => (
  <Table
    caption={caption}
    columns={[
      { label: t('team.figure'), isRowHeader: true, cell: ({ what }) => what },
      { label: t('team.value'), isNumber: true, cell: ({ of, value }) => (of ? <a href={href(of)}>{value}</a> : value) },
    ]}
    rows={rows}
    empty={null}
  />
)

const Contacts = ({ t, figures: { contacts, period } }: Part) => {
  const href = (of: ListName) => listHref(of, period)
  const judged = contacts.inTime + contacts.late
  return (
    <>
      <h2>{t('team.waits')}</h2>
      <Figures
        t={t}
        href={href}
        caption={t('team.first_contact')}
        rows={[
          { what: t('team.received'), of: 'received', value: contacts.received },
          { what: t('team.contacted'), of: 'contacted', value: contacts.contacted.n },
          { what: t('team.contact_median'), of: 'contacted', value: daysText(t, contacts.contacted.median) },
          { what: t('team.contact_p90'), of: 'contacted', value: daysText(t, contacts.contacted.p90) },
          { what: t('team.in_time'), of: 'in_time', value: `${contacts.inTime} (${share(contacts.inTime, judged)})` },
          { what: t('team.late'), of: 'late', value: contacts.late },
        ]}
      />
      <Figures
        t={t}
        href={href}
        caption={t('team.to_session')}
        rows={[
          { what: t('team.attended_first'), of: 'attended_first', value: contacts.attended.n },
          { what: t('team.attended_median'), of: 'attended_first', value: daysText(t, contacts.attended.median) },
          { what: t('team.attended_p90'), of: 'attended_first', value: daysText(t, contacts.attended.p90) },
        ]}
      />
    </>
  )
}

const Attendance = ({ t, figures: { attendance, firstVisits, period } }: Part) => {
  const link = (of: BookingList, value: string | number) => <a href={listHref(of, period)}>{value}</a>
  const sides = [
    { name: t('team.with_buddy'), of: 'first_buddy', ...firstVisits.withBuddy },
    { name: t('team.without_buddy'), of: 'first_alone', ...firstVisits.without },
  ] as const
  const points = (part: (visits: FirstVisits) => number) =>
    sides.map((side) => ({
      label: side.name,
      value: side.expected === 0 ? 0 : Math.round((100 * part(side)) / side.expected),
      text: share(part(side), side.expected),
    }))
  return (
    <>
      <h2>{t('team.attendance')}</h2>
      <Figures
        t={t}
        href={(of) => listHref(of, period)}
        caption={t('team.all_visits')}
        rows={[
          { what: t('team.expected'), of: 'expected', value: attendance.expected },
          {
            what: t('team.attended'),
            of: 'attended',
            value: `${attendance.attended} (${share(attendance.attended, attendance.expected)})`,
          },
          { what: t('team.missed'), of: 'missed', value: attendance.expected - attendance.attended },
        ]}
      />
      <h2>{t('team.first_visits')}</h2>
      <BarChart
        title={t('team.first_attended_share')}
        most={100}
        points={points(({ attended }) => attended)}
        tableLabel={t('team.as_table')}
        columns={[t('team.figure'), t('team.value')]}
      />
      <BarChart
        title={t('team.first_again_share')}
        most={100}
        points={points(({ again }) => again)}
        tableLabel={t('team.as_table')}
        columns={[t('team.figure'), t('team.value')]}
      />
      <Table
        caption={t('team.first_visits')}
        isCaptionHidden
        columns={[
          { label: t('team.figure'), isRowHeader: true, cell: ({ name }) => name },
          { label: t('team.expected'), isNumber: true, cell: ({ of, expected }) => link(of, expected) },
          { label: t('team.attended'), isNumber: true, cell: ({ of, attended }) => link(`${of}_attended`, attended) },
          { label: t('team.again'), isNumber: true, cell: ({ of, again }) => link(`${of}_again`, again) },
        ]}
        rows={sides}
        empty={null}
      />
    </>
  )
}
