import type { Child } from 'hono/jsx'
import { permit } from '../../src/access/permit.ts'
import type { PageContext } from '../../src/http/env.ts'
import { addDays, localDay, startOfDay } from '../../src/lib/time.ts'
import { type OwnSession, ownSessions, type RegisterDue, registersDue } from '../../src/sessions/overview/queries.ts'
import { LinkButton } from '../components/button.tsx'
import { Tag } from '../components/tag.tsx'
import { Figures, type Task, Tasks } from '../components/work.tsx'
import { type Reader, reader } from '../groups/wording.ts'
import { OwnSessions, whenOf } from '../sessions/components.tsx'

/** The organiser's part of /today; nothing for anybody else. */
export async function todayFor(c: PageContext): Promise<Child> {
  const see = c.var.actor && permit(c.var.actor, 'session.see')
  return see ? organiserToday(c, see.orgs) : null
}

async function organiserToday(c: PageContext, orgs: Parameters<typeof ownSessions>[1]): Promise<Child> {
  const to = reader(c)
  const { t, zone, now, db } = to
  const today = localDay(now, zone)
  const tomorrow = addDays(today, 1)
  const [week, due] = await db.batch([
    ownSessions(db, orgs, startOfDay(today, zone), startOfDay(addDays(today, 7), zone)),
    registersDue(db, orgs, now),
  ])
  const startingOn = (day: string) =>
    week.filter(({ session }) => session.status !== 'cancelled' && localDay(session.startsAt, zone) === day)
  const waiting = week.filter(({ session }) => session.waiting > 0)
  const people = waiting.reduce((sum, { session }) => sum + session.waiting, 0)
  const near = [...startingOn(today), ...startingOn(tomorrow)]
  const tasks = [...due.map((row) => registerTask(to, row)), ...waiting.map((row) => waitingTask(to, row))]
  return (
    <section>
      <h2>{t('groups.today.title')}</h2>
      <Figures
        figures={[
          { value: startingOn(today).length, label: t('groups.today.today', { n: startingOn(today).length }), href: '/schedule' },
          { value: startingOn(tomorrow).length, label: t('groups.today.tomorrow', { n: startingOn(tomorrow).length }), href: '/schedule' },
          { value: due.length, label: t('groups.today.registers', { n: due.length }), isAlert: due.length > 0 },
          { value: people, label: t('groups.today.waiting', { n: people }) },
        ]}
      />
      {tasks.length ? <Tasks tasks={tasks} /> : <p>{t('groups.today.all_quiet')}</p>}
      <OwnSessions reader={to} rows={near} isGroupShown empty={<p>{t('groups.today.none')}</p>} />
      <p>
        <a href="/schedule">{t('groups.today.schedule')}</a>
      </p>
    </section>
  )
}

const registerTask = (to: Reader, { session, groupName, unmarked }: RegisterDue): Task => ({
  title: to.t('groups.today.register_task', { group: groupName }),
  why: to.t('groups.today.register_why', { when: whenOf(to, session), n: unmarked }),
  action: (
    <LinkButton small href={`/sessions/${session.id}/register`} about={groupName}>
      {to.t('groups.today.take')}
    </LinkButton>
  ),
})

const waitingTask = (to: Reader, { session, groupName }: OwnSession): Task => ({
  title: to.t('groups.today.waiting_task', { n: session.waiting, group: groupName }),
  tag: <Tag tone="waiting">{to.t('sessions.left.tag_full')}</Tag>,
  why: whenOf(to, session),
  action: (
    <LinkButton small kind="secondary" href={`/sessions/${session.id}/bookings`} about={groupName}>
      {to.t('groups.today.open')}
    </LinkButton>
  ),
})
