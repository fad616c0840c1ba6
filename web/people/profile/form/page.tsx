import { families } from '../../../../src/groups/rules.ts'
import type { PageContext } from '../../../../src/http/env.ts'
import type { Form } from '../../../../src/http/input.ts'
import { dayParts, weekdays } from '../../../../src/lib/week.ts'
import { groupsOfNeeds } from '../../../../src/needs/rules.ts'
import type { Profile, SaveProfileRefusal } from '../../../../src/profiles/actions.ts'
import { genders } from '../../../../src/profiles/rules.ts'
import { weekdayWord } from '../../../buddies/wording.ts'
import { Button, Buttons, LinkButton } from '../../../components/button.tsx'
import { Checkbox, Checkboxes, Radios } from '../../../components/choice.tsx'
import { NumberField, TextArea, TextField } from '../../../components/field.tsx'
import { Fieldset, Form as FormOf } from '../../../components/form.tsx'
import { BackLink, PageHeading } from '../../../components/heading.tsx'
import { languageOptions } from '../../../groups/wording.ts'
import { errorsOf, render, type T, texts } from '../../../render.tsx'
import { fieldText, genderText, interestOptions, needOptions, rowsFrom, saveRefusal } from '../wording.ts'

/** Everything that listening brings up, in the order of a conversation: what matters, what gets in the way, then when and where. */
export function profileForm(c: PageContext, profile: Profile, typed?: Form<unknown>, refusal?: SaveProfileRefusal) {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const { person } = profile
  const address = `/people/${person.id}/profile`
  const errors = errorsFor(t, ctx.place.areas, typed, refusal)
  const open = profile.needs.flatMap(({ code, metAt }) => (metAt === null ? [code] : []))
  const stored = {
    ...rowsFrom({ ...profile, open }),
    matters: profile.matters,
    strengths: profile.strengths,
    languages: profile.languages,
    languageRequired: profile.languageRequired ? 'yes' : '',
    reachKm: profile.reachKm === null ? '' : String(profile.reachKm),
    gender: profile.gender,
    near: profile.near,
  }
  return render(
    c,
    {
      title: t('profiles.edit_title', { name: person.preferredName }),
      variant: 'staff',
      back: <BackLink href={address} label={t('people.nav.profile')} />,
      ...(errors ? { errors } : {}),
      returnTo: `${address}/edit`,
    },
    <>
      <PageHeading title={t('profiles.edit_title', { name: person.preferredName })} lead={t('profiles.edit_lead')} />
      <FormOf
        action={address}
        fields={typed?.typed ?? stored}
        errors={errors ?? {}}
        errorPrefix={t('site.error_prefix')}
        hidden={{ step: String(profile.step) }}
      >
        <TextArea name="matters" label={t('profiles.form.matters')} hint={t('profiles.form.matters_hint')} rows={6} />
        <TextArea name="strengths" label={t('profiles.form.strengths')} hint={t('profiles.form.strengths_hint')} rows={3} />
        <NeedFields t={t} />
        <InterestFields t={t} />
        <WeekFields t={t} />
        <PlaceFields t={t} areas={ctx.place.areas} />
        <Buttons>
          <Button>{t('profiles.form.save')}</Button>
          <LinkButton kind="quiet" href={address}>
            {t('people.form.cancel')}
          </LinkButton>
        </Buttons>
      </FormOf>
    </>,
  )
}

const NeedFields = ({ t }: { t: T }) => (
  <Fieldset legend={t('profiles.needs_title')} hint={t('profiles.form.needs_hint')}>
    {groupsOfNeeds.map((group) => (
      <Checkboxes small columns name={`needs_${group}`} label={t(`profiles.need_groups.${group}`)} options={needOptions(t, group)} />
    ))}
  </Fieldset>
)

const InterestFields = ({ t }: { t: T }) => (
  <Fieldset legend={t('profiles.form.interests')} hint={t('profiles.form.interests_hint')}>
    {families.map((family) => (
      <Checkboxes
        small
        columns
        name={`interests_${family}`}
        label={t(`components.families.${family}`)}
        options={interestOptions(t, family)}
      />
    ))}
  </Fieldset>
)

const WeekFields = ({ t }: { t: T }) => {
  const rows = (kind: 'suits' | 'cannot') =>
    dayParts.map((part) => (
      <Checkboxes
        small
        columns
        name={`${kind}_${part}`}
        label={t(`buddies.apply.${part}`)}
        options={weekdays.map((weekday) => ({ value: weekday, label: weekdayWord(t, weekday) }))}
      />
    ))
  return (
    <>
      <Fieldset legend={t('profiles.form.suits')}>{rows('suits')}</Fieldset>
      <Fieldset legend={t('profiles.form.cannot')} hint={t('profiles.form.cannot_hint')}>
        {rows('cannot')}
      </Fieldset>
    </>
  )
}

const PlaceFields = ({ t, areas }: { t: T; areas: readonly string[] }) => (
  <Fieldset legend={t('profiles.form.where')}>
    <TextField
      name="near"
      label={t('profiles.form.near')}
      hint={t('profiles.form.near_hint', { areas: areas.slice(0, 3).join(', ') })}
      autocomplete="off"
      spellcheck={false}
      width={20}
    />
    <NumberField name="reachKm" label={t('profiles.form.reach')} hint={t('profiles.form.reach_hint')} suffix="km" />
    <Checkboxes
      small
      columns
      name="languages"
      label={t('profiles.form.languages')}
      hint={t('profiles.form.languages_hint')}
      options={languageOptions(t)}
    />
    <Checkbox name="languageRequired" label={t('profiles.form.language_required')} />
    <Radios
      small
      name="gender"
      label={t('profiles.form.gender')}
      hint={t('profiles.form.gender_hint')}
      options={[...genders.map((code) => ({ value: code, label: t(genderText[code]) })), { value: '', label: t('people.not_said') }]}
    />
  </Fieldset>
)

function errorsFor(t: T, areas: readonly string[], typed: Form<unknown> | undefined, refusal: SaveProfileRefusal | undefined) {
  if (refusal) {
    const [field, text] = saveRefusal[refusal]
    return { [field]: t(text, { areas: areas.slice(0, 8).join(', ') }) }
  }
  return typed && !typed.ok ? errorsOf(typed, t, fieldText) : undefined
}
