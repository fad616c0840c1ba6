import { hubsToApplyTo } from '../../../src/buddies/actions.ts'
import type { PageContext } from '../../../src/http/env.ts'
import type { Typed } from '../../../src/http/input.ts'
import { asDialled } from '../../../src/lib/phones.ts'
import { Checkbox, Radios } from '../../components/choice.tsx'
import { Empty } from '../../components/empty.tsx'
import { TextField } from '../../components/field.tsx'
import { Fieldset, Form } from '../../components/form.tsx'
import { PageHeading } from '../../components/heading.tsx'
import { Steps } from '../../components/steps.tsx'
import { render, texts } from '../../render.tsx'
import { ContactFields, WishFields } from '../components.tsx'

type Sent = { typed?: Typed; errors?: Record<string, string>; status?: 429 }

export async function applyPage(c: PageContext, { typed, errors, status }: Sent = {}) {
  const t = texts(c.var.locale)
  const { place } = c.var.ctx
  const hubs = await hubsToApplyTo(c.var.ctx)
  return render(
    c,
    { title: t('buddies.apply.title'), ...(errors ? { errors, returnTo: '/buddies/apply' } : {}), ...(status ? { status } : {}) },
    <>
      <PageHeading title={t('buddies.apply.title')} lead={t('buddies.apply.lead')} />
      {hubs.length === 0 ? (
        <Empty title={t('buddies.apply.no_hub_title')}>
          <p>{t('buddies.apply.no_hub', { phone: asDialled(place.phone) })}</p>
        </Empty>
      ) : (
        <>
          <h2>{t('buddies.apply.what_next')}</h2>
          <Steps
            steps={([1, 2, 3] as const).map((n) => ({ title: t(`buddies.apply.step_${n}`), body: t(`buddies.apply.step_${n}_body`) }))}
          />
          <Form
            action="/buddies"
            fields={typed ?? { locale: c.var.locale }}
            errors={errors}
            errorPrefix={t('site.error_prefix')}
            submit={t('buddies.apply.submit')}
          >
            <Fieldset legend={t('buddies.apply.about_you')} size="l">
              <TextField name="name" label={t('buddies.apply.name')} autocomplete="name" />
              <TextField name="email" type="email" label={t('buddies.apply.email')} autocomplete="email" inputmode="email" />
              <ContactFields t={t} />
              {hubs.length > 1 ? (
                <Radios name="hubId" label={t('buddies.apply.hub')} options={hubs.map(({ id, name }) => ({ value: id, label: name }))} />
              ) : null}
            </Fieldset>
            <WishFields t={t} areas={place.areas} />
            <Fieldset legend={t('buddies.apply.promises')} size="l">
              <Checkbox name="agreesToCheck" label={t('buddies.apply.agree_check')} />
              <Checkbox name="agreesToPrivacy" label={t('buddies.apply.agree_privacy')} />
            </Fieldset>
          </Form>
        </>
      )}
    </>,
  )
}

export function thanksPage(c: PageContext) {
  const t = texts(c.var.locale)
  return render(
    c,
    { title: t('buddies.thanks.title') },
    <>
      <PageHeading title={t('buddies.thanks.title')} lead={t('buddies.thanks.lead')} />
      <p>{t('buddies.thanks.next', { phone: asDialled(c.var.ctx.place.phone) })}</p>
    </>,
  )
}
