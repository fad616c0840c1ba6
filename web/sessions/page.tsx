import { HTTPException } from 'hono/http-exception'
import type { PageContext } from '../../src/http/env.ts'
import { clock, dayDate, longDate } from '../../src/lib/dates.ts'
import { asDialled } from '../../src/lib/phones.ts'
import { alternativesTo, publicSession } from '../../src/sessions/whats-on/queries.ts'
import { Cards } from '../components/card.tsx'
import { Facts } from '../components/facts.tsx'
import { FillBar } from '../components/fill-bar.tsx'
import { BackLink, PageHeading } from '../components/heading.tsx'
import { Notice } from '../components/notice.tsx'
import { Lines } from '../components/timeline.tsx'
import { addressOf, GroupFacts } from '../groups/components.tsx'
import { familyName, reader } from '../groups/wording.ts'
import { render } from '../render.tsx'
import { longWhenOf, SessionCard } from './components.tsx'
import { placesInWords } from './wording.ts'

const alternatives = 3

/** A session for anybody: when, where, how full, and how one gets there without being alone. */
export async function sessionPage(c: PageContext, sessionId: string) {
  const to = reader(c)
  const { t, zone, locale, now, place, db } = to
  const [[found], others] = await db.batch([
    publicSession(db, sessionId),
    alternativesTo(db, sessionId, now, alternatives, { onceCancelled: true }),
  ])
  if (!found) throw new HTTPException(404)
  const { group, venue } = found
  const session = { ...found.session, weekLeft: found.weekLeft }
  const isCancelled = session.status === 'cancelled'
  const hasBegun = session.startsAt <= now
  const point = session.meetingPoint
  return render(
    c,
    {
      title: group.name,
      back: <BackLink href="/" label={t('sessions.back')} />,
      notice: isCancelled ? (
        <Notice kind="urgent" title={t('sessions.cancelled_title')}>
          {session.cancelReason ? <p>{t('sessions.cancelled_why', { reason: session.cancelReason })}</p> : null}
        </Notice>
      ) : group.status === 'paused' ? (
        <Notice
          kind="information"
          title={group.pausedUntilOn ? t('sessions.paused_until', { day: dayDate(group.pausedUntilOn, locale) }) : t('sessions.paused')}
        />
      ) : null,
    },
    <>
      <PageHeading caption={familyName(t, group.activities[0])} title={group.name} lead={group.summary} />
      <Facts
        facts={[
          { icon: 'calendar', label: t('sessions.when'), value: longWhenOf(to, session) },
          { icon: 'place', label: t('sessions.where'), value: venue.name, note: addressOf({ ...venue, name: '' }) },
          { icon: 'door', label: t('sessions.meet'), value: point, note: <Lines text={venue.howToFind} /> },
          {
            icon: 'bag',
            label: t('groups.facts.bring'),
            value: group.whatToBring ? <Lines text={group.whatToBring} /> : t('groups.facts.nothing'),
          },
          {
            icon: 'people',
            label: t('sessions.places'),
            value:
              isCancelled || hasBegun ? (
                placesInWords(t, session, now)
              ) : (
                <FillBar taken={session.placesTaken} capacity={session.capacity} label={placesInWords(t, session, now)} />
              ),
          },
        ]}
      />
      {isCancelled ? (
        <>
          {others.length ? <h2>{t('sessions.instead')}</h2> : null}
          <Cards cards={others.map((other) => <SessionCard reader={to} session={other} />)} />
        </>
      ) : hasBegun ? null : (
        <>
          <h2>{t('sessions.first_title')}</h2>
          <p>{t(session.buddyForFirstVisit ? 'sessions.first_buddy' : 'sessions.first_plain', { point })}</p>
          {session.newcomerLimit ? <p>{t('sessions.first_limit', { n: session.newcomerLimit })}</p> : null}
          <h2>{t('sessions.how_title')}</h2>
          <p>{t('sessions.how', { phone: asDialled(place.phone) })}</p>
          {session.bookingClosesAt > now && session.bookingClosesAt < session.startsAt ? (
            <p>
              {t('sessions.closes', {
                day: longDate(session.bookingClosesAt, zone, locale),
                time: clock(session.bookingClosesAt, zone, locale),
              })}
            </p>
          ) : null}
          <h2>{t('sessions.rule_title')}</h2>
          <ul>
            <li>{t('sessions.rule_1')}</li>
            {session.newcomerPlaces > 0 ? <li>{t('sessions.rule_2', { n: session.newcomerPlaces })}</li> : null}
            <li>{t('sessions.rule_3')}</li>
            <li>{t('sessions.rule_4')}</li>
          </ul>
        </>
      )}
      <h2>{t('groups.about')}</h2>
      <p>
        <Lines text={group.description} />
      </p>
      <GroupFacts t={t} group={group} venue={venue} />
      {group.status === 'verified' ? (
        <p>
          <a href={`/whats-on/${group.id}`}>{t('sessions.about_group', { group: group.name })}</a>
        </p>
      ) : null}
    </>,
  )
}
