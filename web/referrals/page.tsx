import type { PageContext } from '../../src/http/env.ts'
import type { Inbox } from '../../src/people/inbox/actions.ts'
import { type View, views, type Whose, whose as whoseAll } from '../../src/people/inbox/inputs.ts'
import { LinkButton } from '../components/button.tsx'
import { Empty } from '../components/empty.tsx'
import { PageHeading } from '../components/heading.tsx'
import { Pagination } from '../components/pagination.tsx'
import { SubNav } from '../components/sub-nav.tsx'
import { Table } from '../components/table.tsx'
import { StateTag } from '../components/tag.tsx'
import { Figures } from '../components/work.tsx'
import { render } from '../render.tsx'
import { around, DueBy, reasonsInWords, waitingFor } from './components.tsx'
import { sourceText } from './wording.ts'

type Wish = { view: View; whose: Whose; after?: string | undefined }

/** Who waits to be contacted, what is late first, and by filter everybody whom the team works with or has worked with. */
export function inboxPage(c: PageContext, { referrals, next, figures }: Inbox, wish: Wish) {
  const to = around(c)
  const { t } = to
  const at = (more: Partial<Wish>) => {
    const { view, whose, after } = { ...wish, after: undefined, ...more }
    const query = new URLSearchParams({ view, whose, ...(after ? { after } : {}) })
    return `/referrals?${query}`
  }
  return render(
    c,
    { title: t('referrals.title'), variant: 'staff' },
    <>
      <PageHeading
        title={t('referrals.title')}
        lead={t('referrals.lead', { days: c.var.ctx.place.contactDays })}
        aside={<LinkButton href="/people/new">{t('referrals.add')}</LinkButton>}
      />
      <Figures
        figures={[
          {
            value: figures.waiting,
            label: t('referrals.today.waiting', { n: figures.waiting }),
            href: at({ view: 'received', whose: 'all' }),
          },
          { value: figures.late, label: t('referrals.today.late', { n: figures.late }), isAlert: figures.late > 0 },
          {
            value: figures.untaken,
            label: t('referrals.today.untaken', { n: figures.untaken }),
            href: at({ view: 'received', whose: 'unassigned' }),
          },
        ]}
      />
      <SubNav
        label={t('referrals.state')}
        items={views.map((view) => ({ href: at({ view }), label: t(`referrals.views.${view}`), isCurrent: view === wish.view }))}
      />
      <SubNav
        label={t('referrals.whose.label')}
        items={whoseAll.map((whose) => ({ href: at({ whose }), label: t(`referrals.whose.${whose}`), isCurrent: whose === wish.whose }))}
      />
      <Table
        caption={t(`referrals.views.${wish.view}`)}
        isCaptionHidden
        isCompact
        columns={[
          {
            label: t('referrals.columns.who'),
            isRowHeader: true,
            cell: (row) => <a href={`/referrals/${row.id}`}>{row.preferredName}</a>,
          },
          ...(wish.view === 'received'
            ? [{ label: t('referrals.columns.due'), cell: (row: Inbox['referrals'][number]) => <DueBy to={to} due={row} /> }]
            : []),
          { label: t('referrals.columns.waits'), isExtra: wish.view === 'received', cell: (row) => waitingFor(to, row.receivedAt) },
          { label: t('referrals.columns.why'), isWide: true, cell: (row) => reasonsInWords(t, row.reasons) || t('people.not_said') },
          { label: t('referrals.columns.from'), isPlain: true, cell: (row) => t(sourceText[row.source]) },
          { label: t('people.columns.area'), isExtra: true, cell: (row) => row.area || t('people.not_said') },
          { label: t('people.columns.link_worker'), isPlain: true, cell: (row) => row.linkWorker ?? t('people.nobody') },
          ...(wish.view === 'ended'
            ? [
                {
                  label: t('people.person.state'),
                  cell: (row: Inbox['referrals'][number]) => (
                    <StateTag of="referral" state={row.status}>
                      {t(`components.states.referral.${row.status}`)}
                    </StateTag>
                  ),
                },
              ]
            : []),
        ]}
        rows={referrals}
        empty={
          <Empty title={t(`referrals.empty.${wish.view}`)}>
            <p>{wish.view === 'received' ? t('referrals.empty.received_body') : t('referrals.empty.body')}</p>
          </Empty>
        }
      />
      <Pagination
        label={t('referrals.pages')}
        newer={wish.after ? { href: at({}), label: t('referrals.first_page') } : undefined}
        older={next ? { href: at({ after: next }), label: t('referrals.more') } : undefined}
      />
    </>,
  )
}
