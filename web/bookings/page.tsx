import { movedElsewhere } from '../../src/bookings/rules.ts'
import type { PageContext } from '../../src/http/env.ts'
import type { Form } from '../../src/http/input.ts'
import { clock, longDate, relativeDay, timeRange } from '../../src/lib/dates.ts'
import type { OpenedBooking } from '../../src/people/bookings/actions.ts'
import type { WaitReason } from '../../src/waiting-list/rules.ts'
import { BackLink, PageHeading } from '../components/heading.tsx'
import { Notice } from '../components/notice.tsx'
import { Phone } from '../components/phone.tsx'
import { SummaryList } from '../components/summary-list.tsx'
import { StateTag } from '../components/tag.tsx'
import { waitText } from '../find/wording.ts'
import { arrangedText, cancelledText, confirmedText, missedText } from '../people/wording.ts'
import { errorsOf, render, type T, texts } from '../render.tsx'
import { Answers } from './components.tsx'
import { History, Sent } from './history/components.tsx'
import { type BookingTrouble, type DoneHere, doneText, reasonText, troubleText } from './wording.ts'

type More = { done?: DoneHere | undefined; typed?: Form<unknown> | undefined; refusal?: BookingTrouble | undefined }

/** One booking: where it stands, what happens next, everything a link worker can do about it, and how it came to this. */
export function bookingPage(c: PageContext, opened: OpenedBooking, { done, typed, refusal }: More) {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const { booking, person, session } = opened
  const { timeZone } = ctx.place
  const errors = refusal ? { form: t(troubleText[refusal]) } : typed && !typed.ok ? errorsOf(typed, t) : undefined
  return render(
    c,
    {
      title: t('bookings.page.title', { name: person.preferredName, group: opened.groupName }),
      variant: 'staff',
      back: <BackLink href={`/people/${person.id}`} label={person.preferredName} />,
      ...(errors ? { errors } : {}),
      notice: done ? (
        <Notice kind="success" title={t(doneText[done], { name: person.preferredName })}>
          <p>{nextStep(c, t, opened)}</p>
        </Notice>
      ) : undefined,
    },
    <>
      <PageHeading
        caption={person.preferredName}
        title={opened.groupName}
        lead={`${longDate(session.startsAt, timeZone, locale)}, ${timeRange(session.startsAt, session.endsAt, timeZone, locale)}`}
        aside={
          <StateTag of="booking" state={booking.status}>
            {t(`components.states.booking.${booking.status}`)}
          </StateTag>
        }
      />
      <SummaryList rows={rowsOf(c, t, opened)} />
      <Answers c={c} opened={opened} typed={typed} errors={errors ?? {}} />
      <History c={c} history={opened.history} />
      <Sent c={c} messages={opened.messages} />
    </>,
  )
}

function rowsOf(c: PageContext, t: T, opened: OpenedBooking) {
  const { booking, person, session } = opened
  const visit = opened.visits[0]
  const how =
    booking.status === 'confirmed' && booking.confirmedHow
      ? t(confirmedText[booking.confirmedHow])
      : booking.status === 'cancelled' && booking.cancelledBy
        ? t(cancelledText[booking.cancelledBy])
        : booking.status === 'missed' && booking.missedCause
          ? t(missedText[booking.missedCause])
          : undefined
  const reason =
    booking.reason === 'session_cancelled'
      ? session.cancelReason
      : booking.reason && booking.reason in reasonText
        ? t(reasonText[booking.reason as keyof typeof reasonText])
        : undefined
  const rows = [
    { key: t('bookings.page.who'), value: <a href={`/people/${person.id}`}>{person.name}</a> },
    { key: t('people.person.state'), value: [t(`components.states.booking.${booking.status}`), how, reason].filter(Boolean).join(', ') },
    { key: t('bookings.page.next'), value: nextStep(c, t, opened) },
    { key: t('bookings.book.where'), value: `${opened.venueName}, ${opened.address}` },
    { key: t('bookings.page.meeting_point'), value: session.meetingPoint },
    { key: t('bookings.page.places'), value: booking.places === 2 ? t('bookings.page.for_two') : t('bookings.page.for_one') },
    {
      key: t('people.person.buddy'),
      value: companyOf(t, visit),
      ...(visit?.status === 'wanted' && visit.kind !== 'message' && session.startsAt > c.var.ctx.now
        ? { action: { href: `/visits/${visit.id}/arrangement`, label: t('visits.today.arrange'), about: t('people.person.buddy') } }
        : {}),
    },
    booking.routineId
      ? {
          key: t('routines.link'),
          value: <a href={`/people/${person.id}/routines/${booking.routineId}`}>{t('routines.result', { name: person.preferredName })}</a>,
        }
      : undefined,
    person.phone ? { key: t('people.form.phone'), value: <Phone number={person.phone} /> } : undefined,
  ]
  return rows.filter((row) => row !== undefined)
}

function companyOf(t: T, visit: OpenedBooking['visits'][number] | undefined): string {
  if (!visit) return t('people.person.no_buddy')
  if (visit.status === 'not_needed') return t(visit.arrangement ? arrangedText[visit.arrangement] : 'components.states.visit.not_needed')
  return `${t(`components.states.visit.${visit.status}`)}${visit.buddyName ? `: ${visit.buddyName}` : ''}`
}

/** What happens next, and who has to do something by when. */
function nextStep(c: PageContext, t: T, { booking, person, session, position }: OpenedBooking): string {
  const { ctx, locale } = c.var
  const at = (instant: number) =>
    `${relativeDay(instant, ctx.now, ctx.place.timeZone, locale)}, ${clock(instant, ctx.place.timeZone, locale)}`
  const isRung = person.reachBy === 'phone'
  const { status } = booking
  if ((status === 'booked' || status === 'confirmed' || status === 'waitlisted' || status === 'offered') && session.startsAt <= ctx.now)
    return t('bookings.next.register')
  if (status === 'waitlisted') {
    const why =
      booking.answeredWhy && booking.answeredWhy in waitText ? t(waitText[booking.answeredWhy as WaitReason]) : t(waitText.session_full)
    return t(isRung ? 'bookings.next.waitlisted_phone' : 'bookings.next.waitlisted', { number: position, why })
  }
  if (status === 'offered')
    return t(isRung ? 'bookings.next.offered_phone' : 'bookings.next.offered', { when: at(booking.offerExpiresAt ?? session.startsAt) })
  if (status === 'booked') return t(isRung ? 'bookings.next.booked_phone' : 'bookings.next.booked')
  if (status === 'confirmed') return t(isRung ? 'bookings.next.confirmed_phone' : 'bookings.next.confirmed')
  if (status === 'missed' && booking.missedCause && booking.missedCause !== 'person')
    return t(`bookings.next.missed_${booking.missedCause}`)
  if (status === 'cancelled' && booking.reason === movedElsewhere) return t('bookings.next.moved')
  return t(`bookings.next.${status}`)
}
