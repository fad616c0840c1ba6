import type { Cell } from '../../../src/lib/csv.ts'
import type { Locale } from '../../../src/lib/dates.ts'
import type { Comparable } from '../../../src/outcomes/instruments/rules.ts'
import type { Change } from '../../../src/outcomes/paired/rules.ts'
import { lostReasons } from '../../../src/outcomes/rules.ts'
import type { Answering, CameAlone, Paired, TeamOutcomes } from '../../../src/outcomes/team/rules.ts'
import type { ListName, Period } from '../../../src/reports/team/rules.ts'
import { IntervalChart } from '../../components/chart.tsx'
import { Details } from '../../components/details.tsx'
import { Table } from '../../components/table.tsx'
import { bandText, lonelyWords, lostText, measureText, waveText } from '../../people/progress/wording.ts'
import type { T } from '../../render.tsx'
import { listHref, type Narrower } from '../components.tsx'

type Part = { t: T; locale: Locale; period: Period }

/** What changed for the people whose support began in the period, beside how many were asked, answered and lost. */
export const Outcomes = ({ outcomes, ...part }: Part & { outcomes: TeamOutcomes }) => {
  const { t } = part
  return (
    <>
      <h2 id="outcomes">{t('team.outcomes.title')}</h2>
      <p class="al-muted">{t('team.outcomes.definition')}</p>
      <Asked {...part} answering={outcomes.answering} />
      {outcomes.paired.map((paired) => (
        <Changed {...part} paired={paired} />
      ))}
      <ComingAlone {...part} visits={outcomes.visits} />
    </>
  )
}

/** A count that leads to its list; one that is hidden leads nowhere. */
const Count = ({ t, period, of, n, narrower }: Part & { of: ListName; n: number | null; narrower?: Narrower }) =>
  n === null ? t('team.outcomes.hidden') : <a href={listHref(of, period, narrower)}>{n}</a>

const Asked = ({ answering, ...part }: Part & { answering: readonly Answering[] }) => {
  const { t } = part
  return (
    <Table
      caption={t('team.outcomes.asked_title')}
      isCompact
      columns={[
        { label: t('team.outcomes.when'), isRowHeader: true, cell: ({ wave }) => t(waveText[wave]) },
        {
          label: t('team.outcomes.asked'),
          isNumber: true,
          cell: (row) => <Count {...part} of="asked" n={row.asked} narrower={{ wave: row.wave }} />,
        },
        {
          label: t('team.outcomes.answered'),
          isNumber: true,
          cell: ({ wave, answered }) => <Count {...part} of="answered" n={answered} narrower={{ wave }} />,
        },
        {
          label: t('team.outcomes.open'),
          isNumber: true,
          cell: ({ wave, open }) => <Count {...part} of="unanswered" n={open} narrower={{ wave }} />,
        },
        {
          label: t('team.outcomes.lost'),
          cell: ({ wave, lost }) => {
            const some = lostReasons.filter((reason) => lost[reason] !== 0)
            return some.length === 0 ? (
              t('team.outcomes.nobody')
            ) : (
              <ul class="al-plain">
                {some.map((reason) => (
                  <li>
                    <Count {...part} of="lost" n={lost[reason]} narrower={{ wave, reason }} />: {t(lostText[reason])}
                  </li>
                ))}
              </ul>
            )
          },
        },
      ]}
      rows={answering}
      empty={null}
    />
  )
}

type Row = { code: Comparable; name: string; change: Change | null }

const Changed = ({ paired: { wave, measures, lonely, goals }, ...part }: Part & { paired: Paired }) => {
  const { t, locale, period } = part
  const title = t('team.outcomes.change', { when: t(waveText[wave]) })
  const rows: Row[] = [
    ...measures.map(({ code, better, change }) => ({ code, name: measureName(t, code, better), change })),
    { code: 'goals', name: t('team.outcomes.goals'), change: goals },
  ]
  const points = rows.flatMap(({ name, change }) => (change ? [{ label: name, ...change, text: signed(t, change.mean) }] : []))
  const bands = measures.flatMap((measure) =>
    measure.bands.map((band) => ({ ...band, measure: measure.code, name: `${t(measureText[measure.code])}: ${t(bandText[band.code])}` })),
  )
  if (points.length === 0 && lonely.length === 0)
    return (
      <>
        <h3>{title}</h3>
        <p>
          {t('team.outcomes.few')} {period.name === 'year' ? null : <a href="/team?period=year#outcomes">{t('team.outcomes.look_back')}</a>}
        </p>
      </>
    )
  return (
    <>
      <IntervalChart
        title={title}
        summary={t('team.outcomes.chart')}
        points={points}
        tableLabel={t('team.as_table')}
        columns={[t('team.figure'), t('team.outcomes.mean')]}
      />
      <Table
        caption={title}
        isCaptionHidden
        columns={[
          { label: t('team.figure'), isRowHeader: true, cell: ({ name }) => name },
          {
            label: t('team.outcomes.both'),
            isNumber: true,
            cell: ({ code, change }) =>
              change ? <Count {...part} of="both" n={change.n} narrower={{ wave, measure: code }} /> : t('team.outcomes.fewer'),
          },
          { label: t('team.outcomes.mean'), isNumber: true, cell: ({ change }) => (change ? signed(t, change.mean) : '–') },
          { label: t('team.outcomes.range'), isNumber: true, cell: ({ change }) => (change ? rangeText(t, change) : '–') },
        ]}
        rows={rows}
        empty={null}
      />
      <Shifts
        {...part}
        wave={wave}
        caption={t('outcomes.progress.lonely')}
        rows={lonely.map((row) => ({ ...row, measure: 'lonely', name: lonelyWords(Number(row.code), locale) ?? row.code }))}
      />
      {bands.length > 0 ? (
        <Details summary={t('team.outcomes.bands')}>
          <Shifts {...part} wave={wave} caption={t('team.outcomes.bands')} rows={bands} />
        </Details>
      ) : null}
    </>
  )
}

type Shifted = { measure: Comparable; code: string; name: string; before: number | null; after: number | null }

/** How many of those who answered both times said what at the start and later. */
const Shifts = ({ wave, caption, rows, ...part }: Part & { wave: Paired['wave']; caption: string; rows: readonly Shifted[] }) => {
  const { t } = part
  const count = (when: 'before' | 'after') => (row: Shifted) => (
    <Count {...part} of="both" n={row[when]} narrower={{ wave, measure: row.measure, said: `${when}_${row.code}` }} />
  )
  return (
    <Table
      caption={caption}
      columns={[
        { label: t('outcomes.progress.answer'), isRowHeader: true, cell: ({ name }) => name },
        { label: t(waveText.start), isNumber: true, cell: count('before') },
        { label: t(waveText[wave]), isNumber: true, cell: count('after') },
      ]}
      rows={rows}
      empty={null}
    />
  )
}

const ComingAlone = ({ visits, ...part }: Part & { visits: readonly CameAlone[] }) => {
  const { t } = part
  return (
    <Table
      caption={t('team.outcomes.alone_title')}
      columns={[
        { label: t('team.outcomes.when'), isRowHeader: true, cell: ({ visit }) => t(`team.lists.visit_${visit}`) },
        { label: t('team.outcomes.came'), isNumber: true, cell: ({ visit, came }) => <Count {...part} of={`visit_${visit}`} n={came} /> },
        {
          label: t('team.outcomes.alone'),
          isNumber: true,
          cell: ({ visit, alone }) => <Count {...part} of={`visit_${visit}_alone`} n={alone} />,
        },
      ]}
      rows={visits}
      empty={null}
    />
  )
}

/** Seeing a doctor less often is not always better, so nothing is said of it. */
const measureName = (t: T, code: Paired['measures'][number]['code'], better: 'higher' | 'lower') =>
  code === 'gp_visits' ? t(measureText[code]) : t(`team.outcomes.${better}`, { measure: t(measureText[code]) })

const signed = (t: T, value: number) => t('team.outcomes.signed', { value })
const rangeText = (t: T, { low, high }: Change) => t('team.outcomes.interval', { low: signed(t, low), high: signed(t, high) })

/** Every figure as a line with its number, for a spreadsheet. */
export function outcomeLines(t: T, locale: Locale, { answering, paired, visits }: TeamOutcomes): (readonly [string, Cell])[] {
  const hidden = t('team.outcomes.hidden')
  const shown = (name: string, n: number | null) => [name, n ?? hidden] as const
  const change = (name: string, found: Change | null): (readonly [string, Cell])[] => {
    if (found === null) return [[`${name}: ${t('team.outcomes.both')}`, t('team.outcomes.fewer')] as const]
    const rounded = (value: number) => Math.round(value * 100) / 100
    return [
      [`${name}: ${t('team.outcomes.both')}`, found.n] as const,
      [`${name}: ${t('team.outcomes.mean')}`, rounded(found.mean)] as const,
      [`${name}: ${t('team.outcomes.range')}, ${t('team.from')}`, rounded(found.low)] as const,
      [`${name}: ${t('team.outcomes.range')}, ${t('team.to')}`, rounded(found.high)] as const,
    ]
  }
  return [
    ...answering.flatMap(({ wave, asked, answered, open, lost }) => [
      shown(`${t(waveText[wave])}: ${t('team.outcomes.asked')}`, asked),
      shown(`${t(waveText[wave])}: ${t('team.outcomes.answered')}`, answered),
      shown(`${t(waveText[wave])}: ${t('team.outcomes.open')}`, open),
      ...lostReasons.map((reason) => shown(`${t(waveText[wave])}: ${t('team.outcomes.lost')}: ${t(lostText[reason])}`, lost[reason])),
    ]),
    ...paired.flatMap(({ wave, measures, lonely, goals }) => [
      ...measures.flatMap(({ code, change: found, bands }) => [
        ...change(`${t(waveText[wave])}: ${t(measureText[code])}`, found),
        ...bands.flatMap((band) => [
          shown(`${t(measureText[code])}: ${t(bandText[band.code])}: ${t(waveText.start)}`, band.before),
          shown(`${t(measureText[code])}: ${t(bandText[band.code])}: ${t(waveText[wave])}`, band.after),
        ]),
      ]),
      ...change(`${t(waveText[wave])}: ${t('team.outcomes.goals')}`, goals),
      ...lonely.flatMap(({ code, before, after }) => [
        shown(`${t('outcomes.progress.lonely')}: ${lonelyWords(Number(code), locale)}: ${t(waveText.start)}`, before),
        shown(`${t('outcomes.progress.lonely')}: ${lonelyWords(Number(code), locale)}: ${t(waveText[wave])}`, after),
      ]),
    ]),
    ...visits.flatMap(({ visit, came, alone }) => [
      shown(`${t(`team.lists.visit_${visit}`)}: ${t('team.outcomes.came')}`, came),
      shown(`${t(`team.lists.visit_${visit}`)}: ${t('team.outcomes.alone')}`, alone),
    ]),
  ]
}
