import type { BookPersonRefusal } from '../../../src/bookings/actions.ts'
import type { BuddyWish } from '../../../src/db/schema/bookings.ts'
import type { Fitting, Seeker } from '../../../src/find/actions.ts'
import type { PageContext } from '../../../src/http/env.ts'
import type { Form } from '../../../src/http/input.ts'
import { longDate, timeRange } from '../../../src/lib/dates.ts'
import { Button, Buttons, LinkButton } from '../../components/button.tsx'
import { Checkbox, Radios } from '../../components/choice.tsx'
import { Facts } from '../../components/facts.tsx'
import { Form as FormOf } from '../../components/form.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Phone } from '../../components/phone.tsx'
import { errorsOf, render, texts } from '../../render.tsx'
import { Misfits, Places } from '../components.tsx'
import { bookRefusalText } from '../wording.ts'

/** One person, one session: what it is, what does not fit, with whom they come, and one button. */
export function bookPage(
  c: PageContext,
  { person, session }: { person: Seeker; session: Fitting },
  { typed, refusal, buddyWish = 'unasked' }: { typed?: Form<unknown>; refusal?: BookPersonRefusal | undefined; buddyWish?: BuddyWish } = {},
) {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const { timeZone } = ctx.place
  const errors = refusal ? { form: t(bookRefusalText[refusal]) } : typed && !typed.ok ? errorsOf(typed, t) : undefined
  const key = typed?.typed.key
  const title = t('bookings.book.title', { name: person.preferredName, group: session.groupName })
  const list = `/people/${person.id}/sessions`
  return render(
    c,
    { title, variant: 'staff', back: <BackLink href={list} label={t('bookings.book.back')} />, ...(errors ? { errors } : {}) },
    <>
      <PageHeading title={title} lead={session.summary} />
      <Facts
        facts={[
          {
            icon: 'calendar',
            label: t('bookings.book.when'),
            value: longDate(session.startsAt, timeZone, locale),
            note: timeRange(session.startsAt, session.endsAt, timeZone, locale),
          },
          { icon: 'place', label: t('bookings.book.where'), value: session.venueName, note: `${session.address}. ${session.howToFind}` },
          { icon: 'people', label: t('bookings.book.for_whom'), value: session.whoItIsFor },
          { icon: 'coins', label: t('bookings.book.cost'), value: session.cost },
          { icon: 'bag', label: t('bookings.book.bring'), value: session.whatToBring },
          {
            icon: 'phone',
            label: t('bookings.book.contact'),
            value: session.contactName,
            note: <Phone number={session.contactPhone} />,
          },
        ]}
      />
      <Places t={t} session={session} hasPerson />
      <Misfits t={t} misfits={session.misfits} name={person.preferredName} />
      {session.bookingId ? (
        <p>
          <a href={`/bookings/${session.bookingId}`}>{t('bookings.find.already_in')}</a>
        </p>
      ) : (
        <FormOf
          action={`${list}/${session.id}`}
          fields={typed?.typed ?? { buddyWish }}
          errors={errors ?? {}}
          errorPrefix={t('site.error_prefix')}
          hidden={{ key: typeof key === 'string' && key !== '' ? key : ctx.newId() }}
        >
          <Checkbox name="withCarer" label={t('bookings.book.with_carer')} hint={t('bookings.book.with_carer_hint')} />
          <Radios
            name="buddyWish"
            label={t('bookings.book.buddy')}
            hint={session.buddyForFirstVisit && session.isFirstVisit ? t('bookings.book.buddy_first') : t('bookings.book.buddy_hint')}
            options={(['wanted', 'not_wanted', 'unasked'] as const).map((wish) => ({
              value: wish,
              label: t(`bookings.book.buddy_${wish}`),
            }))}
          />
          <Buttons>
            <Button>{session.outlook.kind === 'place' ? t('bookings.book.book') : t('bookings.book.join')}</Button>
            <LinkButton kind="quiet" href={list}>
              {t('people.form.cancel')}
            </LinkButton>
          </Buttons>
        </FormOf>
      )}
    </>,
  )
}
