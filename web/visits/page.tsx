import { HTTPException } from 'hono/http-exception'
import type { Child } from 'hono/jsx'
import type { Permit } from '../../src/access/permit.ts'
import type { PageContext } from '../../src/http/env.ts'
import { asDialled } from '../../src/lib/phones.ts'
import { greetings } from '../../src/visits/greeting/actions.ts'
import { hadPromised, listMyVisits, type SeenVisit, seeVisit } from '../../src/visits/mine/actions.ts'
import { findOpenVisits, type OpenVisit } from '../../src/visits/open/actions.ts'
import { Buttons, LinkButton, PostButton } from '../components/button.tsx'
import { Radios } from '../components/choice.tsx'
import { Empty } from '../components/empty.tsx'
import { Facts } from '../components/facts.tsx'
import { Form } from '../components/form.tsx'
import { BackLink, PageHeading } from '../components/heading.tsx'
import { Notice } from '../components/notice.tsx'
import { Pagination } from '../components/pagination.tsx'
import { SubNav } from '../components/sub-nav.tsx'
import { Table } from '../components/table.tsx'
import { StateTag } from '../components/tag.tsx'
import { activityName, languageName } from '../groups/wording.ts'
import { render, type T, texts } from '../render.tsx'
import { OpenCards } from './components.tsx'
import { minePage } from './mine/page.tsx'
import { newsFor } from './news/components.tsx'
import { type Done, doneWords, whenOf } from './wording.ts'

export async function listPage(
  c: PageContext,
  permit: Permit<'visit.find'>,
  { after, done }: { after?: string | undefined; done?: Done | undefined },
  from: Parameters<typeof findOpenVisits>[2],
) {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const [open, mine, news] = await Promise.all([findOpenVisits(ctx, permit, from), listMyVisits(ctx, permit), newsFor(c, permit)])
  const ahead = mine.filter(({ status, endsAt }) => status !== 'wanted' && (endsAt > ctx.now || status !== 'not_needed'))
  return render(
    c,
    { title: t('visits.title'), variant: 'staff', notice: doneNotice(t, done) },
    <>
      <PageHeading title={t('visits.title')} lead={t('visits.list.lead')} />
      <VisitsNav t={t} current="visits" />
      {news}
      {open.standing === 'approved' ? null : (
        <Notice kind="warning" title={t('visits.list.not_approved')}>
          <p>{t('visits.list.not_approved_body', { phone: asDialled(ctx.place.phone) })}</p>
        </Notice>
      )}
      {after ? null : <MyVisits c={c} t={t} visits={ahead} />}
      <p>
        <a href="/calendars/visits">{t('calendars.teaser')}</a>
      </p>
      <h2>{t('visits.list.fitting')}</h2>
      {open.fitting.length > 0 ? (
        <OpenCards c={c} visits={open.fitting} />
      ) : (
        <Empty level={3} title={t('visits.list.none_fitting')} action={<a href="/visits/profile">{t('visits.list.edit_profile')}</a>}>
          <p>{t('visits.list.none_fitting_body')}</p>
        </Empty>
      )}
      {open.others.length > 0 ? (
        <>
          <h2>{t('visits.list.others')}</h2>
          <p>{t('visits.list.others_lead')}</p>
          <OpenCards c={c} visits={open.others} />
        </>
      ) : null}
      <Pagination
        label={t('visits.list.pages')}
        newer={after ? { href: '/visits', label: t('visits.list.first') } : undefined}
        older={open.next ? { href: `/visits?after=${open.next}`, label: t('visits.list.later') } : undefined}
      />
    </>,
  )
}

type MyRow = Awaited<ReturnType<typeof listMyVisits>>[number]

const MyVisits = ({ c, t, visits }: { c: PageContext; t: T; visits: readonly MyRow[] }) => {
  const isAhead = ({ endsAt }: MyRow) => endsAt > c.var.ctx.now
  const when = (visit: MyRow) => whenOf(visit, c.var.ctx.place.timeZone, c.var.locale)
  return (
    <Table
      caption={t('visits.list.mine')}
      isCompact
      rows={[...visits.filter(isAhead), ...visits.filter((visit) => !isAhead(visit)).reverse()]}
      empty={
        <>
          <h2>{t('visits.list.mine')}</h2>
          <p>{t('visits.list.none_mine')}</p>
        </>
      }
      columns={[
        {
          label: t('visits.open.when'),
          isRowHeader: true,
          cell: (visit) => (visit.status === 'not_needed' ? when(visit) : <a href={`/visits/${visit.id}`}>{when(visit)}</a>),
        },
        { label: t('visits.open.activity'), isPlain: true, cell: (visit) => activityName(t, visit.activity) },
        { label: t('visits.open.area'), isPlain: true, cell: (visit) => visit.area },
        {
          label: t('visits.arrange.state'),
          isPlain: true,
          cell: (visit) => (
            <StateTag of="visit" state={visit.status}>
              {t(`visits.states.${visit.status}`)}
            </StateTag>
          ),
        },
      ]}
    />
  )
}

/** The two pages of a buddy. */
export const VisitsNav = ({ t, current }: { t: T; current: 'visits' | 'profile' }) => (
  <SubNav
    label={t('visits.title')}
    items={[
      { href: '/visits', label: t('visits.list.open'), isCurrent: current === 'visits' },
      { href: '/visits/profile', label: t('visits.list.profile'), isCurrent: current === 'profile' },
    ]}
  />
)

export async function visitPage(
  c: PageContext,
  permit: Permit<'visit.find' | 'visit.claim'>,
  visitId: string,
  { done, errors }: { done?: Done | undefined; errors?: Record<string, string> } = {},
) {
  const seen: SeenVisit | undefined = await seeVisit(c.var.ctx, permit, visitId)
  if (!seen) return goneOrMissing(c, permit, visitId)
  return seen.is === 'mine' ? minePage(c, seen.visit, done, await newsFor(c, permit)) : openPage(c, seen.visit, errors)
}

/** The link of an email leads here after the visit has been given back, taken back or called off. */
async function goneOrMissing(c: PageContext, permit: Permit<'visit.find' | 'visit.claim'>, visitId: string) {
  if (!(await hadPromised(c.var.ctx, permit, visitId))) throw new HTTPException(404)
  const t = texts(c.var.locale)
  return render(
    c,
    { title: t('visits.gone.title'), variant: 'staff', back: <BackLink href="/visits" label={t('visits.open.back')} /> },
    <PageHeading title={t('visits.gone.title')} lead={t('visits.gone.body')} />,
  )
}

function openPage(c: PageContext, visit: OpenVisit, errors?: Record<string, string>) {
  const t = texts(c.var.locale)
  const title = t('visits.open.title', { activity: activityName(t, visit.activity), area: visit.area })
  return render(
    c,
    {
      title,
      variant: 'staff',
      back: <BackLink href="/visits" label={t('visits.open.back')} />,
      ...(errors ? { errors, returnTo: `/visits/${visit.id}` } : {}),
    },
    <>
      <PageHeading title={title} lead={t('visits.open.lead')} />
      <Facts
        facts={[
          {
            icon: 'calendar',
            label: t('visits.open.when'),
            value: whenOf(visit, c.var.ctx.place.timeZone, c.var.locale),
            note: t('visits.open.early'),
          },
          { icon: 'place', label: t('visits.open.area'), value: visit.area },
          { icon: 'heart', label: t('visits.open.activity'), value: activityName(t, visit.activity) },
          { icon: 'people', label: t('visits.kind'), value: t(`visits.kinds.${visit.kind}`) },
          { icon: 'language', label: t('visits.open.language'), value: languageName(t, visit.language) },
        ]}
      />
      {visit.kind === 'message' ? (
        <>
          <p>{t('visits.greeting.lead')}</p>
          <Form
            action={`/visits/${visit.id}/greeting`}
            errors={errors ?? {}}
            errorPrefix={t('site.error_prefix')}
            submit={t('visits.greeting.send')}
          >
            <Radios
              name="greeting"
              label={t('visits.greeting.label')}
              options={greetings.map((value) => ({ value, label: t(`visits.greeting.${value}`) }))}
            />
          </Form>
        </>
      ) : (
        <>
          <p>{t('visits.open.claim_note')}</p>
          <PostButton action={`/visits/${visit.id}/claim`}>{t('visits.open.claim')}</PostButton>
        </>
      )}
    </>,
  )
}

/** A visit that could not be claimed: why, and the way to the others. */
export function refusedPage(c: PageContext, title: string, sentence: string, action: Child) {
  return render(
    c,
    {
      title,
      variant: 'staff',
      errors: { '': sentence },
      back: <BackLink href="/visits" label={texts(c.var.locale)('visits.open.back')} />,
    },
    <>
      <PageHeading title={title} />
      <Buttons>{action}</Buttons>
    </>,
  )
}

export const toAllVisits = (t: T) => <LinkButton href="/visits">{t('visits.today.see_all')}</LinkButton>

export const doneNotice = (t: T, done: Done | undefined) =>
  done ? (
    <Notice kind="success" title={t(doneWords[done][0])}>
      <p>{t(doneWords[done][1])}</p>
    </Notice>
  ) : null
