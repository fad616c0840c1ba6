import type { Context } from 'hono'
import type { AppEnv } from '../../src/http/env.ts'
import type { Form as Posted, Typed } from '../../src/http/input.ts'
import { type Locale, nearDate } from '../../src/lib/dates.ts'
import type { AnswerRefusal } from '../../src/surveys/actions.ts'
import type { Surveyed } from '../../src/surveys/queries.ts'
import { again, went } from '../../src/surveys/rules.ts'
import { Radios } from '../components/choice.tsx'
import { TextArea } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import { BackLink, PageHeading } from '../components/heading.tsx'
import { Notice } from '../components/notice.tsx'
import { errorsOf, render, type T, texts } from '../render.tsx'
import { refusalWords } from './wording.ts'

type C = Context<AppEnv>
/** The person, who came by a link and reads their own language; or their link worker, who has them on the phone. */
type Asked = { booking: Surveyed; action: string; form?: Posted<unknown> | undefined } & (
  | { by: 'person' }
  | { by: 'link_worker'; back: string }
)

/** Four questions on one page. Only the first needs an answer. */
export function surveyPage(c: C, asked: Asked) {
  const { booking, action, form } = asked
  const isOwn = asked.by === 'person'
  const locale = isOwn ? booking.language : c.var.locale
  const t = texts(locale)
  const errors = form ? errorsOf(form, t) : undefined
  const fields: Typed = form?.typed ?? {}
  return render(
    c,
    {
      title: t('surveys.title'),
      variant: isOwn ? 'attendee' : 'staff',
      locale,
      ...(errors && Object.keys(errors).length > 0 ? { errors } : {}),
      ...(asked.by === 'link_worker' ? { back: <BackLink href={asked.back} label={t('surveys.back')} /> } : {}),
    },
    <>
      <PageHeading
        title={t('surveys.title')}
        caption={t('surveys.caption', { group: booking.groupName, day: nearDate(booking.startsAt, c.var.ctx.place.timeZone, locale) })}
        lead={isOwn ? t(booking.reachBy === 'carer' ? 'surveys.lead_carer' : 'surveys.lead') : t('surveys.lead_staff')}
      />
      {booking.answeredAt === null ? null : (
        <Notice kind="information" title={t('surveys.answered_before.title')}>
          <p>{t('surveys.answered_before.body')}</p>
        </Notice>
      )}
      <Form action={action} fields={fields} errors={errors} errorPrefix={t('site.error_prefix')} submit={t('surveys.send')}>
        <Questions t={t} />
      </Form>
    </>,
  )
}

const Questions = ({ t }: { t: T }) => (
  <>
    <Radios name="went" label={t('surveys.went.label')} options={went.map((value) => ({ value, label: t(`surveys.went.${value}`) }))} />
    <Radios
      name="rating"
      label={t('surveys.rating.label')}
      hint={t('surveys.rating.hint')}
      options={(['5', '4', '3', '2', '1'] as const).map((value) => ({ value, label: t(`surveys.rating.${value}`) }))}
    />
    <Radios name="again" label={t('surveys.again.label')} options={again.map((value) => ({ value, label: t(`surveys.again.${value}`) }))} />
    <TextArea name="note" label={t('surveys.note.label')} hint={t('surveys.note.hint')} rows={4} />
  </>
)

/** The answer is kept; nothing more is asked. */
export function thanksPage(c: C, { locale, again: href }: { locale: Locale; again: string }) {
  const t = texts(locale)
  const { phone } = c.var.ctx.place
  return render(
    c,
    { title: t('surveys.thanks.title'), variant: 'attendee', locale },
    <>
      <PageHeading title={t('surveys.thanks.title')} lead={t('surveys.thanks.lead')} />
      <p>{t('surveys.ring', { phone })}</p>
      <p>
        <a href={href}>{t('surveys.thanks.again')}</a>
      </p>
    </>,
  )
}

/** Why there is nothing to answer here, and what to do instead. */
export function noSurveyPage(c: C, { locale, why, isStaff }: { locale: Locale; why: AnswerRefusal | 'link_expired'; isStaff: boolean }) {
  const t = texts(locale)
  const words =
    why === 'link_expired' ? ({ title: 'surveys.link_expired.title', body: 'surveys.link_expired.body' } as const) : refusalWords[why]
  return render(
    c,
    { title: t(words.title), variant: isStaff ? 'staff' : 'attendee', locale },
    <>
      <PageHeading title={t(words.title)} lead={t(words.body)} />
      {isStaff ? null : <p>{t('surveys.ring', { phone: c.var.ctx.place.phone })}</p>}
    </>,
  )
}
