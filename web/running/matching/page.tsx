import type { PageContext } from '../../../src/http/env.ts'
import type { Form } from '../../../src/http/input.ts'
import { criteria, usualWeights, type Weights } from '../../../src/matching/weights/rules.ts'
import { NumberField } from '../../components/field.tsx'
import { Form as FormOf } from '../../components/form.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { criterionText } from '../../people/matches/wording.ts'
import { errorsOf, render, texts } from '../../render.tsx'

/** How much each soft reason counts in matching, for the coordinator to tune. */
export function weightsPage(
  c: PageContext,
  weights: Weights,
  { posted, isSaved = false }: { posted?: Form<unknown>; isSaved?: boolean } = {},
) {
  const t = texts(c.var.locale)
  const errors = posted && !posted.ok ? errorsOf(posted, t, criterionText) : undefined
  const stored = Object.fromEntries(criteria.map((criterion) => [criterion, String(weights[criterion])]))
  return render(
    c,
    {
      title: t('matches.settings.title'),
      variant: 'staff',
      back: <BackLink href="/running" label={t('menu.running')} />,
      ...(errors ? { errors } : {}),
      notice: isSaved ? <Notice kind="success" title={t('matches.settings.saved')} /> : undefined,
    },
    <>
      <PageHeading title={t('matches.settings.title')} lead={t('matches.settings.lead')} />
      <FormOf
        action="/running/matching"
        fields={posted?.typed ?? stored}
        errors={errors}
        errorPrefix={t('site.error_prefix')}
        submit={t('matches.settings.save')}
      >
        {criteria.map((criterion) => (
          <NumberField
            name={criterion}
            label={t(criterionText[criterion])}
            hint={t('matches.settings.hint', { usual: usualWeights[criterion] })}
          />
        ))}
      </FormOf>
    </>,
  )
}
