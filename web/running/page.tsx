import type { PageContext } from '../../src/http/env.ts'
import { hasProvider } from '../../src/jobs/attention.ts'
import type { JobHealth } from '../../src/jobs/health.ts'
import type { providerState } from '../../src/messages/provider/actions.ts'
import { Buttons, LinkButton } from '../components/button.tsx'
import { Details } from '../components/details.tsx'
import { Empty } from '../components/empty.tsx'
import { PageHeading } from '../components/heading.tsx'
import { Notice } from '../components/notice.tsx'
import { Table } from '../components/table.tsx'
import { Tag, type Tone } from '../components/tag.tsx'
import { render, type T, texts } from '../render.tsx'
import { NoProvider, ProviderTrouble } from './components.tsx'
import { countOf, cronNames, jobName, moment } from './wording.ts'

const tones: Record<JobHealth['state'], Tone> = { well: 'good', late: 'bad', failing: 'bad', never_ran: 'waiting' }

type ProviderState = Awaited<ReturnType<typeof providerState>>

/** What the scheduled work did, and what is not as it should be, first. */
export function runningPage(c: PageContext, health: readonly JobHealth[], provider: ProviderState) {
  const t = texts(c.var.locale)
  const isTroubled = ({ state }: JobHealth) => state === 'late' || state === 'failing'
  const [troubled, others] = [health.filter(isTroubled), health.filter((job) => !isTroubled(job))]
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
      {hasProvider(health.find(({ job }) => job === 'deliver')?.runs ?? []) ? null : <NoProvider t={t} />}
      <ProviderTrouble c={c} t={t} provider={provider} />
      {troubled.length > 0 ? <Jobs c={c} t={t} health={troubled} /> : null}
      {others.length > 0 ? (
        <Details summary={t('running.other_jobs', { count: others.length, are: troubled.length === 0 ? 'all' : 'others' })}>
          <Jobs c={c} t={t} health={others} />
        </Details>
      ) : null}
      <Details summary={t('running.last_runs')}>
        <LastRuns c={c} t={t} health={health} />
      </Details>
      <h2>{t('running.menu_messages')}</h2>
      <p>{t('running.menu_messages_lead')}</p>
      <Buttons>
        <LinkButton href="/running/messages" kind="secondary">
          {t('running.menu_messages')}
        </LinkButton>
        <LinkButton href="/running/rehearsal" kind="secondary">
          {t('running.rehearsal.title')}
        </LinkButton>
      </Buttons>
      <h2>{t('coordinator.place.title')}</h2>
      <p>{t('coordinator.place.lead')}</p>
      <Buttons>
        <LinkButton href="/place" kind="secondary">
          {t('coordinator.place.open')}
        </LinkButton>
        <LinkButton href="/retention" kind="secondary">
          {t('rights.retention.title')}
        </LinkButton>
        <LinkButton href="/running/matching" kind="secondary">
          {t('matches.settings.link')}
        </LinkButton>
      </Buttons>
      <h2>{t('running.audit')}</h2>
      <p>{t('running.audit_lead')}</p>
      <Buttons>
        <LinkButton href="/running/audit" kind="secondary">
          {t('running.audit_read')}
        </LinkButton>
        <LinkButton href="/running/audit/check" kind="secondary">
          {t('running.audit_check')}
        </LinkButton>
      </Buttons>
    </>,
  )
}

const Jobs = ({ c, t, health }: { c: PageContext; t: T; health: readonly JobHealth[] }) => (
  <Table
    caption={t('running.jobs')}
    rows={health}
    empty={<Empty title={t('running.no_jobs')} />}
    columns={[
      { label: t('running.job'), isRowHeader: true, cell: ({ job }) => jobName(t, job) },
      { label: t('running.state'), cell: ({ state }) => <Tag tone={tones[state]}>{t(`running.states.${state}`)}</Tag> },
      { label: t('running.every'), cell: ({ cron }) => t(`running.crons.${cronNames[cron]}`) },
      { label: t('running.last_run'), cell: ({ runs }) => moment(c, runs[0]?.startedAt) },
      { label: t('running.did'), isWide: true, cell: ({ runs }) => did(t, runs[0]?.counts, runs[0]?.error) },
    ]}
  />
)

function LastRuns({ c, t, health }: { c: PageContext; t: T; health: readonly JobHealth[] }) {
  const rows = health.flatMap(({ job, runs }) => runs.map((run) => ({ job, run })))
  return (
    <Table
      caption={t('running.last_runs')}
      isCaptionHidden
      rows={rows}
      empty={<p>{t('running.states.never_ran')}</p>}
      columns={[
        { label: t('running.job'), isRowHeader: true, cell: ({ job }) => jobName(t, job) },
        { label: t('running.last_run'), cell: ({ run }) => moment(c, run.startedAt) },
        {
          label: t('running.did'),
          isWide: true,
          cell: ({ run }) => (run.endedAt === null ? t('running.still_running') : did(t, run.counts, run.error)),
        },
      ]}
    />
  )
}

const did = (t: T, counts: Record<string, number> | null | undefined, error: string | null | undefined) =>
  error ??
  (Object.entries(counts ?? {})
    .filter(([, count]) => count > 0)
    .map(([what, count]) => countOf(t, what, count))
    .join(', ') ||
    '–')
