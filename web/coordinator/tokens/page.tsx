import { HTTPException } from 'hono/http-exception'
import { tokenLives } from '../../../src/api-tokens/rules.ts'
import type { PageContext } from '../../../src/http/env.ts'
import type { Form as Posted } from '../../../src/http/input.ts'
import { longDate } from '../../../src/lib/dates.ts'
import type { OrganisationRow } from '../../../src/organisations/queries.ts'
import { LinkButton } from '../../components/button.tsx'
import { Radios } from '../../components/choice.tsx'
import { TextField } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { errorsOf, render, texts } from '../../render.tsx'

const fieldText = { name: 'coordinator.tokens.name', allows: 'coordinator.tokens.allows', life: 'coordinator.tokens.life' } as const

type Asked = { organisation: OrganisationRow | undefined; posted?: Posted<unknown> }

export function newTokenPage(c: PageContext, { organisation, posted }: Asked) {
  if (!organisation) throw new HTTPException(404)
  const t = texts(c.var.locale)
  const errors = posted ? errorsOf(posted, t, fieldText) : {}
  const home = `/organisations/${organisation.id}`
  return render(
    c,
    {
      title: t('coordinator.tokens.add'),
      variant: 'staff',
      ...(posted ? { errors, returnTo: `${home}/tokens/new` } : {}),
      back: <BackLink href={home} label={organisation.name} />,
    },
    <>
      <PageHeading caption={organisation.name} title={t('coordinator.tokens.add')} lead={t('coordinator.tokens.new_lead')} />
      <Form
        action={`${home}/tokens`}
        fields={posted?.typed ?? { allows: 'read', life: '90' }}
        errors={errors}
        errorPrefix={t('site.error_prefix')}
        submit={t('coordinator.tokens.create')}
      >
        <TextField name="name" label={t('coordinator.tokens.name')} hint={t('coordinator.tokens.name_hint')} autocomplete="off" />
        <Radios
          name="allows"
          label={t('coordinator.tokens.allows')}
          options={[
            { value: 'read', label: t('coordinator.tokens.read'), hint: t('coordinator.tokens.read_hint') },
            { value: 'write', label: t('coordinator.tokens.write'), hint: t('coordinator.tokens.write_hint') },
          ]}
        />
        <Radios
          name="life"
          label={t('coordinator.tokens.life')}
          options={tokenLives.map((days) => ({ value: days, label: t('coordinator.tokens.days', { days: Number(days) }) }))}
        />
      </Form>
    </>,
  )
}

type Made = { organisationId: string; secret: string; expiresAt: number }

/** The only time that the token can be seen. */
export function madeTokenPage(c: PageContext, { organisationId, secret, expiresAt }: Made) {
  const t = texts(c.var.locale)
  const home = `/organisations/${organisationId}`
  return render(
    c,
    { title: t('coordinator.tokens.made'), variant: 'staff', status: 201, returnTo: home },
    <>
      <PageHeading title={t('coordinator.tokens.made')} />
      <Notice kind="warning" title={t('coordinator.tokens.once')}>
        <p>{t('coordinator.tokens.once_body')}</p>
      </Notice>
      <p>
        <code class="al-code">{secret}</code>
      </p>
      <p>{t('coordinator.tokens.works_until', { date: longDate(expiresAt, c.var.ctx.place.timeZone, c.var.locale) })}</p>
      <LinkButton href={home}>{t('coordinator.tokens.kept')}</LinkButton>
    </>,
  )
}
