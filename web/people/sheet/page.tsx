import type { PageContext } from '../../../src/http/env.ts'
import { clock, languageTag, longDate, timeRange } from '../../../src/lib/dates.ts'
import { asDialled } from '../../../src/lib/phones.ts'
import type { Sheet } from '../../../src/people/sheet/actions.ts'
import { BackLink } from '../../components/heading.tsx'
import { render, type T, texts } from '../../render.tsx'

/** One page in large type, in the person's language, to print and take home. */
export function sheetPage(c: PageContext, sheet: Sheet) {
  const { place } = c.var.ctx
  const t = texts(sheet.language)
  const ours = texts(c.var.locale)
  return render(
    c,
    {
      title: ours('people.sheet.title', { name: sheet.preferredName }),
      variant: 'staff',
      back: <BackLink href={`/people/${sheet.personId}`} label={sheet.preferredName} />,
    },
    <div class="al-sheet" lang={languageTag[sheet.language]}>
      <p class="al-screen-only al-muted" lang={languageTag[c.var.locale]}>
        {ours('people.sheet.how')}
      </p>
      <h1>{t('people.sheet.title', { name: sheet.preferredName })}</h1>
      {sheet.bookings.length === 0 ? <p>{t('people.sheet.nothing')}</p> : null}
      {sheet.bookings.map((booking) => (
        <section>
          <h2>
            {longDate(booking.startsAt, place.timeZone, sheet.language)},{' '}
            {timeRange(booking.startsAt, booking.endsAt, place.timeZone, sheet.language)}
          </h2>
          <p>
            <strong>{booking.groupName}</strong>
            {booking.status === 'waitlisted' ? ` (${t('people.sheet.waiting')})` : ''}
            {booking.status === 'offered' ? (
              <>
                <br />
                <strong>{t('people.sheet.offered', { until: until(c, sheet, booking.offerExpiresAt ?? booking.startsAt) })}</strong>
              </>
            ) : null}
            <br />
            {[booking.venueName, booking.address].filter(Boolean).join(', ')}
            <br />
            {booking.howToFind ? (
              <>
                {t('people.sheet.door', { door: booking.howToFind })}
                <br />
              </>
            ) : null}
            {meetsIn(t, booking)}
            {booking.meetingPoint && !isInside(booking.meets) ? ` ${t('people.sheet.point', { point: booking.meetingPoint })}` : ''}
            {booking.whatToBring ? (
              <>
                <br />
                {t('people.sheet.bring', { bring: booking.whatToBring })}
              </>
            ) : null}
          </p>
        </section>
      ))}
      {sheet.hasMore ? <p>{t('people.sheet.more')}</p> : null}
      <p>
        <strong>{t('people.sheet.ring', { place: place.name, phone: asDialled(place.phone) })}</strong>
      </p>
    </div>,
  )
}

/** 'Tuesday 2 June 2026, 10am' */
const until = ({ var: { ctx } }: PageContext, { language }: Sheet, at: number): string =>
  `${longDate(at, ctx.place.timeZone, language)}, ${clock(at, ctx.place.timeZone, language)}`

function meetsIn(t: T, { meets, contactName }: Sheet['bookings'][number]): string {
  switch (meets.who) {
    case 'buddy':
      return t(`people.sheet.meets.${isInside(meets) ? 'inside' : 'buddy'}`, { buddy: meets.name })
    case 'group':
      return t('people.sheet.meets.group', { contact: contactName })
    default:
      return t(`people.sheet.meets.${meets.who}`)
  }
}

/** Then nobody waits at the meeting point. */
const isInside = (meets: Sheet['bookings'][number]['meets']): boolean => meets.who === 'buddy' && meets.isInside === true
