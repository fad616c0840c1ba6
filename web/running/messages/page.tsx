import type { PageContext } from '../../../src/http/env.ts'
import type { Outgoing } from '../../../src/jobs/attention.ts'
import { Buttons, PostButton } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { Pagination } from '../../components/pagination.tsx'
import { StateTag } from '../../components/tag.tsx'
import { Figures, type Task, Tasks } from '../../components/work.tsx'
import { render, type T, texts } from '../../render.tsx'
import { NoProvider, ProviderTrouble } from '../components.tsx'
import { doneWords, kindName, moment, whyHeld, whyRetried, whyStopped } from '../wording.ts'
import { FlowChart, StoppedAddresses, StoppedGroups } from './components.tsx'

type Asked = { before?: number | undefined; errors?: Record<string, string> }
type Message = Outgoing['messages'][number]
type Batch = Outgoing['batches'][number]

/** What reached nobody: by kind and number, for a coordinator sees no identities. */
export function messagesPage(c: PageContext, found: Outgoing, { before, errors }: Asked) {
  const t = texts(c.var.locale)
  const held = found.batches.filter(({ status }) => status === 'held')
  const retried = found.batches.filter(({ status }) => status !== 'held')
  const older = found.olderThan ? { href: `/running/messages?before=${found.olderThan}`, label: t('running.messages.older') } : undefined
  return render(
    c,
    {
      variant: 'staff',
      title: t('running.messages.title'),
      notice: doneNotice(c, t),
      back: <BackLink href="/running" label={t('running.title')} />,
      ...(errors ? { errors, returnTo: '/running/messages' } : {}),
    },
    <>
      <PageHeading title={t('running.messages.title')} lead={t('running.messages.lead')} />
      {found.hasProvider ? null : <NoProvider t={t} />}
      <ProviderTrouble c={c} t={t} provider={found.provider} />
      <Flow c={c} t={t} flow={found.flow} />
      {held.length > 0 ? (
        <section>
          <h2>{t('running.messages.held_title')}</h2>
          <p>{t('running.messages.held_lead')}</p>
          <Tasks tasks={held.map((batch) => heldTask(c, t, batch))} />
        </section>
      ) : null}
      {retried.length > 0 ? (
        <section>
          <h2>{t('running.messages.retried_title')}</h2>
          <p>{t('running.messages.retried_lead')}</p>
          <Tasks tasks={retried.map((batch) => retriedTask(c, t, batch))} />
        </section>
      ) : null}
      {before ? null : <StoppedGroups t={t} groups={found.groups} />}
      {found.messages.length > 0 ? (
        <section>
          <h2>{t('running.messages.stopped_title')}</h2>
          <p>{t('running.messages.stopped_lead')}</p>
          <Tasks tasks={found.messages.map((message) => stoppedTask(c, t, message))} />
        </section>
      ) : (
        <Empty title={t(before ? 'running.messages.none_older' : 'running.messages.none')}>
          <p>{t('running.messages.none_body')}</p>
        </Empty>
      )}
      <Pagination
        label={t('running.messages.pages')}
        newer={before ? { href: '/running/messages', label: t('running.messages.newest') } : undefined}
        older={older}
      />
      {before ? null : (
        <>
          <StoppedAddresses c={c} t={t} addresses={found.addresses} />
          <FlowChart c={c} t={t} found={found} />
        </>
      )}
    </>,
  )
}

function doneNotice(c: PageContext, t: T) {
  const done = c.req.query('done') ?? ''
  return Object.hasOwn(doneWords, done) ? <Notice kind="success" title={t(doneWords[done as keyof typeof doneWords])} /> : null
}

function Flow({ c, t, flow }: { c: PageContext; t: T; flow: Outgoing['flow'] }) {
  const stopped = flow.failed + flow.bounced + flow.complained
  const waiting = flow.waitingSince
    ? t('running.messages.waiting_since', { when: moment(c, flow.waitingSince) })
    : t('running.messages.waiting')
  return (
    <Figures
      figures={[
        { value: stopped, label: t('running.messages.stopped'), isAlert: stopped > 0 },
        { value: flow.heldBatches, label: t('running.messages.held', { n: flow.heldBatches }), isAlert: flow.heldBatches > 0 },
        { value: flow.waiting, label: waiting },
        { value: flow.ahead, label: t('running.messages.ahead') },
        { value: flow.openBatches, label: t('running.messages.open', { n: flow.openBatches }) },
      ]}
    />
  )
}

function stoppedTask(c: PageContext, t: T, message: Message): Task {
  const { id, kind, status, outcome } = message
  const isTooLate = message.usefulUntil <= c.var.ctx.now
  const isOnlyGivenUp = isTooLate || message.isAddressStopped || message.isLinkGone
  const action = `/running/messages/${id}/mending`
  const about = t('running.messages.about', { id: String(id) })
  const state = status as 'failed' | 'bounced' | 'complained'
  return {
    title: kindName(t, kind),
    tag: (
      <StateTag of="message" state={state}>
        {t(`components.states.message.${state}`)}
      </StateTag>
    ),
    why: [
      `${t(`running.to.${message.recipientKind}`)}.`,
      t('running.messages.number', { id: String(id) }),
      whyStopped(t, status, outcome),
      t('running.messages.due', { when: moment(c, message.dueAt) }),
      ...(isTooLate ? [t('running.messages.mend_too_late')] : []),
      ...(message.isAddressStopped && !isTooLate ? [t('running.messages.mend_address')] : []),
      ...(message.isLinkGone && !isTooLate ? [t('running.messages.mend_link')] : []),
    ].join(' '),
    action: (
      <Buttons>
        {isOnlyGivenUp ? null : (
          <PostButton small action={action} hidden={{ how: 'retry' }} about={about}>
            {t('running.messages.retry')}
          </PostButton>
        )}
        <PostButton small kind="secondary" action={action} hidden={{ how: 'give_up' }} about={about}>
          {t('running.messages.give_up')}
        </PostButton>
      </Buttons>
    ),
  }
}

function heldTask(c: PageContext, t: T, batch: Batch): Task {
  const action = `/running/held/${batch.id}/release`
  const since = moment(c, batch.firstTriedAt ?? batch.createdAt)
  const about = t('running.messages.about_batch', { when: since })
  return {
    title: t('running.messages.batch', { n: batch.messages }),
    why: [
      whyHeld(t, batch.why),
      t('running.messages.first_tried', { when: since }),
      t('running.messages.send_again_means'),
      t('running.messages.count_as_sent_means'),
    ].join(' '),
    action: (
      <Buttons>
        <PostButton small action={action} hidden={{ how: 'send_again' }} about={about}>
          {t('running.messages.retry')}
        </PostButton>
        <PostButton small kind="secondary" action={action} hidden={{ how: 'count_as_sent' }} about={about}>
          {t('running.messages.count_as_sent')}
        </PostButton>
      </Buttons>
    ),
  }
}

const retriedTask = (c: PageContext, t: T, batch: Batch): Task => ({
  title: t('running.messages.batch', { n: batch.messages }),
  why: [whyRetried(t, batch.why), t('running.messages.tried', { n: batch.attempts, when: moment(c, batch.nextTryAt) })].join(' ').trim(),
})
