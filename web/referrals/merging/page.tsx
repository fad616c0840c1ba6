import type { PageContext } from '../../../src/http/env.ts'
import { dayDate, shortDate } from '../../../src/lib/dates.ts'
import { asDialled } from '../../../src/lib/phones.ts'
import type { SideBySide } from '../../../src/merging/actions.ts'
import { Button, Buttons, LinkButton } from '../../components/button.tsx'
import { Form } from '../../components/form.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { Table } from '../../components/table.tsx'
import { render, texts } from '../../render.tsx'
import { type Refusal, refusalText } from '../wording.ts'

/** The two records beside each other; making them one cannot be undone, so it is asked on a page of its own. */
export function mergingPage(c: PageContext, { from, into }: SideBySide, refusal?: Refusal) {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const row = (label: string, of: (side: SideBySide['from']) => string) => ({ label, from: of(from), into: of(into) })
  const errors = refusal ? { form: t(refusalText[refusal]) } : undefined
  const back = `/people/${from.id}`
  return render(
    c,
    {
      title: t('referrals.merging.title'),
      variant: 'staff',
      back: <BackLink href={back} label={from.preferredName} />,
      returnTo: `/people/${from.id}/merging/${into.id}`,
      ...(errors ? { errors } : {}),
    },
    <>
      <PageHeading title={t('referrals.merging.title')} lead={t('referrals.merging.lead')} />
      <Table
        caption={t('referrals.merging.caption')}
        isCaptionHidden
        columns={[
          { label: t('referrals.merging.what'), isRowHeader: true, cell: (one) => one.label },
          { label: t('referrals.merging.goes'), cell: (one) => one.from || t('people.not_said') },
          { label: t('referrals.merging.stays'), cell: (one) => one.into || t('people.not_said') },
        ]}
        rows={[
          row(t('people.columns.name'), ({ name }) => name),
          row(t('people.columns.called'), ({ preferredName }) => preferredName),
          row(t('people.form.birth_date'), ({ birthDate }) => (birthDate ? dayDate(birthDate, locale) : '')),
          row(t('people.form.phone'), ({ phone }) => asDialled(phone)),
          row(t('people.form.email'), ({ email }) => email),
          row(t('people.columns.area'), ({ area }) => area),
          row(t('people.columns.added'), ({ createdAt }) => shortDate(createdAt, ctx.place.timeZone, locale)),
        ]}
        empty={null}
      />
      <Notice kind="warning" title={t('referrals.merging.no_way_back')}>
        <p>{t('referrals.merging.what_happens')}</p>
      </Notice>
      <Form action={`/people/${from.id}/merging`} hidden={{ intoId: into.id }}>
        <Buttons>
          <Button kind="warning">{t('referrals.merging.do')}</Button>
          <LinkButton kind="quiet" href={back}>
            {t('referrals.merging.not')}
          </LinkButton>
        </Buttons>
      </Form>
    </>,
  )
}
