import type { BookRoutineRefusal, Preview } from '../../../../src/bookings/routine/actions.ts'
import type { OpenedRoutine } from '../../../../src/bookings/routine/reading/actions.ts'
import { type DateAnswer, fewestDates, mostDates } from '../../../../src/bookings/routine/rules.ts'
import { isLive } from '../../../../src/bookings/rules.ts'
import type { PageContext } from '../../../../src/http/env.ts'
import type { Form } from '../../../../src/http/input.ts'
import { longDate, shortDate, timeRange } from '../../../../src/lib/dates.ts'
import { WhyNot } from '../../../bookings/components.tsx'
import { Button, Buttons, LinkButton } from '../../../components/button.tsx'
import { Checkbox, Radios } from '../../../components/choice.tsx'
import { Details } from '../../../components/details.tsx'
import { NumberField } from '../../../components/field.tsx'
import { Form as FormOf } from '../../../components/form.tsx'
import { BackLink, PageHeading } from '../../../components/heading.tsx'
import { Notice } from '../../../components/notice.tsx'
import { Table } from '../../../components/table.tsx'
import { StateTag } from '../../../components/tag.tsx'
import { waitText } from '../../../find/wording.ts'
import { errorsOf, render, type T, texts } from '../../../render.tsx'
import { routineRefusalText } from './wording.ts'

type Posted = { typed: Form<unknown>; refusal?: { reason: BookRoutineRefusal; dates: readonly DateAnswer[] } | undefined }

/** Several dates at once: what each would be, how many, and what happens when one is full. */
export function routinePage(c: PageContext, sessionId: string, preview: Preview, posted?: Posted) {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const { person, group, dates } = preview
  const { timeZone } = ctx.place
  const errors = posted?.refusal
    ? { times: refusalOf(c, t, posted.refusal, dates.length) }
    : posted && !posted.typed.ok
      ? errorsOf(posted.typed, t)
      : undefined
  const title = t('routines.title', { name: person.preferredName, group: group.name })
  const key = posted?.typed.typed.key
  const blank = { times: String(Math.min(6, Math.max(fewestDates, dates.length))), mode: 'as_many', buddyWish: 'unasked' }
  return render(
    c,
    {
      title,
      variant: 'staff',
      back: <BackLink href={`/people/${person.id}/matches`} label={t('matches.title', { name: person.preferredName })} />,
      ...(errors ? { errors } : {}),
    },
    <>
      <PageHeading caption={`${group.venueName}, ${group.area}`} title={title} lead={t('routines.lead', { name: person.preferredName })} />
      <Table
        caption={t('routines.dates')}
        columns={[
          {
            label: t('routines.when'),
            isRowHeader: true,
            cell: (date) => `${longDate(date.startsAt, timeZone, locale)}, ${timeRange(date.startsAt, date.endsAt, timeZone, locale)}`,
          },
          { label: t('routines.state'), cell: (date) => stateOf(t, date) },
        ]}
        rows={dates}
        empty={null}
      />
      <FormOf
        action={`/people/${person.id}/sessions/${sessionId}/routine`}
        fields={posted?.typed.typed ?? blank}
        errors={errors ?? {}}
        errorPrefix={t('site.error_prefix')}
        hidden={{ key: typeof key === 'string' && key !== '' ? key : ctx.newId() }}
      >
        <NumberField
          name="times"
          label={t('routines.times')}
          hint={t('routines.times_hint', { fewest: fewestDates, most: Math.max(fewestDates, Math.min(mostDates, dates.length)) })}
        />
        <Radios
          name="mode"
          label={t('routines.mode')}
          options={[
            { value: 'all', label: t('routines.all') },
            { value: 'as_many', label: t('routines.as_many') },
          ]}
        />
        <Checkbox name="withCarer" label={t('bookings.book.with_carer')} hint={t('bookings.book.with_carer_hint')} />
        {preview.isFirstVisit ? (
          <Radios
            name="buddyWish"
            label={t('bookings.book.buddy')}
            hint={t('routines.buddy_hint')}
            options={(['wanted', 'not_wanted', 'unasked'] as const).map((wish) => ({
              value: wish,
              label: t(`bookings.book.buddy_${wish}`),
            }))}
          />
        ) : null}
        <Buttons>
          <Button>{t('routines.book')}</Button>
          <LinkButton kind="quiet" href={`/people/${person.id}/matches`}>
            {t('people.form.cancel')}
          </LinkButton>
        </Buttons>
      </FormOf>
    </>,
  )
}

function stateOf(t: T, date: DateAnswer): string {
  return date.state === 'waitlisted'
    ? t('routines.states.waitlisted', { number: date.number, why: t(waitText[date.why]) })
    : t(`routines.states.${date.state}`)
}

function refusalOf(c: PageContext, t: T, { reason, dates }: NonNullable<Posted['refusal']>, count: number): string {
  const { ctx, locale } = c.var
  const full = dates.filter(({ state }) => state === 'waitlisted' || state === 'closed')
  return t(routineRefusalText[reason], {
    count,
    dates: full.map(({ startsAt }) => shortDate(startsAt, ctx.place.timeZone, locale)).join(', '),
  })
}

type More = { isNew?: boolean; cancelled?: number | undefined; typed?: Form<unknown> | undefined }

/** The dates of a routine, what became of each, and the way to call off all of them. */
export function bookedRoutinePage(c: PageContext, { routineId, person, dates }: OpenedRoutine, { isNew, cancelled, typed }: More) {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const { timeZone } = ctx.place
  const name = person.preferredName
  const errors = typed && !typed.ok ? errorsOf(typed, t) : undefined
  const counted = (states: readonly string[]) => dates.filter(({ status }) => states.includes(status)).length
  const waiting = counted(['waitlisted'])
  return render(
    c,
    {
      title: t('routines.result', { name }),
      variant: 'staff',
      back: <BackLink href={`/people/${person.id}`} label={name} />,
      ...(errors ? { errors } : {}),
      notice: isNew ? (
        <Notice kind="success" title={t('routines.booked_count', { count: counted(['booked', 'confirmed']) })}>
          {waiting ? <p>{t('routines.waiting_count', { count: waiting })}</p> : null}
        </Notice>
      ) : cancelled !== undefined ? (
        <Notice kind="success" title={t('routines.cancelled', { count: cancelled })} />
      ) : undefined,
    },
    <>
      <PageHeading caption={name} title={t('routines.result', { name })} lead={dates[0]?.groupName ?? ''} />
      <Table
        caption={t('routines.rows')}
        columns={[
          {
            label: t('routines.when'),
            isRowHeader: true,
            cell: (row) => (
              <a href={`/bookings/${row.id}`}>
                {longDate(row.startsAt, timeZone, locale)}, {timeRange(row.startsAt, row.endsAt, timeZone, locale)}
              </a>
            ),
          },
          { label: t('routines.group'), cell: (row) => `${row.groupName}, ${row.venueName}` },
          {
            label: t('routines.booking_state'),
            cell: (row) => (
              <StateTag of="booking" state={row.status}>
                {t(`components.states.booking.${row.status}`)}
              </StateTag>
            ),
          },
        ]}
        rows={dates}
        empty={null}
      />
      {dates.some(({ status, startsAt }) => isLive(status) && startsAt > ctx.now) ? (
        <>
          <p>{t('routines.change_hint')}</p>
          <Details summary={t('routines.cancel')} isOpen={errors !== undefined}>
            <p>{t('routines.cancel_lead', { name })}</p>
            <FormOf
              action={`/people/${person.id}/routines/${routineId}/cancellation`}
              fields={typed?.typed ?? {}}
              errors={errors ?? {}}
              errorPrefix={t('site.error_prefix')}
              submit={t('routines.cancel_submit')}
            >
              <WhyNot t={t} />
            </FormOf>
          </Details>
        </>
      ) : null}
    </>,
  )
}
