import type { Child } from 'hono/jsx'
import type { PageContext } from '../../../src/http/env.ts'
import { clock, relativeDay } from '../../../src/lib/dates.ts'
import { capitalised } from '../../../src/lib/text.ts'
import type { Today, TodayAsked, TodayCall, TodayItem } from '../../../src/people/calls/actions.ts'
import { LinkButton, PostButton } from '../../components/button.tsx'
import { Phone } from '../../components/phone.tsx'
import { Table } from '../../components/table.tsx'
import { Tag } from '../../components/tag.tsx'
import { type T, texts } from '../../render.tsx'
import { callText } from '../wording.ts'

/** Calls that no email stands for, soonest first: who was not there, who told us something, and who is told what changed. */
export const allCalls = ({ calls, said, changed }: Today): TodayCall[] =>
  [...calls, ...said, ...changed].sort((a, b) => a.ringBy - b.ringBy)

export function CallTable({ c, calls }: { c: PageContext; calls: readonly TodayCall[] }) {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const { timeZone } = ctx.place
  return (
    <Table
      caption={t('people.calls.caring')}
      isCompact
      columns={[
        { label: t('people.calls.who'), isRowHeader: true, cell: (row) => <a href={`/people/${row.personId}`}>{row.preferredName}</a> },
        { label: t('people.calls.ring'), isBeside: true, cell: (row) => <PhoneToRing t={t} row={row} /> },
        {
          label: t('people.calls.ring_by'),
          cell: (row) => (
            <>
              {capitalised(relativeDay(row.ringBy, ctx.now, timeZone, locale))}, {clock(row.ringBy, timeZone, locale)}
              {row.ringBy < ctx.now ? (
                <>
                  {' '}
                  <Tag tone="bad">{t('people.calls.late')}</Tag>
                </>
              ) : null}
            </>
          ),
        },
        { label: t('people.calls.why'), isWide: true, cell: (row) => <Reason c={c} row={row} /> },
        { label: t('people.calls.done'), isWide: true, cell: (row) => <Next t={t} row={row} /> },
      ]}
      rows={calls}
      empty={null}
    />
  )
}

/** People whom no email reaches are asked how they are by a voice they know. */
export const TogetherTable = ({ c, asked }: { c: PageContext; asked: readonly TodayAsked[] }) => {
  const { ctx, locale } = c.var
  const t = texts(locale)
  return (
    <Table
      caption={t('outcomes.call.title')}
      isCompact
      columns={[
        { label: t('people.calls.who'), isRowHeader: true, cell: (row) => <a href={`/people/${row.personId}`}>{row.preferredName}</a> },
        { label: t('people.calls.ring'), isBeside: true, cell: (row) => <PhoneToRing t={t} row={row} /> },
        { label: t('people.calls.ring_by'), cell: (row) => capitalised(relativeDay(row.ringBy, ctx.now, ctx.place.timeZone, locale)) },
        { label: t('people.calls.why'), isWide: true, cell: (row) => t(`outcomes.call.${row.wave}`) },
        {
          label: t('people.calls.done'),
          isWide: true,
          cell: (row) => (
            <LinkButton
              small
              kind="secondary"
              href={`/questionnaires/${row.questionnaireId}`}
              about={t('people.calls.about_person', { name: row.preferredName })}
            >
              {t('outcomes.progress.asked.fill_in')}
            </LinkButton>
          ),
        },
      ]}
      rows={asked}
      empty={null}
    />
  )
}

/** The number to dial, and whose it is when it is not their own. */
export const PhoneToRing = ({ t, row }: { t: T; row: Pick<TodayItem, 'ring'> }) => (
  <>
    {row.ring.phone ? <Phone number={row.ring.phone} /> : t('people.calls.no_phone')}
    {row.ring.carer ? <span class="al-muted"> {t('people.calls.carer_of', { carer: row.ring.carer })}</span> : null}
  </>
)

export function Reason({ c, row }: { c: PageContext; row: TodayCall }): Child {
  const { locale } = c.var
  const t = texts(locale)
  return (
    <>
      {t(callText[row.reason], {
        group: row.groupName,
        when: whenOf(c, row),
        venue: row.venueName,
        cause: row.missedCause ?? 'person',
        ...(row.reason === 'changed' ? { status: row.status, known: whenOf(c, { startsAt: row.knownStartsAt }) } : {}),
      })}
      {row.note ? <blockquote class="al-muted">{row.note}</blockquote> : null}
    </>
  )
}

/** "tomorrow, 10am" */
export function whenOf(c: PageContext, { startsAt }: { startsAt: number }): string {
  const { ctx, locale } = c.var
  const { timeZone } = ctx.place
  return `${relativeDay(startsAt, ctx.now, timeZone, locale)}, ${clock(startsAt, timeZone, locale)}`
}

/** A call of this kind leaves the list by having been made. */
const Next = ({ t, row }: { t: T; row: TodayCall }) => (
  <PostButton
    small
    kind="secondary"
    action={`/bookings/${row.bookingId}/calls`}
    hidden={{ about: row.reason }}
    about={t('people.calls.about_person', { name: row.preferredName })}
  >
    {t('people.calls.i_rang')}
  </PostButton>
)
