import { HTTPException } from 'hono/http-exception'
import { orgsAs, type Permit } from '../../src/access/permit.ts'
import { type BookingSeen, type ReachSeen, seeSessionBookings } from '../../src/bookings/reading/actions.ts'
import { registerRefusal } from '../../src/bookings/register/rules.ts'
import { familyOf } from '../../src/groups/rules.ts'
import type { PageContext } from '../../src/http/env.ts'
import { clock, dayDate, longDate, shortDate, timeRange } from '../../src/lib/dates.ts'
import { addDays, localDay, mondayOf, startOfDay } from '../../src/lib/time.ts'
import type { Reach } from '../../src/messages/replies/rules.ts'
import { type OwnSession, ownSession, ownSessions } from '../../src/sessions/overview/queries.ts'
import { Buttons, LinkButton } from '../components/button.tsx'
import { Empty } from '../components/empty.tsx'
import { BackLink, PageHeading } from '../components/heading.tsx'
import { Notice } from '../components/notice.tsx'
import { Pagination } from '../components/pagination.tsx'
import { SummaryList } from '../components/summary-list.tsx'
import { type Column, Table } from '../components/table.tsx'
import { type StateOf, StateTag, Tag } from '../components/tag.tsx'
import { Week } from '../components/week.tsx'
import { Figures } from '../components/work.tsx'
import { addressOf, doneNotice } from '../groups/components.tsx'
import { reader } from '../groups/wording.ts'
import { render, type T } from '../render.tsx'
import { Fullness, fullnessOf, longWhenOf, SessionState, stateOf } from '../sessions/components.tsx'
import { buddyWords, goodToKnow, reachText } from './wording.ts'

/** One own session: how full, and who comes, as far as their organiser may know them. */
export async function ownSessionPage(c: PageContext, permit: Permit<'booking.see'>, sessionId: string) {
  const to = reader(c)
  const { t, zone, locale, now, db } = to
  const [[found], seen] = await Promise.all([
    ownSession(db, orgsAs(permit, 'organiser'), sessionId),
    seeSessionBookings(c.var.ctx, permit, sessionId),
  ])
  if (!found || !seen.ok) throw new HTTPException(404)
  const { session, group, venue } = found
  const shown = seen.value.filter(({ status }) => status !== 'expired')
  const isAhead = session.status === 'scheduled' && session.startsAt > now
  const isOn = registerRefusal(session, now) === undefined
  const isOff = session.status === 'cancelled'
  const people = t(isOff ? 'sessions.manage.people_were' : 'sessions.manage.people')
  return render(
    c,
    {
      title: `${group.name}, ${shortDate(session.startsAt, zone, locale)}`,
      variant: 'staff',
      notice: doneNotice(c),
      back: <BackLink href={`/groups/${group.id}`} label={group.name} />,
    },
    <>
      <PageHeading caption={group.name} title={longWhenOf(to, session)} aside={<SessionState t={t} {...found} />} />
      {isOff ? (
        <Notice kind="information" title={t('sessions.cancelled_title')}>
          {session.cancelReason ? <p>{session.cancelReason}</p> : null}
        </Notice>
      ) : null}
      <Buttons>
        {isOn ? <LinkButton href={`/sessions/${session.id}/register`}>{t('sessions.manage.register')}</LinkButton> : null}
        {isAhead ? (
          <LinkButton kind="secondary" href={`/sessions/${session.id}/edit`}>
            {t('sessions.manage.edit')}
          </LinkButton>
        ) : null}
        {isAhead ? (
          <LinkButton kind="secondary" href={`/sessions/${session.id}/cancellation`}>
            {t('sessions.manage.cancel')}
          </LinkButton>
        ) : null}
        <a href={`/sessions/${session.id}`}>{t('sessions.manage.public')}</a>
      </Buttons>
      <SummaryList
        rows={[
          { key: t('sessions.places'), value: <Fullness t={t} session={session} /> },
          { key: t('sessions.where'), value: addressOf(venue) },
          { key: t('sessions.meet'), value: session.meetingPoint },
          ...(session.seriesId
            ? [
                {
                  key: t('groups.series'),
                  value: t('sessions.manage.in_series'),
                  action: { href: `/series/${session.seriesId}/edit`, label: t('sessions.manage.edit'), about: t('groups.series') },
                },
              ]
            : []),
        ]}
      />
      <h2>{people}</h2>
      <ReachFigures t={t} rows={shown} session={session} />
      <Table
        caption={people}
        isCaptionHidden
        rows={shown}
        columns={peopleColumns(c, t)}
        empty={
          <Empty title={t('sessions.manage.nobody')} level={3}>
            <p>{t('sessions.manage.nobody_body')}</p>
          </Empty>
        }
      />
    </>,
  )
}

/**
 * How many are to be rung and how many were not reached; and of those who come, or were to come when it was called off, how many know
 * of that or of a move.
 */
const ReachFigures = ({ t, rows, session }: { t: T; rows: readonly BookingSeen[]; session: OwnSession['session'] }) => {
  const isOff = session.status === 'cancelled'
  const count = (some: readonly BookingSeen[], ...states: Reach[]) => some.filter(({ reach }) => states.includes(reach.state)).length
  const concerned = rows.filter(({ status, cancelledBy }) => (isOff ? cancelledBy === 'organiser' : status !== 'cancelled'))
  const [know, ring, lost] = [count(concerned, 'seen', 'rung'), count(rows, 'to_ring'), count(rows, 'not_reached')]
  const coming = rows.filter(({ status }) => status === 'confirmed').length
  return rows.length === 0 ? null : (
    <>
      <Figures
        figures={[
          ...(isOff ? [] : [{ value: coming, label: t('sessions.reach.confirmed') }]),
          ...(isOff || session.calendarSequence > 0 ? [{ value: know, label: t('sessions.reach.know') }] : []),
          { value: ring, label: t('sessions.reach.ring'), isAlert: ring > 0 },
          { value: lost, label: t('sessions.reach.lost'), isAlert: lost > 0 },
        ]}
      />
      {ring > 0 ? <p>{t('sessions.reach.link_workers')}</p> : null}
    </>
  )
}

const reachTones = {
  seen: 'good',
  rung: 'good',
  arrived: 'going',
  sent: 'going',
  on_its_way: 'quiet',
  to_ring: 'waiting',
  not_reached: 'bad',
  nothing: 'quiet',
} as const

const Reached = ({ c, t, reach }: { c: PageContext; t: T; reach: ReachSeen }) => {
  const { timeZone } = c.var.ctx.place
  const day = (at: number) => `${shortDate(at, timeZone, c.var.locale)}, ${clock(at, timeZone, c.var.locale)}`
  return (
    <>
      <Tag tone={reachTones[reach.state]}>{t(reachText[reach.state])}</Tag>
      {reach.at !== null ? <span class="al-muted"> {day(reach.at)}</span> : null}
      {reach.triedAt !== null && reach.state === 'to_ring' ? (
        <span class="al-muted"> {t('sessions.reach.tried', { when: day(reach.triedAt) })}</span>
      ) : null}
    </>
  )
}

const peopleColumns = (c: PageContext, t: T): Column<BookingSeen>[] => [
  { label: t('sessions.manage.name'), isRowHeader: true, cell: ({ preferredName }) => preferredName },
  {
    label: t('sessions.manage.know'),
    cell: (booking) => (
      <>
        {booking.isFirstVisit ? <Tag tone="special">{t('sessions.manage.first')}</Tag> : null}{' '}
        {goodToKnow(t, booking) || (booking.isFirstVisit ? '' : t('sessions.manage.nothing'))}
      </>
    ),
  },
  {
    label: t('sessions.manage.buddy'),
    cell: ({ buddy, buddyReach }) => {
      const words = buddyWords[buddy]
      return (
        <>
          {words ? t(words) : buddyReach ? null : '–'} {buddyReach ? <Reached c={c} t={t} reach={buddyReach} /> : null}
        </>
      )
    },
  },
  { label: t('sessions.reach.title'), cell: ({ reach }) => <Reached c={c} t={t} reach={reach} /> },
  {
    label: t('sessions.manage.state'),
    cell: ({ status, position }) => (
      <StateTag of="booking" state={status as StateOf<'booking'>}>
        {position === null
          ? t(`sessions.booking.${status as StateOf<'booking'>}`)
          : t('sessions.manage.number', { state: t(`sessions.booking.${status as StateOf<'booking'>}`), n: position })}
      </StateTag>
    ),
  },
]

/** Places say something before a session. Afterwards nobody holds one, and "0 of 30 taken" would be read as nobody having come. */
const howItStands = (t: T, row: OwnSession) =>
  row.session.status === 'cancelled' || row.didNotRun ? (
    <Tag tone="bad">{stateOf(t, row)}</Tag>
  ) : row.session.status === 'held' ? (
    stateOf(t, row)
  ) : (
    fullnessOf(t, row.session)
  )

/** An organiser's week, with how full each session is. */
export async function schedulePage(c: PageContext, permit: Permit<'session.see'>, typedFrom: string) {
  const to = reader(c)
  const { t, zone, locale, now, db } = to
  const today = localDay(now, zone)
  const monday = mondayOf(typedFrom || today)
  const next = addDays(monday, 7)
  const rows = await ownSessions(db, permit.orgs, startOfDay(monday, zone), startOfDay(next, zone))
  return render(
    c,
    { title: t('sessions.manage.schedule'), variant: 'staff' },
    <>
      <PageHeading title={t('sessions.manage.schedule')} aside={<a href="/groups">{t('groups.mine')}</a>} />
      <h2>{t('home.week_of', { day: dayDate(monday, locale) })}</h2>
      <Week
        label={t('sessions.manage.schedule')}
        todayLabel={t('home.today')}
        emptyDay={t('home.nothing')}
        days={Array.from({ length: 7 }, (_, n) => addDays(monday, n)).map((day) => ({
          heading: shortDate(startOfDay(day, zone), zone, locale),
          isToday: day === today,
          items: rows
            .filter(({ session }) => localDay(session.startsAt, zone) === day)
            .map((row) => ({
              href: `/sessions/${row.session.id}/bookings`,
              time: timeRange(row.session.startsAt, row.session.endsAt, zone, locale),
              title: row.groupName,
              family: familyOf(row.activities[0]),
              more: howItStands(t, row),
            })),
        }))}
      />
      <Pagination
        label={longDate(startOfDay(monday, zone), zone, locale)}
        newer={{ href: `/schedule?from=${addDays(monday, -7)}`, label: t('home.earlier') }}
        older={{ href: `/schedule?from=${next}`, label: t('home.later') }}
      />
    </>,
  )
}
