import type { Place } from '../../../src/db/schema/place.ts'
import { accessNeeds, personLanguages, reachBys } from '../../../src/people/rules.ts'
import { Checkbox, Checkboxes, Radios } from '../../components/choice.tsx'
import { DateField } from '../../components/date-field.tsx'
import { Select, TextArea, TextField } from '../../components/field.tsx'
import { Fieldset } from '../../components/form.tsx'
import type { T } from '../../render.tsx'
import { languageText, needText } from '../wording.ts'

type Named = { id: string; name: string }
type Props = {
  t: T
  place: Place
  teams: readonly Named[]
  linkWorkers: readonly Named[]
  /** Their referral still waits for somebody to take it. */
  mayBeNobody?: boolean
}

/** Everything that is asked about a person, the same when they are added and when they are edited. */
export const PersonFields = ({ t, place, teams, linkWorkers, mayBeNobody = false }: Props) => {
  const days = { dayLabel: t('people.form.day'), monthLabel: t('people.form.month'), yearLabel: t('people.form.year') }
  return (
    <>
      <Fieldset legend={t('people.form.who')}>
        <TextField name="name" label={t('people.form.name')} autocomplete="off" spellcheck={false} />
        <TextField
          name="preferredName"
          label={t('people.form.preferred_name')}
          hint={t('people.form.preferred_name_hint')}
          autocomplete="off"
          spellcheck={false}
          width={20}
        />
        <DateField name="birthDate" label={t('people.form.birth_date')} hint={t('people.form.birth_date_hint')} {...days} />
        <Radios
          name="language"
          label={t('people.form.language')}
          options={personLanguages.map((code) => ({ value: code, label: t(languageText[code]) }))}
          inline
        />
        <Select name="area" label={t('people.form.area')} empty={t('people.not_said')} options={place.areas.map(same)} />
      </Fieldset>

      <Fieldset legend={t('people.form.reach')} hint={t('people.form.reach_hint')}>
        <Radios
          name="reachBy"
          label={t('people.form.reach_by')}
          options={reachBys.map((code) => ({
            value: code,
            label: t(`people.form.reach_${code}`),
            hint: t(`people.form.reach_${code}_hint`),
          }))}
        />
        <TextField name="email" type="email" label={t('people.form.email')} autocomplete="off" spellcheck={false} />
        <TextField name="phone" type="tel" label={t('people.form.phone')} autocomplete="off" width={20} />
        <TextField name="carerName" label={t('people.form.carer_name')} hint={t('people.form.carer_hint')} autocomplete="off" />
        <TextField name="carerRelation" label={t('people.form.carer_relation')} hint={t('people.form.carer_relation_hint')} width={20} />
        <TextField name="carerPhone" type="tel" label={t('people.form.carer_phone')} autocomplete="off" width={20} />
        <TextField name="carerEmail" type="email" label={t('people.form.carer_email')} autocomplete="off" spellcheck={false} />
        <Checkbox name="agreesToWhatsapp" label={t('people.form.whatsapp')} hint={t('people.form.whatsapp_hint')} />
      </Fieldset>

      <Fieldset legend={t('people.form.needs')}>
        <Checkboxes
          name="accessNeeds"
          label={t('people.form.access_needs')}
          hint={t('people.form.access_needs_hint')}
          options={accessNeeds.map((code) => ({ value: code, label: t(needText[code]) }))}
          small
        />
        <Checkbox name="sharesAccessNeeds" label={t('people.form.shares')} hint={t('people.form.shares_hint')} />
        <TextArea name="notes" label={t('people.form.notes')} hint={t('people.form.notes_hint')} />
      </Fieldset>

      <Fieldset legend={t('people.form.consent')} hint={t('people.form.consent_hint')}>
        <TextArea name="consentWords" label={t('people.form.consent_words')} hint={t('people.form.consent_words_hint')} rows={3} />
        <DateField name="consentOn" label={t('people.form.consent_on')} {...days} />
      </Fieldset>

      <Fieldset legend={t('people.form.looked_after')}>
        {teams.length > 0 ? <Select name="teamId" label={t('people.form.team')} options={teams.map(named)} /> : null}
        <Select
          name="linkWorkerId"
          label={t('people.form.link_worker')}
          empty={mayBeNobody ? t('people.nobody') : undefined}
          options={linkWorkers.map(named)}
        />
      </Fieldset>
    </>
  )
}

/** A day as the three boxes that ask for it. */
export function dayBoxes(name: string, day: string): Record<string, string> {
  const [year = '', month = '', date = ''] = day.split('-')
  return { [`${name}-day`]: date.replace(/^0/, ''), [`${name}-month`]: month.replace(/^0/, ''), [`${name}-year`]: year }
}

const same = (text: string) => ({ value: text, label: text })
const named = ({ id, name }: Named) => ({ value: id, label: name })
