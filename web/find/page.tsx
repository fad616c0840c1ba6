import type { Fitting, Seeker } from '../../src/find/actions.ts'
import type { SessionWishes } from '../../src/find/inputs.ts'
import { isSameMisfit, type Misfit } from '../../src/find/rules.ts'
import { activityFamilies, families } from '../../src/groups/rules.ts'
import type { PageContext } from '../../src/http/env.ts'
import { locales, nearDate, timeRange, weekdayName } from '../../src/lib/dates.ts'
import { type Day, localDay, startOfDay, type Weekday, type Zone } from '../../src/lib/time.ts'
import { LinkButton } from '../components/button.tsx'
import { Checkbox } from '../components/choice.tsx'
import { Empty } from '../components/empty.tsx'
import { Select } from '../components/field.tsx'
import { Filters } from '../components/filters.tsx'
import { BackLink, PageHeading } from '../components/heading.tsx'
import { Pagination } from '../components/pagination.tsx'
import { type Task, Tasks } from '../components/work.tsx'
import { activityName } from '../groups/wording.ts'
import { languageText } from '../people/wording.ts'
import { render, type T, texts } from '../render.tsx'
import { MisfitLines, Misfits, Places } from './components.tsx'

type Found = { person?: Seeker; sessions: readonly Fitting[]; next: string | undefined }

/** Sessions with places, for one person or just to look. Filters stand in the address; they never name anybody. */
export function findPage(c: PageContext, wishes: SessionWishes, { person, sessions, next }: Found) {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const here = person ? `/people/${person.id}/sessions` : '/find'
  const everywhere = person ? sharedBy(sessions) : []
  const title = person ? t('bookings.find.title_for', { name: person.preferredName }) : t('bookings.find.title')
  return render(
    c,
    {
      title,
      variant: 'staff',
      back: person ? <BackLink href={`/people/${person.id}`} label={person.preferredName} /> : undefined,
    },
    <>
      <PageHeading
        title={title}
        lead={person ? t('bookings.find.lead_for') : t('bookings.find.lead')}
        aside={
          person ? null : (
            <LinkButton kind="secondary" href="/people">
              {t('bookings.find.choose_person')}
            </LinkButton>
          )
        }
      />
      <WishFilters c={c} t={t} here={here} wishes={wishes} hasPerson={person !== undefined} />
      {person ? <Misfits t={t} title={t('bookings.find.everywhere')} misfits={everywhere} name={person.preferredName} /> : null}
      {sessions.length === 0 ? (
        <Empty title={t('bookings.find.none')} action={<a href={here}>{t('bookings.find.clear')}</a>}>
          <p>{t('bookings.find.none_body')}</p>
        </Empty>
      ) : (
        byDay(sessions, ctx.place.timeZone).map(([day, ofDay]) => (
          <>
            <h2>{nearDate(startOfDay(day, ctx.place.timeZone), ctx.place.timeZone, locale)}</h2>
            <Tasks tasks={ofDay.map((session) => rowOf(c, t, person, session, everywhere))} />
          </>
        ))
      )}
      <Pagination
        label={t('bookings.find.pages')}
        older={next ? { href: `${here}?${addressOf({ ...wishes, after: next })}`, label: t('bookings.find.later') } : undefined}
      />
    </>,
  )
}

function byDay(sessions: readonly Fitting[], zone: Zone): [Day, Fitting[]][] {
  const days = new Map<Day, Fitting[]>()
  for (const session of sessions) {
    const day = localDay(session.startsAt, zone)
    days.set(day, [...(days.get(day) ?? []), session])
  }
  return [...days]
}

/** What fits in none of several sessions is said once above them, not on each. */
const sharedBy = ([first, ...others]: readonly Fitting[]): readonly Misfit[] =>
  others.length === 0 || !first
    ? []
    : first.misfits.filter((misfit) => others.every(({ misfits }) => misfits.some((one) => isSameMisfit(one, misfit))))

function rowOf(c: PageContext, t: T, person: Seeker | undefined, session: Fitting, everywhere: readonly Misfit[]): Task {
  const { ctx, locale } = c.var
  return {
    title: person ? session.groupName : <a href={`/sessions/${session.id}`}>{session.groupName}</a>,
    why: (
      <>
        {timeRange(session.startsAt, session.endsAt, ctx.place.timeZone, locale)} · {session.venueName}, {session.area}
        <br />
        {session.summary}
      </>
    ),
    more: person ? (
      <MisfitLines
        t={t}
        misfits={session.misfits.filter((misfit) => !everywhere.some((one) => isSameMisfit(one, misfit)))}
        name={person.preferredName}
      />
    ) : null,
    action: (
      <div class="al-tasks__side">
        <Places t={t} session={session} hasPerson={person !== undefined} />
        {person ? <Action t={t} person={person} session={session} /> : null}
      </div>
    ),
  }
}

const Action = ({ t, person, session }: { t: T; person: Seeker; session: Fitting }) =>
  session.bookingId ? (
    <a href={`/bookings/${session.bookingId}`}>{t('bookings.find.already_in')}</a>
  ) : (
    <LinkButton small href={`/people/${person.id}/sessions/${session.id}`} about={session.groupName}>
      {session.outlook.kind === 'place' ? t('bookings.find.book') : t('bookings.find.join_list')}
    </LinkButton>
  )

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
      foldsOnPhone
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
