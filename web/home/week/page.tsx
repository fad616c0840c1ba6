import { familyOf } from '../../../src/groups/rules.ts'
import type { PageContext } from '../../../src/http/env.ts'
import { dayDate, shortDate, timeRange } from '../../../src/lib/dates.ts'
import { addDays, localDay, mondayOf, startOfDay } from '../../../src/lib/time.ts'
import type { WhatsOnFields } from '../../../src/sessions/inputs.ts'
import { later } from '../../../src/sessions/rules.ts'
import { whatsOn } from '../../../src/sessions/whats-on/queries.ts'
import { wishOf } from '../../../src/sessions/whats-on/rules.ts'
import { PageHeading } from '../../components/heading.tsx'
import { Pagination } from '../../components/pagination.tsx'
import { Week } from '../../components/week.tsx'
import { reader } from '../../groups/wording.ts'
import { render } from '../../render.tsx'
import { placesInWords } from '../../sessions/wording.ts'
import { addressWith, WhatsOnFilters } from '../components.tsx'

// A town has fewer; a country has a place for each town.
const mostInAWeek = 200

export async function weekPage(c: PageContext, wish: WhatsOnFields) {
  const to = reader(c)
  const { t, zone, locale, now, db } = to
  const today = localDay(now, zone)
  const monday = mondayOf(later(wish.from, today))
  const next = addDays(monday, 7)
  const looked = { ...wishOf({ ...wish, after: '', from: monday }, zone, now), to: startOfDay(next, zone), limit: mostInAWeek }
  const found = await whatsOn(db, looked)
  const days = Array.from({ length: 7 }, (_, n) => addDays(monday, n))
  const go = (from: string) => addressWith('/week', { ...wish, after: '', from })
  return render(
    c,
    { title: t('home.week_title') },
    <>
      <PageHeading title={t('home.week_title')} />
      <WhatsOnFilters reader={to} path="/week" wish={wish} keep={{ from: monday }} />
      <p>
        <a href={addressWith('/', { ...wish, after: '', from: '' })}>{t('home.list_link')}</a>
      </p>
      <h2>{t('home.week_of', { day: dayDate(monday, locale) })}</h2>
      <Week
        label={t('home.week_title')}
        todayLabel={t('home.today')}
        emptyDay={t('home.nothing')}
        days={days.map((day) => ({
          heading: shortDate(startOfDay(day, zone), zone, locale),
          isToday: day === today,
          items: found
            .filter(({ startsAt }) => localDay(startsAt, zone) === day)
            .map((session) => ({
              href: `/sessions/${session.id}`,
              time: timeRange(session.startsAt, session.endsAt, zone, locale),
              title: session.groupName,
              family: familyOf(session.activities[0]),
              more: `${session.venueName}. ${placesInWords(t, session, now)}`,
            })),
        }))}
      />
      <Pagination
        label={t('home.pages')}
        newer={monday > today ? { href: go(addDays(monday, -7)), label: t('home.earlier') } : undefined}
        older={{ href: go(next), label: t('home.later') }}
      />
    </>,
  )
}
