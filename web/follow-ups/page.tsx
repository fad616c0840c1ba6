import { HTTPException } from 'hono/http-exception'
import type { Child } from 'hono/jsx'
import type { FollowUps } from '../../src/follow-ups/actions.ts'
import type { PageContext } from '../../src/http/env.ts'
import { clock, dayDate, relativeDay } from '../../src/lib/dates.ts'
import { Buttons, LinkButton, PostButton } from '../components/button.tsx'
import { Empty } from '../components/empty.tsx'
import { PageHeading } from '../components/heading.tsx'
import { Notice } from '../components/notice.tsx'
import { Phone } from '../components/phone.tsx'
import { SubNav } from '../components/sub-nav.tsx'
import { Table } from '../components/table.tsx'
import { Tag } from '../components/tag.tsx'
import { missedText } from '../people/wording.ts'
import { render, type T, texts } from '../render.tsx'
import { type Done, doneText } from './wording.ts'

/** The same answer for what does not exist and for what is another team's. */
export function nothingThere(): never {
  throw new HTTPException(404)
}

/** Whom to think of today, by reason, each with the one press that takes them off the list. */
export function followUpsPage(c: PageContext, lists: FollowUps, { isMine, done }: { isMine: boolean; done: Done | undefined }) {
  const t = texts(c.var.locale)
  const around = { c, t, isMine }
  const { due, missed, notAgain, quiet, more, today } = lists
  const isEmpty = due.length + missed.length + notAgain.length + quiet.length === 0
  return render(
    c,
    {
      title: t('follow_ups.title'),
      variant: 'staff',
      notice: done ? <Notice kind="success" title={t(doneText[done])} /> : undefined,
    },
    <>
      <PageHeading title={t('follow_ups.title')} lead={t('follow_ups.lead')} />
      <SubNav
        label={t('people.whose')}
        items={[
          { href: '/follow-ups', label: t('people.mine'), isCurrent: isMine },
          { href: '/follow-ups?whose=team', label: t('people.of_team'), isCurrent: !isMine },
        ]}
      />
      {isEmpty ? (
        <Empty title={t('follow_ups.empty')} action={<LinkButton href="/people">{t('people.title')}</LinkButton>}>
          <p>{t('follow_ups.empty_body')}</p>
        </Empty>
      ) : null}
      <List
        {...around}
        title={t('follow_ups.due')}
        hasMore={more.includes('step_due')}
        rows={due}
        why={(row) => (
          <>
            {row.nextStep}{' '}
            {row.dueOn < today ? <Tag tone="bad">{t('follow_ups.since', { day: dayDate(row.dueOn, c.var.locale) })}</Tag> : null}
          </>
        )}
        settle={(row) => ({ action: `/conversations/${row.conversationId}/next-step`, hidden: { from: isMine ? 'mine' : 'team' } })}
      />
      <List
        {...around}
        title={t('follow_ups.missed')}
        hasMore={more.includes('missed')}
        rows={missed}
        why={(row) => (
          <>
            {t('follow_ups.missed_why', { group: row.groupName, when: whenOf(c, row.startsAt) })}{' '}
            {row.isFirstVisit ? <Tag tone="special">{t('follow_ups.first_visit')}</Tag> : null}
            <Cause t={t} cause={row.missedCause} />
          </>
        )}
        settle={(row) => ({ action: `/bookings/${row.bookingId}/follow-up`, hidden: { about: 'missed' } })}
      />
      <List
        {...around}
        title={t('follow_ups.not_again')}
        hasMore={more.includes('not_again')}
        rows={notAgain}
        why={(row) => (
          <>
            {t('follow_ups.not_again_why', { group: row.groupName, when: whenOf(c, row.startsAt) })}
            {row.note ? <blockquote class="al-muted">{row.note}</blockquote> : null}
          </>
        )}
        settle={(row) => ({ action: `/bookings/${row.bookingId}/follow-up`, hidden: { about: 'not_again' } })}
      />
      <List
        {...around}
        title={t('follow_ups.quiet', { weeks: c.var.ctx.place.quietWeeks })}
        hasMore={more.includes('quiet')}
        rows={quiet}
        why={(row) => t('follow_ups.quiet_why', { day: dayOf(c, row.lastSignAt) })}
        settle={(row) => ({ action: `/people/${row.personId}/follow-up`, hidden: {} })}
      />
    </>,
  )
}

type Row = FollowUps['quiet'][number] | FollowUps['due'][number] | FollowUps['missed'][number]
type Person = Pick<Row, 'personId' | 'preferredName' | 'ring' | 'lastContactAt'>
type ListProps<R extends Person> = {
  c: PageContext
  t: T
  isMine: boolean
  title: string
  hasMore: boolean
  rows: readonly R[]
  why: (row: R) => Child
  settle: (row: R) => { action: string; hidden: Record<string, string> }
}

const List = <R extends Person>({ c, t, isMine, title, hasMore, rows, why, settle }: ListProps<R>) => {
  if (rows.length === 0) return null
  const whose: Record<string, string> = isMine ? {} : { whose: 'team' }
  return (
    <>
      <Table
        caption={title}
        isCompact
        columns={[
          {
            label: t('follow_ups.who'),
            isRowHeader: true,
            cell: (row) => <a href={`/people/${row.personId}/timeline`}>{row.preferredName}</a>,
          },
          { label: t('people.calls.ring'), isBeside: true, cell: (row) => <Ring t={t} ring={row.ring} /> },
          { label: t('follow_ups.why'), isWide: true, cell: why },
          {
            label: t('follow_ups.last_contact'),
            cell: (row) => (row.lastContactAt === null ? t('follow_ups.never') : dayOf(c, row.lastContactAt)),
          },
          {
            label: t('people.calls.done'),
            isWide: true,
            cell: (row) => {
              const { action, hidden } = settle(row)
              const about = t('people.calls.about_person', { name: row.preferredName })
              return (
                <Buttons inRow>
                  <PostButton small kind="secondary" action={action} hidden={{ ...hidden, ...whose, how: 'done' }} about={about}>
                    {t('follow_ups.is_done')}
                  </PostButton>
                  <PostButton small kind="quiet" action={action} hidden={{ ...hidden, ...whose, how: 'in_a_week' }} about={about}>
                    {t('follow_ups.in_a_week')}
                  </PostButton>
                </Buttons>
              )
            },
          },
        ]}
        rows={rows}
        empty={null}
      />
      {hasMore ? <p class="al-muted">{t('follow_ups.more', { count: rows.length })}</p> : null}
    </>
  )
}

const Ring = ({ t, ring }: { t: T; ring: Person['ring'] }) => (
  <>
    {ring.phone ? <Phone number={ring.phone} /> : t('people.calls.no_phone')}
    {ring.carer ? <span class="al-muted"> {t('people.calls.carer_of', { carer: ring.carer })}</span> : null}
  </>
)

/** Why they were not there, where it was anything but their own not coming. */
const Cause = ({ t, cause }: { t: T; cause: string | null }) =>
  cause !== null && cause !== 'person' && cause in missedText ? (
    <span class="al-muted"> {t(missedText[cause as keyof typeof missedText])}</span>
  ) : null

const dayOf = (c: PageContext, at: number) => relativeDay(at, c.var.ctx.now, c.var.ctx.place.timeZone, c.var.locale)
const whenOf = (c: PageContext, at: number) => `${dayOf(c, at)}, ${clock(at, c.var.ctx.place.timeZone, c.var.locale)}`
