import { HTTPException } from 'hono/http-exception'
import type { Child } from 'hono/jsx'
import type { Permit } from '../../src/access/permit.ts'
import { groupInScope, groupsOf, seriesOf } from '../../src/groups/queries.ts'
import { weeksOf } from '../../src/groups/weeks/queries.ts'
import type { PageContext } from '../../src/http/env.ts'
import { dayDate } from '../../src/lib/dates.ts'
import type { Recurrence } from '../../src/lib/recurrence.ts'
import { localDay, mondayOf } from '../../src/lib/time.ts'
import { sessionsOfGroup } from '../../src/sessions/overview/queries.ts'
import { Button, Buttons, LinkButton, PostButton } from '../components/button.tsx'
import { DateField } from '../components/date-field.tsx'
import { Empty } from '../components/empty.tsx'
import { Form } from '../components/form.tsx'
import { BackLink, PageHeading } from '../components/heading.tsx'
import { Notice } from '../components/notice.tsx'
import { SummaryList } from '../components/summary-list.tsx'
import { Table } from '../components/table.tsx'
import { Lines } from '../components/timeline.tsx'
import { render, type T } from '../render.tsx'
import { OwnSessions, whenOf } from '../sessions/components.tsx'
import { ruleInWords } from '../sessions/wording.ts'
import { doneNotice, GroupFacts, GroupTag } from './components.tsx'
import type { Back } from './form/page.tsx'
import { NewcomersByWeek } from './weeks/components.tsx'
import { familyName, pauseInWords, reader } from './wording.ts'

export async function groupsPage(c: PageContext, permit: Permit<'group.manage'>) {
  const to = reader(c)
  const { t, now, db } = to
  const groups = await groupsOf(db, permit.orgs, now)
  const add = <LinkButton href="/groups/new">{t('groups.new')}</LinkButton>
  return render(
    c,
    { title: t('groups.mine'), variant: 'staff', notice: doneNotice(c) },
    <>
      <PageHeading title={t('groups.mine')} lead={t('groups.lead')} aside={groups.length ? add : null} />
      <p>
        <a href="/schedule">{t('groups.today.schedule')}</a>
      </p>
      <Table
        caption={t('groups.mine')}
        isCaptionHidden
        isCompact
        rows={groups}
        empty={
          <Empty title={t('groups.none_title')} action={add}>
            <p>{t('groups.none')}</p>
          </Empty>
        }
        columns={[
          { label: t('groups.name'), isRowHeader: true, cell: ({ group }) => <a href={`/groups/${group.id}`}>{group.name}</a> },
          { label: t('groups.facts.activities'), isExtra: true, cell: ({ group }) => familyName(t, group.activities[0]) },
          { label: t('groups.where'), isWide: true, cell: ({ venueName, area }) => `${venueName}, ${area}` },
          {
            label: t('groups.next'),
            cell: ({ nextAt }) => (nextAt === null ? t('groups.no_next') : whenOf(to, { startsAt: nextAt })),
          },
          { label: t('groups.state'), cell: ({ group }) => <GroupTag t={t} status={group.status} /> },
        ]}
      />
    </>,
  )
}

const upcoming = 40
const weeksShown = 8

/** `back` is why a pause, a return or a closing was not possible. */
export async function groupDetailPage(c: PageContext, permit: Permit<'group.manage'>, groupId: string, back?: Back) {
  const to = reader(c)
  const { t, now, db } = to
  const [[found], sessions, series, weeks] = await db.batch([
    groupInScope(db, permit.orgs, groupId),
    sessionsOfGroup(db, permit.orgs, groupId, now, upcoming),
    seriesOf(db, groupId),
    weeksOf(db, groupId, mondayOf(localDay(now, to.zone)), weeksShown),
  ])
  if (!found) throw new HTTPException(404)
  const { group, venue } = found
  const isClosed = group.status === 'closed'
  const state: Child =
    group.status === 'awaiting_check' ? (
      <Notice kind="information" title={t('groups.states.awaiting_check')}>
        <p>{t('groups.waiting_for_check')}</p>
      </Notice>
    ) : group.status === 'paused' ? (
      <Notice kind="warning" title={pauseInWords(to, group)}>
        <p>{t('groups.paused_now')}</p>
        {group.pausedUntilOn ? <p>{t('groups.returns_on', { day: dayDate(group.pausedUntilOn, to.locale) })}</p> : null}
      </Notice>
    ) : null
  const publish = <LinkButton href={`/groups/${group.id}/sessions/new`}>{t('groups.publish')}</LinkButton>
  return render(
    c,
    {
      title: group.name,
      variant: 'staff',
      notice: doneNotice(c),
      back: <BackLink href="/groups" label={t('groups.back')} />,
      ...(back?.errors ? { errors: back.errors } : {}),
    },
    <>
      <PageHeading
        caption={familyName(t, group.activities[0])}
        title={group.name}
        lead={group.summary}
        aside={<GroupTag t={t} status={group.status} />}
      />
      {state}
      {isClosed ? null : (
        <Buttons>
          {publish}
          <LinkButton kind="secondary" href={`/groups/${group.id}/edit`}>
            {t('groups.edit')}
          </LinkButton>
          {group.status === 'verified' ? <a href={`/whats-on/${group.id}`}>{t('groups.see_public')}</a> : null}
        </Buttons>
      )}
      <h2>{t('groups.upcoming')}</h2>
      <OwnSessions
        reader={to}
        rows={sessions}
        empty={
          <Empty title={t('groups.upcoming_none')} level={3} action={isClosed ? null : publish}>
            <p>{t('groups.upcoming_none_body')}</p>
          </Empty>
        }
      />
      <p>
        <a href={`/calendars/groups/${group.id}`}>{t('calendars.teaser')}</a>
      </p>
      <NewcomersByWeek reader={to} limit={group.newcomersPerWeek} weeks={weeks} />
      {series.length ? (
        <>
          <h2>{t('groups.series')}</h2>
          <SummaryList
            rows={series.map((row) => {
              const rule = ruleInWords(to, row.recurrence as Recurrence)
              return {
                key: rule,
                value: row.meetingPoint,
                action: { href: `/series/${row.id}/edit`, label: t('groups.edit'), about: rule },
              }
            })}
          />
        </>
      ) : null}
      <h2>{t('groups.about')}</h2>
      <p>
        <Lines text={group.description} />
      </p>
      <GroupFacts t={t} group={group} venue={venue} />
      <p>
        <a href={`/venues/${venue.id}/edit`}>{t('groups.form.venue_edit')}</a>
      </p>
      {isClosed ? null : (
        <>
          <h2>{t('groups.rest')}</h2>
          <p>{t('groups.rest_body')}</p>
          {group.status === 'verified' ? <PauseForm t={t} groupId={group.id} back={back} /> : null}
          <Buttons>
            {group.status === 'paused' ? <PostButton action={`/groups/${group.id}/return`}>{t('groups.reopen')}</PostButton> : null}
            <PostButton kind="warning" action={`/groups/${group.id}/closing`}>
              {t('groups.close')}
            </PostButton>
          </Buttons>
        </>
      )}
    </>,
  )
}

const PauseForm = ({ t, groupId, back }: { t: T; groupId: string; back: Back | undefined }) => (
  <Form action={`/groups/${groupId}/pause`} fields={back?.typed ?? {}} errors={back?.errors} errorPrefix={t('site.error_prefix')}>
    <DateField
      name="returnsOn"
      label={t('groups.pause_until')}
      hint={t('groups.pause_until_hint')}
      dayLabel={t('sessions.publish.day')}
      monthLabel={t('sessions.publish.month_box')}
      yearLabel={t('sessions.publish.year')}
    />
    <Button kind="secondary">{t('groups.pause')}</Button>
  </Form>
)
