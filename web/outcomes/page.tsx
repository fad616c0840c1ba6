import type { PageContext } from '../../src/http/env.ts'
import type { Form as Posted } from '../../src/http/input.ts'
import type { Locale } from '../../src/lib/dates.ts'
import { asDialled } from '../../src/lib/phones.ts'
import type { AnswerRefusal, SeenQuestionnaire } from '../../src/outcomes/actions.ts'
import { Button, PostButton } from '../components/button.tsx'
import { Form } from '../components/form.tsx'
import { BackLink, PageHeading } from '../components/heading.tsx'
import { Notice } from '../components/notice.tsx'
import { errorsOf, render, texts } from '../render.tsx'
import { Questions } from './components.tsx'
import { refusalWords } from './wording.ts'

type Asked = { seen: SeenQuestionnaire; language: Locale; form?: Posted<unknown> | undefined; isEmpty?: boolean }

/** The person alone, by their link and in the language that they read; one page, no account, no script. */
export function ownPage(c: PageContext, { seen, language, form, isEmpty = false }: Asked) {
  const t = texts(language)
  const errors = faults(language, form, isEmpty)
  const { questionnaire } = seen
  return render(
    c,
    { title: t('outcomes.title'), variant: 'attendee', locale: language, languageAction: undefined, ...(errors ? { errors } : {}) },
    <>
      <PageHeading title={t('outcomes.title')} lead={t(questionnaire.reachBy === 'carer' ? 'outcomes.lead_carer' : 'outcomes.lead')} />
      <OtherLanguage language={language} path={c.req.path} />
      {language === 'id' ? <p class="al-muted">{t('outcomes.unofficial')}</p> : null}
      {questionnaire.answeredAt === null ? null : (
        <Notice kind="information" title={t('outcomes.answered_before.title')}>
          <p>{t('outcomes.answered_before.body')}</p>
        </Notice>
      )}
      <Form
        action={c.req.path}
        fields={form?.typed ?? given(seen)}
        errors={errors ?? {}}
        errorPrefix={t('site.error_prefix')}
        hidden={{ language }}
      >
        <Questions t={t} language={language} goals={seen.goals} />
        <Button>{t('outcomes.send')}</Button>
      </Form>
      {questionnaire.answeredAt === null ? (
        <>
          <h2>{t('outcomes.decline.title')}</h2>
          <p>{t('outcomes.decline.body')}</p>
          <PostButton action={`${c.req.path.replace(/\/refusal$/, '')}/refusal`} hidden={{ language }} kind="secondary">
            {t('outcomes.decline.button')}
          </PostButton>
        </>
      ) : null}
      <p>{t('outcomes.ring', { phone: asDialled(c.var.ctx.place.phone) })}</p>
    </>,
  )
}

/** The link worker with the person beside them or on the phone: the page in their own language, the questions in the person's. */
export function togetherPage(c: PageContext, { seen, language, form, isEmpty = false }: Asked) {
  const { locale } = c.var
  const t = texts(locale)
  const errors = faults(locale, form, isEmpty)
  const { questionnaire } = seen
  const name = questionnaire.preferredName
  return render(
    c,
    {
      title: t('outcomes.title_together', { name }),
      variant: 'staff',
      back: <BackLink href={`/people/${questionnaire.personId}/progress`} label={name} />,
      ...(errors ? { errors } : {}),
    },
    <>
      <PageHeading title={t('outcomes.title_together', { name })} lead={t('outcomes.lead_together', { name })} />
      <OtherLanguage language={language} path={c.req.path} />
      {language === 'id' ? <p class="al-muted">{t('outcomes.unofficial')}</p> : null}
      <Form
        action={c.req.path}
        fields={form?.typed ?? given(seen)}
        errors={errors ?? {}}
        errorPrefix={t('site.error_prefix')}
        hidden={{ language }}
      >
        <Questions t={texts(language)} language={language} goals={seen.goals} />
        <Button>{t('outcomes.keep')}</Button>
      </Form>
      {questionnaire.status === 'planned' || questionnaire.status === 'asked' ? (
        <>
          <h2>{t('outcomes.decline.title')}</h2>
          <p>{t('outcomes.decline.body_together')}</p>
          <PostButton action={`/questionnaires/${questionnaire.id}/refusal`} kind="secondary">
            {t('outcomes.decline.button_together')}
          </PostButton>
        </>
      ) : null}
    </>,
  )
}

/** A link, since reading in another language changes nothing; the answers remember in which one they were given. */
const OtherLanguage = ({ language, path }: { language: Locale; path: string }) => {
  const other = language === 'en' ? 'id' : 'en'
  return (
    <p>
      <a href={`${path}?in=${other}`} lang={other} hreflang={other}>
        {texts(language)('outcomes.other_language')}
      </a>
    </p>
  )
}

/** What was answered before, as the fields would post it. */
const given = ({ questionnaire, answers, goals }: SeenQuestionnaire): Record<string, string> =>
  questionnaire.answeredAt === null
    ? {}
    : Object.fromEntries([
        ...Object.entries(answers).map(([code, value]) => [code, value === null ? (code === 'gp_visits' ? '' : 'none') : String(value)]),
        ...goals.flatMap(({ id, rating }) => (rating === null ? [] : [[`goal-${id}`, String(rating)]])),
      ])

function faults(locale: Locale, form: Posted<unknown> | undefined, isEmpty: boolean): Record<string, string> | undefined {
  const t = texts(locale)
  if (isEmpty) return { satisfied: t('outcomes.refusals.nothing_answered') }
  return form && !form.ok ? errorsOf(form, t) : undefined
}

/** The answers are kept, or that somebody would rather not; nothing more is asked. */
export function donePage(c: PageContext, { language, done, again }: { language: Locale; done: 'answered' | 'declined'; again: string }) {
  const t = texts(language)
  const words = done === 'answered' ? 'outcomes.thanks' : 'outcomes.declined'
  return render(
    c,
    { title: t(`${words}.title`), variant: 'attendee', locale: language, languageAction: undefined },
    <>
      <PageHeading title={t(`${words}.title`)} lead={t(`${words}.lead`)} />
      <p>{t('outcomes.ring', { phone: asDialled(c.var.ctx.place.phone) })}</p>
      {done === 'answered' ? (
        <p>
          <a href={again}>{t('outcomes.thanks.again')}</a>
        </p>
      ) : null}
    </>,
  )
}

type Closed = {
  locale: Locale
  why: Exclude<AnswerRefusal, 'nothing_answered'> | 'link_expired'
  personId?: string | undefined
  status?: 200 | 409
}

/** Why there is nothing to answer here. */
export function closedPage(c: PageContext, { locale, why, personId, status = 200 }: Closed) {
  const t = texts(locale)
  const words = refusalWords[why]
  const isStaff = personId !== undefined
  return render(
    c,
    {
      title: t(words.title),
      variant: isStaff ? 'staff' : 'attendee',
      locale,
      status,
      ...(isStaff
        ? { back: <BackLink href={`/people/${personId}/progress`} label={t('people.nav.progress')} /> }
        : { languageAction: undefined }),
    },
    <>
      <PageHeading title={t(words.title)} lead={t(words.body)} />
      {isStaff ? null : <p>{t('outcomes.ring', { phone: asDialled(c.var.ctx.place.phone) })}</p>}
    </>,
  )
}
