import type { PageContext } from '../../../../src/http/env.ts'
import type { Typed } from '../../../../src/http/input.ts'
import type { SeriesPreview } from '../../../../src/sessions/editing/actions.ts'
import { Button, Buttons } from '../../../components/button.tsx'
import { Form } from '../../../components/form.tsx'
import { BackLink, PageHeading } from '../../../components/heading.tsx'
import { Notice } from '../../../components/notice.tsx'
import { Table } from '../../../components/table.tsx'
import { type Reader, reader } from '../../../groups/wording.ts'
import { render } from '../../../render.tsx'
import { Carried, longWhenOf } from '../../components.tsx'

/** What changes for which session and who will be told, before anything is written. */
export function seriesPreviewPage(c: PageContext, seriesId: string, typed: Typed, preview: SeriesPreview) {
  const to = reader(c)
  const { t } = to
  return render(
    c,
    {
      title: t('sessions.edit.preview_title'),
      variant: 'staff',
      back: <BackLink href={`/series/${seriesId}/edit`} label={t('sessions.edit.series_title')} />,
    },
    <>
      <PageHeading caption={preview.groupName} title={t('sessions.edit.preview_title')} lead={t('sessions.edit.preview_lead')} />
      <Told reader={to} told={preview.told} />
      {preview.moved.length ? <Moved reader={to} moved={preview.moved} /> : null}
      <Dates reader={to} title={t('sessions.edit.added', { n: preview.added.length })} dates={preview.added} />
      <Dates reader={to} title={t('sessions.edit.dropped', { n: preview.dropped.length })} dates={preview.dropped} />
      {sentencesOf(to, preview).map((sentence) => (
        <p>{sentence}</p>
      ))}
      <Form action={`/series/${seriesId}`} fields={{}}>
        <Carried fields={typed} except={[]} />
        <Buttons>
          <Button>{t('sessions.edit.save_series')}</Button>
          <Button kind="secondary" formaction={`/series/${seriesId}/draft`}>
            {t('sessions.publish.change')}
          </Button>
        </Buttons>
      </Form>
    </>,
  )
}

const Told = ({ reader: { t }, told }: { reader: Reader; told: SeriesPreview['told'] }) => (
  <Notice kind="information" title={t('sessions.edit.told', { people: told.people })}>
    {told.buddies ? <p>{t('sessions.edit.told_buddies', { n: told.buddies })}</p> : null}
    {told.buddiesFreed ? <p>{t('sessions.edit.told_freed', { n: told.buddiesFreed })}</p> : null}
  </Notice>
)

const Moved = ({ reader: to, moved }: { reader: Reader; moved: SeriesPreview['moved'] }) => (
  <Table
    caption={to.t('sessions.edit.moved', { n: moved.length })}
    rows={moved}
    empty={null}
    columns={[
      { label: to.t('sessions.edit.from'), isRowHeader: true, cell: ({ from }) => longWhenOf(to, from) },
      {
        label: to.t('sessions.edit.to'),
        cell: ({ to: then, venueName, isElsewhere, meetingPoint }) => {
          const when = longWhenOf(to, then)
          const where = isElsewhere ? to.t('sessions.edit.at_venue', { when, venue: venueName }) : when
          return meetingPoint === null ? where : to.t('sessions.edit.at_point', { where, point: meetingPoint })
        },
      },
      { label: to.t('sessions.edit.people'), isNumber: true, cell: ({ people }) => String(people) },
    ]}
  />
)

const Dates = ({ reader: to, title, dates }: { reader: Reader; title: string; dates: SeriesPreview['added'] }) =>
  dates.length ? (
    <>
      <h2 class="nhsuk-heading-m">{title}</h2>
      <ul>
        {dates.map((date) => (
          <li>{longWhenOf(to, date)}</li>
        ))}
      </ul>
    </>
  ) : null

function sentencesOf({ t }: Reader, { otherwise, moved, added, dropped }: SeriesPreview): string[] {
  const isSameDates = moved.length + added.length + dropped.length === 0
  if (otherwise === 0) return isSameDates ? [t('sessions.edit.nothing')] : []
  return [...(isSameDates ? [t('sessions.edit.no_dates_change')] : []), t('sessions.edit.otherwise', { n: otherwise })]
}
