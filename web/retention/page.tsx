import type { PageContext } from '../../src/http/env.ts'
import { dayDate } from '../../src/lib/dates.ts'
import type { Retention } from '../../src/rights/retention/actions.ts'
import { LinkButton } from '../components/button.tsx'
import { PageHeading } from '../components/heading.tsx'
import { Notice } from '../components/notice.tsx'
import { Table } from '../components/table.tsx'
import { render, type T, texts } from '../render.tsx'

export const retentionDone = ['erased'] as const
type Shown = { done?: (typeof retentionDone)[number] | undefined }

/** How long people are kept, and who goes next: a number for the place, names for those who look after them. */
export function retentionPage(c: PageContext, found: Retention, { done }: Shown = {}) {
  const t = texts(c.var.locale)
  const { keepPeopleMonths, keepDeclinedMonths } = found
  const actor = c.var.actor?.kind === 'user' ? c.var.actor : undefined
  const has = (role: string) => actor?.memberships.some((membership) => membership.role === role) ?? false
  return render(
    c,
    {
      title: t('rights.retention.title'),
      variant: 'staff',
      returnTo: '/retention',
      notice: done ? <Notice kind="success" title={t(`rights.retention.done.${done}`)} /> : undefined,
    },
    <>
      <PageHeading
        title={t('rights.retention.title')}
        lead={t('rights.retention.lead', { people: keepPeopleMonths, declined: keepDeclinedMonths })}
      />
      <p class="al-lead">{t('rights.retention.count', { count: found.count })}</p>
      {has('link_worker') ? <Leaving c={c} t={t} people={found.people} /> : null}
      {has('coordinator') ? (
        <LinkButton kind="secondary" href="/place">
          {t('rights.retention.terms')}
        </LinkButton>
      ) : null}
    </>,
  )
}

const Leaving = ({ c, t, people }: { c: PageContext; t: T; people: Retention['people'] }) => (
  <Table
    caption={t('rights.retention.yours')}
    columns={[
      { label: t('people.columns.name'), isRowHeader: true, cell: ({ id, name }) => <a href={`/people/${id}/data`}>{name}</a> },
      { label: t('people.columns.called'), cell: ({ preferredName }) => preferredName },
      { label: t('rights.retention.when'), cell: ({ erasedOn }) => dayDate(erasedOn, c.var.locale) },
    ]}
    rows={people}
    empty={<p>{t('rights.retention.nobody')}</p>}
  />
)
