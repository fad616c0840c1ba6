import { activityFamilies, families } from '../../../src/groups/rules.ts'
import type { PageContext } from '../../../src/http/env.ts'
import type { Form as Posted } from '../../../src/http/input.ts'
import { Select, TextArea } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { activityName } from '../../groups/wording.ts'
import { errorsOf, render, texts } from '../../render.tsx'

/** "Nothing fits: tell what was missing." The person's name is not on it, since it is not to be in the words. */
export function tellPage(c: PageContext, personId: string, posted?: Posted<unknown>) {
  const t = texts(c.var.locale)
  const errors = posted ? errorsOf(posted, t, { activities: 'needs.tell.activity', words: 'needs.tell.words' }) : {}
  const options = families.flatMap((family) => [
    { value: family, label: t(`components.families.${family}`) },
    ...activityFamilies[family].map((code) => ({ value: code, label: `${t(`components.families.${family}`)}: ${activityName(t, code)}` })),
  ])
  return render(
    c,
    {
      title: t('needs.tell.title'),
      variant: 'staff',
      back: <BackLink href={`/people/${personId}`} label={t('needs.tell.back')} />,
      ...(posted ? { errors } : {}),
    },
    <>
      <PageHeading title={t('needs.tell.title')} lead={t('needs.tell.lead')} />
      <Form
        action={`/people/${personId}/unmet-need`}
        fields={posted?.typed ?? {}}
        errors={errors}
        errorPrefix={t('site.error_prefix')}
        submit={t('needs.tell.send')}
      >
        <Select name="activities" label={t('needs.tell.activity')} empty={t('needs.any')} options={options} />
        <TextArea name="words" label={t('needs.tell.words')} hint={t('needs.tell.words_hint')} rows={4} />
      </Form>
    </>,
  )
}

export function toldPage(c: PageContext, personId: string) {
  const t = texts(c.var.locale)
  return render(
    c,
    { title: t('needs.tell.done'), variant: 'staff', back: <BackLink href={`/people/${personId}`} label={t('needs.tell.back')} /> },
    <PageHeading title={t('needs.tell.done')} lead={t('needs.tell.done_lead')} />,
  )
}
