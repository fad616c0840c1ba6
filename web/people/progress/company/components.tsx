import { type Locale, longDate, shortDate } from '../../../../src/lib/dates.ts'
import type { Progress } from '../../../../src/outcomes/progress/actions.ts'
import { steps } from '../../../../src/visits/taper/rules.ts'
import { Card, Cards } from '../../../components/card.tsx'
import { Details } from '../../../components/details.tsx'
import { Select } from '../../../components/field.tsx'
import { Form } from '../../../components/form.tsx'
import { Table } from '../../../components/table.tsx'
import type { T } from '../../../render.tsx'
import { type Refused, stepText } from '../wording.ts'

type Props = { t: T; locale: Locale; timeZone: string; progress: Progress; refused: Refused | undefined }

/** How often they came to each group and with whom, and how much company the next visit gets. */
export const Company = ({ t, locale, timeZone, progress, refused }: Props) => (
  <>
    <h2>{t('outcomes.taper.title')}</h2>
    <p class="al-muted">{t('outcomes.taper.lead')}</p>
    <Cards
      cards={progress.groups.flatMap(({ groupName, next }) =>
        next
          ? [
              <NextVisit
                t={t}
                locale={locale}
                timeZone={timeZone}
                progress={progress}
                refused={refused}
                groupName={groupName}
                next={next}
              />,
            ]
          : [],
      )}
    />
    {progress.groups.length === 0 ? (
      <p>{t('outcomes.taper.none')}</p>
    ) : (
      <Details summary={t('outcomes.taper.so_far')}>
        <Table
          caption={t('outcomes.taper.title')}
          isCaptionHidden
          columns={[
            { label: t('outcomes.taper.group'), isRowHeader: true, cell: (row) => row.groupName },
            { label: t('outcomes.taper.came'), isNumber: true, cell: (row) => row.came },
            {
              label: t('outcomes.taper.last'),
              cell: (row) => (row.lastCameAt === null ? t('outcomes.taper.not_yet') : shortDate(row.lastCameAt, timeZone, locale)),
            },
            { label: t('outcomes.taper.visit_3'), isExtra: true, cell: (row) => t(`outcomes.taper.${row.visit3}`) },
            { label: t('outcomes.taper.visit_6'), isExtra: true, cell: (row) => t(`outcomes.taper.${row.visit6}`) },
            {
              label: t('outcomes.taper.next'),
              cell: (row) =>
                row.next ? `${longDate(row.next.startsAt, timeZone, locale)}: ${t(`outcomes.taper.steps.${row.next.step}`)}` : '–',
            },
          ]}
          rows={progress.groups}
          empty={null}
        />
      </Details>
    )}
  </>
)

type Group = Progress['groups'][number]
type NextProps = Props & { groupName: string; next: NonNullable<Group['next']> }

const NextVisit = ({ t, locale, timeZone, progress, refused, groupName, next }: NextProps) => {
  const name = `step-${next.bookingId}`
  const errors = refused?.bookingId === next.bookingId ? { [name]: t(stepText[refused.reason]) } : {}
  return (
    <Card title={groupName} meta={[{ icon: 'calendar', text: longDate(next.startsAt, timeZone, locale) }]}>
      <Form
        action={`/people/${progress.id}/progress/${next.bookingId}`}
        errors={errors}
        errorPrefix={t('site.error_prefix')}
        submit={t('outcomes.taper.set')}
      >
        <Select
          name={name}
          label={t('outcomes.taper.label')}
          hint={t('outcomes.taper.hint', { step: t(`outcomes.taper.steps.${next.proposed}`) })}
          value={next.proposed}
          options={steps.map((step) => ({ value: step, label: t(`outcomes.taper.steps.${step}`) }))}
        />
      </Form>
    </Card>
  )
}
