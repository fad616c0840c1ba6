import type { PageContext } from '../../../src/http/env.ts'
import type { Progress } from '../../../src/outcomes/progress/actions.ts'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { render, texts } from '../../render.tsx'
import { PersonNav } from '../components.tsx'
import { Company } from './company/components.tsx'
import { Asked, Charts, Goals } from './components.tsx'
import { type Done, doneText, type Refused, stepText } from './wording.ts'

/** How somebody is, by what they said themselves; with their goals beside it. */
export function progressPage(
  c: PageContext,
  progress: Progress,
  { done, refused }: { done?: Done | undefined; refused?: Refused | undefined } = {},
) {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const around = { t, locale, timeZone: ctx.place.timeZone, progress }
  const isAnswered = progress.questionnaires.some(({ answeredAt }) => answeredAt !== null)
  return render(
    c,
    {
      title: `${progress.preferredName}: ${t('people.nav.progress')}`,
      variant: 'staff',
      back: <BackLink href="/people" label={t('people.title')} />,
      ...(refused
        ? { errors: { [`step-${refused.bookingId}`]: t(stepText[refused.reason]) }, returnTo: `/people/${progress.id}/progress` }
        : {}),
      notice: done ? <Notice kind="success" title={t(doneText[done])} /> : undefined,
    },
    <>
      <PageHeading
        caption={t('people.nav.progress')}
        title={progress.preferredName}
        lead={t('outcomes.progress.lead', { name: progress.preferredName })}
      />
      <PersonNav t={t} personId={progress.id} part="progress" />
      <Asked {...around} />
      <Company {...around} refused={refused} />
      <h2>{t('outcomes.progress.goals')}</h2>
      <Goals {...around} />
      <h2>{t('outcomes.progress.charts')}</h2>
      {isAnswered ? <Charts {...around} /> : <p>{t('outcomes.progress.no_answers')}</p>}
    </>,
  )
}
