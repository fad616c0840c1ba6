// Where each visitor's walk through the demo begins, so that it passes every kind of page whatever day it is.

import { hours } from '../../src/lib/time.ts'
import { address } from '../../workers/local/demo/cast.ts'
import northfield from '../../workers/local/demo/northfield.json' with { type: 'json' }
import type { Place } from './place.ts'
import { actAs, lettersOf } from './visitors.ts'

export const staff = ['link_worker', 'team_lead', 'organiser', 'buddy', 'coordinator'] as const
export const languages = { en: 'English', id: 'Bahasa Indonesia' } as const
export type Language = keyof typeof languages
export type Visitor = 'public' | 'local' | 'attendee' | 'referrer' | (typeof staff)[number]

type Town = Pick<Place, 'url' | 'fetch' | 'query' | 'cron'>

/** Brings the town into a state in which everybody has something to do, and tells where each begins. */
export async function startsOf(place: Town): Promise<(who: Visitor, language: Language) => readonly string[]> {
  const one = async (sql: string, ...values: unknown[]) => (await place.query<{ id: string }>(sql, ...values))[0]?.id ?? ''
  const first = (role: string) =>
    one('SELECT user_id AS id FROM memberships WHERE role = ? ORDER BY is_lead, created_at, user_id LIMIT 1', role)
  const [organiser, buddy, linkWorker] = [await first('organiser'), await first('buddy'), await first('link_worker')]
  const now = Date.now()

  const session = (when: string) =>
    one(
      `SELECT s.id AS id FROM sessions s JOIN memberships m ON m.org_id = s.org_id WHERE m.user_id = ? AND s.status <> 'cancelled' AND ${when}
       ORDER BY s.places_taken DESC LIMIT 1`,
      organiser,
      now,
    )
  // Letters wait for the morning, and this must run at night too.
  await place.query('UPDATE places SET quiet_until = quiet_from')
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
  // In some evenings of the week nothing that this buddy promised lies ahead: then it is the visit of another.
  const visit = await promised('<>')
  if (!(await promised('='))) {
    const another = await one(
      `SELECT id FROM visits WHERE status IN ('claimed', 'wanted') AND kind <> 'message' AND starts_at > ? AND id <> ? ORDER BY starts_at DESC LIMIT 1`,
      now,
      visit,
    )
    await place.query(
      `UPDATE visits SET status = 'claimed', claimed_at = ?, buddy_id = (SELECT id FROM buddies WHERE user_id = ?) WHERE id = ?`,
      now,
      buddy,
      another,
    )
  }
  const ahead = await promised('=')
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
  const [answerable] = await place.query<{ id: string; person: string }>(
    `SELECT b.id AS id, b.person_id AS person FROM bookings b JOIN sessions s ON s.id = b.session_id JOIN memberships m ON m.org_id = b.team_id
     WHERE m.user_id = ? AND b.status = 'attended' AND s.starts_at < ? LIMIT 1`,
    linkWorker,
    now,
  )
  const listener = await listenedTo(place, answerable)
  // Somebody whom the public form told of has the number of somebody whom the team knows.
  const twin = await one(
    `SELECT r.id AS id FROM referrals r JOIN people p ON p.id = r.person_id JOIN people o ON o.phone_index = p.phone_index AND o.id <> p.id
     JOIN memberships m ON m.org_id = r.team_id WHERE m.user_id = ? AND r.status = 'received' AND o.team_id = r.team_id LIMIT 1`,
    linkWorker,
  )
  await emailedToStaff(place)
  await writtenToDoctor(place)
  await bookedByPhone(place)
  await askedAgain(place)
  await place.cron('*/15 * * * *')
  await place.cron('* * * * *')
  const letters = await lettersOf(place)
  const linkTo = (path: string, reader = '') => {
    const link = letters.flatMap(({ to, links }) => (to.includes(reader) ? links : [])).find((one) => one.startsWith(path))
    if (!link) throw new Error(`No email of the demo has a link to ${path}`)
    return link
  }
  const booking = linkTo('/b/')
  // Their page has the language of the form that they filled in, and no other.
  const doctors = { en: linkTo('/r/', doctor.en), id: linkTo('/r/', doctor.id) }
  const starts = {
    public: [
      '/',
      '/privacy',
      '/buddies/apply/done',
      '/refer/self/thanks',
      '/sign-in/sent',
      linkTo('/sign-in/'),
      linkTo('/invitations/'),
      '/health',
    ],
    local: ['/dev/mailbox', '/dev/components', '/dev/emails', '/dev/sign-in/link_worker'],
    attendee: [
      booking,
      `${booking}/calendar.ics`,
      linkTo('/survey/'),
      linkTo('/how-are-you/'),
      linkTo('/unsubscribe/'),
      linkTo('/emails/'),
    ],
    link_worker: [
      '/today',
      `/bookings/${answerable?.id}`,
      `/bookings/${answerable?.id}/survey`,
      `/people/${listener}/timeline`,
      `/referrals/${twin}`,
    ],
    team_lead: ['/team'],
    organiser: [
      '/today',
      `/sessions/${await session('s.starts_at > ?')}/bookings`,
      `/sessions/${await session('s.starts_at < ?')}/register`,
    ],
    buddy: ['/today', await calendarOf(place), `/visits/${ahead}`, `/visits/${visit}/report`],
    coordinator: ['/today', '/groups/to-check'],
  }
  return (who, language) => (who === 'referrer' ? [doctors[language]] : starts[who])
}

const doctor = { en: 'joan.wells@surgery.example', id: 'sinta.maharani@surgery.example' } as const

/**
 * What the link worker did an hour ago: somebody new was listened to and is booked for three dates, with a buddy for the first who
 * is not found yet; and so is `known`, who has been to the first of theirs. Tells who is new.
 */
async function listenedTo(place: Town, known: { id: string; person: string } | undefined): Promise<string> {
  const act = await actAs(place, 'link_worker')
  const added = await act('/people', {
    name: 'Rosa Lind',
    language: 'en',
    reachBy: 'email',
    email: 'rosa.lind@mail.example',
    consentWords: 'She said: yes, please.',
    source: 'gp_practice',
    reasons: 'loneliness',
    referrerName: 'Dr Joan Wells',
    referrerEmail: doctor.en,
    tells: ['contacted', 'booked', 'first_attended', 'continuing', 'ended'],
  })
  const personId = added.split(/[/?]/)[2] ?? ''
  await act(`/people/${personId}/conversations`, { channel: 'phone', wasReached: 'yes', words: 'She would like to sing.' })
  const [session] = await place.query<{ id: string }>(
    `SELECT s.id AS id FROM sessions s JOIN groups g ON g.id = s.group_id WHERE s.status = 'scheduled' AND g.status = 'verified'
     AND s.series_id IS NOT NULL AND s.starts_at > ? AND s.capacity - s.places_taken > 4 ORDER BY s.starts_at LIMIT 1`,
    Date.now() + hours(72),
  )
  const dates = { times: '3', mode: 'as_many', buddyWish: 'wanted' }
  const book = (who: string) => act(`/people/${who}/sessions/${session?.id}/routine`, { ...dates, key: `routine-of-${who}` })
  await book(personId)
  await place.query(
    `UPDATE visits SET alarmed_at = ? WHERE status = 'wanted' AND booking_id IN (SELECT id FROM bookings WHERE person_id = ?)`,
    Date.now(),
    personId,
  )
  const routine = (await book(known?.person ?? '')).split(/[/?]/)[4]
  await place.query('UPDATE bookings SET routine_id = ? WHERE id = ?', routine, known?.id)
  return personId
}

/** Somebody whose doctor reads Indonesian has been spoken with. */
async function writtenToDoctor(place: Town) {
  const act = await actAs(place, 'link_worker', 'id')
  const [team] = await place.query<{ id: string }>(
    'SELECT org_id AS id FROM memberships WHERE role = ? ORDER BY is_lead, created_at, user_id LIMIT 1',
    'link_worker',
  )
  await act('/refer/gp_practice', {
    name: 'Nur Aini',
    language: 'id',
    reachBy: 'phone',
    phone: '01632 960777',
    reasons: 'new_to_area',
    referrerName: 'dr. Sinta Maharani',
    referrerEmail: doctor.id,
    consentWords: 'Ya, silakan.',
    agreesToContact: 'yes',
    agreesToRecord: 'yes',
    tells: ['contacted', 'ended'],
    teamId: team?.id ?? '',
  })
  const [person] = await place.query<{ id: string }>('SELECT person_id AS id FROM referrals ORDER BY received_at DESC, id DESC LIMIT 1')
  await act(`/people/${person?.id}/conversations`, { channel: 'phone', wasReached: 'yes', words: 'Ingin punya teman.' })
}

/** Whom no email reaches is to be rung, at any hour of any day. */
async function bookedByPhone(place: Town) {
  const act = await actAs(place, 'link_worker')
  const [person] = await place.query<{ id: string }>(`SELECT id FROM people WHERE reach_by = 'phone' ORDER BY id DESC LIMIT 1`)
  const [session] = await place.query<{ id: string }>(
    `SELECT s.id AS id FROM sessions s JOIN groups g ON g.id = s.group_id WHERE s.status = 'scheduled' AND g.status = 'verified'
     AND s.starts_at > ? AND s.capacity - s.places_taken > 4 ORDER BY s.starts_at LIMIT 1`,
    Date.now() + hours(72),
  )
  await act(`/people/${person?.id}/sessions/${session?.id}`, { buddyWish: 'unasked', key: `place-of-${person?.id}` })
}

/** The mailbox has the letters of thirty hours: after a weekend on which nobody met, a survey of last week goes out once more. */
async function askedAgain(place: Town) {
  const now = Date.now()
  await place.query(
    `UPDATE messages SET status = 'planned', due_at = ?, batch_id = NULL WHERE id = (
       SELECT m.id FROM messages m JOIN bookings b ON b.id = m.subject_id
       WHERE m.kind = 'booking.survey' AND m.status = 'sent' AND m.useful_until > ? AND b.status = 'attended'
         AND NOT EXISTS (SELECT 1 FROM responses r WHERE r.booking_id = b.id)
       ORDER BY m.id DESC LIMIT 1)`,
    now,
    now,
  )
}

/** The address that a buddy's calendar program asks. */
async function calendarOf(place: Town): Promise<string> {
  const post = (path: string, cookie = '') => place.fetch(path, { method: 'POST', headers: { origin: place.url, cookie } })
  const cookie = (await post('/dev/sign-in/buddy')).headers.getSetCookie().map((line) => line.split(';')[0])
  const made = (await (await post('/api/calendars/visits', cookie.join('; '))).json()) as { address: string }
  return new URL(made.address).pathname
}

/** What colleagues find in their mailboxes: an invitation, and a link to sign in. */
async function emailedToStaff(place: Town) {
  const act = await actAs(place, 'coordinator')
  const [team] = await place.query<{ id: string }>("SELECT id FROM organisations WHERE kind = 'referral_team' LIMIT 1")
  await act(`/organisations/${team?.id}/invitations`, { name: 'Olu Adeyemi', email: 'olu@choirs.example', locale: 'en' })
  const [member] = await place.query<{ name: string }>('SELECT name FROM users ORDER BY created_at, id LIMIT 1')
  await act('/sign-in', { email: address(northfield as unknown as Parameters<typeof address>[0], member?.name ?? '') })
}
