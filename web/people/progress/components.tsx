import { dayDate, type Locale, shortDate } from '../../../src/lib/dates.ts'
import type { Progress } from '../../../src/outcomes/progress/actions.ts'
import { LinkButton } from '../../components/button.tsx'
import { type Reading, ScaleChart } from '../../components/chart.tsx'
import { Empty } from '../../components/empty.tsx'
import { Table } from '../../components/table.tsx'
import { StateTag, Tag } from '../../components/tag.tsx'
import type { T } from '../../render.tsx'
import { bandText, lonelyWords, lostText, measureText, waveText } from './wording.ts'

type Props = { t: T; locale: Locale; timeZone: string; progress: Progress }

/** What was and will be asked, and the way to fill it in together. */
export const Asked = ({ t, locale, timeZone, progress }: Props) => (
  <Table
    caption={t('outcomes.progress.asked.title')}
    columns={[
      { label: t('outcomes.progress.asked.wave'), isRowHeader: true, cell: (row) => t(waveText[row.wave]) },
      { label: t('outcomes.progress.asked.due'), cell: (row) => shortDate(row.dueAt, timeZone, locale) },
      {
        label: t('outcomes.progress.asked.state'),
        cell: (row) => (
          <>
            <StateTag of="questionnaire" state={row.status}>
              {t(`components.states.questionnaire.${row.status}`)}
            </StateTag>
            {row.answeredAt !== null && row.answeredBy ? (
              <span class="al-muted">
                {' '}
                {shortDate(row.answeredAt, timeZone, locale)}, {t(`outcomes.progress.by.${row.answeredBy}`)}
              </span>
            ) : null}
            {row.lostReason ? <span class="al-muted"> {t(lostText[row.lostReason])}</span> : null}
          </>
        ),
      },
      {
        label: t('outcomes.progress.asked.next'),
        isWide: true,
        cell: (row) =>
          row.refusal ? null : (
            <LinkButton small kind="secondary" href={`/questionnaires/${row.id}`} about={t(waveText[row.wave])}>
              {t(row.answeredAt === null ? 'outcomes.progress.asked.fill_in' : 'outcomes.progress.asked.correct')}
            </LinkButton>
          ),
      },
    ]}
    rows={progress.questionnaires}
    empty={
      <Empty title={t('outcomes.progress.empty')}>
        <p>{t('outcomes.progress.empty_body')}</p>
      </Empty>
    }
  />
)

/** A chart of each measure over time with its table. What was not said is a gap, never a nought. One answer makes no line, only a list. */
export const Charts = ({ t, locale, timeZone, progress }: Props) => {
  const when = (at: number) => shortDate(at, timeZone, locale)
  if (progress.measures.every(({ points }) => points.length < 2))
    return <Once t={t} locale={locale} timeZone={timeZone} progress={progress} />
  return (
    <>
      <div class="al-charts">
        {progress.measures.map(({ code, min, max, better, points }) => {
          const readings = points.map(({ wave, at, score, band, translation }): Reading => {
            const said = score === null ? t('outcomes.progress.not_said') : String(score)
            const notes = [
              band ? t(bandText[band]) : '',
              score !== null && translation === 'unofficial' ? t('outcomes.progress.unofficial') : '',
            ]
            return { label: `${t(waveText[wave])}, ${when(at)}`, value: score, text: [said, ...notes].filter(Boolean).join(', ') }
          })
          // A count has no upper end of its own: nobody sees the doctor 99 times.
          const top = code === 'gp_visits' ? Math.max(6, ...points.map(({ score }) => score ?? 0)) : max
          const words = code === 'gp_visits' ? t('outcomes.progress.counted') : t(`outcomes.progress.better.${better}`, { min, max })
          return <ScaleChart title={t(measureText[code])} summary={words} min={min} max={top} readings={readings} {...tableWords(t)} />
        })}
      </div>
      <Table
        caption={t('outcomes.progress.lonely')}
        columns={[
          { label: t('outcomes.progress.when'), isRowHeader: true, cell: (row) => `${t(waveText[row.wave])}, ${when(row.at)}` },
          { label: t('outcomes.progress.answer'), cell: (row) => lonelyWords(row.code, locale) ?? t('outcomes.progress.not_said') },
        ]}
        rows={progress.lonely}
        empty={null}
      />
    </>
  )
}

/** What was said the only time that they were asked. */
const Once = ({ t, locale, timeZone, progress }: Props) => {
  const [point] = progress.measures.flatMap(({ points }) => points)
  const [lonely] = progress.lonely
  const said = progress.measures.map(({ code, min, max, points: [only] }) => ({
    what: t(measureText[code]),
    answer:
      only?.score == null ? t('outcomes.progress.not_said') : code === 'gp_visits' ? String(only.score) : `${only.score} (${min}–${max})`,
  }))
  const lonelyAnswer = lonely ? (lonelyWords(lonely.code, locale) ?? t('outcomes.progress.not_said')) : undefined
  return (
    <Table
      caption={point ? `${t(waveText[point.wave])}, ${shortDate(point.at, timeZone, locale)}` : ''}
      columns={[
        { label: t('outcomes.progress.what'), isRowHeader: true, cell: (row) => row.what },
        { label: t('outcomes.progress.answer'), cell: (row) => row.answer },
      ]}
      rows={lonelyAnswer ? [...said, { what: t('outcomes.progress.lonely'), answer: lonelyAnswer }] : said}
      empty={null}
    />
  )
}

const tableWords = (t: T) =>
  ({
    tableLabel: t('outcomes.progress.as_table'),
    columns: [t('outcomes.progress.when'), t('outcomes.progress.answer')] as const,
  }) as const

/** Each goal in the person's own words, with how near they feel to it. */
export const Goals = ({ t, locale, progress }: Props) =>
  progress.goals.length === 0 ? (
    <p>{t('outcomes.progress.no_goals')}</p>
  ) : (
    <>
      <p class="al-muted">{t('outcomes.progress.goal_scale')}</p>
      {progress.goals.map(({ words, status, ratings }) => (
        <>
          {ratings.length === 0 ? (
            <p>
              “{words}” <Tag>{t(`outcomes.progress.goal_states.${status}`)}</Tag> {t('outcomes.progress.not_rated')}
            </p>
          ) : (
            <ScaleChart
              title={`“${words}”`}
              summary={<Tag>{t(`outcomes.progress.goal_states.${status}`)}</Tag>}
              min={0}
              max={10}
              readings={ratings.map(({ ratedOn, rating }) => ({ label: dayDate(ratedOn, locale), value: rating, text: String(rating) }))}
              tableLabel={t('outcomes.progress.as_table')}
              columns={[t('outcomes.progress.rated'), t('outcomes.progress.rating')]}
            />
          )}
        </>
      ))}
    </>
  )
