import type { Child } from 'hono/jsx'
import { permit } from '../../src/access/permit.ts'
import { groupsToCheck } from '../../src/groups/queries.ts'
import type { PageContext } from '../../src/http/env.ts'
import { placeAttention } from '../../src/jobs/attention.ts'
import { clock, relativeDay, shortDate } from '../../src/lib/dates.ts'
import { unanswered } from '../../src/referrals/late/actions.ts'
import { LinkButton } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import { Tag } from '../components/tag.tsx'
import { type Task, Tasks } from '../components/work.tsx'
import { type T, type TextKey, texts } from '../render.tsx'

/** A coordinator's part of /today: what does not run, what reached nobody, and groups to check; nothing for anybody else. */
export async function todayFor(c: PageContext): Promise<Child> {
  const { actor } = c.var
  if (!actor) return null
  const [run, check] = [permit(actor, 'place.run'), permit(actor, 'group.verify')]
  const [place, late, checks] = await Promise.all([
    run ? placeToday(c, run) : null,
    run ? unansweredToday(c, run) : null,
    check ? checksToday(c) : null,
  ])
  return (
    <>
      {place}
      {late}
      {checks}
    </>
  )
}

async function placeToday(c: PageContext, granted: Parameters<typeof placeAttention>[1]): Promise<Child> {
  const t = texts(c.var.locale)
  const found = await placeAttention(c.var.ctx, granted)
  const tasks = [...found.troubled.map((job) => jobTask(t, job)), ...messageTasks(c, t, found)]
  return (
    <section>
      <h2>{t('running.today.title')}</h2>
      {found.hasProvider ? null : (
        <Notice kind="urgent" level={3} title={t('running.no_provider')}>
          <p>{t('running.no_provider_what_now')}</p>
        </Notice>
      )}
      {tasks.length > 0 ? <Tasks tasks={tasks} /> : found.hasProvider ? <p>{t('running.today.none')}</p> : null}
    </section>
  )
}

type Found = Awaited<ReturnType<typeof placeAttention>>

function jobTask(t: T, { job, state, runs }: Found['troubled'][number]): Task {
  return {
    title: t(`running.names.${job}` as TextKey),
    tag: <Tag tone="bad">{t(`running.states.${state}`)}</Tag>,
    why: runs[0]?.error ?? t('running.today.job_why'),
    action: look(t, '/running', t(`running.names.${job}` as TextKey)),
  }
}

function messageTasks(c: PageContext, t: T, { stopped, heldBatches, waitingTooLong, provider }: Found): Task[] {
  const tasks: Task[] = []
  const add = (title: string, why: string) => tasks.push({ title, why, action: look(t, '/running/messages', title) })
  const { now, place } = c.var.ctx
  const at = (since: number) => `${relativeDay(since, now, place.timeZone, c.var.locale)}, ${clock(since, place.timeZone, c.var.locale)}`
  if (provider) add(t('running.today.circuit'), t('running.today.circuit_why', { when: at(provider.since) }))
  if (heldBatches > 0) add(t('running.today.held', { n: heldBatches }), t('running.today.held_why'))
  if (stopped > 0) add(t('running.today.stopped', { n: stopped }), t('running.today.stopped_why'))
  if (waitingTooLong) {
    const { since, messages } = waitingTooLong
    add(t('running.today.waiting', { n: messages }), t('running.today.waiting_why', { when: at(since) }))
  }
  return tasks
}

const look = (t: T, href: string, about: string) => (
  <LinkButton small href={href} about={about}>
    {t('running.today.look')}
  </LinkButton>
)

/** Referrals that a team has not answered, days after it was promised: how many, and whose turn it is to ask. Nobody's identity. */
async function unansweredToday(c: PageContext, granted: Parameters<typeof unanswered>[1]): Promise<Child> {
  const t = texts(c.var.locale)
  const { timeZone } = c.var.ctx.place
  const teams = await unanswered(c.var.ctx, granted)
  return teams.length === 0 ? null : (
    <section>
      <h2>{t('news.today.title')}</h2>
      <Tasks
        tasks={teams.map(({ id, team, count, since }) => ({
          title: t('news.today.task', { team, count }),
          tag: <Tag tone="bad">{t('running.states.late')}</Tag>,
          why: t('news.today.why', { day: shortDate(since, timeZone, c.var.locale) }),
          action: (
            <LinkButton small href={`/organisations/${id}`} about={team}>
              {t('news.today.see')}
            </LinkButton>
          ),
        }))}
      />
    </section>
  )
}

const shownChecks = 5

async function checksToday(c: PageContext): Promise<Child> {
  const t = texts(c.var.locale)
  const groups = await groupsToCheck(c.var.ctx.db, shownChecks + 1)
  return (
    <section>
      <h2>{t('groups.today.checks')}</h2>
      {groups.length ? (
        <Tasks
          tasks={groups.slice(0, shownChecks).map(({ id, name, organisation }) => ({
            title: t('groups.today.check_task', { group: name }),
            why: organisation,
            action: (
              <LinkButton small href={`/groups/to-check/${id}`} about={name}>
                {t('groups.check.look')}
              </LinkButton>
            ),
          }))}
        />
      ) : (
        <p>{t('groups.check.none_title')}</p>
      )}
      {groups.length > 0 ? (
        <p>
          <a href="/groups/to-check">{t('groups.today.all_checks')}</a>
        </p>
      ) : null}
    </section>
  )
}
