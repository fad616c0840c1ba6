// Where each visitor's walk through the demo begins, so that it passes every kind of page whatever day it is.

import { hours } from '../../src/lib/time.ts'
import { address } from '../../workers/local/demo/cast.ts'
import northfield from '../../workers/local/demo/northfield.json' with { type: 'json' }
import type { Place } from './place.ts'
import { lettersOf } from './visitors.ts'

export const staff = ['link_worker', 'organiser', 'buddy', 'coordinator'] as const
export type Visitor = 'public' | 'local' | 'attendee' | (typeof staff)[number]

type Town = Pick<Place, 'url' | 'fetch' | 'query' | 'cron'>

/** Brings the town into a state in which everybody has something to do, and tells where each begins. */
export async function startsOf(place: Town): Promise<Record<Visitor, readonly string[]>> {
  const one = async (sql: string, ...values: unknown[]) => (await place.query<{ id: string }>(sql, ...values))[0]?.id ?? ''
  const first = (role: string) => one('SELECT user_id AS id FROM memberships WHERE role = ? ORDER BY created_at, user_id LIMIT 1', role)
  const [organiser, buddy, linkWorker] = [await first('organiser'), await first('buddy'), await first('link_worker')]
  const now = Date.now()

  const session = (when: string) =>
    one(
      `SELECT s.id AS id FROM sessions s JOIN memberships m ON m.org_id = s.org_id WHERE m.user_id = ? AND s.status <> 'cancelled' AND ${when}
       ORDER BY s.places_taken DESC LIMIT 1`,
      organiser,
      now,
    )
  // A group that waits for its check, and a visit that is over and not reported on.
  await place.query(
    `UPDATE groups SET status = 'awaiting_check' WHERE id = (SELECT id FROM groups WHERE status = 'verified' ORDER BY id DESC LIMIT 1)`,
  )
  const promised = (whose: '=' | '<>') =>
    one(
      `SELECT v.id AS id FROM visits v JOIN buddies b ON b.id = v.buddy_id WHERE b.user_id ${whose} ? AND v.status = 'claimed' AND v.starts_at > ?
       ORDER BY v.starts_at DESC LIMIT 1`,
      buddy,
      now,
    )
  const [ahead, visit] = [await promised('='), await promised('<>')]
  const over = [now - hours(26), now - hours(25)]
  await place.query(
    'UPDATE visits SET starts_at = ?, ends_at = ?, buddy_id = (SELECT id FROM buddies WHERE user_id = ?) WHERE id = ?',
    ...over,
    buddy,
    visit,
  )
  await place.query(
    'UPDATE sessions SET starts_at = ?, ends_at = ? WHERE id = (SELECT session_id FROM visits WHERE id = ?)',
    ...over,
    visit,
  )
  const answerable = await one(
    `SELECT b.id AS id FROM bookings b JOIN sessions s ON s.id = b.session_id JOIN memberships m ON m.org_id = b.team_id
     WHERE m.user_id = ? AND b.status = 'attended' AND s.starts_at < ? LIMIT 1`,
    linkWorker,
    now,
  )
  await emailedToStaff(place)
  const letters = await lettersOf(place)
  const linkTo = (path: string) => {
    const link = letters.flatMap(({ links }) => links).find((one) => one.startsWith(path))
    if (!link) throw new Error(`No email of the demo has a link to ${path}`)
    return link
  }
  const booking = linkTo('/b/')
  return {
    public: ['/', '/privacy', '/buddies/apply/done', '/sign-in/sent', linkTo('/sign-in/'), linkTo('/invitations/')],
    local: ['/dev/mailbox', '/dev/components', '/dev/emails', '/dev/sign-in/link_worker'],
    attendee: [booking, `${booking}/calendar.ics`, linkTo('/survey/'), linkTo('/unsubscribe/')],
    link_worker: ['/today', `/bookings/${answerable}`, `/bookings/${answerable}/survey`],
    organiser: [
      '/today',
      `/sessions/${await session('s.starts_at > ?')}/bookings`,
      `/sessions/${await session('s.starts_at < ?')}/register`,
    ],
    buddy: ['/today', `/visits/${ahead}`, `/visits/${visit}/report`],
    coordinator: ['/today', '/groups/to-check'],
  }
}

/** What colleagues find in their mailboxes: an invitation, and a link to sign in. */
async function emailedToStaff(place: Town) {
  const post = (path: string, fields: Record<string, string>, cookie = '') =>
    place.fetch(path, { method: 'POST', body: new URLSearchParams(fields), headers: { origin: place.url, cookie } })
  const entered = await post('/dev/sign-in/coordinator', {})
  const cookie = entered.headers.getSetCookie().map((line) => line.split(';')[0])
  const [team] = await place.query<{ id: string }>("SELECT id FROM organisations WHERE kind = 'referral_team' LIMIT 1")
  const newcomer = { name: 'Olu Adeyemi', email: 'olu@choirs.example', locale: 'en' }
  await post(`/organisations/${team?.id}/invitations`, newcomer, cookie.join('; '))
  const [member] = await place.query<{ name: string }>('SELECT name FROM users ORDER BY created_at, id LIMIT 1')
  await post('/sign-in', { email: address(northfield as unknown as Parameters<typeof address>[0], member?.name ?? '') })
  await place.cron('* * * * *')
}
