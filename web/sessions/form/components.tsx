import type { VenueRow } from '../../../src/groups/queries.ts'
import { Checkbox, Checkboxes, Radios } from '../../components/choice.tsx'
import { DateField } from '../../components/date-field.tsx'
import { Details } from '../../components/details.tsx'
import { NumberField, Select, TextField, TimeField } from '../../components/field.tsx'
import { Fieldset, Form } from '../../components/form.tsx'
import type { Errors, Fields } from '../../components/form-context.tsx'
import { weekdayOptions } from '../../groups/wording.ts'
import type { T } from '../../render.tsx'

type SessionFormProps = {
  t: T
  action: string
  /** A new session or series; one session; or a series that exists, whose first date stays. */
  kind: 'publish' | 'session' | 'series'
  fields: Fields
  errors: Errors | undefined
  venues: readonly VenueRow[]
  submit: string
  /** Dates that can be put back, as days in words. */
  leftOut?: readonly { value: string; label: string }[]
}

/** The one form for when, how many and where. */
export const SessionForm = ({ t, action, kind, fields, errors, venues, submit, leftOut }: SessionFormProps) => (
  <Form action={action} fields={fields} errors={errors} errorPrefix={t('site.error_prefix')} submit={submit}>
    {kind === 'publish' ? (
      <Radios
        name="every"
        label={t('sessions.publish.often')}
        options={[
          { value: 'once', label: t('sessions.publish.once') },
          { value: 'week', label: t('sessions.publish.week') },
          { value: 'month', label: t('sessions.publish.month'), hint: t('sessions.publish.month_hint') },
        ]}
      />
    ) : null}
    {kind === 'series' ? (
      <Radios
        inline
        name="every"
        label={t('sessions.publish.often')}
        options={[
          { value: 'week', label: t('sessions.publish.week') },
          { value: 'month', label: t('sessions.publish.month') },
        ]}
      />
    ) : null}
    {kind === 'series' ? (
      <input type="hidden" name="startsOn" value={String(fields.startsOn ?? '')} />
    ) : (
      <DayField t={t} name="startsOn" label={t(kind === 'session' ? 'sessions.publish.on' : 'sessions.publish.starts_on')} />
    )}
    <TimeField name="startsTime" label={t('sessions.publish.starts')} hint={t('sessions.publish.time_hint')} />
    <TimeField name="endsTime" label={t('sessions.publish.ends')} />
    {kind === 'session' ? null : kind === 'series' ? (
      <RepeatFields t={t} />
    ) : (
      <Fieldset legend={t('sessions.publish.repeat')} hint={t('sessions.publish.repeat_hint')} size="l">
        <RepeatFields t={t} />
      </Fieldset>
    )}
    {leftOut?.length ? <Checkboxes small name="exceptions" label={t('sessions.edit.leave_out')} options={leftOut} /> : null}
    <RoomFields t={t} />
    <ArrivalFields t={t} venues={venues} />
  </Form>
)

const DayField = ({ t, name, label, hint }: { t: T; name: string; label: string; hint?: string }) => (
  <DateField
    name={name}
    label={label}
    hint={hint ?? t('sessions.publish.date_hint')}
    dayLabel={t('sessions.publish.day')}
    monthLabel={t('sessions.publish.month_box')}
    yearLabel={t('sessions.publish.year')}
  />
)

const RepeatFields = ({ t }: { t: T }) => (
  <>
    <NumberField name="interval" label={t('sessions.publish.interval')} width={2} />
    <DayField t={t} name="until" label={t('sessions.publish.until')} hint={t('sessions.publish.until_hint')} />
    <Checkboxes
      small
      name="weekdays"
      label={t('sessions.publish.weekdays')}
      hint={t('sessions.publish.weekdays_hint')}
      options={weekdayOptions(t)}
    />
    <Details summary={t('sessions.publish.ordinal')}>
      <Select
        name="ordinal"
        label={t('sessions.publish.ordinal')}
        empty={t('sessions.publish.as_first')}
        options={[
          { value: '1', label: t('sessions.publish.o1') },
          { value: '2', label: t('sessions.publish.o2') },
          { value: '3', label: t('sessions.publish.o3') },
          { value: '4', label: t('sessions.publish.o4') },
          { value: '-1', label: t('sessions.publish.olast') },
        ]}
      />
      <Select name="weekday" label={t('sessions.publish.weekday')} empty={t('sessions.publish.as_first')} options={weekdayOptions(t)} />
    </Details>
  </>
)

const RoomFields = ({ t }: { t: T }) => (
  <Fieldset legend={t('sessions.publish.room')} size="l">
    <NumberField name="capacity" label={t('sessions.publish.capacity')} />
    <NumberField name="newcomerLimit" label={t('sessions.publish.newcomer_limit')} hint={t('sessions.publish.newcomer_limit_hint')} />
    <NumberField name="newcomerPlaces" label={t('sessions.publish.newcomer_places')} hint={t('sessions.publish.newcomer_places_hint')} />
    <Select name="bookingClosesMinutes" label={t('sessions.publish.closes')} options={closings(t)} />
  </Fieldset>
)

const closings = (t: T) => [
  { value: '0', label: t('sessions.publish.closes_now') },
  ...[1, 2, 4, 12].map((n) => ({ value: String(n * 60), label: t('sessions.publish.closes_hours', { n }) })),
  ...[1, 2, 3, 7].map((n) => ({ value: String(n * 24 * 60), label: t('sessions.publish.closes_days', { n }) })),
]

const ArrivalFields = ({ t, venues }: { t: T; venues: readonly VenueRow[] }) => (
  <Fieldset legend={t('sessions.publish.arrive')} size="l">
    <Select
      name="venueId"
      label={t('sessions.publish.venue')}
      empty={t('sessions.publish.choose_venue')}
      options={venues.map((venue) => ({ value: venue.id, label: `${venue.name}, ${venue.address}` }))}
    />
    <TextField name="meetingPoint" label={t('sessions.publish.point')} hint={t('sessions.publish.point_hint')} />
    <Checkbox name="buddyForFirstVisit" label={t('sessions.publish.buddy')} />
  </Fieldset>
)
