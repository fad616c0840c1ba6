import type { FeedEvents } from '../../../src/calendars/actions.ts'
import type { PageContext } from '../../../src/http/env.ts'
import { type CalendarEvent, calendar } from '../../../src/lib/calendar.ts'
import { clock } from '../../../src/lib/dates.ts'
import { sha256 } from '../../../src/lib/encoding.ts'
import { before } from '../../../src/visits/rules.ts'
import { type T, texts } from '../../render.tsx'

/** How often a calendar program need look: most look less often anyway. */
const refreshHours = 4

/** The feed as a file, or 304 for a program that has it as it is. Nobody is named: calendars are shared and shown on lock screens. */
export async function feedFile(c: PageContext, feed: FeedEvents): Promise<Response> {
  const t = texts(feed.locale)
  const { now, place } = c.var.ctx
  const name = t(`calendars.${feed.of}.name`, { place: place.name, group: feed.of === 'group' ? (feed.rows[0]?.groupName ?? '') : '' })
  const fileOf = (stampedAt: number) => calendar({ method: 'PUBLISH', name, refreshHours, events: eventsOf(c, t, feed, stampedAt) })
  // The stamp is new in every answer, and no reason to send all of it again.
  const etag = `W/"${(await sha256(fileOf(0))).slice(0, 27)}"`
  const headers = { etag, 'content-disposition': 'inline; filename="calendar.ics"', 'x-robots-tag': 'noindex' }
  if (c.req.header('if-none-match')?.split(/,\s*/).includes(etag)) return new Response(null, { status: 304, headers })
  return new Response(fileOf(now), { headers: { ...headers, 'content-type': 'text/calendar; charset=utf-8' } })
}

function eventsOf(c: PageContext, t: T, feed: FeedEvents, stampedAt: number): CalendarEvent[] {
  return feed.of === 'buddy'
    ? feed.rows.map((row) => visitEvent(c, t, feed, row, stampedAt))
    : feed.rows.map((row) => dateEvent(c, t, row, stampedAt))
}

type Buddys = Extract<FeedEvents, { of: 'buddy' }>
type Groups = Extract<FeedEvents, { of: 'group' }>

function visitEvent(
  { var: { ctx } }: PageContext,
  t: T,
  { locale }: Buddys,
  row: Buddys['rows'][number],
  stampedAt: number,
): CalendarEvent {
  const isOff = row.sessionStatus === 'cancelled' || row.status === 'not_needed'
  const early = clock(row.startsAt - before, ctx.place.timeZone, locale)
  return {
    ...whenAndWhere(row),
    uid: `visit-${row.id}@alongside`,
    // Both only ever count up.
    sequence: row.calendarSequence + row.step,
    summary: t('attendee.calendar.summary', { venue: row.venueName }),
    description: lines([
      row.groupName,
      row.kind === 'accompanied' && row.meetingPoint && t('attendee.calendar.meeting', { point: row.meetingPoint }),
      row.howToFind && t('attendee.calendar.door', { door: row.howToFind }),
      row.kind === 'accompanied' && t('calendars.buddy.early', { early }),
    ]),
    url: `${ctx.origin}/visits/${row.id}`,
    status: isOff ? 'CANCELLED' : 'CONFIRMED',
    stampedAt,
  }
}

function dateEvent({ var: { ctx } }: PageContext, t: T, row: Groups['rows'][number], stampedAt: number): CalendarEvent {
  const { groupName: group, taken, capacity, waiting } = row
  return {
    ...whenAndWhere(row),
    uid: `session-${row.id}@alongside`,
    sequence: row.calendarSequence,
    summary: t('calendars.group.summary', { group, taken, capacity }),
    description: lines([waiting > 0 && t('calendars.group.waiting', { waiting })]) || undefined,
    url: `${ctx.origin}/sessions/${row.id}/register`,
    status: row.sessionStatus === 'cancelled' ? 'CANCELLED' : 'CONFIRMED',
    stampedAt,
  }
}

type Row = { startsAt: number; endsAt: number; venueName: string; address: string; postcode: string }
const whenAndWhere = ({ startsAt, endsAt, venueName, address, postcode }: Row) => ({
  startsAt,
  endsAt,
  location: [venueName, address, postcode].filter(Boolean).join(', '),
})
const lines = (parts: readonly (string | false)[]) => parts.filter(Boolean).join('\n')
