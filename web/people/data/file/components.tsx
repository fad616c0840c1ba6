import type { Child } from 'hono/jsx'
import { clock, dayDate, longDate, shortDate } from '../../../../src/lib/dates.ts'
import { weekdays } from '../../../../src/lib/week.ts'
import type { PersonFile } from '../../../../src/rights/file/actions.ts'
import { SummaryList } from '../../../components/summary-list.tsx'
import { type Column, Table } from '../../../components/table.tsx'
import type { T } from '../../../render.tsx'
import { againText, messageText, wentText } from '../../wording.ts'
import { actionText, actorText, wordsOf } from '../wording.ts'

export type Part = { t: T; locale: 'en' | 'id'; timeZone: string; file: PersonFile }

const moment = ({ locale, timeZone }: Part, at: number) => `${shortDate(at, timeZone, locale)}, ${clock(at, timeZone, locale)}`

/** What matters to the person, what they need and what they are after. */
export const Hopes = (part: Part) => {
  const { t, locale, timeZone, file } = part
  const { profile } = file
  const list = (where: string, codes: readonly string[]) => codes.map((code) => wordsOf(t, where, code)).join(', ')
  const rows = profile
    ? [
        { key: t('rights.file.matters'), value: profile.matters },
        { key: t('rights.file.strengths'), value: profile.strengths },
        { key: t('rights.file.lives'), value: profile.point?.label },
        { key: t('rights.file.gender'), value: profile.gender && wordsOf(t, 'profiles.genders', profile.gender) },
        { key: t('rights.file.interests'), value: list('components.activities', profile.interests) },
        { key: t('rights.file.suits'), value: partsOfWeek(t, profile.suits) },
        { key: t('rights.file.cannot'), value: partsOfWeek(t, profile.cannot) },
        { key: t('rights.file.languages'), value: list('components.languages', profile.languages) },
        { key: t('rights.file.reach'), value: profile.reachKm === null ? '' : t('rights.file.km', { km: profile.reachKm }) },
      ].filter(({ value }) => value)
    : []
  return (
    <>
      {rows.length > 0 ? <h2>{t('rights.file.profile')}</h2> : null}
      {rows.length > 0 ? <SummaryList rows={rows} /> : null}
      <List
        title={t('rights.file.needs')}
        rows={file.needs}
        columns={[
          { label: t('rights.file.need'), isRowHeader: true, cell: ({ code }) => wordsOf(t, 'profiles.needs', code) },
          { label: t('rights.file.from'), cell: ({ since }) => shortDate(since, timeZone, locale) },
          { label: t('rights.file.met'), cell: ({ metAt }) => (metAt === null ? '–' : shortDate(metAt, timeZone, locale)) },
        ]}
      />
      <List
        title={t('rights.file.pauses')}
        rows={file.pauses}
        columns={[
          { label: t('rights.file.what'), isRowHeader: true, cell: ({ about }) => wordsOf(t, 'rights.pauses', about.split(':')[0]) },
          { label: t('rights.file.until'), cell: ({ untilOn }) => dayDate(untilOn, locale) },
        ]}
      />
      <List
        title={t('rights.file.goals')}
        rows={file.goals}
        columns={[
          { label: t('rights.file.goal'), isRowHeader: true, cell: ({ words }) => words },
          { label: t('rights.file.state'), cell: ({ status }) => wordsOf(t, 'rights.goal_states', status) },
          {
            label: t('rights.file.ratings'),
            cell: ({ id }) =>
              file.ratings
                .filter(({ goalId }) => goalId === id)
                .map(({ ratedOn, rating }) => `${dayDate(ratedOn, locale)}: ${rating}`)
                .join('; ') || '–',
          },
        ]}
      />
    </>
  )
}

/** 'tue_morning' as "Tuesday mornings". */
const partsOfWeek = (t: T, codes: readonly string[]) =>
  codes
    .map((code) => {
      const [day = '', part = ''] = code.split('_')
      return `${wordsOf(t, 'components.weekdays', String((weekdays as readonly string[]).indexOf(day) + 1))} ${wordsOf(t, 'buddies.day_parts', part)}`
    })
    .join(', ')

export const Talked = (part: Part) => {
  const { t } = part
  return (
    <List
      title={t('rights.file.conversations')}
      rows={part.file.conversations}
      columns={[
        { label: t('rights.file.when'), isRowHeader: true, cell: ({ happenedAt }) => moment(part, happenedAt) },
        {
          label: t('rights.file.how'),
          cell: ({ channel, minutes, wasReached }) =>
            `${wordsOf(t, 'rights.channels', channel)}, ${wasReached ? t('rights.file.minutes', { count: minutes }) : t('rights.file.not_reached')}`,
        },
        { label: t('rights.file.with'), cell: ({ writtenBy }) => writtenBy ?? '–' },
        {
          label: t('rights.file.written'),
          isWide: true,
          cell: ({ words, nextStep }) => (nextStep ? `${words} ${t('rights.file.next', { step: nextStep })}` : words),
        },
      ]}
    />
  )
}

export const Booked = (part: Part) => {
  const { t, locale, timeZone, file } = part
  return (
    <List
      title={t('rights.file.bookings')}
      rows={file.bookings}
      columns={[
        { label: t('rights.file.what'), isRowHeader: true, cell: ({ groupName, venueName }) => `${groupName}, ${venueName}` },
        {
          label: t('rights.file.when'),
          cell: ({ startsAt }) => `${longDate(startsAt, timeZone, locale)}, ${clock(startsAt, timeZone, locale)}`,
        },
        {
          label: t('rights.file.state'),
          cell: ({ status, reason }) =>
            [t(`components.states.booking.${status}`), reason && wordsOf(t, 'attendee.cancellation.reasons', reason)]
              .filter(Boolean)
              .join(', '),
        },
        {
          label: t('rights.file.buddy'),
          cell: ({ id }) =>
            file.visits
              .filter(({ bookingId }) => bookingId === id)
              .map((visit) => [visit.buddyName, t(`components.states.visit.${visit.status}`), visit.reportNote].filter(Boolean).join(', '))
              .join('; ') || '–',
        },
      ]}
    />
  )
}

export const Said = ({ t, locale, timeZone, file }: Part) => (
  <List
    title={t('rights.file.responses')}
    rows={file.responses}
    columns={[
      { label: t('rights.file.when'), isRowHeader: true, cell: ({ answeredAt }) => shortDate(answeredAt, timeZone, locale) },
      { label: t('people.said.went_label'), cell: ({ went }) => t(wentText[went]) },
      { label: t('people.said.rating'), cell: ({ rating }) => rating ?? t('people.not_said') },
      { label: t('people.said.again_label'), cell: ({ again }) => (again ? t(againText[again]) : t('people.not_said')) },
      { label: t('people.said.note'), isWide: true, cell: ({ note }) => note || '–' },
    ]}
  />
)

/** Questions about how the person is: each item as it was answered. */
export const Answers = ({ t, locale, timeZone, file }: Part) => (
  <List
    title={t('rights.file.outcomes')}
    rows={file.questionnaires}
    columns={[
      {
        label: t('rights.file.when'),
        isRowHeader: true,
        cell: ({ dueAt, answeredAt }) => shortDate(answeredAt ?? dueAt, timeZone, locale),
      },
      { label: t('rights.file.state'), cell: ({ status }) => wordsOf(t, 'rights.questionnaires', status) },
      {
        label: t('rights.file.answers'),
        isWide: true,
        cell: ({ id }) =>
          file.outcomes
            .filter(({ questionnaireId }) => questionnaireId === id)
            .map(({ instrument, values }) => `${wordsOf(t, 'outcomes.sections', instrument)}: ${written(t, values)}`)
            .join('; ') || '–',
      },
    ]}
  />
)

const written = (t: T, values: Record<string, number | null>) =>
  Object.entries(values)
    .map(([item, value]) => `${wordsOf(t, 'rights.items', item)} ${value ?? t('people.not_said')}`)
    .join(', ')

/** What came back on one message: their own answer, or who rang, and what came of it. */
const cameBack = (part: Part, id: number): string =>
  [
    ...part.file.calls.map((row) => ({ ...row, what: part.t(`rights.file.tries.${row.how}`) })),
    ...part.file.replies.map((row) => ({
      ...{ ...row, what: part.t(`rights.file.replies.${row.how}`) },
      by: row.actorKind === 'link' ? part.t('rights.file.yourself') : row.by,
    })),
  ]
    .flatMap(({ messageId, what, by, at }) => (messageId === id ? [`${what} (${[by, moment(part, at)].filter(Boolean).join(', ')})`] : []))
    .join('; ') || '–'

export const Emails = (part: Part) => {
  const { t } = part
  return (
    <List
      title={t('rights.file.messages')}
      rows={part.file.messages}
      columns={[
        {
          label: t('rights.file.what'),
          isRowHeader: true,
          cell: ({ kind, recipientKind }) => (recipientKind === 'referrer' ? t('rights.file.to_referrer') : t(messageText(kind))),
        },
        { label: t('rights.file.when'), cell: ({ sentAt, dueAt }) => moment(part, sentAt ?? dueAt) },
        { label: t('rights.file.state'), cell: ({ status }) => t(`components.states.message.${status}`) },
        { label: t('rights.file.came_back'), isWide: true, cell: ({ id }) => cameBack(part, id) },
      ]}
    />
  )
}

/** Who looked at the record and who changed what. */
export const Seen = (part: Part) => {
  const { t } = part
  return (
    <>
      <List
        title={t('rights.file.reads')}
        rows={part.file.reads}
        columns={[
          { label: t('rights.file.who'), isRowHeader: true, cell: ({ actorKind, by }) => actorText(t, actorKind, by) },
          { label: t('rights.file.where'), cell: ({ why }) => wordsOf(t, 'rights.reads', why) },
          { label: t('rights.file.times'), isNumber: true, cell: ({ times }) => times },
          { label: t('rights.file.last'), cell: ({ lastAt }) => moment(part, lastAt) },
        ]}
      />
      <List
        title={t('rights.file.changes')}
        rows={part.file.changes}
        columns={[
          { label: t('rights.file.when'), isRowHeader: true, cell: ({ at }) => moment(part, at) },
          { label: t('rights.file.who'), cell: ({ actorKind, by }) => actorText(t, actorKind, by) },
          { label: t('rights.file.what'), isWide: true, cell: ({ action }) => actionText(t, action) },
        ]}
      />
    </>
  )
}

function List<Row>({ title, rows, columns }: { title: string; rows: readonly Row[]; columns: readonly Column<Row>[] }): Child {
  return rows.length === 0 ? null : (
    <>
      <h2>{title}</h2>
      <Table caption={title} isCaptionHidden columns={columns} rows={rows} empty={null} />
    </>
  )
}
