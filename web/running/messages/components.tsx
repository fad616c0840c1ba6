import type { PageContext } from '../../../src/http/env.ts'
import type { Outgoing } from '../../../src/jobs/attention.ts'
import { shortDate } from '../../../src/lib/dates.ts'
import { startOfDay } from '../../../src/lib/time.ts'
import { liftReasons } from '../../../src/messages/suppression/actions.ts'
import { Buttons, PostButton } from '../../components/button.tsx'
import { StackChart } from '../../components/chart.tsx'
import { type Task, Tasks } from '../../components/work.tsx'
import type { T, TextKey } from '../../render.tsx'
import { kindName, lasting, moment, whyStopped } from '../wording.ts'

type Around = { c: PageContext; t: T }

/** The last two weeks, by the day on which an email was due. */
export function FlowChart({ c, t, found }: Around & { found: Outgoing }) {
  const { locale, ctx } = c.var
  const { days, median, most } = found
  const total = (part: 'sent' | 'delivered') => days.reduce((sum, day) => sum + day[part], 0)
  const [sent, arrived] = [total('sent'), total('delivered')]
  const share = sent === 0 ? 0 : arrived / sent
  return (
    <StackChart
      title={t('running.messages.flow.title')}
      tableLabel={t('running.messages.flow.table')}
      head={t('running.messages.flow.day')}
      summary={
        median === undefined || most === undefined
          ? t('running.messages.flow.speed_none')
          : `${t('running.messages.flow.summary', { arrived, share })} ${speed(t, lasting(t, median), lasting(t, most))}`
      }
      parts={[
        { label: t('running.messages.flow.delivered'), tone: 'good' },
        { label: t('running.messages.flow.sent'), tone: 'plain' },
        { label: t('running.messages.flow.failed'), tone: 'bad' },
        { label: t('running.messages.flow.suppressed'), tone: 'quiet' },
      ]}
      bars={days.map(({ day, ...of }) => ({
        label: shortDate(startOfDay(day, ctx.place.timeZone), ctx.place.timeZone, locale),
        // What was handed over and neither arrived nor came back is drawn between the two; the table counts all of it.
        drawn: [of.delivered, Math.max(0, of.sent - of.delivered - of.failed), of.failed, of.suppressed],
        counts: [of.delivered, of.sent, of.failed, of.suppressed],
      }))}
    />
  )
}

const speed = (t: T, median: string, most: string) =>
  t(median === most ? 'running.messages.flow.speed_alike' : 'running.messages.flow.speed', { median, most })

/** All that stopped for one reason, decided about with one press. */
export function StoppedGroups({ t, groups }: { t: T; groups: Outgoing['groups'] }) {
  if (groups.length === 0) return null
  const tasks = groups.map(({ kind, status, outcome, messages, sendable }): Task => {
    const name = kindName(t, kind)
    const hidden = { kind, status, outcome: outcome ?? '' }
    const about = t('running.messages.about_group', { kind: name })
    return {
      title: t('running.messages.group', { kind: name, n: messages }),
      why: `${whyStopped(t, status, outcome)} ${t('running.messages.group_sendable', { n: sendable })}`,
      action: (
        <Buttons>
          {sendable > 0 ? (
            <PostButton small action="/running/messages/mending" hidden={{ ...hidden, how: 'retry' }} about={about}>
              {t('running.messages.retry_all')}
            </PostButton>
          ) : null}
          <PostButton small kind="secondary" action="/running/messages/mending" hidden={{ ...hidden, how: 'give_up' }} about={about}>
            {t('running.messages.give_up_all')}
          </PostButton>
        </Buttons>
      ),
    }
  })
  return (
    <section>
      <h2>{t('running.messages.groups_title')}</h2>
      <Tasks tasks={tasks} />
    </section>
  )
}

/** Addresses that take no email, by whose they are and which email found it out; never the address. */
export function StoppedAddresses({ c, t, addresses }: Around & { addresses: Outgoing['addresses'] }) {
  if (addresses.length === 0) return null
  const tasks = addresses.map(({ addressIndex, reason, since, messageId, recipientKind }): Task => {
    const id = String(messageId ?? '–')
    return {
      title: t(`running.messages.address_of.${recipientKind ?? 'person'}`),
      why: t('running.messages.address_since', { when: moment(c, since), why: t(`running.messages.address_why.${reason}`), id }),
      more: (
        <>
          <p>{t('running.messages.lift')}</p>
          <Buttons>
            {liftReasons.map((why) => (
              <PostButton
                small
                kind="secondary"
                action={`/running/addresses/${addressIndex}/lifting`}
                hidden={{ reason: why }}
                about={t('running.messages.about', { id })}
              >
                {t(`running.messages.lift_reasons.${why}` as TextKey)}
              </PostButton>
            ))}
          </Buttons>
        </>
      ),
    }
  })
  return (
    <section>
      <h2>{t('running.messages.stopped_addresses')}</h2>
      <p>{t('running.messages.stopped_addresses_lead')}</p>
      <Tasks tasks={tasks} />
    </section>
  )
}
