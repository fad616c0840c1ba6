import { HTTPException } from 'hono/http-exception'
import type { Child } from 'hono/jsx'
import type { Permit } from '../../../src/access/permit.ts'
import type { PageContext } from '../../../src/http/env.ts'
import type { Typed } from '../../../src/http/input.ts'
import { dayDate, longDate } from '../../../src/lib/dates.ts'
import { localDay } from '../../../src/lib/time.ts'
import { type MyReported, type MyVisit, seeMyVisit } from '../../../src/visits/mine/actions.ts'
import { knownAfter, reports } from '../../../src/visits/rules.ts'
import { Buttons, LinkButton, PostButton } from '../../components/button.tsx'
import { Radios } from '../../components/choice.tsx'
import { TextArea } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { StateTag } from '../../components/tag.tsx'
import { render, texts } from '../../render.tsx'
import { OnTheWay } from '../components.tsx'
import { type Done, doneWords, reportWords } from '../wording.ts'

export function minePage(c: PageContext, visit: MyVisit, done: Done | undefined, news: Child) {
  const t = texts(c.var.locale)
  const { now, place } = c.var.ctx
  const isAhead = now < visit.startsAt
  const name = visit.preferredName
  const title = t(isAhead ? 'visits.mine.title' : 'visits.mine.title_past', { name })
  const lastDay = dayDate(localDay(visit.endsAt + knownAfter, place.timeZone), c.var.locale)
  return render(
    c,
    {
      title,
      variant: 'staff',
      back: <BackLink href="/visits" label={t('visits.open.back')} />,
      notice: done ? (
        <Notice kind="success" title={t(doneWords[done][0])}>
          <p>{t(doneWords[done][1])}</p>
        </Notice>
      ) : null,
    },
    <>
      <PageHeading
        title={title}
        caption={
          <StateTag of="visit" state={visit.status}>
            {t(`visits.states.${visit.status}`)}
          </StateTag>
        }
      />
      {news}
      {visit.kind === 'met_there' ? <p>{t('visits.greeting.inside')}</p> : null}
      <OnTheWay c={c} visit={visit} />
      {visit.report ? <SummaryList rows={[{ key: t('visits.mine.reported'), value: t(reportWords[visit.report]) }]} /> : null}
      <Buttons>
        {isAhead ? (
          <LinkButton kind="secondary" href={`/visits/${visit.id}/stepping-back`}>
            {t('visits.mine.step_back')}
          </LinkButton>
        ) : (
          <LinkButton kind={visit.report ? 'secondary' : 'primary'} href={`/visits/${visit.id}/report`}>
            {t(visit.report ? 'visits.mine.report_again' : 'visits.mine.report')}
          </LinkButton>
        )}
      </Buttons>
      <p>{t('visits.mine.privacy', { date: lastDay })}</p>
    </>,
  )
}

export async function stepBackPage(c: PageContext, permit: Permit<'visit.find'>, visitId: string) {
  const visit = await mineOr404(c, permit, visitId)
  const t = texts(c.var.locale)
  return render(
    c,
    { title: t('visits.step_back.title'), variant: 'staff', back: backTo(visit, t('visits.mine.title', { name: visit.preferredName })) },
    <>
      <PageHeading title={t('visits.step_back.title')} lead={t('visits.step_back.lead')} />
      <h2>{t('visits.step_back.what_happens')}</h2>
      <ul>
        <li>{t('visits.step_back.to_them')}</li>
        <li>{t('visits.step_back.to_others')}</li>
        <li>{t('visits.step_back.to_team')}</li>
      </ul>
      <Buttons>
        <PostButton action={`/visits/${visit.id}/stepping-back`}>{t('visits.step_back.submit')}</PostButton>
        <LinkButton kind="secondary" href={`/visits/${visit.id}`}>
          {t('visits.step_back.keep')}
        </LinkButton>
      </Buttons>
    </>,
  )
}

type Sent = { typed?: Typed; errors?: Record<string, string> }

export async function reportPage(
  c: PageContext,
  permit: Permit<'visit.find' | 'visit.report'>,
  visitId: string,
  { typed, errors }: Sent = {},
) {
  const visit = await mineOr404(c, permit, visitId)
  const t = texts(c.var.locale)
  const title = t('visits.report.title')
  const name = visit.preferredName
  const date = longDate(visit.startsAt, c.var.ctx.place.timeZone, c.var.locale)
  return render(
    c,
    { title, variant: 'staff', back: backTo(visit, t('visits.mine.title_past', { name })), ...(errors ? { errors } : {}) },
    <>
      <PageHeading title={title} lead={t('visits.report.with', { name, date })} />
      <Form
        action={`/visits/${visit.id}/report`}
        fields={typed ?? { report: visit.report ?? '', note: visit.reportNote }}
        errors={errors}
        errorPrefix={t('site.error_prefix')}
        submit={t('visits.report.submit')}
      >
        <Radios
          name="report"
          label={title}
          options={reports.map((value) => ({
            value,
            label: t(reportWords[value]),
            ...(value === 'needs_a_call' ? { hint: t('visits.report.needs_a_call_hint') } : {}),
          }))}
        />
        <TextArea name="note" label={t('visits.report.note')} hint={t('visits.report.note_hint')} rows={4} />
      </Form>
    </>,
  )
}

async function mineOr404(c: PageContext, permit: Permit<'visit.find' | 'visit.report'>, visitId: string): Promise<MyReported> {
  const visit = await seeMyVisit(c.var.ctx, permit, visitId)
  if (!visit) throw new HTTPException(404)
  return visit
}

const backTo = (visit: MyVisit, label: string) => <BackLink href={`/visits/${visit.id}`} label={label} />
