import type { PageContext } from '../../../src/http/env.ts'
import type { Form as Typed } from '../../../src/http/input.ts'
import { endReasons, triesBeforeUnreachable, withdrawal } from '../../../src/referrals/rules.ts'
import type { Endable } from '../../../src/rights/ending/actions.ts'
import { endFields } from '../../../src/rights/ending/inputs.ts'
import { Button, Buttons, LinkButton } from '../../components/button.tsx'
import { Checkboxes, Radios } from '../../components/choice.tsx'
import { TextArea } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { errorsOf, render, type T, texts } from '../../render.tsx'
import { type EndTrouble, endRefusals, reasonText, wayText } from './wording.ts'

type Trouble = { typed?: Typed<unknown>; refusal?: EndTrouble | undefined }

/** One question, why; the reason says how it ends. Then what the referrer reads, and what else there is. */
export function endingPage(c: PageContext, referral: Endable, { typed, refusal }: Trouble = {}) {
  const t = texts(c.var.locale)
  const home = `/referrals/${referral.id}`
  const errors = {
    ...(typed ? errorsOf(typed, t, { reason: 'news.ending.why', words: 'news.ending.words' }) : {}),
    ...(refusal ? { [endFields[refusal]]: t(endRefusals[refusal], { n: referral.bookings, tries: triesBeforeUnreachable }) } : {}),
  }
  const isWrong = Object.keys(errors).length > 0
  return render(
    c,
    {
      variant: 'staff',
      title: t('news.ending.title'),
      back: <BackLink href={home} label={t('news.back')} />,
      ...(isWrong ? { errors, returnTo: `${home}/ending` } : {}),
    },
    <>
      <PageHeading
        caption={t('news.caption', { name: referral.preferredName, reference: referral.reference })}
        title={t('news.ending.title')}
      />
      {referral.ways.length === 0 ? (
        <p>{t('news.ending.ended')}</p>
      ) : (
        <Fields t={t} referral={referral} home={home} errors={errors} typed={typed} />
      )}
    </>,
  )
}

type FieldsProps = { t: T; referral: Endable; home: string; errors: Record<string, string>; typed: Typed<unknown> | undefined }

const Fields = ({ t, referral, home, errors, typed }: FieldsProps) => (
  <>
    {referral.bookings > 0 ? (
      <Notice kind="information" title={t('news.ending.booked', { n: referral.bookings })}>
        <p>
          <a href={`/people/${referral.personId}`}>{t('news.ending.see_bookings')}</a>
        </p>
      </Notice>
    ) : null}
    {referral.isRead ? null : (
      <Notice kind="information" title={t('news.ending.not_read')}>
        <p>{t('news.ending.not_read_body')}</p>
      </Notice>
    )}
    <Form action={`${home}/ending`} fields={typed?.typed} errors={errors} errorPrefix={t('site.error_prefix')}>
      <Radios
        name="reason"
        label={t('news.ending.why')}
        hint={t('news.ending.why_hint')}
        options={referral.ways.flatMap((way) =>
          endReasons[way]
            .filter((reason) => reason !== withdrawal)
            .map((reason) => ({ value: reason, label: t(reasonText[reason]), group: t(wayText[way]) })),
        )}
        small
      />
      <p>
        {t('news.ending.taken_back')} <a href={`/people/${referral.personId}/data/leaving`}>{t('rights.consent.take_back')}</a>
      </p>
      <TextArea
        name="words"
        label={t('news.ending.words')}
        hint={t(referral.isRead ? 'news.ending.words_hint' : 'news.ending.words_hint_kept')}
      />
      {referral.groups.length > 0 ? (
        <Checkboxes
          name="groupIds"
          label={t('news.ending.groups')}
          hint={t('news.ending.groups_hint')}
          options={referral.groups.map(({ id, name, area }) => ({ value: id, label: `${name} (${area})` }))}
          small
          columns="wide"
        />
      ) : null}
      {referral.teams.length > 0 ? (
        <Checkboxes
          name="teamIds"
          label={t('news.ending.teams')}
          options={referral.teams.map(({ id, name }) => ({ value: id, label: name }))}
          small
        />
      ) : null}
      <Buttons>
        <Button>{t('news.ending.submit')}</Button>
        <LinkButton kind="secondary" href={home}>
          {t('news.ending.keep')}
        </LinkButton>
      </Buttons>
    </Form>
  </>
)
