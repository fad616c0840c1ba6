import { dayDate } from '../../../src/lib/dates.ts'
import type { Day } from '../../../src/lib/time.ts'
import { Table } from '../../components/table.tsx'
import type { Reader } from '../wording.ts'

type Week = { weekOn: Day; newcomersTaken: number; newcomerLimit: number | null }

/** How many new people the coming weeks bring a group, beside how many it said it can welcome. */
export const NewcomersByWeek = ({ reader, limit, weeks }: { reader: Reader; limit: number | null; weeks: readonly Week[] }) => {
  const { t, locale } = reader
  const coming = weeks.filter(({ newcomersTaken }) => newcomersTaken > 0)
  if (limit === null && coming.length === 0) return null
  return (
    <>
      <h2>{t('groups.weeks.title')}</h2>
      {limit === null ? null : <p>{t('groups.weeks.limit', { n: limit })}</p>}
      <Table
        caption={t('groups.weeks.title')}
        isCaptionHidden
        rows={coming}
        empty={<p>{t('groups.weeks.none')}</p>}
        columns={[
          { label: t('groups.weeks.week'), isRowHeader: true, cell: ({ weekOn }) => dayDate(weekOn, locale) },
          { label: t('groups.weeks.taken'), cell: ({ newcomersTaken: n, newcomerLimit }) => fullness(t, n, newcomerLimit) },
        ]}
      />
    </>
  )
}

const fullness = (t: Reader['t'], n: number, limit: number | null): string =>
  limit === null ? String(n) : t(n < limit ? 'groups.weeks.of' : 'groups.weeks.full', { n, limit })
