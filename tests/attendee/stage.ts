// A person with a booking and the link to it, in whatever state a test asks for.

import { eq, sql } from 'drizzle-orm'
import { bookings } from '../../src/db/schema/bookings.ts'
import { buddies, visits } from '../../src/db/schema/buddies.ts'
import { groups, venues } from '../../src/db/schema/groups.ts'
import { people } from '../../src/db/schema/people.ts'
import { sessions } from '../../src/db/schema/sessions.ts'
import type { LinkPurpose } from '../../src/lib/links.ts'
import { days, hours } from '../../src/lib/time.ts'
import { noon, type World, world } from '../world.ts'

export type Stage = Awaited<ReturnType<typeof stage>>
export type Seed = {
  session?: Partial<typeof sessions.$inferInsert>
  person?: Parameters<World['person']>[1]
  place?: Parameters<typeof world>[0]
  /** People booked into the session before. */
  before?: number
}

/** Maria, booked into the choir a week from now: Monday 8 June 2026, 1pm in London. */
export async function stage({ session = {}, person = {}, place: settings, before = 0 }: Seed = {}) {
  const place = await world(settings)
  const scene = await place.scene(session)
  const book = async (personId: string, sessionId = scene.sessionId) => {
    const answer = await place.post(`/api/sessions/${sessionId}/bookings`, { personId }, { as: scene.linkWorker })
    return ((await answer.json()) as { id: string }).id
  }
  const others: string[] = []
  for (let n = 0; n < before; n++) others.push(await book(await place.person(scene.team)))
  const personId = await place.person(scene.team, { called: 'Maria', ...person })
  const bookingId = await book(personId)

  const link = (settings: { purpose?: LinkPurpose; subjectId?: string; version?: number; expiresAt?: number } = {}) =>
    place.links.sign({ purpose: 'booking', subjectId: bookingId, version: 0, expiresAt: noon + days(40), ...settings })
  const token = await link()
  const home = `/b/${token}`

  return {
    ...place,
    ...scene,
    place,
    book,
    link,
    others,
    personId,
    bookingId,
    token,
    home,
    /** Another date of the same group, `n` weeks after the first. */
    date: (n: number, seed: Partial<typeof sessions.$inferInsert> = {}) =>
      place.session(scene.provider, scene.groupId, scene.venueId, { startsAt: noon + days(7 * (n + 1)), ...seed }),
    text: async (path = home, headers: Record<string, string> = {}) => readable(await (await place.get(path, { headers })).text()),
    page: (path = home, headers: Record<string, string> = {}) => place.get(path, { headers }),
    press: (path: string, body: Record<string, string> = {}) => place.postForm(`${home}${path}`, body),
    booking: async (id = bookingId) => {
      const [row] = await place.db.select().from(bookings).where(eq(bookings.id, id))
      if (!row) throw new Error('no booking')
      return row
    },
    row: async () => {
      const [row] = await place.db.select().from(people).where(eq(people.id, personId))
      if (!row) throw new Error('no person')
      return row
    },
    setBooking: (set: Partial<typeof bookings.$inferInsert>) => place.db.update(bookings).set(set).where(eq(bookings.id, bookingId)),
    setSession: (set: Partial<typeof sessions.$inferInsert>) => place.db.update(sessions).set(set).where(eq(sessions.id, scene.sessionId)),
    setGroup: (set: Partial<typeof groups.$inferInsert>) => place.db.update(groups).set(set).where(eq(groups.id, scene.groupId)),
    /** Every text that somebody can type and this person reads. */
    say: async (text: string) => {
      const preferredName = await place.vault.seal(text, { column: 'people.preferred_name', rowId: personId })
      const group = {
        name: text,
        cost: text,
        whatToBring: text,
        contactName: text,
        contactPhone: text,
        accessFeatures: [text, 'step_free'],
      }
      await place.db.batch([
        place.db.update(groups).set(group).where(eq(groups.id, scene.groupId)),
        place.db.update(venues).set({ name: text, address: text, howToFind: text }).where(eq(venues.id, scene.venueId)),
        place.db.update(sessions).set({ meetingPoint: text, cancelReason: text }).where(eq(sessions.id, scene.sessionId)),
        place.db.update(people).set({ preferredName }).where(eq(people.id, personId)),
      ])
    },
    /** As when the organiser cancels: every booking ends, and nobody holds a place. */
    cancelSession: (cancelReason = '') =>
      place.db.batch([
        place.db.update(bookings).set({ status: 'cancelled', cancelledBy: 'organiser' }).where(eq(bookings.sessionId, scene.sessionId)),
        place.db
          .update(sessions)
          .set({
            status: 'cancelled',
            cancelReason,
            placesTaken: 0,
            newcomersTaken: 0,
            waiting: 0,
            calendarSequence: sql`calendar_sequence + 1`,
          })
          .where(eq(sessions.id, scene.sessionId)),
      ]),
    /** The visit that this booking wanted is claimed by a buddy of that name. */
    claim: async (name: string) => {
      const id = place.ctx().newId()
      const sealed = (column: string) => place.vault.seal('x', { column: `buddies.${column}`, rowId: id })
      await place.db.insert(buddies).values({
        id,
        hubId: await place.organisation('volunteer_hub'),
        name,
        email: await sealed('email'),
        emailIndex: await place.vault.index('email', id),
        phone: await sealed('phone'),
        locale: 'en',
        about: await sealed('about'),
        areas: [],
        activities: [],
        languages: [],
        availability: [],
        status: 'approved',
        step: 1,
        createdAt: noon,
      })
      await place.db.update(visits).set({ status: 'claimed', buddyId: id, claimedAt: noon }).where(eq(visits.bookingId, bookingId))
    },
  }
}

/** The words of a page as they are read aloud. */
export const readable = (html: string): string =>
  html
    .replace(/<head>.*?<\/head>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim()

export const after = { start: noon + days(7) + hours(1), end: noon + days(7) + hours(3) }
