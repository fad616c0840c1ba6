import type { PageContext } from '../../../src/http/env.ts'
import type { Form as Posted } from '../../../src/http/input.ts'
import { clock, dayDate, shortDate } from '../../../src/lib/dates.ts'
import type { DataOverview } from '../../../src/rights/overview/actions.ts'
import { Buttons, LinkButton } from '../../components/button.tsx'
import { TextArea } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { Table } from '../../components/table.tsx'
import { errorsOf, render, type T, texts } from '../../render.tsx'
import { PersonNav } from '../components.tsx'
import { actionText, actorText, type Done, doneText, wordsOf } from './wording.ts'

type Shown = { done?: Done | undefined; posted?: Posted<unknown> }

/** What to do when a person asks: what do you hold, put it right, stop, remove it. */
export function dataPage(c: PageContext, data: DataOverview, { done, posted }: Shown = {}) {
  const t = texts(c.var.locale)
  return render(
    c,
    {
      title: t('rights.title'),
      variant: 'staff',
      back: <BackLink href={`/people/${data.id}`} label={data.preferredName} />,
      returnTo: `/people/${data.id}/data`,
      ...(posted ? { errors: errorsOf(posted, t) } : {}),
      notice: done ? <Notice kind="success" title={t(doneText[done])} /> : undefined,
    },
    <>
      <PageHeading caption={data.preferredName} title={t('rights.title')} lead={t('rights.lead')} />
      <PersonNav t={t} personId={data.id} part="data" />
      <section class="al-section">
        <h2>{t('rights.file.ask')}</h2>
        <p>{t('rights.file.ask_body')}</p>
        <Buttons>
          <LinkButton href={`/people/${data.id}/data/file`}>{t('rights.file.open')}</LinkButton>
          <LinkButton kind="secondary" href={`/people/${data.id}/data/file.json`}>
            {t('rights.file.json')}
          </LinkButton>
        </Buttons>
      </section>
      <Corrections c={c} t={t} data={data} />
      <Consent c={c} t={t} data={data} posted={posted} />
      <section class="al-section">
        <h2>{t('rights.erasure.title')}</h2>
        <p>{t('rights.erasure.means')}</p>
        <p>
          {data.keptUntilOn
            ? t('rights.erasure.by_itself', { date: dayDate(data.keptUntilOn, c.var.locale) })
            : t('rights.erasure.not_by_itself')}
        </p>
        <LinkButton kind="warning" href={`/people/${data.id}/data/erasure`}>
          {t('rights.erasure.go')}
        </LinkButton>
      </section>
    </>,
  )
}

type Part = { c: PageContext; t: T; data: DataOverview }

const Corrections = ({ c, t, data }: Part) => {
  const { timeZone } = c.var.ctx.place
  return (
    <section class="al-section">
      <h2>{t('rights.corrections.title')}</h2>
      <p>{t('rights.corrections.body')}</p>
      <Table
        caption={t('rights.corrections.caption')}
        columns={[
          {
            label: t('rights.corrections.when'),
            isRowHeader: true,
            cell: ({ at }) => `${shortDate(at, timeZone, c.var.locale)}, ${clock(at, timeZone, c.var.locale)}`,
          },
          { label: t('rights.corrections.who'), cell: ({ actorKind, by }) => actorText(t, actorKind, by) },
          { label: t('rights.corrections.what'), isWide: true, cell: ({ action, why }) => changed(t, action, why) },
        ]}
        rows={data.corrections}
        empty={<p>{t('rights.corrections.none')}</p>}
      />
      <LinkButton kind="secondary" href={`/people/${data.id}/edit`}>
        {t('rights.corrections.edit')}
      </LinkButton>
    </section>
  )
}

/** "Changed: email address, phone". */
function changed(t: T, action: string, why: string | null): string {
  const fields = action === 'person.edit' && why ? why.split(' ').map((field) => wordsOf(t, 'rights.fields', field)) : []
  return fields.length > 0 ? `${actionText(t, action)}: ${fields.join(', ')}` : actionText(t, action)
}

const Consent = ({ c, t, data, posted }: Part & { posted: Posted<unknown> | undefined }) => {
  const date = (at: number) => shortDate(at, c.var.ctx.place.timeZone, c.var.locale)
  if (data.withdrawnAt !== null) {
    return (
      <section class="al-section">
        <h2>{t('rights.consent.title')}</h2>
        <Notice
          kind="warning"
          level={3}
          title={t(data.hasDied ? 'rights.consent.died' : 'rights.consent.withdrawn', { date: date(data.withdrawnAt) })}
        >
          <p>{t(data.hasDied ? 'rights.consent.died_body' : 'rights.consent.withdrawn_body')}</p>
        </Notice>
        <Form
          action={`/people/${data.id}/data/consent`}
          fields={posted?.typed ?? {}}
          errors={posted ? errorsOf(posted, t) : {}}
          errorPrefix={t('site.error_prefix')}
          submit={t('rights.consent.again')}
        >
          <TextArea name="consentWords" label={t('rights.consent.words')} hint={t('rights.consent.words_hint')} rows={3} />
        </Form>
      </section>
    )
  }
  return (
    <section class="al-section">
      <h2>{t('rights.consent.title')}</h2>
      <SummaryList
        rows={[
          { key: t('rights.consent.given'), value: date(data.consentAt) },
          { key: t('rights.consent.in_words'), value: data.consentWords },
        ]}
      />
      <p>{t('rights.consent.take_back_body')}</p>
      <LinkButton kind="secondary" href={`/people/${data.id}/data/leaving`}>
        {t('rights.consent.take_back')}
      </LinkButton>
    </section>
  )
}
