// The built Worker with one group and people who hold links to it, filled through the same tables and keys as the real thing.

import { randomBytes } from 'node:crypto'
import type { OrgId } from '../../src/access/actor.ts'
import { connect } from '../../src/db/connect.ts'
import { groups, venues } from '../../src/db/schema/groups.ts'
import { memberships, organisations, users } from '../../src/db/schema/organisations.ts'
import { people } from '../../src/db/schema/people.ts'
import { places } from '../../src/db/schema/place.ts'
import { sessions } from '../../src/db/schema/sessions.ts'
import { signIns } from '../../src/db/schema/sign-in.ts'
import { sha256 } from '../../src/lib/encoding.ts'
import { uuidv7 } from '../../src/lib/ids.ts'
import { openLinks } from '../../src/lib/links.ts'
import { openVault } from '../../src/lib/seal.ts'
import { days, hours, instantOf, localDay } from '../../src/lib/time.ts'
import { startPlace } from './place.ts'

const bytes = (length: number) => new Uint8Array(randomBytes(length))
const key = () => randomBytes(32).toString('base64url')
const zone = 'Europe/London'

export type AttendeePlace = Awaited<ReturnType<typeof attendeePlace>>

/** On D1, kept in the folder `keepIn` when one is given; on libSQL, migrated already, with its `libsqlUrl`; another Worker as its folder. */
export async function attendeePlace({ keepIn, libsqlUrl, worker }: { keepIn?: string; libsqlUrl?: string; worker?: string } = {}) {
  const keys = { sealing: key(), index: key(), links: key() }
  const settings = { SEALING_KEYS: `k1:${keys.sealing}`, INDEX_KEY: keys.index, LINK_KEYS: keys.links }
  const place = await startPlace({
    settings: { ...settings, ...(libsqlUrl ? { LIBSQL_URL: libsqlUrl } : {}) },
    ...(keepIn ? { keepIn } : {}),
    ...(worker ? { worker } : {}),
  })
  const db = connect(libsqlUrl ? { kind: 'libsql', url: libsqlUrl } : { kind: 'd1', database: place.database })
  const vault = await openVault({ sealing: [{ id: 'k1', key: keys.sealing }], indexing: keys.index, randomBytes: bytes })
  const links = await openLinks([keys.links])
  const now = Date.now()
  const newId = () => uuidv7(now, bytes(10))
  const createdAt = now
  const [provider, team] = [newId() as OrgId, newId() as OrgId]
  const [userId, venueId, groupId] = [newId(), newId(), newId()]
  const secret = key()

  await db.batch([
    db.insert(places).values({
      id: 'place',
      name: 'Testford',
      timeZone: zone,
      locale: 'en',
      country: 'GB',
      phone: '+441632960001',
      replyTo: 'hello@testford.example',
      areas: ['Riverside'],
    }),
    db.insert(organisations).values([
      { id: provider, kind: 'provider', name: 'Riverside Arts', createdAt },
      { id: team, kind: 'referral_team', name: 'Riverside Practice', createdAt },
    ]),
    db.insert(users).values({
      id: userId,
      name: 'Lee',
      email: await vault.seal('lee@example.org', { column: 'users.email', rowId: userId }),
      emailIndex: await vault.index('email', 'lee@example.org'),
      locale: 'en',
      createdAt,
    }),
    db.insert(memberships).values({ userId, orgId: team, role: 'link_worker', createdAt }),
    db.insert(signIns).values({
      id: newId(),
      tokenHash: await sha256(secret),
      userId,
      device: 'Test',
      createdAt,
      lastSeenAt: createdAt,
      expiresAt: now + hours(10),
    }),
    db.insert(venues).values({
      id: venueId,
      orgId: provider,
      name: 'St Mary’s Hall',
      address: 'Mill Lane, Testford',
      postcode: 'TF1 2AB',
      area: 'Riverside',
      howToFind: 'The blue door beside the bakery. Ring the lower bell.',
      createdAt,
    }),
    db.insert(groups).values({
      id: groupId,
      orgId: provider,
      venueId,
      name: 'Riverside Singers',
      summary: 'Singing together',
      description: 'Songs you know',
      activities: ['singing'],
      languages: ['en'],
      accessFeatures: ['step_free', 'accessible_toilet', 'seating'],
      whoItIsFor: 'Everyone',
      cost: 'Free. Tea is on us.',
      whatToBring: 'Nothing. Reading glasses, if you use them.',
      contactName: 'Samira',
      contactPhone: '+447700900123',
      contactEmail: 'choir@example.org',
      status: 'verified',
      step: 1,
      createdAt,
    }),
  ])

  /** A date at 10am local time, `n` days from now; a time of its own when `startsAt` says so. */
  async function date(n: number, seed: Partial<typeof sessions.$inferInsert> = {}) {
    const id = newId()
    const startsAt = seed.startsAt ?? instantOf(localDay(now + days(n), zone), '10:00', zone).at
    await db.insert(sessions).values({
      id,
      orgId: provider,
      groupId,
      venueId,
      occursOn: localDay(startsAt, zone),
      startsAt,
      endsAt: startsAt + hours(1.5),
      bookingClosesAt: startsAt - hours(2),
      status: 'scheduled',
      capacity: 20,
      buddyForFirstVisit: true,
      meetingPoint: 'On the bench by the blue door',
      step: 1,
      createdAt,
      ...seed,
    })
    return id
  }

  async function person(language: 'en' | 'id', called: string) {
    const id = newId()
    const seal = (column: string, text: string) => vault.seal(text, { column: `people.${column}`, rowId: id })
    await db.insert(people).values({
      id,
      teamId: team,
      linkWorkerId: userId,
      name: await seal('name', `${called} Canary`),
      preferredName: await seal('preferred_name', called),
      email: await seal('email', 'maria@example.org'),
      reachBy: 'email',
      language,
      accessNeeds: [],
      sharesAccessNeeds: true,
      consentAt: createdAt,
      consentBy: userId,
      consentWords: await seal('consent_words', 'Said yes'),
      step: 1,
      createdAt,
    })
    return id
  }

  /** Books through the API, as a link worker's software would. */
  async function book(sessionId: string, personId: string): Promise<string> {
    const answer = await place.fetch(`/api/sessions/${sessionId}/bookings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: `__Host-alongside=${secret}`, origin: place.url },
      body: JSON.stringify({ personId }),
    })
    if (answer.status !== 201) throw new Error(`not booked: ${answer.status} ${await answer.text()}`)
    return ((await answer.json()) as { id: string }).id
  }

  const link = async (bookingId: string, { version = 0, expiresAt = now + days(60) } = {}) =>
    `/b/${await links.sign({ purpose: 'booking', subjectId: bookingId, version, expiresAt })}`

  return { ...place, db, links, now, team, cookie: `__Host-alongside=${secret}`, date, person, book, link }
}
