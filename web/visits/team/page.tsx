import { HTTPException } from 'hono/http-exception'
import type { Permit } from '../../../src/access/permit.ts'
import type { PageContext } from '../../../src/http/env.ts'
import type { Typed } from '../../../src/http/input.ts'
import { longDate } from '../../../src/lib/dates.ts'
import { seeTeamVisit, type TeamVisit } from '../../../src/visits/alarms/actions.ts'
import { arrangements } from '../../../src/visits/rules.ts'
import { PostButton } from '../../components/button.tsx'
import { Radios } from '../../components/choice.tsx'
import { Form } from '../../components/form.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { StateTag } from '../../components/tag.tsx'
import { render, type T, texts } from '../../render.tsx'
import { arrangementWords, type Done, doneWords, reportWords, whenOf } from '../wording.ts'

type Sent = { typed?: Typed | undefined; errors?: Record<string, string> | undefined; done?: Done | undefined }

/** A first visit as its link worker sees it: who goes, what to arrange, what the buddy said. */
export async function teamVisitPage(c: PageContext, permit: Permit<'visit.arrange'>, visitId: string, { typed, errors, done }: Sent = {}) {
  const visit = await seeTeamVisit(c.var.ctx, permit, visitId)
  if (!visit) throw new HTTPException(404)
  const t = texts(c.var.locale)
  const { now, place } = c.var.ctx
  const name = visit.preferredName
  const isOpen = visit.status === 'wanted' && now < visit.startsAt
  const title = t(isOpen ? 'visits.arrange.title' : 'visits.arrange.title_report', { name })
  return render(
    c,
    {
      title,
      variant: 'staff',
      back: <BackLink href="/today" label={t('menu.today')} />,
      ...(errors ? { errors } : {}),
      notice: done ? (
        <Notice kind="success" title={t(doneWords[done][0])}>
          <p>{t(doneWords[done][1])}</p>
        </Notice>
      ) : null,
    },
    <>
      <PageHeading title={title} />
      <SummaryList
        rows={[
          { key: t('visits.arrange.group'), value: visit.groupName },
          { key: t('visits.arrange.when'), value: whenOf(visit, place.timeZone, c.var.locale) },
          {
            key: t('visits.arrange.state'),
            value: (
              <StateTag of="visit" state={visit.status}>
                {t(`components.states.visit.${visit.status}`)}
              </StateTag>
            ),
          },
          { key: t('visits.arrange.buddy'), value: visit.buddyName ?? t('visits.arrange.nobody') },
          ...(visit.arrangement ? [{ key: t('visits.arrange.arranged'), value: t(arrangementWords[visit.arrangement]) }] : []),
        ]}
      />
      <p>
        <a href={`/people/${visit.personId}`}>{t('visits.arrange.person', { name })}</a>
      </p>
      {isOpen ? <Arrange t={t} visit={visit} typed={typed} errors={errors} /> : null}
      {visit.report ? <Report c={c} t={t} visit={visit} /> : null}
    </>,
  )
}

const Arrange = ({ t, visit, typed, errors }: { t: T; visit: TeamVisit } & Pick<Sent, 'typed' | 'errors'>) => (
  <Form
    action={`/visits/${visit.id}/arrangement`}
    fields={typed ?? { arrangement: visit.arrangement ?? '' }}
    errors={errors}
    errorPrefix={t('site.error_prefix')}
    submit={t('visits.arrange.submit')}
  >
    <Radios
      name="arrangement"
      label={t('visits.arrange.question')}
      hint={t('visits.arrange.still_open')}
      options={arrangements.map((value) => ({
        value,
        label: t(arrangementWords[value]),
        ...(value === 'moved' ? { hint: t('visits.arrange.moved_hint') } : {}),
        ...(value === 'person_goes_alone' ? { hint: t('visits.arrange.person_goes_alone_hint') } : {}),
      }))}
    />
  </Form>
)

const Report = ({ c, t, visit }: { c: PageContext; t: T; visit: TeamVisit }) => (
  <>
    <SummaryList
      rows={[
        ...(visit.report ? [{ key: t('visits.arrange.report'), value: t(reportWords[visit.report]) }] : []),
        ...(visit.reportNote ? [{ key: t('visits.arrange.note'), value: visit.reportNote }] : []),
      ]}
    />
    {visit.reportAnsweredAt ? (
      <p>{t('visits.arrange.answered_on', { date: longDate(visit.reportAnsweredAt, c.var.ctx.place.timeZone, c.var.locale) })}</p>
    ) : (
      <PostButton action={`/visits/${visit.id}/report/answer`}>{t('visits.arrange.answer')}</PostButton>
    )}
  </>
)
