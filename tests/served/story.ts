// The story of one person, told over HTTP with words that occur nowhere else; all of it passes through the served Worker.

import { eq } from 'drizzle-orm'
import type { OrgId } from '../../src/access/actor.ts'
import { buddies, visits } from '../../src/db/schema/buddies.ts'
import { memberships, organisations, users } from '../../src/db/schema/organisations.ts'
import { sessions } from '../../src/db/schema/sessions.ts'
import type { Sealed } from '../../src/lib/seal.ts'
import { hours } from '../../src/lib/time.ts'
import { partsOfWeek } from '../../src/lib/week.ts'
import type { AttendeePlace } from '../browser/attendee-place.ts'

const person = {
  name: 'Quillaworth Zebedane',
  preferredName: 'Quillikins',
  'birthDate-day': '11',
  'birthDate-month': '9',
  'birthDate-year': '1911',
  language: 'en',
  reachBy: 'email',
  email: 'quillaworth@zebedane.example',
  phone: '01632 960777',
  carerName: 'Thessalonica Zebedane',
  carerRelation: 'Stepgodmother',
  carerEmail: 'thessalonica@zebedane.example',
  carerPhone: '01632 960778',
  area: 'Riverside',
  sharesAccessNeeds: 'yes',
  notes: 'Afraid of xylophones since the flood',
  consentWords: 'Nodded twice over marzipan',
  'consentOn-day': '1',
  'consentOn-month': '6',
  'consentOn-year': '2026',
}
const said = { survey: 'The kazoo solo made me weep', report: 'Walked home under one umbrella' }

/** What must not be readable anywhere; each is long enough not to turn up by chance. */
export const canaries = [
  ...['Quillaworth', 'Zebedane', 'Quillikins', '1911-09-11', 'Thessalonica', 'Stepgodmother'],
  ...['01632 960777', '1632960777', '01632 960778', '1632960778'],
  ...['zebedane.example', 'xylophones', 'marzipan', 'kazoo', 'umbrella'],
]
/** What the story says about nobody. */
export const plain = { group: 'Riverside Singers', area: 'St Mary’s Hall' }

/** Adds, edits, looks for, books, meets, asks and hears the person; returns their id. Throws where a step is refused. */
export async function story(place: AttendeePlace): Promise<string> {
  const { post, step } = asks(place)
  const linkWorker = place.cookie
  const id = await step('/people', person, linkWorker)
  await post('/people', person, linkWorker)
  await step(`/people/${id}`, { ...person, notes: `${person.notes}, still` }, linkWorker)
  for (const q of [person.name, person.email, person.phone]) await post('/people/search', { q }, linkWorker)

  const sessionId = await place.date(7)
  const bookingId = await place.book(sessionId, id)
  await place.cron('*/15 * * * *')
  await place.cron('* * * * *')
  await step(`${await place.link(bookingId)}/confirmation`, {})
  await step(`/bookings/${bookingId}/buddy-choice`, { wish: 'wanted' }, linkWorker)

  const buddy = await aBuddy(place)
  const [visit] = await place.db.select().from(visits).where(eq(visits.bookingId, bookingId))
  await step(`/visits/${visit?.id}/claim`, {}, buddy)
  // Afterwards: the clock of the Worker cannot be moved, so the session is.
  const over = { startsAt: place.now - hours(5), endsAt: place.now - hours(4) }
  await place.db.update(sessions).set(over).where(eq(sessions.id, sessionId))
  await place.db.update(visits).set(over).where(eq(visits.sessionId, sessionId))
  await step(`/visits/${visit?.id}/report`, { report: 'needs_a_call', note: said.report }, buddy)
  await place.cron('*/15 * * * *')
  await place.cron('* * * * *')
  const survey = await place.links.sign({ purpose: 'survey', subjectId: bookingId, version: 0, expiresAt: place.now + hours(99) })
  await step(`/survey/${survey}`, { went: 'yes', rating: '5', again: 'yes', note: said.survey })
  await place.cron('0 3 * * *')
  await place.cron('* * * * *')
  const read = await place.fetch(`/people/${id}`, { headers: { cookie: linkWorker } })
  if (!(await read.text()).includes('xylophones')) throw new Error('The notes cannot be read')
  return id
}

/** A volunteer who came by the public page and was approved; the cookie of their browser. */
async function aBuddy(place: AttendeePlace): Promise<string> {
  const { post, step } = asks(place)
  const { db, now: createdAt } = place
  const [office, hub] = ['office', 'hub'] as OrgId[] as [OrgId, OrgId]
  await db.batch([
    db.insert(organisations).values([
      { id: office, kind: 'place_office', name: 'Office', createdAt },
      { id: hub, kind: 'volunteer_hub', name: 'Volunteers', createdAt },
    ]),
    db.insert(users).values({ id: 'carla', name: 'Carla', email: '' as Sealed, emailIndex: 'carla' as never, locale: 'en', createdAt }),
    db.insert(memberships).values({ userId: 'carla', orgId: office, role: 'coordinator', createdAt }),
  ])
  const signIn = async (role: string) => {
    const entered = await post(`/dev/sign-in/${role}`, {})
    return entered.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
  }
  const wishes = { families: ['arts'], areas: ['Riverside'], languages: ['en'] }
  const free = Object.fromEntries(['morning', 'afternoon', 'evening'].map((part) => [part, weekdaysOf(part)]))
  const agreed = { agreesToCheck: 'yes', agreesToPrivacy: 'yes', locale: 'en' }
  await step('/buddies', {
    name: 'Ben Marsh',
    email: 'ben@mail.example',
    phone: '01632 960001',
    about: 'I sing.',
    ...wishes,
    ...free,
    ...agreed,
  })
  const [row] = await db.select().from(buddies)
  const coordinator = await signIn('coordinator')
  await step(`/buddies/${row?.id}/decisions`, { decision: 'start_checks' }, coordinator)
  const until = {
    'checkedUntilOn-day': '1',
    'checkedUntilOn-month': '6',
    'checkedUntilOn-year': `${new Date(createdAt).getUTCFullYear() + 2}`,
  }
  await step(`/buddies/${row?.id}/decisions`, { decision: 'approve', ...until }, coordinator)
  return signIn('buddy')
}

const weekdaysOf = (part: string) => partsOfWeek.filter((one) => one.endsWith(part)).map((one) => one.slice(0, 3))

type Fields = Record<string, string | readonly string[]>

function asks(place: AttendeePlace) {
  const post = (path: string, fields: Fields, cookie = '') => {
    const pairs = Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one as string]))
    return place.fetch(path, { method: 'POST', body: new URLSearchParams(pairs), headers: { origin: place.url, cookie } })
  }
  /** A step that must succeed; returns the id in the address that it leads to. */
  const step = async (path: string, fields: Fields, cookie?: string): Promise<string> => {
    const answer = await post(path, fields, cookie)
    if (answer.status !== 303) throw new Error(`POST ${path}: ${answer.status} ${(await answer.text()).slice(0, 2000)}`)
    return /[\da-f-]{36}/.exec(answer.headers.get('location') ?? '')?.[0] ?? ''
  }
  return { post, step }
}
