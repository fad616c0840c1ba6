import { HTTPException } from 'hono/http-exception'
import type { Permit } from '../../src/access/permit.ts'
import { type Decision, decisionsFor } from '../../src/buddies/rules.ts'
import { type Buddies, type BuddyRecord, seeBuddy } from '../../src/buddies/vetting/actions.ts'
import type { BuddyCall } from '../../src/calls/buddies/actions.ts'
import type { BuddyStatus } from '../../src/db/schema/buddies.ts'
import type { PageContext } from '../../src/http/env.ts'
import type { Typed } from '../../src/http/input.ts'
import { dayDate, shortDate } from '../../src/lib/dates.ts'
import { doneText as callDone } from '../calls/wording.ts'
import { Empty } from '../components/empty.tsx'
import { BackLink, PageHeading } from '../components/heading.tsx'
import { Notice } from '../components/notice.tsx'
import { Pagination } from '../components/pagination.tsx'
import { Phone } from '../components/phone.tsx'
import { SubNav } from '../components/sub-nav.tsx'
import { SummaryList } from '../components/summary-list.tsx'
import { Table } from '../components/table.tsx'
import { StateTag } from '../components/tag.tsx'
import { languageName } from '../groups/wording.ts'
import { render, type T, texts } from '../render.tsx'
import { BuddyCalls } from './calls/components.tsx'
import { familiesOf } from './components.tsx'
import { DecisionForm } from './decision/page.tsx'
import { type Done, declineWords, doneWords, stateWords, weekOf } from './wording.ts'

const states = Object.keys(stateWords) as BuddyStatus[]

export function listPage(
  c: PageContext,
  { buddies, counts, next }: Buddies,
  calls: readonly BuddyCall[],
  { status, before, done }: { status: BuddyStatus; before?: string | undefined; done?: 'told' | 'over' | undefined },
) {
  const t = texts(c.var.locale)
  const date = (at: number) => shortDate(at, c.var.ctx.place.timeZone, c.var.locale)
  return render(
    c,
    {
      title: t('buddies.title'),
      variant: 'staff',
      notice: done ? <Notice kind={done === 'over' ? 'information' : 'success'} title={t(callDone[done])} /> : null,
    },
    <>
      <PageHeading title={t('buddies.title')} lead={t('buddies.list.lead')} />
      <BuddyCalls c={c} calls={calls} />
      <SubNav
        label={t('buddies.list.by_state')}
        items={states.map((state) => ({
          href: `/buddies?status=${state}`,
          label: t(stateWords[state]),
          isCurrent: state === status,
          count: counts[state],
        }))}
      />
      <Table
        caption={t('buddies.list.caption', { state: t(stateWords[status]) })}
        isCompact
        rows={buddies}
        empty={
          <Empty title={t('buddies.list.empty')}>
            <p>{t('buddies.list.empty_body')}</p>
          </Empty>
        }
        columns={[
          { label: t('buddies.list.name'), isRowHeader: true, cell: (buddy) => <a href={`/buddies/${buddy.id}`}>{buddy.name}</a> },
          { label: t('buddies.list.team'), isExtra: true, cell: (buddy) => buddy.hubName },
          { label: t('buddies.list.areas'), isWide: true, cell: (buddy) => buddy.areas.join(', ') },
          { label: t('buddies.list.since'), isExtra: status !== 'applied', cell: (buddy) => date(buddy.createdAt) },
          {
            label: t('buddies.list.checked_until'),
            isExtra: status === 'applied',
            cell: (buddy) => (buddy.checkedUntilOn ? dayDate(buddy.checkedUntilOn, c.var.locale) : t('buddies.list.no_check')),
          },
        ]}
      />
      <Pagination
        label={t('buddies.list.pages')}
        newer={before ? { href: `/buddies?status=${status}`, label: t('buddies.list.newest') } : undefined}
        older={next ? { href: `/buddies?status=${status}&before=${next}`, label: t('buddies.list.older') } : undefined}
      />
    </>,
  )
}

type Sent = { typed?: Typed; errors?: Record<string, string>; done?: Done | undefined }

export async function buddyPage(c: PageContext, permit: Permit<'buddy.vet'>, buddyId: string, { typed, errors, done }: Sent = {}) {
  const buddy = await seeBuddy(c.var.ctx, permit, buddyId)
  if (!buddy) throw new HTTPException(404)
  const t = texts(c.var.locale)
  const open: Decision[] = decisionsFor(buddy.status)
  return render(
    c,
    {
      title: buddy.name,
      variant: 'staff',
      back: <BackLink href={`/buddies?status=${buddy.status}`} label={t('buddies.one.back')} />,
      ...(errors ? { errors } : {}),
      notice: done ? <Notice kind="success" title={t(doneWords[done])} /> : null,
    },
    <>
      <PageHeading
        title={buddy.name}
        caption={
          <StateTag of="buddy" state={buddy.status}>
            {t(stateWords[buddy.status])}
          </StateTag>
        }
      />
      <About c={c} t={t} buddy={buddy} />
      <h2>{t('buddies.one.decide')}</h2>
      {open.map((decision) => (
        <DecisionForm t={t} buddy={buddy} decision={decision} typed={typed?.decision === decision ? typed : undefined} errors={errors} />
      ))}
    </>,
  )
}

const About = ({ c, t, buddy }: { c: PageContext; t: T; buddy: BuddyRecord }) => (
  <SummaryList
    rows={[
      { key: t('buddies.one.why'), value: buddy.about },
      {
        key: t('buddies.one.reach'),
        value: (
          <>
            {buddy.email}, <Phone number={buddy.phone} />
          </>
        ),
      },
      { key: t('buddies.list.areas'), value: buddy.areas.join(', ') },
      {
        key: t('buddies.one.activities'),
        value: familiesOf(buddy.activities)
          .map((family) => t(`components.families.${family}` as 'components.families.arts'))
          .join(', '),
      },
      { key: t('buddies.one.languages'), value: buddy.languages.map((code) => languageName(t, code)).join(', ') },
      { key: t('buddies.one.free'), value: weekOf(t, buddy.availability) },
      { key: t('buddies.one.email_language'), value: languageName(t, buddy.locale) },
      { key: t('buddies.list.since'), value: shortDate(buddy.createdAt, c.var.ctx.place.timeZone, c.var.locale) },
      {
        key: t('buddies.list.checked_until'),
        value: buddy.checkedUntilOn ? dayDate(buddy.checkedUntilOn, c.var.locale) : t('buddies.list.no_check'),
      },
      { key: t('buddies.one.visits_ahead'), value: buddy.visitsAhead },
      ...(buddy.declineReason ? [{ key: t('buddies.one.decline_reason'), value: t(declineWords[buddy.declineReason]) }] : []),
    ]}
  />
)
