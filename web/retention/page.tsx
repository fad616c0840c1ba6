import type { PageContext } from '../../src/http/env.ts'
import type { Form as Posted } from '../../src/http/input.ts'
import { dayDate } from '../../src/lib/dates.ts'
import type { Retention } from '../../src/rights/retention/actions.ts'
import { NumberField } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import { PageHeading } from '../components/heading.tsx'
import { Notice } from '../components/notice.tsx'
import { Table } from '../components/table.tsx'
import { errorsOf, render, type T, texts } from '../render.tsx'

export const retentionDone = ['saved', 'erased'] as const
type Shown = { done?: (typeof retentionDone)[number] | undefined; posted?: Posted<unknown> }

/** How long people are kept, and who goes next: a number for the place, names for those who look after them. */
export function retentionPage(c: PageContext, found: Retention | undefined, { done, posted }: Shown = {}) {
  const t = texts(c.var.locale)
  const { keepPeopleMonths, keepDeclinedMonths } = c.var.ctx.place
  const actor = c.var.actor?.kind === 'user' ? c.var.actor : undefined
  const has = (role: string) => actor?.memberships.some((membership) => membership.role === role) ?? false
  return render(
    c,
    {
      title: t('rights.retention.title'),
      variant: 'staff',
      returnTo: '/retention',
      ...(posted ? { errors: errorsOf(posted, t) } : {}),
      notice: done ? <Notice kind="success" title={t(`rights.retention.done.${done}`)} /> : undefined,
    },
    <>
      <PageHeading
        title={t('rights.retention.title')}
        lead={t('rights.retention.lead', { people: keepPeopleMonths, declined: keepDeclinedMonths })}
      />
      {found ? <p class="al-lead">{t('rights.retention.count', { count: found.count })}</p> : null}
      {found && has('link_worker') ? <Leaving c={c} t={t} people={found.people} /> : null}
      {has('coordinator') ? (
        <>
          <h2>{t('rights.retention.terms')}</h2>
          <Form
            action="/retention"
            fields={posted?.typed ?? { keepPeopleMonths: String(keepPeopleMonths), keepDeclinedMonths: String(keepDeclinedMonths) }}
            errors={posted ? errorsOf(posted, t) : {}}
            errorPrefix={t('site.error_prefix')}
            submit={t('rights.retention.save')}
          >
            <NumberField
              name="keepPeopleMonths"
              label={t('rights.retention.keep_people')}
              hint={t('rights.retention.keep_people_hint')}
              suffix={t('rights.retention.months')}
            />
            <NumberField
              name="keepDeclinedMonths"
              label={t('rights.retention.keep_declined')}
              hint={t('rights.retention.keep_declined_hint')}
              suffix={t('rights.retention.months')}
            />
          </Form>
        </>
      ) : null}
    </>,
  )
}

const Leaving = ({ c, t, people }: { c: PageContext; t: T; people: Retention['people'] }) => (
  <Table
    caption={t('rights.retention.yours')}
    columns={[
      { label: t('people.columns.name'), isRowHeader: true, cell: ({ id, name }) => <a href={`/people/${id}/data`}>{name}</a> },
      { label: t('people.columns.called'), cell: ({ preferredName }) => preferredName },
      { label: t('rights.retention.when'), cell: ({ erasedOn }) => dayDate(erasedOn, c.var.locale) },
    ]}
    rows={people}
    empty={<p>{t('rights.retention.nobody')}</p>}
  />
)
