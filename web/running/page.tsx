import type { Verdict } from '../../src/audit/actions.ts'
import type { PageContext } from '../../src/http/env.ts'
import type { JobHealth } from '../../src/jobs/health.ts'
import { clock, relativeDay } from '../../src/lib/dates.ts'
import { LinkButton } from '../components/button.tsx'
import { Empty } from '../components/empty.tsx'
import { BackLink, PageHeading } from '../components/heading.tsx'
import { Notice } from '../components/notice.tsx'
import { Table } from '../components/table.tsx'
import { Tag, type Tone } from '../components/tag.tsx'
import { render, type TextKey, texts } from '../render.tsx'

const tones: Record<JobHealth['state'], Tone> = { well: 'good', late: 'bad', failing: 'bad', never_ran: 'waiting' }

/** What the scheduled work did, and what is not as it should be, first. */
export function runningPage(c: PageContext, health: readonly JobHealth[]) {
  const t = texts(c.var.locale)
  const troubled = health.filter(({ state }) => state === 'late' || state === 'failing')
  return render(
    c,
    { variant: 'staff', title: t('running.title') },
    <>
      <PageHeading title={t('running.title')} lead={t('running.lead')} />
      {troubled.length > 0 ? (
        <Notice kind="urgent" title={t('running.trouble', { count: troubled.length })}>
          <p>{t('running.trouble_what_now')}</p>
        </Notice>
      ) : (
        <Notice kind="success" title={t('running.all_well')} />
      )}
      <Table
        caption={t('running.jobs')}
        rows={health}
        empty={<Empty title={t('running.no_jobs')} />}
        columns={[
          { label: t('running.job'), isRowHeader: true, cell: ({ job }) => t(`running.names.${job}` as TextKey) },
          { label: t('running.state'), cell: ({ state }) => <Tag tone={tones[state]}>{t(`running.states.${state}`)}</Tag> },
          { label: t('running.every'), cell: ({ cron }) => t(`running.crons.${cronNames[cron]}`) },
          { label: t('running.last_run'), cell: ({ runs }) => lastRun(c, runs[0]?.startedAt) },
          { label: t('running.did'), isWide: true, cell: ({ runs }) => did(runs[0]?.counts, runs[0]?.error) },
        ]}
      />
      <h2>{t('running.audit')}</h2>
      <p>{t('running.audit_lead')}</p>
      <LinkButton href="/running/audit" kind="secondary">
        {t('running.audit_check')}
      </LinkButton>
    </>,
  )
}

const cronNames = { '* * * * *': 'minute', '*/15 * * * *': 'quarter', '0 3 * * *': 'night' } as const

function lastRun(c: PageContext, at: number | undefined) {
  if (at === undefined) return '–'
  const { timeZone } = c.var.ctx.place
  return `${relativeDay(at, c.var.ctx.now, timeZone, c.var.locale)}, ${clock(at, timeZone, c.var.locale)}`
}

const did = (counts: Record<string, number> | null | undefined, error: string | null | undefined) =>
  error ??
  (Object.entries(counts ?? {})
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${what.replaceAll('_', ' ')} ${count}`)
    .join(', ') ||
    '–')

/** Whether the audit log is whole: every entry as it was written. */
export function auditPage(c: PageContext, verdict: Verdict) {
  const t = texts(c.var.locale)
  return render(
    c,
    { variant: 'staff', title: t('running.audit'), back: <BackLink href="/running" label={t('running.title')} /> },
    <>
      <PageHeading title={t('running.audit')} />
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
