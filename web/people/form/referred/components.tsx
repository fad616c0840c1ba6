import { reasonCodes, sources, stages } from '../../../../src/referrals/rules.ts'
import { Checkboxes, Radios } from '../../../components/choice.tsx'
import { Select, TextArea, TextField } from '../../../components/field.tsx'
import { Fieldset } from '../../../components/form.tsx'
import { reasonText, sourceText, stageText } from '../../../referrals/wording.ts'
import type { T } from '../../../render.tsx'

/** Where somebody comes from and why: asked when they are added, and never again when their details change. */
export const ReferredFields = ({ t }: { t: T }) => (
  <>
    <Fieldset legend={t('referrals.entry.legend')}>
      <Select
        name="source"
        label={t('referrals.entry.source')}
        options={sources.map((source) => ({ value: source, label: t(sourceText[source]) }))}
      />
      <Checkboxes
        name="reasons"
        label={t('referrals.refer.reasons')}
        hint={t('people.form.access_needs_hint')}
        options={reasonCodes.map((code) => ({ value: code, label: t(reasonText[code]) }))}
        small
      />
      <TextArea name="story" label={t('referrals.refer.story')} hint={t('referrals.refer.story_hint')} rows={3} />
      <Radios
        name="hasSpoken"
        label={t('referrals.entry.spoken')}
        options={[
          { value: 'yes', label: t('referrals.entry.spoken_yes') },
          { value: 'no', label: t('referrals.entry.spoken_no'), hint: t('referrals.entry.spoken_no_hint') },
        ]}
      />
    </Fieldset>
    <Fieldset legend={t('referrals.entry.referrer')} hint={t('referrals.entry.referrer_hint')}>
      <TextField name="referrerName" label={t('people.columns.name')} autocomplete="off" spellcheck={false} />
      <TextField name="referrerJob" label={t('referrals.entry.job')} autocomplete="off" />
      <TextField name="referrerOrganisation" label={t('referrals.entry.organisation')} autocomplete="off" />
      <TextField name="referrerEmail" type="email" label={t('people.form.email')} autocomplete="off" spellcheck={false} />
      <TextField name="referrerPhone" type="tel" label={t('people.form.phone')} autocomplete="off" width={20} />
      <Checkboxes
        name="tells"
        label={t('referrals.entry.tells')}
        hint={t('referrals.refer.tells_hint')}
        options={stages.map((stage) => ({ value: stage, label: t(stageText[stage]) }))}
        small
      />
    </Fieldset>
  </>
)
