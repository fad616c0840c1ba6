import type { CallToMake } from '../../src/calls/actions.ts'
import type { PageContext } from '../../src/http/env.ts'
import { clock, relativeDay } from '../../src/lib/dates.ts'
import { whatsappTo } from '../../src/lib/phones.ts'
import { capitalised } from '../../src/lib/text.ts'
import { LinkButton } from '../components/button.tsx'
import { Table } from '../components/table.tsx'
import { Tag } from '../components/tag.tsx'
import { PhoneToRing } from '../people/calls/components.tsx'
import { type T, texts } from '../render.tsx'
import { topicText, tryText } from './wording.ts'

/** Whom to ring, by when and what about, soonest first; each leads to what to say and what they can answer. */
export function Calls({ c, calls }: { c: PageContext; calls: readonly CallToMake[] }) {
  const t = texts(c.var.locale)
  return (
    <Table
      caption={t('calls.caption')}
      isCompact
      columns={[
        { label: t('people.calls.who'), isRowHeader: true, cell: (row) => <a href={`/people/${row.personId}`}>{row.preferredName}</a> },
        { label: t('people.calls.ring'), isBeside: true, cell: (row) => <Ring t={t} call={row} /> },
        { label: t('people.calls.ring_by'), cell: (row) => <RingBy c={c} call={row} /> },
        {
          label: t('calls.about'),
          isWide: true,
          cell: (row) => (
            <>
              {t(topicText[row.topic], { group: row.groupName, when: at(c, row.startsAt) })}
              <LastTry c={c} t={t} call={row} />
            </>
          ),
        },
        {
          label: t('people.calls.done'),
          isWide: true,
          cell: (row) => (
            <LinkButton small href={`/calls/${row.id}`} about={t('people.calls.about_person', { name: row.preferredName })}>
              {t('calls.open')}
            </LinkButton>
          ),
        },
      ]}
      rows={calls}
      empty={null}
    />
  )
}

/** The number to dial; and, where they agreed to it, a message in WhatsApp that names no service and no reason. */
export const Ring = ({ t, call }: { t: T; call: CallToMake }) => (
  <>
    <PhoneToRing t={t} row={call} />
    {call.whatsapp ? (
      <>
        {' '}
        <a href={whatsappTo(call.ring.phone, call.whatsapp)} rel="noopener noreferrer" target="_blank">
          WhatsApp<span class="al-hidden"> {t('calls.new_window')}</span>
        </a>
      </>
    ) : null}
  </>
)

export const RingBy = ({ c, call }: { c: PageContext; call: Pick<CallToMake, 'ringBy'> }) => (
  <>
    {capitalised(at(c, call.ringBy))}
    {call.ringBy < c.var.ctx.now ? (
      <>
        {' '}
        <Tag tone="bad">{texts(c.var.locale)('people.calls.late')}</Tag>
      </>
    ) : null}
  </>
)

export const LastTry = ({ c, t, call }: { c: PageContext; t: T; call: CallToMake }) =>
  call.lastTry ? (
    <p class="al-muted">
      {t(tryText[call.lastTry.how], { when: at(c, call.lastTry.at), again: at(c, call.lastTry.againAt), count: call.tries })}
    </p>
  ) : null

/** "tomorrow, 10am" */
export function at(c: PageContext, instant: number): string {
  const { ctx, locale } = c.var
  const { timeZone } = ctx.place
  return `${relativeDay(instant, ctx.now, timeZone, locale)}, ${clock(instant, timeZone, locale)}`
}
