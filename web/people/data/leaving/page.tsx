import type { PageContext } from '../../../../src/http/env.ts'
import type { DataOverview } from '../../../../src/rights/overview/actions.ts'
import { Radios } from '../../../components/choice.tsx'
import { Form } from '../../../components/form.tsx'
import { BackLink, PageHeading } from '../../../components/heading.tsx'
import { render, texts } from '../../../render.tsx'

/** What taking back the consent does, before it is done; with bookings ahead, whether they are called off too. */
export function leavingPage(c: PageContext, data: DataOverview) {
  const t = texts(c.var.locale)
  const home = `/people/${data.id}/data`
  return render(
    c,
    { title: t('rights.leaving.title'), variant: 'staff', back: <BackLink href={home} label={t('rights.title')} /> },
    <>
      <PageHeading caption={data.preferredName} title={t('rights.leaving.title')} lead={t('rights.leaving.lead')} />
      <ul>
        <li>{t('rights.leaving.no_messages')}</li>
        <li>{t('rights.leaving.referral_ends')}</li>
        <li>{t('rights.leaving.buddies')}</li>
        <li>{t('rights.leaving.kept')}</li>
      </ul>
      <Form
        action={`${home}/withdrawal`}
        fields={{ bookings: 'cancel' }}
        errorPrefix={t('site.error_prefix')}
        submit={t('rights.leaving.submit')}
      >
        {data.bookingsAhead > 0 ? (
          <Radios
            name="bookings"
            label={t('rights.leaving.bookings', { count: data.bookingsAhead })}
            options={[
              { value: 'cancel', label: t('rights.leaving.cancel') },
              { value: 'keep', label: t('rights.leaving.keep'), hint: t('rights.leaving.keep_hint') },
            ]}
          />
        ) : null}
      </Form>
    </>,
  )
}
