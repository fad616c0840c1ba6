import { HTTPException } from 'hono/http-exception'
import type { Permit } from '../../../src/access/permit.ts'
import { venuesOf } from '../../../src/groups/queries.ts'
import type { PageContext } from '../../../src/http/env.ts'
import { dayDate } from '../../../src/lib/dates.ts'
import type { Recurrence } from '../../../src/lib/recurrence.ts'
import { localDay, localTime } from '../../../src/lib/time.ts'
import { concerned } from '../../../src/sessions/editing/queries.ts'
import { ownSession } from '../../../src/sessions/overview/queries.ts'
import { type SeriesRow, type SessionRow, seriesWithGroup } from '../../../src/sessions/queries.ts'
import type { Fields } from '../../components/form-context.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { reader } from '../../groups/wording.ts'
import { render } from '../../render.tsx'
import { longWhenOf } from '../components.tsx'
import { SessionForm } from '../form/components.tsx'
import type { Back } from '../publishing/page.tsx'
import { ruleInWords } from '../wording.ts'

export async function editSessionPage(c: PageContext, permit: Permit<'session.manage'>, sessionId: string, back?: Back) {
  const to = reader(c)
  const { t, db, zone, now } = to
  const [[found], venues, [people]] = await db.batch([
    ownSession(db, permit.orgs, sessionId),
    venuesOf(db, permit.orgs),
    concerned(db, { sessionId }, now),
  ])
  if (!found) throw new HTTPException(404)
  const { session, group } = found
  return render(
    c,
    {
      title: t('sessions.edit.title'),
      variant: 'staff',
      back: <BackLink href={`/sessions/${sessionId}/bookings`} label={group.name} />,
      ...(back?.errors ? { errors: back.errors } : {}),
    },
    <>
      <PageHeading caption={`${group.name}, ${longWhenOf(to, session)}`} title={t('sessions.edit.title')} lead={t('sessions.edit.lead')} />
      <p>
        <strong>{t('sessions.edit.concerned', { people: people?.people ?? 0 })}</strong>
      </p>
      <SessionForm
        t={t}
        action={`/sessions/${sessionId}`}
        kind="session"
        fields={back?.typed ?? ofSession(session, zone)}
        errors={back?.errors}
        venues={venues.filter(({ orgId }) => orgId === session.orgId)}
        submit={t('sessions.edit.save')}
      />
    </>,
  )
}

export async function editSeriesPage(c: PageContext, permit: Permit<'session.manage'>, seriesId: string, back?: Back) {
  const to = reader(c)
  const { t, db, locale, now } = to
  const [[found], venues, [people]] = await db.batch([
    seriesWithGroup(db, permit.orgs, seriesId),
    venuesOf(db, permit.orgs),
    concerned(db, { seriesId }, now),
  ])
  if (!found) throw new HTTPException(404)
  const { series: row, groupName } = found
  const rule = row.recurrence as Recurrence
  return render(
    c,
    {
      title: t('sessions.edit.series_title'),
      variant: 'staff',
      back: <BackLink href={`/groups/${row.groupId}`} label={groupName} />,
      ...(back?.errors ? { errors: back.errors } : {}),
    },
    <>
      <PageHeading
        caption={t('sessions.labelled', { label: groupName, sentence: ruleInWords(to, rule) })}
        title={t('sessions.edit.series_title')}
        lead={t('sessions.edit.series_lead')}
      />
      <p>
        <strong>{t('sessions.edit.concerned', { people: people?.people ?? 0 })}</strong>
      </p>
      <SessionForm
        t={t}
        action={`/series/${seriesId}/preview`}
        kind="series"
        fields={back?.typed ?? ofSeries(row, rule)}
        errors={back?.errors}
        venues={venues.filter(({ orgId }) => orgId === row.orgId)}
        submit={t('sessions.edit.see')}
        leftOut={rule.exceptions.map((day) => ({ value: day, label: dayDate(day, locale) }))}
      />
      <p>
        <a href={`/series/${seriesId}/ending`}>{t('sessions.edit.ending')}</a>
      </p>
    </>,
  )
}

const common = (row: SessionRow | SeriesRow) => ({
  capacity: String(row.capacity),
  newcomerLimit: row.newcomerLimit === null ? '' : String(row.newcomerLimit),
  newcomerPlaces: String(row.newcomerPlaces),
  venueId: row.venueId,
  meetingPoint: row.meetingPoint,
  buddyForFirstVisit: row.buddyForFirstVisit ? 'yes' : '',
})

const ofSession = (session: SessionRow, zone: string): Fields => ({
  ...common(session),
  startsOn: localDay(session.startsAt, zone),
  startsTime: localTime(session.startsAt, zone),
  endsTime: localTime(session.endsAt, zone),
  bookingClosesMinutes: String((session.startsAt - session.bookingClosesAt) / 60_000),
})

const ofSeries = (row: SeriesRow, rule: Recurrence): Fields => ({
  ...common(row),
  every: rule.every,
  interval: String(rule.interval),
  startsOn: rule.startsOn,
  startsTime: rule.time,
  endsTime: timeAfter(rule.time, row.minutes),
  until: rule.until ?? '',
  exceptions: [...rule.exceptions],
  bookingClosesMinutes: String(row.bookingClosesMinutes),
  ...(rule.every === 'week' ? { weekdays: rule.weekdays.map(String) } : { ordinal: String(rule.ordinal), weekday: String(rule.weekday) }),
})

function timeAfter(time: string, minutes: number): string {
  const end = 60 * Number(time.slice(0, 2)) + Number(time.slice(3)) + minutes
  return `${String(Math.floor(end / 60)).padStart(2, '0')}:${String(end % 60).padStart(2, '0')}`
}
