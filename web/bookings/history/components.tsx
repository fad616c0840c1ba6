import { transitions } from '../../../src/bookings/rules.ts'
import type { BookingStatus } from '../../../src/db/schema/bookings.ts'
import type { PageContext } from '../../../src/http/env.ts'
import { clock, shortDate } from '../../../src/lib/dates.ts'
import type { OpenedBooking } from '../../../src/people/bookings/actions.ts'
import { Table } from '../../components/table.tsx'
import { StateTag } from '../../components/tag.tsx'
import { messageOutcome, messageText } from '../../people/wording.ts'
import { type T, type TextKey, texts } from '../../render.tsx'
import { reasonOf } from '../../running/wording.ts'
import { whyText } from '../wording.ts'

type Entry = OpenedBooking['history'][number]

/** How it came to this: each change with its why and who made it, from the audit log. */
export const History = ({ c, history }: { c: PageContext; history: readonly Entry[] }) => {
  const t = texts(c.var.locale)
  return (
    <Table
      caption={t('bookings.history.title')}
      columns={[
        { label: t('bookings.history.what'), isRowHeader: true, cell: (row) => <What t={t} row={row} /> },
        { label: t('bookings.history.why'), cell: (row) => whyOf(t, row) },
        { label: t('bookings.history.who'), cell: (row) => whoOf(t, row) },
        { label: t('bookings.history.when'), cell: (row) => when(c, row.at) },
      ]}
      rows={history}
      empty={null}
    />
  )
}

const isState = (state: string): state is BookingStatus => state in transitions

const What = ({ t, row }: { t: T; row: Entry }) =>
  row.toState && isState(row.toState) ? (
    <StateTag of="booking" state={row.toState}>
      {t(`components.states.booking.${row.toState}`)}
    </StateTag>
  ) : (
    t(actionText[row.action] ?? 'bookings.history.other')
  )

const actionText: Readonly<Record<string, TextKey>> = {
  'booking.rung': 'bookings.history.rung',
  'booking.link_sent': 'bookings.history.link_sent',
  'booking.buddy_choice': 'bookings.history.company',
  'booking.accompaniment': 'bookings.history.company',
}

/** Whose act it was: that somebody gave a place back does not make them the one who offered it. */
const whoOf = (t: T, { actorName, actorKind, toState }: Entry): string =>
  toState === 'offered' ? t('bookings.actors.system') : (actorName ?? t(`bookings.actors.${actorKind}`))

function whyOf(t: T, { why, toState }: Entry): string {
  const known = whyText(why, toState)
  if (why === null) return toState === 'booked' ? t('bookings.history.place_was_free') : '–'
  return known ? t(known) : reasonOf(t, why)
}

/** The emails about this booking, and what became of each. */
export const Sent = ({ c, messages }: { c: PageContext; messages: OpenedBooking['messages'] }) => {
  const t = texts(c.var.locale)
  return messages.length === 0 ? null : (
    <Table
      caption={t('people.messages.caption')}
      columns={[
        { label: t('people.messages.what'), isRowHeader: true, cell: (row) => t(messageText(row.kind)) },
        { label: t('people.messages.when'), cell: (row) => when(c, row.sentAt ?? row.dueAt) },
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
      rows={messages}
      empty={null}
    />
  )
}

function when(c: PageContext, at: number): string {
  const { timeZone } = c.var.ctx.place
  return `${shortDate(at, timeZone, c.var.locale)}, ${clock(at, timeZone, c.var.locale)}`
}
