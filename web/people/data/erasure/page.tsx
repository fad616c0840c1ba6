import type { PageContext } from '../../../../src/http/env.ts'
import type { Form as Posted } from '../../../../src/http/input.ts'
import type { DataOverview } from '../../../../src/rights/overview/actions.ts'
import { Button, Buttons, LinkButton } from '../../../components/button.tsx'
import { TextField } from '../../../components/field.tsx'
import { Form } from '../../../components/form.tsx'
import { BackLink, PageHeading } from '../../../components/heading.tsx'
import { Notice } from '../../../components/notice.tsx'
import { errorsOf, render, type TextKey, texts } from '../../../render.tsx'

/** Asked again, on a page of its own, with the name to type: nothing brings back what goes here. */
export function erasurePage(c: PageContext, data: DataOverview, posted?: Posted<unknown>, refused?: TextKey) {
  const t = texts(c.var.locale)
  const home = `/people/${data.id}/data`
  const errors = refused ? { name: t(refused) } : posted ? errorsOf(posted, t) : {}
  const hasBookings = data.bookingsAhead > 0
  return render(
    c,
    {
      title: t('rights.erasure.heading'),
      variant: 'staff',
      returnTo: `${home}/erasure`,
      back: <BackLink href={home} label={t('rights.title')} />,
      ...(posted ? { errors } : {}),
    },
    <>
      <PageHeading caption={data.preferredName} title={t('rights.erasure.heading')} lead={t('rights.erasure.lead')} />
      <h2>{t('rights.erasure.goes')}</h2>
      <p>{t('rights.erasure.goes_body')}</p>
      <h2>{t('rights.erasure.stays')}</h2>
      <p>{t('rights.erasure.stays_body')}</p>
      {hasBookings ? (
        <>
          <Notice kind="warning" title={t('rights.erasure.bookings_first', { count: data.bookingsAhead })}>
            <p>{t('rights.erasure.has_bookings_ahead')}</p>
          </Notice>
          <LinkButton href={`${home}/leaving`}>{t('rights.erasure.leave_first')}</LinkButton>
        </>
      ) : (
        <Form action={`${home}/erasure`} fields={posted?.typed ?? {}} errors={errors} errorPrefix={t('site.error_prefix')}>
          <TextField
            name="name"
            label={t('rights.erasure.type_name')}
            hint={t('rights.erasure.type_name_hint', { name: data.name })}
            autocomplete="off"
            spellcheck={false}
          />
          <Buttons>
            <Button kind="warning">{t('rights.erasure.submit')}</Button>
            <LinkButton kind="secondary" href={home}>
              {t('rights.erasure.keep')}
            </LinkButton>
          </Buttons>
        </Form>
      )}
    </>,
  )
}
