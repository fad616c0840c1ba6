// What first visits put on a buddy's page of the day, and how a visit is shown before and after the claim.

import type { Child } from 'hono/jsx'
import { permit } from '../../src/access/permit.ts'
import { familyOf } from '../../src/groups/rules.ts'
import type { PageContext } from '../../src/http/env.ts'
import { relativeDay } from '../../src/lib/dates.ts'
import { type TeamVisit, visitsNeedingTeam } from '../../src/visits/alarms/actions.ts'
import { type MyVisit, seeMyDay } from '../../src/visits/mine/actions.ts'
import { findOpenVisits, type OpenVisit } from '../../src/visits/open/actions.ts'
import { LinkButton } from '../components/button.tsx'
import { Card, Cards } from '../components/card.tsx'
import { Details } from '../components/details.tsx'
import { Facts } from '../components/facts.tsx'
import { Phone } from '../components/phone.tsx'
import { Tag } from '../components/tag.tsx'
import { Tasks } from '../components/work.tsx'
import { accessName, activityName, familyName, languageName } from '../groups/wording.ts'
import { type T, texts } from '../render.tsx'
import { newsFor } from './news/components.tsx'
import { whenOf } from './wording.ts'

/** A buddy's part of the day: reports that are due, the next visits with all that is needed on the way, open ones that fit. */
export async function todayFor(c: PageContext): Promise<Child> {
  const granted = c.var.actor && permit(c.var.actor, 'visit.find')
  if (!granted) return null
  const [{ next, reportsDue }, { fitting }, news] = await Promise.all([
    seeMyDay(c.var.ctx, granted),
    findOpenVisits(c.var.ctx, granted),
    newsFor(c, granted),
  ])
  const t = texts(c.var.locale)
  return (
    <section>
      {news}
      {reportsDue.length > 0 ? (
        <>
          <h2>{t('visits.today.reports')}</h2>
          <Tasks
            tasks={reportsDue.map((visit) => ({
              title: `${activityName(t, visit.activity)}, ${whenIn(c, visit)}`,
              why: t('visits.today.report_why'),
              action: (
                <LinkButton small href={`/visits/${visit.id}/report`}>
                  {t('visits.today.report')}
                </LinkButton>
              ),
            }))}
          />
        </>
      ) : null}
      <h2>{t('visits.today.next')}</h2>
      {next.length === 0 ? <p>{t('visits.today.none')}</p> : null}
      {next.slice(0, 1).map((visit) => (
        <>
          <h3>{t('visits.mine.title', { name: visit.preferredName })}</h3>
          <OnTheWay c={c} visit={visit} />
          <p>
            <a href={`/visits/${visit.id}`}>{t('visits.today.details')}</a>
          </p>
        </>
      ))}
      {next.length > 1 ? (
        <Tasks
          tasks={next.slice(1).map((visit) => ({
            title: <a href={`/visits/${visit.id}`}>{t('visits.mine.title', { name: visit.preferredName })}</a>,
            why: `${whenIn(c, visit)} · ${visit.groupName}`,
          }))}
        />
      ) : null}
      {fitting.length > 0 ? (
        <>
          <h2>{t('visits.today.fitting')}</h2>
          <OpenCards c={c} visits={fitting.slice(0, 3)} />
        </>
      ) : null}
      <p>
        <a href="/visits">{t('visits.today.see_all')}</a>
      </p>
    </section>
  )
}

const mostReports = 3

/** A link worker's part: first visits without anybody in time, those that they go to themselves, and reports that ask for a call. */
export async function teamTodayFor(c: PageContext): Promise<Child> {
  const granted = c.var.actor && permit(c.var.actor, 'visit.arrange')
  if (!granted) return null
  const { unfilled, own, reports } = await visitsNeedingTeam(c.var.ctx, granted)
  if (unfilled.length + own.length + reports.length === 0) return null
  const t = texts(c.var.locale)
  return (
    <section>
      <h2>{t('visits.today.team_title')}</h2>
      <Tasks
        tasks={[
          ...unfilled.map((visit) => unfilledTask(c, t, visit)),
          ...own.map((visit) => ownTask(c, t, visit)),
          ...reports.slice(0, mostReports).map((visit) => reportTask(t, visit)),
        ]}
      />
      {reports.length > mostReports ? (
        <Details summary={t('visits.today.other_reports', { count: reports.length - mostReports })}>
          <Tasks tasks={reports.slice(mostReports).map((visit) => reportTask(t, visit))} />
        </Details>
      ) : null}
    </section>
  )
}

function unfilledTask(c: PageContext, t: T, visit: TeamVisit) {
  const { now, place } = c.var.ctx
  const name = visit.preferredName
  return {
    title: t('visits.today.unfilled', { name, day: relativeDay(visit.startsAt, now, place.timeZone, c.var.locale) }),
    tag: <Tag tone="bad">{t('visits.today.urgent')}</Tag>,
    why: t(visit.arrangement === 'moved' ? 'visits.today.moved_why' : 'visits.today.unfilled_why', {
      group: visit.groupName,
      when: whenIn(c, visit),
    }),
    action: (
      <LinkButton small href={`/visits/${visit.id}/arrangement`} about={t('visits.today.about', { name })}>
        {t('visits.today.arrange')}
      </LinkButton>
    ),
  }
}

function ownTask(c: PageContext, t: T, visit: TeamVisit) {
  const { now, place } = c.var.ctx
  const name = visit.preferredName
  return {
    title: t('visits.today.own', { name, day: relativeDay(visit.startsAt, now, place.timeZone, c.var.locale) }),
    why: t('visits.today.own_why', { group: visit.groupName, when: whenIn(c, visit), place: visit.meetingPoint }),
    action: (
      <LinkButton small kind="secondary" href={`/bookings/${visit.bookingId}`} about={t('visits.today.about', { name })}>
        {t('people.calls.open_booking')}
      </LinkButton>
    ),
  }
}

function reportTask(t: T, visit: TeamVisit) {
  const words = { buddy: visit.buddyName ?? '', name: visit.preferredName, group: visit.groupName }
  return {
    title: t('visits.today.call', words),
    why:
      visit.report === 'did_not_come'
        ? t('visits.today.did_not_come', words)
        : visit.report === 'could_not_go'
          ? t('visits.today.could_not_go', words)
          : t('visits.today.needs_a_call', words),
    action: (
      <LinkButton
        small
        kind="secondary"
        href={`/visits/${visit.id}/arrangement`}
        about={t('visits.today.about', { name: visit.preferredName })}
      >
        {t('visits.today.read')}
      </LinkButton>
    ),
  }
}

/** Open visits as cards; area, time, activity and language are all that there is to show. */
export const OpenCards = ({ c, visits }: { c: PageContext; visits: readonly OpenVisit[] }) => {
  const t = texts(c.var.locale)
  return (
    <Cards
      cards={visits.map((visit) => (
        <Card
          family={familyOf(visit.activity)}
          familyLabel={familyName(t, visit.activity)}
          title={t('visits.open.title', { activity: activityName(t, visit.activity), area: visit.area })}
          href={`/visits/${visit.id}`}
          meta={[
            { icon: 'calendar', text: whenIn(c, visit) },
            { icon: 'heart', text: t(`visits.kinds.${visit.kind}`) },
            { icon: 'language', text: t('visits.list.in_language', { language: languageName(t, visit.language) }) },
          ]}
        />
      ))}
    />
  )
}

/** All that a buddy needs on the way, large and few. */
export const OnTheWay = ({ c, visit }: { c: PageContext; visit: MyVisit }) => {
  const t = texts(c.var.locale)
  const access = visit.accessNeeds.map((code) => accessName(t, code)).join(', ')
  return (
    <Facts
      facts={[
        { icon: 'heart', label: t('visits.mine.group'), value: visit.groupName },
        { icon: 'calendar', label: t('visits.mine.when'), value: whenIn(c, visit), note: t('visits.open.early') },
        { icon: 'door', label: t('visits.mine.meet'), value: visit.kind === 'met_there' ? t('visits.mine.inside') : visit.meetingPoint },
        {
          icon: 'place',
          label: t('visits.mine.where'),
          value: [visit.venueName, visit.address, visit.postcode].filter(Boolean).join(', '),
          note: visit.howToFind,
        },
        { icon: 'person', label: t('visits.mine.who'), value: visit.preferredName, note: t('visits.mine.who_note') },
        ...(access ? [{ icon: 'access' as const, label: t('visits.mine.access'), value: access, note: t('visits.mine.access_hint') }] : []),
        { icon: 'language', label: t('visits.mine.language'), value: languageName(t, visit.language) },
        {
          icon: 'phone',
          label: t('visits.mine.contact'),
          value: visit.contactName,
          note: visit.contactPhone ? <Phone number={visit.contactPhone} /> : '',
        },
      ]}
    />
  )
}

const whenIn = (c: PageContext, visit: { startsAt: number; endsAt: number }) => whenOf(visit, c.var.ctx.place.timeZone, c.var.locale)
