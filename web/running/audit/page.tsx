import type { LogPage, Verdict } from '../../../src/audit/actions.ts'
import type { PageContext } from '../../../src/http/env.ts'
import { clock, shortDate } from '../../../src/lib/dates.ts'
import { LinkButton } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { Pagination } from '../../components/pagination.tsx'
import { Table } from '../../components/table.tsx'
import { render, type T, texts } from '../../render.tsx'
import { actorOf, jobName, reasonOf, stateOf, subjectOf, verbOf } from '../wording.ts'

type Entry = LogPage['entries'][number]

/** Who did what and when. Of a referred person the log knows an id and nothing else. */
export function auditPage(c: PageContext, { entries, olderThan }: LogPage, before: number | undefined) {
  const t = texts(c.var.locale)
  const { timeZone } = c.var.ctx.place
  return render(
    c,
    { variant: 'staff', title: t('running.log.title'), back: <BackLink href="/running" label={t('running.title')} /> },
    <>
      <PageHeading
        title={t('running.log.title')}
        lead={t('running.audit_lead')}
        aside={
          <LinkButton href="/running/audit/check" kind="secondary">
            {t('running.audit_check')}
          </LinkButton>
        }
      />
      <Table
        caption={t('running.log.caption')}
        rows={entries}
        empty={<Empty title={t('running.log.none')} />}
        columns={[
          {
            label: t('running.log.when'),
            isRowHeader: true,
            cell: ({ at }) => `${shortDate(at, timeZone, c.var.locale)}, ${clock(at, timeZone, c.var.locale)}`,
          },
          { label: t('running.log.who'), cell: (entry) => whoDid(t, entry) },
          { label: t('running.log.what'), cell: ({ action }) => verbOf(t, action) },
          {
            label: t('running.log.on'),
            cell: ({ subjectKind, subjectId }) => (
              <WithId word={subjectOf(t, subjectKind)} id={subjectId === subjectKind ? '' : subjectId} />
            ),
          },
          { label: t('running.log.change'), cell: (entry) => changeOf(t, entry) },
          { label: t('running.log.why'), cell: ({ why, action }) => (why ? reasonOf(t, why, action) : '–') },
        ]}
      />
      <Pagination
        label={t('running.log.pages')}
        newer={before ? { href: '/running/audit', label: t('running.messages.newest') } : undefined}
        older={olderThan ? { href: `/running/audit?before=${olderThan}`, label: t('running.messages.older') } : undefined}
      />
    </>,
  )
}

function whoDid(t: T, { actorKind, actorId, actorName }: Entry) {
  if (actorKind === 'system') return `${actorOf(t, actorKind)}: ${jobName(t, actorId)}`
  return actorName ? `${actorOf(t, actorKind)}: ${actorName}` : <WithId word={actorOf(t, actorKind)} id={actorId} />
}

const WithId = ({ word, id }: { word: string; id: string }) => (
  <>
    {word}
    {id ? (
      <>
        {' '}
        <code class="al-code">{id}</code>
      </>
    ) : null}
  </>
)

function changeOf(t: T, { subjectKind, fromState, toState }: Entry): string {
  const [from, to] = [stateOf(t, subjectKind, fromState), stateOf(t, subjectKind, toState)]
  if (!to || from === to) return to ?? '–'
  return from ? `${from} → ${to}` : `→ ${to}`
}

/** Whether the audit log is whole: every entry as it was written. */
export function auditCheckPage(c: PageContext, verdict: Verdict) {
  const t = texts(c.var.locale)
  return render(
    c,
    { variant: 'staff', title: t('running.audit_check'), back: <BackLink href="/running/audit" label={t('running.log.title')} /> },
    <>
      <PageHeading title={t('running.audit_check')} />
      {verdict.ok ? (
        <Notice kind="success" title={t('running.audit_whole', { count: verdict.checked })}>
          <p>
            {t('running.audit_head')} <code class="al-code">{verdict.head}</code>
          </p>
        </Notice>
      ) : (
        <Notice kind="urgent" title={t('running.audit_broken', { entry: verdict.entryId })}>
          <p>{t('running.audit_broken_what_now')}</p>
        </Notice>
      )}
    </>,
  )
}
