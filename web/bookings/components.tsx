import { isLive, reasons } from '../../src/bookings/rules.ts'
import type { PageContext } from '../../src/http/env.ts'
import type { Form } from '../../src/http/input.ts'
import { longDate, timeRange } from '../../src/lib/dates.ts'
import type { OpenedBooking } from '../../src/people/bookings/actions.ts'
import { isAskable } from '../../src/surveys/rules.ts'
import { Buttons, LinkButton, PostButton } from '../components/button.tsx'
import { Radios } from '../components/choice.tsx'
import { Details } from '../components/details.tsx'
import { Select } from '../components/field.tsx'
import { Form as FormOf } from '../components/form.tsx'
import { type T, texts } from '../render.tsx'
import { reasonText } from './wording.ts'

type Props = { c: PageContext; opened: OpenedBooking; typed: Form<unknown> | undefined; errors: Record<string, string> }

/** What can still be done about a booking ahead; once it is over, how it was can be written down for the person. */
export const Answers = (props: Props) => {
  const { c, opened } = props
  const { booking, person, session } = opened
  const t = texts(c.var.locale)
  const here = `/bookings/${booking.id}`
  if (!isLive(booking.status) || session.startsAt <= c.var.ctx.now)
    return (
      <Buttons>
        {session.startsAt <= c.var.ctx.now && isAskable({ ...booking, sessionStatus: session.status }) ? (
          <LinkButton href={`${here}/survey`}>{t('bookings.page.survey')}</LinkButton>
        ) : null}
        <LinkButton kind="secondary" href={`/people/${person.id}/sessions`}>
          {t('people.person.find_session')}
        </LinkButton>
      </Buttons>
    )
  const canConfirm = booking.status === 'booked' || booking.status === 'offered'
  const saw = String(session.moves)
  const [visit] = opened.visits
  // Whoever was to go along in a buddy's place may not be able to after all.
  const isArranged = visit?.status === 'not_needed' && visit.arrangement !== null
  return (
    <>
      <h2>{t('bookings.page.answers')}</h2>
      <Buttons>
        {canConfirm ? (
          <>
            <PostButton action={`${here}/confirmation`} hidden={{ how: 'phone', saw }}>
              {t('bookings.page.confirm_phone')}
            </PostButton>
            <PostButton kind="secondary" action={`${here}/confirmation`} hidden={{ how: 'link_worker', saw }}>
              {t('bookings.page.confirm_link_worker')}
            </PostButton>
          </>
        ) : null}
        {booking.buddyWish === 'wanted' && !isArranged ? null : (
          <PostButton kind="secondary" action={`${here}/buddy-choice`} hidden={{ wish: 'wanted' }}>
            {t('bookings.page.buddy_please')}
          </PostButton>
        )}
        {booking.buddyWish === 'not_wanted' ? null : (
          <PostButton kind="secondary" action={`${here}/buddy-choice`} hidden={{ wish: 'not_wanted' }}>
            {t('bookings.page.no_buddy')}
          </PostButton>
        )}
        {person.reachBy === 'phone' ? null : (
          <PostButton kind="secondary" action={`${here}/link`}>
            {t('bookings.page.send_link')}
          </PostButton>
        )}
      </Buttons>
      <Move {...props} />
      <Cancel {...props} />
    </>
  )
}

const Move = ({ c, opened, typed, errors }: Props) => {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const { timeZone } = ctx.place
  if (opened.others.length === 0) return null
  return (
    <Details summary={t('bookings.page.move')} isOpen={errors.sessionId !== undefined}>
      <FormOf
        action={`/bookings/${opened.booking.id}/move`}
        fields={typed?.typed ?? {}}
        errors={errors}
        errorPrefix={t('site.error_prefix')}
        idPrefix="move-"
        submit={t('bookings.page.move_submit')}
      >
        <Select
          name="sessionId"
          label={t('bookings.page.move_to')}
          empty={t('bookings.page.choose_date')}
          options={opened.others.map((other) => ({
            value: other.id,
            label: `${longDate(other.startsAt, timeZone, locale)}, ${timeRange(other.startsAt, other.endsAt, timeZone, locale)} (${t(
              'bookings.page.places_free',
              { count: Math.max(0, other.capacity - other.placesTaken) },
            )})`,
          }))}
        />
      </FormOf>
    </Details>
  )
}

const Cancel = ({ c, opened, typed, errors }: Props) => {
  const t = texts(c.var.locale)
  return (
    <Details summary={t('bookings.page.cancel')} isOpen={errors.reason !== undefined}>
      <p>{t('bookings.page.cancel_lead')}</p>
      <FormOf
        action={`/bookings/${opened.booking.id}/cancellation`}
        fields={typed?.typed ?? {}}
        errors={errors}
        errorPrefix={t('site.error_prefix')}
        submit={t('bookings.page.cancel_submit')}
      >
        <WhyNot t={t} />
      </FormOf>
    </Details>
  )
}

/** Why somebody does not come; nobody has to say. */
export const WhyNot = ({ t }: { t: T }) => (
  <Radios
    name="reason"
    label={t('bookings.page.reason')}
    hint={t('bookings.page.reason_hint')}
    options={reasons.map((reason) => ({ value: reason, label: t(reasonText[reason]) }))}
    small
  />
)
