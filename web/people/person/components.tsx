import { clock, type Locale, longDate, shortDate, timeRange } from '../../../src/lib/dates.ts'
import type { OpenedPerson } from '../../../src/people/reading/actions.ts'
import { LinkButton } from '../../components/button.tsx'
import { Details } from '../../components/details.tsx'
import { Empty } from '../../components/empty.tsx'
import { Table } from '../../components/table.tsx'
import { StateTag } from '../../components/tag.tsx'
import type { T } from '../../render.tsx'
import { againText, cancelledText, confirmedText, messageOutcome, messageText, missedText, wentText } from '../wording.ts'

type Props = { t: T; locale: Locale; timeZone: string; now: number; person: OpenedPerson }
type Booked = OpenedPerson['bookings'][number]

const isOver = (booking: Booked) => booking.status === 'cancelled' || booking.status === 'expired'

/** What is booked, offered or waited for, soonest first. */
export const Ahead = (props: Props) => {
  const { t, person, now } = props
  const ahead = person.bookings.filter((booking) => booking.endsAt > now && !isOver(booking)).reverse()
  // Then finding something is the next step, which stands above.
  if (ahead.length === 0 && !person.nextStep && !person.uncontacted) return null
  return (
    <BookingTable
      {...props}
      caption={t('people.person.ahead')}
      rows={ahead}
      empty={
        <Empty
          title={t('people.person.nothing_ahead')}
          action={
            <LinkButton kind="secondary" href={`/people/${person.id}/sessions`}>
              {t('people.person.find_session')}
            </LinkButton>
          }
        >
          <p>{t('people.person.nothing_ahead_body', { name: person.preferredName })}</p>
        </Empty>
      }
    />
  )
}

export const Past = (props: Props) => {
  const past = props.person.bookings.filter((booking) => booking.endsAt <= props.now || isOver(booking))
  const older = past.slice(mostPast)
  return past.length === 0 ? null : (
    <>
      <BookingTable {...props} caption={props.t('people.person.past')} rows={past.slice(0, mostPast)} empty={null} />
      {older.length === 0 ? null : (
        <Details summary={props.t('people.person.older', { count: older.length })}>
          <BookingTable {...props} caption={props.t('people.person.past')} isCaptionHidden rows={older} empty={null} />
        </Details>
      )}
    </>
  )
}

/** What one remembers; the rest is there for those who look. */
const mostPast = 5

type BookingTableProps = Props & {
  caption: string
  isCaptionHidden?: boolean
  rows: readonly Booked[]
  empty: ReturnType<typeof Empty> | null
}

const BookingTable = ({ t, locale, timeZone, person, caption, isCaptionHidden, rows, empty }: BookingTableProps) => (
  <Table
    caption={caption}
    isCaptionHidden={isCaptionHidden}
    columns={[
      { label: t('people.person.session'), isRowHeader: true, cell: (row) => <a href={`/bookings/${row.id}`}>{row.groupName}</a> },
      {
        label: t('people.person.when'),
        cell: (row) => (
          <>
            {longDate(row.startsAt, timeZone, locale)}
            <br />
            {timeRange(row.startsAt, row.endsAt, timeZone, locale)}
          </>
        ),
      },
      {
        label: t('people.person.state'),
        cell: (row) => (
          <>
            <StateTag of="booking" state={row.status}>
              {t(`components.states.booking.${row.status}`)}
            </StateTag>
            <Why t={t} row={row} />
            {row.places === 2 ? <span class="al-muted"> {t('people.person.with_carer')}</span> : null}
          </>
        ),
      },
      { label: t('people.person.buddy'), cell: (row) => <Buddy t={t} person={person} row={row} /> },
    ]}
    rows={rows}
    empty={empty}
  />
)

/** How a place was confirmed, who called it off, or why somebody was not there. */
const Why = ({ t, row }: { t: T; row: Booked }) => {
  const why =
    row.status === 'confirmed' && row.confirmedHow
      ? t(confirmedText[row.confirmedHow])
      : row.status === 'cancelled' && row.cancelledBy
        ? t(cancelledText[row.cancelledBy])
        : row.status === 'missed' && row.missedCause && row.missedCause !== 'person'
          ? t(missedText[row.missedCause])
          : undefined
  return why ? <span class="al-muted"> {why}</span> : null
}

const Buddy = ({ t, person, row }: { t: T; person: OpenedPerson; row: Booked }) => {
  const visit = person.visits.findLast(({ bookingId }) => bookingId === row.id)
  if (!visit) return <>{t('people.person.no_buddy')}</>
  return (
    <>
      <StateTag of="visit" state={visit.status}>
        {t(`components.states.visit.${visit.status}`)}
      </StateTag>
      {visit.buddyName && visit.status !== 'not_needed' ? ` ${visit.buddyName}` : null}
      {visit.reportNote ? <span class="al-muted"> {visit.reportNote}</span> : null}
    </>
  )
}

/** What the person answered after sessions, in their own words. */
export const Said = ({ t, locale, timeZone, person }: Props) =>
  person.responses.length === 0 ? null : (
    <Table
      caption={t('people.said.title')}
      columns={[
        {
          label: t('people.person.session'),
          isRowHeader: true,
          cell: (row) => person.bookings.find(({ id }) => id === row.bookingId)?.groupName ?? t('people.said.a_session'),
        },
        { label: t('people.said.went_label'), cell: (row) => t(wentText[row.went]) },
        {
          label: t('people.said.rating'),
          cell: (row) => (row.rating === null ? t('people.not_said') : t('people.said.of_five', { rating: row.rating })),
        },
        { label: t('people.said.again_label'), cell: (row) => (row.again ? t(againText[row.again]) : t('people.not_said')) },
        { label: t('people.said.note'), isWide: true, cell: (row) => row.note || t('people.not_said') },
        { label: t('people.said.when'), cell: (row) => shortDate(row.answeredAt, timeZone, locale) },
      ]}
      rows={person.responses}
      empty={null}
    />
  )

/** Every email that was planned for the person, and what became of it. */
export const Messages = ({ t, locale, timeZone, person }: Props) =>
  person.messages.length === 0 ? null : (
    <Details summary={t('people.messages.title', { count: person.messages.length })}>
      <Table
        caption={t('people.messages.caption')}
        isCaptionHidden
        columns={[
          { label: t('people.messages.what'), isRowHeader: true, cell: (row) => t(messageText(row.kind)) },
          {
            label: t('people.messages.when'),
            cell: (row) => {
              const at = row.sentAt ?? row.dueAt
              return `${shortDate(at, timeZone, locale)}, ${clock(at, timeZone, locale)}`
            },
          },
          {
            label: t('people.messages.state'),
            cell: (row) => {
              const outcome = messageOutcome(row.outcome)
              return (
                <>
                  <StateTag of="message" state={row.status}>
                    {t(`components.states.message.${row.status}`)}
                  </StateTag>
                  {outcome ? <span class="al-muted"> {t(outcome)}</span> : null}
                </>
              )
            },
          },
        ]}
        rows={person.messages}
        empty={null}
      />
    </Details>
  )
