import type { PageContext } from '../../src/http/env.ts'
import { csv } from '../../src/lib/csv.ts'
import { month } from '../../src/lib/dates.ts'
import { startOfDay } from '../../src/lib/time.ts'
import type { NeedsFields, Seen } from '../../src/unmet-needs/actions.ts'
import { periods, type Row } from '../../src/unmet-needs/rules.ts'
import { BarChart } from '../components/chart.tsx'
import { Capped } from '../components/details.tsx'
import { Empty } from '../components/empty.tsx'
import { Select } from '../components/field.tsx'
import { Filters } from '../components/filters.tsx'
import { PageHeading } from '../components/heading.tsx'
import { Table } from '../components/table.tsx'
import { languageOptions } from '../groups/wording.ts'
import { render, type T, texts } from '../render.tsx'
import { areaName, kindName, needOptions, offerInWords, partOptions } from './wording.ts'

const mostBars = 6
/** Of each list so many are seen at once. */
const first = 5

/** Need against supply, for whoever can do something about it. */
export function needsPage(c: PageContext, seen: Seen, asked: NeedsFields) {
  const t = texts(c.var.locale)
  const needed = seen.rows.filter((row) => row.needed !== undefined)
  const more = (count: number) => t('needs.more', { count })
  return render(
    c,
    { title: t('needs.title'), variant: 'staff' },
    <>
      <PageHeading title={t('needs.title')} lead={t('needs.lead')} />
      <Filters
        action="/needs"
        label={t('needs.filters')}
        fields={asked}
        submit={t('needs.filter')}
        clear={{ href: '/needs', label: t('needs.clear') }}
      >
        <Select
          name="months"
          label={t('needs.period')}
          options={periods.map((n) => ({ value: n, label: t('needs.months', { n: Number(n) }) }))}
        />
        <Select name="time" label={t('needs.time')} empty={t('needs.every_time')} options={partOptions(t)} />
        <Select name="access" label={t('needs.access')} empty={t('needs.every_access')} options={needOptions(t)} />
        <Select name="language" label={t('needs.language')} empty={t('needs.every_language')} options={languageOptions(t)} />
      </Filters>
      <h2>{t('needs.offers_title')}</h2>
      {seen.offers.length ? (
        <Capped items={seen.offers} first={first} more={more}>
          {(offers) => (
            <ul>
              {offers.map((offer) => (
                <li>
                  {offerInWords(t, offer)} <span class="al-muted">{supplyInWords(t, offer.supply)}</span>
                </li>
              ))}
            </ul>
          )}
        </Capped>
      ) : (
        <Empty title={t('needs.none_title')} level={3}>
          <p>{t('needs.none')}</p>
        </Empty>
      )}
      {needed.length ? (
        <BarChart
          title={t('needs.chart')}
          tableLabel={t('needs.as_table')}
          columns={[t('needs.what'), t('needs.people')]}
          points={needed.slice(0, mostBars).map((row) => ({ label: labelOf(t, row), value: row.needed ?? 0, text: neededInWords(t, row) }))}
        />
      ) : null}
      <h2>{t('needs.table')}</h2>
      <p>{t('needs.rounded')}</p>
      <Capped items={seen.rows} first={2 * first} more={more}>
        {(rows) => (
          <Table
            caption={t('needs.table')}
            isCaptionHidden
            isCompact
            rows={rows}
            empty={<p>{t('needs.no_rows')}</p>}
            columns={[
              { label: `${t('needs.where')}: ${t('needs.what')}`, isRowHeader: true, cell: (row) => labelOf(t, row) },
              { label: t('needs.people'), isNumber: true, cell: (row) => neededInWords(t, row) },
              { label: t('needs.offered'), isNumber: true, cell: ({ offered }) => offered },
              { label: t('needs.filled'), isNumber: true, cell: ({ filled }) => filled },
            ]}
          />
        )}
      </Capped>
      {seen.needed > 0 ? <p>{t('needs.total', { n: seen.needed })}</p> : null}
      <p>
        <a href={`/needs/table.csv?${new URLSearchParams(asked)}`}>{t('needs.download')}</a>
      </p>
      <h2>{t('needs.words_title')}</h2>
      {seen.words.length ? (
        <Capped items={seen.words} first={first} more={more}>
          {(some) => (
            <ul>
              {some.map(({ activity, words, monthOn }) => (
                <li>
                  {words}{' '}
                  <span class="al-muted">
                    {kindName(t, activity)}, {month(startOfDay(monthOn, 'UTC'), 'UTC', c.var.locale)}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Capped>
      ) : (
        <p>{t('needs.no_words')}</p>
      )}
    </>,
  )
}

const labelOf = (t: T, { area, family }: Row): string => `${areaName(t, area)}: ${kindName(t, family)}`
const neededInWords = (t: T, { needed }: Row): string => (needed === undefined ? t('needs.few') : t('needs.or_more', { n: needed }))
const supplyInWords = (t: T, supply: { offered: number; filled: number } | undefined): string =>
  supply ? t('needs.supply', supply) : t('needs.no_supply')

/** The table for a spreadsheet, with the same numbers as on the page. */
export function needsCsv(c: PageContext, { rows }: Seen): Response {
  const t = texts(c.var.locale)
  const head = [t('needs.where'), t('needs.what'), t('needs.people'), t('needs.offered'), t('needs.filled')]
  const body = rows.map((row) => [areaName(t, row.area), kindName(t, row.family), neededInWords(t, row), row.offered, row.filled])
  return new Response(csv(head, body), {
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="needs.csv"' },
  })
}
