import type { Child } from 'hono/jsx'
import { permit } from '../../../src/access/permit.ts'
import { openCalls } from '../../../src/calls/actions.ts'
import { countFollowUps } from '../../../src/follow-ups/actions.ts'
import type { PageContext } from '../../../src/http/env.ts'
import { openToday, type TodayItem } from '../../../src/people/calls/actions.ts'
import { Calls } from '../../calls/components.tsx'
import { LinkButton } from '../../components/button.tsx'
import { Details } from '../../components/details.tsx'
import { Empty } from '../../components/empty.tsx'
import { StateTag } from '../../components/tag.tsx'
import { Figures, Tasks } from '../../components/work.tsx'
import { newReferrals } from '../../referrals/components.tsx'
import { type T, texts } from '../../render.tsx'
import { teamTodayFor } from '../../visits/components.tsx'
import { allCalls, CallTable, TogetherTable, whenOf } from '../calls/components.tsx'
import { cancelledText } from '../wording.ts'

/** What a morning can take in; the rest stands on a page of its own. */
const mostCalls = 3
const mostWaiting = 3

/** The link worker's part of the day; nothing for those who are no link worker. */
export async function todayFor(c: PageContext): Promise<Child> {
  const { ctx, locale, actor } = c.var
  const held = actor && permit(actor, 'person.see')
  if (!held) return null
  const t = texts(locale)
  const toRing = await openCalls(ctx, held)
  const [today, follow] = [await openToday(ctx, held), await countFollowUps(ctx, held, { isMine: true })]
  const [referrals, visits] = [await newReferrals(c), await teamTodayFor(c)]
  const calls = allCalls(today)
  const work = toRing.length + calls.length + today.cancelled.length + follow.due + today.together.length
  const isNothing = work === 0 && visits === null && referrals === null
  return (
    <>
      <Figures
        figures={[
          {
            value: toRing.length + calls.length + today.together.length,
            label: t('people.today.figures.calls'),
            href: toRing.length + calls.length > 0 ? '#to-ring' : '/calls',
            isAlert: toRing.some(({ ringBy }) => ringBy < ctx.now),
          },
          ...(referrals?.figures ?? []),
          { value: follow.due, label: t('follow_ups.figures.due', { n: follow.due }), href: '/follow-ups', isAlert: follow.overdue > 0 },
          { value: follow.quiet, label: t('follow_ups.figures.quiet'), href: '/follow-ups' },
          ...(today.waiting.length > 0
            ? [{ value: today.waiting.length, label: t('people.today.figures.waiting'), href: '#waiting' }]
            : []),
        ]}
      />
      {referrals?.list}
      {isNothing ? (
        <Empty title={t('people.today.nothing')} action={<LinkButton href="/people">{t('people.title')}</LinkButton>}>
          <p>{t('people.today.nothing_body')}</p>
        </Empty>
      ) : null}
      {visits}
      {toRing.length + calls.length > 0 ? (
        <>
          <h2 id="to-ring">{t('people.today.calls_title')}</h2>
          {toRing.length > 0 ? <Calls c={c} calls={toRing.slice(0, mostCalls)} /> : null}
          {calls.length > 0 ? <CallTable c={c} calls={calls.slice(0, mostCalls)} /> : null}
          <p>
            <a href="/calls">{t('people.today.all_calls')}</a>
          </p>
        </>
      ) : null}
      <TogetherTable c={c} asked={today.together.slice(0, mostCalls)} />
      <Items c={c} t={t} title={t('people.today.cancelled_title')} items={today.cancelled} usual="cancelled" />
      <Items c={c} t={t} id="waiting" title={t('people.today.waiting_title')} items={today.waiting} usual="waitlisted" most={mostWaiting} />
    </>
  )
}

type ItemsProps = {
  c: PageContext
  t: T
  id?: string
  title: string
  items: readonly TodayItem[]
  /** The state that the title says already. */
  usual: TodayItem['status']
  most?: number
}

const Items = ({ c, t, id, title, items, usual, most = items.length }: ItemsProps) =>
  items.length === 0 ? null : (
    <>
      <h2 id={id}>{title}</h2>
      <ItemTasks c={c} t={t} usual={usual} items={items.slice(0, most)} />
      {items.length > most ? (
        <Details summary={t('people.today.others', { count: items.length - most })}>
          <ItemTasks c={c} t={t} usual={usual} items={items.slice(most)} />
        </Details>
      ) : null}
    </>
  )

const ItemTasks = ({ c, t, items, usual }: Pick<ItemsProps, 'c' | 't' | 'items' | 'usual'>) => (
  <Tasks
    tasks={items.map((row) => ({
      title: <a href={`/people/${row.personId}`}>{row.preferredName}</a>,
      tag:
        row.status === usual ? null : (
          <StateTag of="booking" state={row.status}>
            {t(`components.states.booking.${row.status}`)}
          </StateTag>
        ),
      why: `${t('people.today.session', { group: row.groupName, when: whenOf(c, row) })}${row.status === 'cancelled' && row.cancelledBy ? ` (${t(cancelledText[row.cancelledBy])})` : ''}`,
      action: (
        <LinkButton
          small
          kind="secondary"
          href={`/bookings/${row.bookingId}`}
          about={t('people.calls.about_person', { name: row.preferredName })}
        >
          {t('people.calls.open_booking')}
        </LinkButton>
      ),
    }))}
  />
)
