import type { PageContext } from '../../src/http/env.ts'
import type { Form as Posted } from '../../src/http/input.ts'
import { type Locale, nearDate } from '../../src/lib/dates.ts'
import { asDialled } from '../../src/lib/phones.ts'
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

/** The person, who came by a link and reads their own language; or their link worker, who has them on the phone. */
type Asked = { by: 'person' | 'link_worker'; booking: Surveyed; form?: Posted<unknown> }

/** Four questions on one page. Only the first needs an answer. */
export function surveyPage(c: PageContext, { by, booking, form }: Asked) {
  const isOwn = by === 'person'
  const locale = isOwn ? booking.language : c.var.locale
  const t = texts(locale)
  const errors = form && !form.ok ? { errors: inWords(form, t) } : {}
  const day = nearDate(booking.startsAt, c.var.ctx.place.timeZone, locale)
  return render(
    c,
    {
      title: t('surveys.title'),
      variant: isOwn ? 'attendee' : 'staff',
      locale,
      // It is the person's own language; they change it on the page of their booking.
      ...(isOwn ? { languageAction: undefined } : {}),
      ...errors,
      back: isOwn ? undefined : <BackLink href={`/bookings/${booking.id}`} label={t('surveys.back')} />,
    },
    <>
      <PageHeading
        title={t('surveys.title')}
        caption={t('surveys.caption', { group: booking.groupName, day })}
        lead={t(!isOwn ? 'surveys.lead_staff' : booking.reachBy === 'carer' ? 'surveys.lead_carer' : 'surveys.lead')}
      />
      {booking.answeredAt === null ? null : (
        <Notice kind="information" title={t('surveys.answered_before.title')}>
          <p>{t('surveys.answered_before.body')}</p>
        </Notice>
      )}
      <Form action={c.req.path} fields={form?.typed} {...errors} errorPrefix={t('site.error_prefix')} submit={t('surveys.send')}>
        <Questions t={t} />
      </Form>
    </>,
  )
}

function inWords(form: Posted<unknown>, t: T): Record<string, string> {
  const errors = errorsOf(form, t)
  return errors.went === undefined ? errors : { ...errors, went: t('surveys.went.missing') }
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
export function thanksPage(c: PageContext, { locale, again: href }: { locale: Locale; again: string }) {
  const t = texts(locale)
  const { phone } = c.var.ctx.place
  return render(
    c,
    { title: t('surveys.thanks.title'), variant: 'attendee', locale, languageAction: undefined },
    <>
      <PageHeading title={t('surveys.thanks.title')} lead={t('surveys.thanks.lead')} />
      <p>{t('surveys.ring', { phone: asDialled(phone) })}</p>
      <p>
        <a href={href}>{t('surveys.thanks.again')}</a>
      </p>
    </>,
  )
}

type NoSurvey = { locale: Locale; why: AnswerRefusal | 'link_expired'; isStaff?: boolean; status?: 200 | 409 }

/** Why there is nothing to answer here, and what to do instead. */
export function noSurveyPage(c: PageContext, { locale, why, isStaff = false, status = 200 }: NoSurvey) {
  const t = texts(locale)
  const words = refusalWords[why]
  return render(
    c,
    { title: t(words.title), variant: isStaff ? 'staff' : 'attendee', locale, status, ...(isStaff ? {} : { languageAction: undefined }) },
    <>
      <PageHeading title={t(words.title)} lead={t(words.body)} />
      {isStaff ? null : <p>{t('surveys.ring', { phone: asDialled(c.var.ctx.place.phone) })}</p>}
    </>,
  )
}
