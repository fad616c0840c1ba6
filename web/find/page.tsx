import type { Fitting, Seeker } from '../../src/find/actions.ts'
import type { SessionWishes } from '../../src/find/inputs.ts'
import { activityFamilies, families, familyOf } from '../../src/groups/rules.ts'
import type { PageContext } from '../../src/http/env.ts'
import { locales, longDate, timeRange, weekdayName } from '../../src/lib/dates.ts'
import type { Weekday } from '../../src/lib/time.ts'
import { LinkButton } from '../components/button.tsx'
import { Card, Cards } from '../components/card.tsx'
import { Checkbox } from '../components/choice.tsx'
import { Empty } from '../components/empty.tsx'
import { Select } from '../components/field.tsx'
import { Filters } from '../components/filters.tsx'
import { BackLink, PageHeading } from '../components/heading.tsx'
import { Pagination } from '../components/pagination.tsx'
import { activityName } from '../groups/wording.ts'
import { languageText } from '../people/wording.ts'
import { render, type T, texts } from '../render.tsx'
import { MisfitLines, Places } from './components.tsx'

type Found = { person?: Seeker; sessions: readonly Fitting[]; next: string | undefined }

/** Sessions with places, for one person or just to look. Filters stand in the address; they never name anybody. */
export function findPage(c: PageContext, wishes: SessionWishes, { person, sessions, next }: Found) {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const here = person ? `/people/${person.id}/sessions` : '/find'
  const title = person ? t('bookings.find.title_for', { name: person.preferredName }) : t('bookings.find.title')
  return render(
    c,
    {
      title,
      variant: 'staff',
      back: person ? <BackLink href={`/people/${person.id}`} label={person.preferredName} /> : undefined,
    },
    <>
      <PageHeading title={title} lead={person ? t('bookings.find.lead_for') : t('bookings.find.lead')} />
      <WishFilters c={c} t={t} here={here} wishes={wishes} hasPerson={person !== undefined} />
      {sessions.length === 0 ? (
        <Empty title={t('bookings.find.none')} action={<a href={here}>{t('bookings.find.clear')}</a>}>
          <p>{t('bookings.find.none_body')}</p>
        </Empty>
      ) : (
        <Cards
          cards={sessions.map((session) => (
            <Card
              title={session.groupName}
              level={2}
              family={familyOf(session.activities[0])}
              familyLabel={session.activities.map((code) => activityName(t, code)).join(', ')}
              meta={[
                { icon: 'calendar', text: longDate(session.startsAt, ctx.place.timeZone, locale) },
                { icon: 'clock', text: timeRange(session.startsAt, session.endsAt, ctx.place.timeZone, locale) },
                { icon: 'place', text: `${session.venueName}, ${session.area}` },
              ]}
              foot={<Foot t={t} person={person} session={session} />}
            >
              <p>{session.summary}</p>
              <Places t={t} session={session} hasPerson={person !== undefined} />
              {person ? <MisfitLines t={t} misfits={session.misfits} name={person.preferredName} /> : null}
            </Card>
          ))}
        />
      )}
      <Pagination
        label={t('bookings.find.pages')}
        older={next ? { href: `${here}?${addressOf({ ...wishes, after: next })}`, label: t('bookings.find.later') } : undefined}
      />
    </>,
  )
}

const Foot = ({ t, person, session }: { t: T; person: Seeker | undefined; session: Fitting }) => {
  if (!person) return <a href={'/people'}>{t('bookings.find.choose_person')}</a>
  if (session.bookingId) return <a href={`/bookings/${session.bookingId}`}>{t('bookings.find.already_in')}</a>
  return (
    <LinkButton small href={`/people/${person.id}/sessions/${session.id}`} about={session.groupName}>
      {session.outlook.kind === 'place' ? t('bookings.find.book') : t('bookings.find.join_list')}
    </LinkButton>
  )
}

type FilterProps = { c: PageContext; t: T; here: string; wishes: SessionWishes; hasPerson: boolean }

const WishFilters = ({ c, t, here, wishes, hasPerson }: FilterProps) => {
  const { locale, ctx } = c.var
  const weekdays = [1, 2, 3, 4, 5, 6, 7] as const
  const any = t('bookings.find.any')
  return (
    <Filters
      action={here}
      label={t('bookings.find.filters')}
      fields={{ ...wishes, weekday: wishes.weekday === undefined ? undefined : String(wishes.weekday) }}
      submit={t('bookings.find.show')}
      clear={addressOf({ ...wishes, after: undefined }) === '' ? undefined : { href: here, label: t('bookings.find.clear') }}
    >
      <Select
        name="activity"
        label={t('bookings.find.activity')}
        empty={any}
        options={families.flatMap((family) => activityFamilies[family].map((code) => ({ value: code, label: activityName(t, code) })))}
      />
      <Select
        name="area"
        label={t('people.columns.area')}
        empty={any}
        options={ctx.place.areas.map((area) => ({ value: area, label: area }))}
      />
      <Select
        name="weekday"
        label={t('bookings.find.day')}
        empty={any}
        options={weekdays.map((day) => ({ value: String(day), label: weekdayName(day satisfies Weekday, locale) }))}
      />
      <Select
        name="language"
        label={t('bookings.find.language')}
        empty={any}
        options={locales.map((code) => ({ value: code, label: t(languageText[code]) }))}
      />
      <Checkbox name="places" value="free" label={t('bookings.find.only_free')} />
      {hasPerson ? <Checkbox name="fitting" label={t('bookings.find.only_fitting')} /> : null}
    </Filters>
  )
}

function addressOf(wishes: SessionWishes): string {
  const pairs = Object.entries(wishes).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as [string, string]]))
  return new URLSearchParams(pairs).toString()
}
