import { HTTPException } from 'hono/http-exception'
import type { Permit } from '../../../src/access/permit.ts'
import { groupInScope, organisationsNamed, type VenueRow, venueInScope, venuesOf } from '../../../src/groups/queries.ts'
import { activityFamilies, families, genders } from '../../../src/groups/rules.ts'
import type { PageContext } from '../../../src/http/env.ts'
import type { Typed } from '../../../src/http/input.ts'
import { Checkboxes, Radios } from '../../components/choice.tsx'
import { Details } from '../../components/details.tsx'
import { NumberField, type Option, Select, TextArea, TextField } from '../../components/field.tsx'
import { Fieldset, Form } from '../../components/form.tsx'
import { type Fields, FormScope } from '../../components/form-context.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { render, type T } from '../../render.tsx'
import { accessOptions, activityName, areaOptions, languageOptions, reader } from '../wording.ts'

/** What came back from a form: what is wrong, and what was typed. */
export type Back = { errors: Record<string, string>; typed: Typed }

export async function newGroupPage(c: PageContext, permit: Permit<'group.manage'>, back?: Back) {
  const { t, place, db } = reader(c)
  const [venues, organisations] = await db.batch([venuesOf(db, permit.orgs), organisationsNamed(db, permit.orgs)])
  const blank: Fields = { languages: [place.locale], gender: 'anyone' }
  return render(
    c,
    { title: t('groups.form.title'), variant: 'staff', back: <BackLink href="/groups" label={t('groups.back')} />, ...errorsIn(back) },
    <>
      <PageHeading title={t('groups.form.title')} lead={t('groups.form.lead')} />
      <GroupForm
        c={c}
        action="/groups"
        submit={t('groups.form.send')}
        venues={venues}
        organisations={organisations}
        back={back}
        stored={blank}
      />
    </>,
  )
}

export async function editGroupPage(c: PageContext, permit: Permit<'group.manage'>, groupId: string, back?: Back) {
  const { t, db } = reader(c)
  const [[found], venues] = await db.batch([groupInScope(db, permit.orgs, groupId), venuesOf(db, permit.orgs)])
  if (!found) throw new HTTPException(404)
  const { group } = found
  return render(
    c,
    {
      title: t('groups.form.title'),
      variant: 'staff',
      back: <BackLink href={`/groups/${groupId}`} label={group.name} />,
      ...errorsIn(back),
    },
    <>
      <PageHeading caption={group.name} title={t('groups.edit_title')} />
      <GroupForm
        c={c}
        action={`/groups/${groupId}`}
        submit={t('groups.form.save')}
        venues={venues.filter(({ orgId }) => orgId === group.orgId)}
        organisations={[]}
        back={back}
        stored={group}
        venueNote={t('groups.form.move_note')}
      />
    </>,
  )
}

const errorsIn = (back: Back | undefined) => (back ? { errors: back.errors } : {})

type GroupFormProps = {
  c: PageContext
  action: string
  submit: string
  venues: readonly VenueRow[]
  organisations: readonly { id: string; name: string }[]
  back: Back | undefined
  stored: object
  venueNote?: string
}

function GroupForm({ c, action, submit, venues, organisations, back, stored, venueNote }: GroupFormProps) {
  const { t, place } = reader(c)
  const fields = back?.typed ?? storedFields(stored)
  return (
    <Form action={action} fields={fields} errors={back?.errors} errorPrefix={t('site.error_prefix')} submit={submit}>
      {organisations.length > 1 ? (
        <Select
          name="orgId"
          label={t('groups.form.organisation')}
          empty={t('groups.form.choose_organisation')}
          options={organisations.map(({ id, name }) => ({ value: id, label: name }))}
        />
      ) : null}
      <Fieldset legend={t('groups.form.what')} size="l">
        <TextField name="name" label={t('groups.form.name')} />
        <TextField name="summary" label={t('groups.form.summary')} hint={t('groups.form.summary_hint')} />
        <TextArea name="description" label={t('groups.form.description')} hint={t('groups.form.description_hint')} rows={6} />
      </Fieldset>
      <Fieldset legend={t('groups.form.activities_title')} hint={t('groups.form.activities_hint')} size="l">
        <Several
          name="activities"
          labels={[t('groups.form.activity'), t('groups.form.activity_more')]}
          values={listed(fields, 'activities')}
          error={back?.errors.activities}
          most={6}
          options={activityChoices(t)}
        />
      </Fieldset>
      <Fieldset legend={t('groups.form.people')} size="l">
        <TextField name="whoItIsFor" label={t('groups.form.who')} hint={t('groups.form.who_hint')} />
        <NumberField name="minAge" label={t('groups.form.min_age')} hint={t('groups.form.age_hint')} />
        <NumberField name="maxAge" label={t('groups.form.max_age')} />
        <Radios
          small
          inline
          name="gender"
          label={t('groups.form.gender')}
          options={genders.map((gender) => ({ value: gender, label: t(`groups.genders.${gender}`) }))}
        />
        <NumberField name="newcomersPerWeek" label={t('groups.form.per_week')} hint={t('groups.form.per_week_hint')} />
        <Several
          name="languages"
          labels={[t('groups.form.language'), t('groups.form.language_more')]}
          values={listed(fields, 'languages')}
          error={back?.errors.languages}
          most={8}
          options={languageOptions(t)}
        />
        <Checkboxes
          small
          name="accessFeatures"
          label={t('groups.form.access')}
          hint={t('groups.form.access_hint')}
          options={accessOptions(t)}
        />
      </Fieldset>
      <Fieldset legend={t('groups.form.practical')} size="l">
        <TextField name="cost" label={t('groups.form.cost')} hint={t('groups.form.cost_hint')} />
        <TextArea name="whatToBring" label={t('groups.form.bring')} rows={2} />
      </Fieldset>
      <Fieldset legend={t('groups.form.contact')} size="l">
        <TextField name="contactName" label={t('groups.form.contact_name')} autocomplete="off" />
        <TextField name="contactPhone" type="tel" label={t('groups.form.contact_phone')} width={20} autocomplete="off" />
        <TextField name="contactEmail" type="email" label={t('groups.form.contact_email')} autocomplete="off" />
      </Fieldset>
      <Fieldset legend={t('groups.form.where')} hint={venueNote} size="l">
        {venues.length ? (
          <Select
            name="venueId"
            label={t('groups.form.venue')}
            hint={t('groups.form.venue_hint')}
            empty={t('groups.form.venue_new')}
            options={venues.map((venue) => ({ value: venue.id, label: `${venue.name}, ${venue.address}` }))}
          />
        ) : null}
        {venues.length ? (
          <Details summary={t('groups.form.venue_new')} isOpen={hasVenueError(back) || !fields.venueId}>
            <VenueFields t={t} areas={place.areas} />
          </Details>
        ) : (
          <VenueFields t={t} areas={place.areas} />
        )}
      </Fieldset>
    </Form>
  )
}

/** A group as its form has it: an age that is not limited is an empty box. */
const storedFields = (stored: object): Fields =>
  Object.fromEntries(Object.entries(stored).map(([name, value]) => [name, typeof value === 'number' ? String(value) : (value ?? '')]))

const hasVenueError = (back: Back | undefined): boolean =>
  Object.keys(back?.errors ?? {}).some((field) => /^venue[A-Z]/.test(field) && field !== 'venueId')

type SeveralProps = {
  name: string
  labels: readonly [string, string]
  values: readonly string[]
  error: string | undefined
  most: number
  options: readonly Option[]
}

/** A few selects of one name instead of a wall of tick boxes: one more than are chosen, at least three. */
const Several = ({ name, labels, values, error, most, options }: SeveralProps) => (
  <>
    {Array.from({ length: Math.min(most, Math.max(3, values.length + 1)) }, (_, at) => (
      <FormScope fields={{ [name]: values[at] ?? '' }} errors={at ? {} : { [name]: error }} errorPrefix="" idPrefix={at ? `${at}-` : ''}>
        <Select name={name} label={at ? labels[1] : labels[0]} empty="–" options={options} />
      </FormScope>
    ))}
  </>
)

const listed = (fields: Fields, name: string): string[] => [fields[name] ?? []].flat().filter((one) => one !== '')

const activityChoices = (t: T): Option[] =>
  families.flatMap((family) =>
    activityFamilies[family].map((code) => ({ value: code, label: `${t(`components.families.${family}`)}: ${activityName(t, code)}` })),
  )

const VenueFields = ({ t, areas }: { t: T; areas: readonly string[] }) => (
  <>
    <TextField name="venueName" label={t('groups.form.venue_name')} />
    <TextField name="venueAddress" label={t('groups.form.venue_address')} />
    <TextField name="venuePostcode" label={t('groups.form.venue_postcode')} width={10} />
    <Select name="venueArea" label={t('groups.form.venue_area')} empty={t('groups.form.choose_area')} options={areaOptions(areas)} />
    <TextField name="venuePosition" label={t('groups.form.venue_position')} hint={t('groups.form.venue_position_hint')} width={20} />
    <TextArea name="venueHowToFind" label={t('groups.form.venue_find')} hint={t('groups.form.venue_find_hint')} rows={3} />
  </>
)

export async function venuePage(c: PageContext, permit: Permit<'group.manage'>, venueId: string, back?: Back) {
  const { t, place, db } = reader(c)
  const [venue] = await venueInScope(db, permit.orgs, venueId)
  if (!venue) throw new HTTPException(404)
  const stored: Fields = {
    venueName: venue.name,
    venueAddress: venue.address,
    venuePostcode: venue.postcode,
    venueArea: venue.area,
    venuePosition: venue.latitude === null ? '' : `${venue.latitude}, ${venue.longitude}`,
    venueHowToFind: venue.howToFind,
  }
  return render(
    c,
    {
      title: t('groups.form.venue_title'),
      variant: 'staff',
      back: <BackLink href="/groups" label={t('groups.back')} />,
      ...errorsIn(back),
    },
    <>
      <PageHeading caption={venue.name} title={t('groups.form.venue_title')} lead={t('groups.form.venue_lead')} />
      <Form
        action={`/venues/${venue.id}`}
        fields={back?.typed ?? stored}
        errors={back?.errors}
        errorPrefix={t('site.error_prefix')}
        submit={t('groups.form.save')}
      >
        <VenueFields t={t} areas={place.areas} />
      </Form>
    </>,
  )
}
