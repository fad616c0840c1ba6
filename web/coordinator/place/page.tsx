import type { PageContext } from '../../../src/http/env.ts'
import type { Typed } from '../../../src/http/input.ts'
import { isColour, isReadable, normaliseColour } from '../../../src/lib/colour.ts'
import { locales } from '../../../src/lib/dates.ts'
import { asDialled } from '../../../src/lib/phones.ts'
import { countries } from '../../../src/places/rules.ts'
import type { seeSettings } from '../../../src/places/settings/actions.ts'
import { sources } from '../../../src/referrals/rules.ts'
import { Button } from '../../components/button.tsx'
import { Checkboxes, Radios } from '../../components/choice.tsx'
import { NumberField, TextArea, TextField, TimeField } from '../../components/field.tsx'
import { Fieldset, Form } from '../../components/form.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { render, type T, texts } from '../../render.tsx'

type Settings = Awaited<ReturnType<typeof seeSettings>>
type Shown = { typed?: Typed; errors?: Record<string, string>; isSaved?: boolean }

/** What the coordinator decides for the whole place. */
export function placePage(c: PageContext, settings: Settings, { typed, errors, isSaved }: Shown = {}) {
  const t = texts(c.var.locale)
  return render(
    c,
    {
      title: t('coordinator.place.title'),
      variant: 'staff',
      ...(errors ? { errors } : {}),
      notice: isSaved ? (
        <Notice kind="success" title={t('coordinator.place.saved')}>
          <p>{t('coordinator.place.takes_a_minute')}</p>
        </Notice>
      ) : undefined,
      back: <BackLink href="/running" label={t('running.title')} />,
    },
    <>
      <PageHeading title={t('coordinator.place.title')} lead={t('coordinator.place.lead')} />
      <Form action="/place" fields={typed ?? stored(settings)} errors={errors} errorPrefix={t('site.error_prefix')}>
        <Who t={t} settings={settings} />
        <Letters t={t} dress={dressOf(settings, typed)} />
        <Times t={t} />
        <Referrals t={t} />
        <Button>{t('coordinator.place.save')}</Button>
      </Form>
    </>,
  )
}

const stored = ({ phone, areas, timeZoneIsFixed: _, referralSources: sources, ...rest }: Settings): Typed => ({
  ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])),
  phone: asDialled(phone),
  areas: areas.join('\n'),
  referralSources: sources,
})

const Who = ({ t, settings }: { t: T; settings: Settings }) => (
  <Fieldset legend={t('coordinator.place.who')} size="l">
    <TextField name="name" label={t('coordinator.place.name')} autocomplete="off" />
    <Radios
      name="country"
      label={t('coordinator.place.country')}
      hint={t('coordinator.place.country_hint')}
      options={countries.map((code) => ({ value: code, label: t(`coordinator.place.countries.${code}`) }))}
    />
    {settings.timeZoneIsFixed ? (
      <>
        <SummaryList rows={[{ key: t('coordinator.place.time_zone'), value: settings.timeZone }]} />
        <p class="al-muted">{t('coordinator.place.time_zone_fixed')}</p>
      </>
    ) : (
      <TextField
        name="timeZone"
        label={t('coordinator.place.time_zone')}
        hint={t('coordinator.place.time_zone_hint')}
        autocomplete="off"
        spellcheck={false}
        width={20}
      />
    )}
    <TextField
      name="phone"
      type="tel"
      inputmode="tel"
      label={t('coordinator.place.phone')}
      hint={t('coordinator.place.phone_hint')}
      autocomplete="off"
      width={20}
    />
    <TextField
      name="replyTo"
      type="email"
      inputmode="email"
      label={t('coordinator.place.reply_to')}
      hint={t('coordinator.place.reply_to_hint')}
      autocomplete="off"
    />
    <TextArea name="areas" label={t('coordinator.place.areas')} hint={t('coordinator.place.areas_hint')} rows={8} />
  </Fieldset>
)

/** What is typed shows in the letter below, as far as it could be saved. */
function dressOf(settings: Settings, typed: Typed = {}): Record<string, string> {
  const wanted = (name: 'name' | 'footerEn' | 'footerId') => String(typed[name] ?? settings[name])
  const colour = normaliseColour(String(typed.colour ?? '')) ?? ''
  return {
    name: wanted('name'),
    colour: isColour(colour) && isReadable(colour) ? colour : settings.colour,
    footerEn: wanted('footerEn'),
    footerId: wanted('footerId'),
  }
}

const Letters = ({ t, dress }: { t: T; dress: Record<string, string> }) => (
  <Fieldset legend={t('coordinator.place.letters')} size="l">
    <TextField name="colour" type="color" label={t('coordinator.place.colour')} hint={t('coordinator.place.colour_hint')} width={5} />
    <TextArea name="footerEn" label={t('coordinator.place.footer_en')} hint={t('coordinator.place.footer_hint')} rows={2} />
    <TextArea name="footerId" label={t('coordinator.place.footer_id')} rows={2} />
    <Button kind="secondary" formaction="/place/preview">
      {t('coordinator.place.preview')}
    </Button>
    <div class="al-letters">
      {locales.map((locale) => (
        <iframe
          src={`/place/letter?${new URLSearchParams({ ...dress, locale })}`}
          title={t(`coordinator.place.preview_${locale}`)}
          width="320"
          height="640"
          sandbox=""
          loading="lazy"
        />
      ))}
    </div>
  </Fieldset>
)

const Times = ({ t }: { t: T }) => (
  <Fieldset legend={t('coordinator.place.times')} size="l">
    <TimeField name="quietFrom" label={t('coordinator.place.quiet_from')} hint={t('coordinator.place.quiet_hint')} />
    <TimeField name="quietUntil" label={t('coordinator.place.quiet_until')} />
    <NumberField
      name="offerHours"
      label={t('coordinator.place.offer_hours')}
      hint={t('coordinator.place.offer_hours_hint')}
      suffix={t('coordinator.place.hours')}
    />
    <NumberField
      name="confirmHours"
      label={t('coordinator.place.confirm_hours')}
      hint={t('coordinator.place.confirm_hours_hint')}
      suffix={t('coordinator.place.hours')}
    />
  </Fieldset>
)

const Referrals = ({ t }: { t: T }) => (
  <Fieldset legend={t('coordinator.place.referrals')} size="l">
    <Checkboxes
      name="referralSources"
      label={t('coordinator.place.sources_label')}
      hint={t('coordinator.place.sources_hint')}
      options={sources.map((code) => ({ value: code, label: t(`coordinator.place.sources.${code}`) }))}
    />
    <NumberField name="contactDays" label={t('coordinator.place.contact_days')} suffix={t('coordinator.place.days')} />
    <NumberField name="answerDays" label={t('coordinator.place.answer_days')} suffix={t('coordinator.place.days')} />
    <NumberField
      name="escalateDays"
      label={t('coordinator.place.escalate_days')}
      hint={t('coordinator.place.escalate_days_hint')}
      suffix={t('coordinator.place.days')}
    />
    <NumberField
      name="quietWeeks"
      label={t('coordinator.place.quiet_weeks')}
      hint={t('coordinator.place.quiet_weeks_hint')}
      suffix={t('coordinator.place.weeks')}
    />
    <NumberField
      name="keepPeopleMonths"
      label={t('coordinator.place.keep_people')}
      hint={t('coordinator.place.keep_people_hint')}
      suffix={t('coordinator.place.months')}
    />
    <NumberField name="keepDeclinedMonths" label={t('coordinator.place.keep_declined')} suffix={t('coordinator.place.months')} />
  </Fieldset>
)
