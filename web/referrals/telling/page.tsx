import type { PageContext } from '../../../src/http/env.ts'
import type { Form as Typed } from '../../../src/http/input.ts'
import { shortDate } from '../../../src/lib/dates.ts'
import type { Telling } from '../../../src/referrals/news/actions.ts'
import { PostButton } from '../../components/button.tsx'
import { Checkboxes } from '../../components/choice.tsx'
import { Form } from '../../components/form.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { Table } from '../../components/table.tsx'
import { errorsOf, render, type T, texts } from '../../render.tsx'
import { stageText } from '../ending/wording.ts'
import { type Done, doneText } from './wording.ts'

type State = { typed?: Typed<unknown>; done?: Done | undefined }

/** What the referrer is told: what the person agreed to, how far things are, and what went out. */
export function tellingPage(c: PageContext, referral: Telling, { typed, done }: State) {
  const t = texts(c.var.locale)
  const home = `/referrals/${referral.id}`
  const errors = typed ? errorsOf(typed, t) : {}
  return render(
    c,
    {
      variant: 'staff',
      title: t('news.telling.title'),
      back: <BackLink href={home} label={t('news.back')} />,
      notice: done ? <Notice kind="success" title={t(doneText[done])} /> : undefined,
      ...(Object.keys(errors).length > 0 ? { errors, returnTo: `${home}/telling` } : {}),
    },
    <>
      <PageHeading
        caption={t('news.caption', { name: referral.preferredName, reference: referral.reference })}
        title={t('news.telling.title')}
        lead={referral.referrer ? who(t, referral.referrer) : t('news.telling.nobody')}
      />
      {referral.referrer ? <Told c={c} t={t} referral={referral} home={home} errors={errors} /> : null}
    </>,
  )
}

const who = (t: T, { name, organisation, email }: NonNullable<Telling['referrer']>) => {
  const from = [name, organisation].filter(Boolean).join(', ')
  return email ? t('news.telling.to', { who: from, email }) : t('news.telling.no_email', { who: from })
}

type ToldProps = { c: PageContext; t: T; referral: Telling; home: string; errors: Record<string, string> }

const Told = ({ c, t, referral, home, errors }: ToldProps) => {
  const day = (at: number | null) => (at === null ? t('news.telling.not_yet') : shortDate(at, c.var.ctx.place.timeZone, c.var.locale))
  return (
    <>
      <Table
        caption={t('news.telling.table')}
        columns={[
          { label: t('news.telling.stage'), cell: ({ stage }) => t(stageText[stage]), isRowHeader: true },
          { label: t('news.telling.agreed'), cell: ({ isAgreed }) => t(isAgreed ? 'news.telling.yes' : 'news.telling.no') },
          { label: t('news.telling.reached'), cell: ({ reachedAt }) => day(reachedAt) },
          { label: t('news.telling.told'), cell: ({ toldAt }) => day(toldAt) },
        ]}
        rows={referral.stages}
        empty={null}
      />
      <h2>{t('news.telling.change')}</h2>
      <Form
        action={`${home}/telling`}
        fields={{ tells: referral.stages.filter(({ isAgreed }) => isAgreed).map(({ stage }) => stage) }}
        errors={errors}
        errorPrefix={t('site.error_prefix')}
        submit={t('news.telling.submit')}
      >
        <Checkboxes
          name="tells"
          label={t('news.telling.question', { name: referral.preferredName })}
          hint={t('news.telling.question_hint')}
          options={referral.stages.map(({ stage }) => ({ value: stage, label: t(stageText[stage]) }))}
        />
      </Form>
      <h2>{t('news.telling.revoke_title')}</h2>
      <p>{t('news.telling.revoke_lead')}</p>
      <PostButton kind="secondary" action={`${home}/link-revocation`}>
        {t('news.telling.revoke')}
      </PostButton>
    </>
  )
}
