import { accessNeeds, personLanguages, reachBys } from '../../../src/people/rules.ts'
import { reasonCodes, stages } from '../../../src/referrals/rules.ts'
import { Checkbox, Checkboxes, Radios } from '../../components/choice.tsx'
import { DateField } from '../../components/date-field.tsx'
import { Select, TextArea, TextField } from '../../components/field.tsx'
import { Fieldset } from '../../components/form.tsx'
import { languageText, needText } from '../../people/wording.ts'
import type { T } from '../../render.tsx'
import { reasonText, stageText } from '../wording.ts'

const dayWords = (t: T) => ({ dayLabel: t('people.form.day'), monthLabel: t('people.form.month'), yearLabel: t('people.form.year') })

export const ReferrerPart = ({ t }: { t: T }) => (
  <Fieldset legend={t('referrals.refer.you')} hint={t('referrals.refer.you_hint')} size="l">
    <TextField name="referrerName" label={t('referrals.refer.referrer_name')} autocomplete="name" />
    <TextField name="referrerJob" label={t('referrals.refer.referrer_job')} autocomplete="organization-title" />
    <TextField name="referrerOrganisation" label={t('referrals.refer.referrer_organisation')} autocomplete="organization" />
    <TextField
      name="referrerEmail"
      type="email"
      label={t('referrals.refer.referrer_email')}
      hint={t('referrals.refer.referrer_email_hint')}
      autocomplete="email"
    />
    <TextField name="referrerPhone" type="tel" label={t('referrals.refer.referrer_phone')} autocomplete="tel" width={20} />
  </Fieldset>
)

/** The same fields in two voices: about somebody, and to the person themselves. */
export const PersonPart = ({ t, areas, isSelf }: { t: T; areas: readonly string[]; isSelf: boolean }) => {
  const auto = (what: string) => (isSelf ? what : 'off')
  return (
    <>
      <Fieldset legend={isSelf ? t('referrals.refer.about_you') : t('people.form.who')} size="l">
        <TextField
          name="name"
          label={isSelf ? t('referrals.refer.your_name') : t('people.form.name')}
          autocomplete={auto('name')}
          spellcheck={false}
        />
        <TextField
          name="preferredName"
          label={isSelf ? t('referrals.refer.your_preferred_name') : t('people.form.preferred_name')}
          autocomplete={auto('nickname')}
          spellcheck={false}
          width={20}
        />
        {isSelf ? null : (
          <DateField name="birthDate" label={t('people.form.birth_date')} hint={t('people.form.birth_date_hint')} {...dayWords(t)} />
        )}
        <Radios
          name="language"
          label={isSelf ? t('referrals.refer.your_language') : t('referrals.refer.language')}
          options={personLanguages.map((code) => ({ value: code, label: t(languageText[code]) }))}
          inline
        />
        <Select
          name="area"
          label={isSelf ? t('referrals.refer.your_area') : t('people.form.area')}
          empty={t('people.not_said')}
          options={areas.map((area) => ({ value: area, label: area }))}
        />
      </Fieldset>
      <Fieldset legend={isSelf ? t('referrals.refer.reach_you') : t('people.form.reach')} size="l">
        <Radios
          name="reachBy"
          label={isSelf ? t('referrals.refer.reach_you_by') : t('people.form.reach_by')}
          options={reachBys.map((code) => ({
            value: code,
            label: t(`referrals.refer.reach_${code}`),
          }))}
        />
        <TextField
          name="phone"
          type="tel"
          label={isSelf ? t('referrals.refer.your_phone') : t('people.form.phone')}
          autocomplete={auto('tel')}
          width={20}
        />
        <TextField
          name="email"
          type="email"
          label={isSelf ? t('referrals.refer.your_email') : t('people.form.email')}
          autocomplete={auto('email')}
          spellcheck={false}
        />
        <TextField name="carerName" label={t('referrals.refer.carer_name')} hint={t('referrals.refer.carer_hint')} autocomplete="off" />
        <TextField name="carerPhone" type="tel" label={t('referrals.refer.carer_phone')} autocomplete="off" width={20} />
        <TextField name="carerEmail" type="email" label={t('referrals.refer.carer_email')} autocomplete="off" spellcheck={false} />
      </Fieldset>
    </>
  )
}

type Named = { id: string; name: string }

export const WhyPart = ({ t, isSelf, teams }: { t: T; isSelf: boolean; teams: readonly Named[] }) => (
  <Fieldset legend={isSelf ? t('referrals.refer.why_you') : t('referrals.refer.why')} size="l">
    <Checkboxes
      name="reasons"
      label={isSelf ? t('referrals.refer.your_reasons') : t('referrals.refer.reasons')}
      hint={t('people.form.access_needs_hint')}
      options={reasonCodes.map((code) => ({ value: code, label: t(reasonText[code]) }))}
      small
    />
    <TextArea
      name="story"
      label={isSelf ? t('referrals.refer.your_story') : t('referrals.refer.story')}
      hint={isSelf ? t('referrals.refer.your_story_hint') : t('referrals.refer.story_hint')}
    />
    <Checkboxes
      name="accessNeeds"
      label={isSelf ? t('referrals.refer.your_needs') : t('people.form.access_needs')}
      hint={t('people.form.access_needs_hint')}
      options={accessNeeds.map((code) => ({ value: code, label: t(needText[code]) }))}
      small
    />
    {teams.length > 0 ? (
      <Radios
        name="teamId"
        label={isSelf ? t('referrals.refer.your_team') : t('referrals.refer.team')}
        options={teams.map(({ id, name }) => ({ value: id, label: name }))}
      />
    ) : null}
  </Fieldset>
)

/** Nothing is kept without these two; for a referrer also who asked, when, in what words, and what they may be told. */
export const AgreementFields = ({ t, isSelf }: { t: T; isSelf: boolean }) => (
  <Fieldset
    legend={isSelf ? t('referrals.refer.you_agree') : t('referrals.refer.they_agree')}
    hint={isSelf ? t('referrals.refer.you_agree_hint') : t('referrals.refer.they_agree_hint')}
    size="l"
  >
    <Checkbox name="agreesToContact" label={isSelf ? t('referrals.refer.i_agree_contact') : t('referrals.refer.agrees_contact')} />
    <Checkbox name="agreesToRecord" label={isSelf ? t('referrals.refer.i_agree_record') : t('referrals.refer.agrees_record')} />
    {isSelf ? null : (
      <>
        <Checkboxes
          name="tells"
          label={t('referrals.refer.tells')}
          hint={t('referrals.refer.tells_hint')}
          options={stages.map((stage) => ({ value: stage, label: t(stageText[stage]) }))}
          small
        />
        <TextField
          name="consentBy"
          label={t('referrals.refer.consent_by')}
          hint={t('referrals.refer.consent_by_hint')}
          autocomplete="off"
        />
        <DateField name="consentOn" label={t('people.form.consent_on')} {...dayWords(t)} />
        <TextArea name="consentWords" label={t('referrals.refer.consent_words')} hint={t('referrals.refer.consent_words_hint')} rows={3} />
      </>
    )}
  </Fieldset>
)
