import type { PageContext } from '../../../src/http/env.ts'
import type { Typed } from '../../../src/http/input.ts'
import { sources } from '../../../src/referrals/rules.ts'
import { Checkboxes } from '../../components/choice.tsx'
import { NumberField } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { render, texts } from '../../render.tsx'
import { sourceText } from '../wording.ts'

/** Who may refer by the public form, and by when people and referrers hear from the place. */
export function promisePage(
  c: PageContext,
  { isSaved, typed, errors }: { isSaved?: boolean; typed?: Typed; errors?: Record<string, string> } = {},
) {
  const t = texts(c.var.locale)
  const { referralSources, contactDays, answerDays } = c.var.ctx.place
  return render(
    c,
    {
      title: t('referrals.promise.title'),
      variant: 'staff',
      back: <BackLink href="/running" label={t('menu.running')} />,
      notice: isSaved ? <Notice kind="success" title={t('referrals.promise.saved')} /> : undefined,
      ...(errors ? { errors } : {}),
    },
    <>
      <PageHeading title={t('referrals.promise.title')} lead={t('referrals.promise.lead')} />
      <Form
        action="/place/referrals"
        fields={typed ?? { referralSources, contactDays: String(contactDays), answerDays: String(answerDays) }}
        errors={errors ?? {}}
        errorPrefix={t('site.error_prefix')}
        submit={t('referrals.promise.save')}
      >
        <Checkboxes
          name="referralSources"
          label={t('referrals.promise.sources')}
          hint={t('referrals.promise.sources_hint')}
          options={sources.map((source) => ({ value: source, label: t(sourceText[source]) }))}
        />
        <NumberField
          name="contactDays"
          label={t('referrals.promise.contact_days')}
          hint={t('referrals.promise.contact_hint')}
          suffix={t('referrals.promise.days')}
        />
        <NumberField
          name="answerDays"
          label={t('referrals.promise.answer_days')}
          hint={t('referrals.promise.answer_hint')}
          suffix={t('referrals.promise.days')}
        />
      </Form>
    </>,
  )
}
