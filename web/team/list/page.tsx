import type { PageContext } from '../../../src/http/env.ts'
import { type Locale, longDate, shortDate } from '../../../src/lib/dates.ts'
import type { Band } from '../../../src/outcomes/instruments/rules.ts'
import type { TeamList } from '../../../src/reports/team/actions.ts'
import { Buttons, LinkButton } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Pagination } from '../../components/pagination.tsx'
import { Table } from '../../components/table.tsx'
import { StateTag } from '../../components/tag.tsx'
import { bandText, lonelyWords, lostText, measureText, waveText } from '../../people/progress/wording.ts'
import { render, type T, texts } from '../../render.tsx'
import { listHref, periodQuery, periodText } from '../components.tsx'

type Asked = Extract<TeamList, { kind: 'questionnaires' }>['about']

/** Those whom a figure counts, one page at a time. */
export function listPage(c: PageContext, list: TeamList, worker: string | undefined) {
  const t = texts(c.var.locale)
  const { timeZone } = c.var.ctx.place
  const date = (at: number | null) => (at === null ? '–' : shortDate(at, timeZone, c.var.locale))
  const href = listHref(list.of, list.period, list.kind === 'questionnaires' ? list.about : { worker })
  const title = t(`team.lists.${list.of}`)
  const empty = (
    <Empty title={t('team.list.none')}>
      <p>{t('team.list.none_body')}</p>
    </Empty>
  )
  const hidden = (
    <Empty title={t('team.list.hidden')}>
      <p>{t('team.list.hidden_body')}</p>
    </Empty>
  )
  return render(
    c,
    { title, variant: 'staff', back: <BackLink href={`/team?${periodQuery(list.period)}`} label={t('team.title')} /> },
    <>
      <PageHeading
        title={title}
        caption={aboutText(c, t, list)}
        lead={list.of === 'open' || list.of === 'waiting' ? t('team.caseload_now') : periodText(c, t, list.period)}
      />
      {list.kind === 'hidden' ? (
        hidden
      ) : list.kind === 'referrals' ? (
        <Table
          caption={title}
          isCaptionHidden
          isCompact
          columns={[
            { label: t('team.list.person'), isRowHeader: true, cell: (row) => <a href={`/people/${row.personId}`}>{row.preferredName}</a> },
            { label: t('team.list.received'), cell: ({ at }) => date(at) },
            {
              label: t('team.list.state'),
              isPlain: true,
              cell: ({ status }) => (
                <StateTag of="referral" state={status}>
                  {t(`components.states.referral.${status}`)}
                </StateTag>
              ),
            },
            { label: t('team.list.worker'), cell: (row) => row.worker ?? t('team.nobody') },
            { label: t('team.list.due'), cell: ({ contactDueAt }) => date(contactDueAt) },
            { label: t('team.list.contacted'), cell: ({ contactedAt }) => date(contactedAt) },
            { label: t('team.list.first'), cell: ({ firstAttendedAt }) => date(firstAttendedAt) },
          ]}
          rows={list.rows}
          empty={empty}
        />
      ) : list.kind === 'questionnaires' ? (
        <Table
          caption={title}
          isCaptionHidden
          isCompact
          columns={[
            {
              label: t('team.list.person'),
              isRowHeader: true,
              cell: (row) => <a href={`/people/${row.personId}/progress`}>{row.preferredName}</a>,
            },
            { label: t('team.list.asked_for'), cell: ({ at }) => date(at) },
            {
              label: t('team.list.state'),
              isPlain: true,
              cell: ({ status }) =>
                status ? (
                  <StateTag of="questionnaire" state={status}>
                    {t(`components.states.questionnaire.${status}`)}
                  </StateTag>
                ) : (
                  '–'
                ),
            },
            { label: t('team.list.answered'), cell: ({ answeredAt }) => date(answeredAt) },
            { label: t('team.list.why'), cell: ({ lostReason }) => (lostReason ? t(lostText[lostReason]) : '–') },
          ]}
          rows={list.rows}
          empty={empty}
        />
      ) : (
        <Table
          caption={title}
          isCaptionHidden
          isCompact
          columns={[
            { label: t('team.list.person'), isRowHeader: true, cell: (row) => <a href={`/bookings/${row.id}`}>{row.preferredName}</a> },
            { label: t('team.list.when'), isWide: true, cell: ({ at }) => longDate(at, timeZone, c.var.locale) },
            { label: t('team.list.group'), isPlain: true, cell: ({ groupName }) => groupName },
            {
              label: t('team.list.state'),
              isPlain: true,
              cell: ({ status }) => (
                <StateTag of="booking" state={status}>
                  {t(`components.states.booking.${status}`)}
                </StateTag>
              ),
            },
            { label: t('team.list.first_visit'), cell: ({ isFirstVisit }) => t(isFirstVisit ? 'team.list.yes' : 'team.list.no') },
          ]}
          rows={list.rows}
          empty={empty}
        />
      )}
      <Pagination
        label={t('people.pages')}
        older={list.next ? { href: `${href}&after=${list.next}`, label: t('team.list.more') } : undefined}
      />
      {list.kind === 'hidden' ? null : (
        <Buttons>
          <LinkButton kind="secondary" href={href.replace('/team/list?', '/team/list.csv?')}>
            {t('team.list.csv')}
          </LinkButton>
        </Buttons>
      )}
    </>,
  )
}

/** What they answered, and when: "At the start: Often/always". */
function saidText(t: T, locale: Locale, { wave, measure, said = '' }: Asked): string {
  const [, when, code = ''] = /^(before|after)_(.+)$/.exec(said) ?? []
  const words = measure === 'lonely' ? lonelyWords(Number(code), locale) : code in bandText ? t(bandText[code as Band]) : undefined
  return `${t(waveText[when === 'before' ? 'start' : wave])}: ${words ?? ''}`
}

/** When people were asked and, where it was compared, what. */
function aboutText(c: PageContext, t: T, list: TeamList): string | undefined {
  if (list.kind !== 'questionnaires') return undefined
  const { wave, measure, said } = list.about
  if (list.of !== 'both') return t(waveText[wave])
  const measured =
    measure === 'lonely' ? t('outcomes.progress.lonely') : measure === 'goals' ? t('team.outcomes.goals') : t(measureText[measure])
  return [t(waveText[wave]), measured, ...(said ? [saidText(t, c.var.locale, list.about)] : [])].join(': ')
}
