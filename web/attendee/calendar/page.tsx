import type { AttendeePage } from '../../../src/attendee/actions.ts'
import { isOff, type Standing } from '../../../src/attendee/rules.ts'
import type { PageContext } from '../../../src/http/env.ts'
import { calendar } from '../../../src/lib/calendar.ts'
import { asDialled } from '../../../src/lib/phones.ts'
import { texts } from '../../render.tsx'

/**
 * The visit for the person's own calendar, or its removal once it is off. Calendars are shared and shown on lock screens: the
 * summary names the house and not the group, and nowhere stands the link, which would let others answer.
 */
export function calendarFile(c: PageContext, page: AttendeePage): Response {
  const t = texts(page.language)
  const { ctx } = c.var
  const { venue, standing } = page
  const method = isOff(standing) ? 'CANCEL' : 'PUBLISH'
  const body = calendar({
    method,
    events: [
      {
        uid: `booking-${page.bookingId}@alongside`,
        sequence: page.calendarSequence,
        startsAt: page.startsAt,
        endsAt: page.endsAt,
        summary: t('attendee.calendar.summary', { venue: venue.name }),
        description: [
          page.groupName,
          page.meetingPoint && t('attendee.calendar.meeting', { point: page.meetingPoint }),
          venue.howToFind && t('attendee.calendar.door', { door: venue.howToFind }),
          t('attendee.calendar.questions', { phone: asDialled(ctx.place.phone) }),
        ]
          .filter(Boolean)
          .join('\n'),
        location: [venue.name, venue.address].filter(Boolean).join(', '),
        geo: venue.latitude !== null && venue.longitude !== null ? { latitude: venue.latitude, longitude: venue.longitude } : undefined,
        status: isOff(standing) ? 'CANCELLED' : isSure(standing) ? 'CONFIRMED' : 'TENTATIVE',
        stampedAt: ctx.now,
      },
    ],
  })
  return new Response(body, {
    headers: {
      'content-type': `text/calendar; method=${method}; charset=utf-8`,
      // Phones open it in their calendar; a download would be lost among other files.
      'content-disposition': 'inline; filename="visit.ics"',
    },
  })
}

const isSure = (standing: Standing) => standing !== 'waiting' && standing !== 'offered'
