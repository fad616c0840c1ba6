// A referral that somebody sent, its person, and what happens to them afterwards.

import { eq } from 'drizzle-orm'
import { permit } from '../../src/access/permit.ts'
import { type BookingStatus, bookings } from '../../src/db/schema/bookings.ts'
import { type ReferralStatus, referralNews, referrals, type Stage } from '../../src/db/schema/referrals.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { days } from '../../src/lib/time.ts'
import { deliver } from '../../src/messages/deliver.ts'
import { mailboxSender, readMailbox } from '../../src/messages/mailbox.ts'
import { tellReferrers } from '../../src/referrals/news/actions.ts'
import { world } from '../world.ts'

export const everyStage: Stage[] = ['contacted', 'booked', 'first_attended', 'continuing', 'ended']

export async function sent({ tells = everyStage, status = 'received' as ReferralStatus, locale = 'en' as 'en' | 'id' } = {}) {
  const place = await world()
  const scene = await place.scene()
  const { db, vault, clock } = place
  const personId = await place.person(scene.team, { called: 'Zebediah' })
  const id = place.ctx().newId()
  const referrer = { name: 'Dr Noor', job: 'GP', organisation: 'Mill Surgery', email: 'gp@example.org', phone: '', locale }
  await db.insert(referrals).values({
    id,
    teamId: scene.team,
    personId,
    source: 'gp_practice',
    via: 'form',
    reasons: ['bereavement'],
    story: await vault.seal('Since the loss', { column: 'referrals.story', rowId: id }),
    referrer: await vault.seal(JSON.stringify(referrer), { column: 'referrals.referrer', rowId: id }),
    consentAt: clock.now,
    tells,
    status,
    receivedAt: clock.now,
    contactDueAt: clock.now + days(5),
    answerDueAt: clock.now + days(10),
    step: 1,
    createdAt: clock.now,
  })

  const system = permit({ kind: 'system', id: 'test' }, 'work.scheduled')
  if (!system) throw new Error('no permit')
  const set = (values: Partial<typeof referrals.$inferInsert>) => db.update(referrals).set(values).where(eq(referrals.id, id))
  const contacted = () => set({ status: 'contacted', contactedAt: clock.now })
  /** A booking of the person for a session so many days from now. */
  async function booked(startsAt: number, bookingStatus: BookingStatus = 'booked') {
    const sessionId = await place.session(scene.provider, scene.groupId, scene.venueId, { startsAt })
    const bookingId = place.ctx().newId()
    await db.insert(bookings).values({
      id: bookingId,
      providerId: scene.provider,
      teamId: scene.team,
      sessionId,
      groupId: scene.groupId,
      personId,
      bookedBy: scene.linkWorker.id,
      places: 1,
      isFirstVisit: false,
      buddyWish: 'not_wanted',
      status: bookingStatus,
      answeredStatus: 'booked',
      step: 1,
      createdAt: clock.now,
    })
    return bookingId
  }
  const mark = (bookingId: string, to: BookingStatus) => db.update(bookings).set({ status: to }).where(eq(bookings.id, bookingId))
  /** A run of the job; the next one is at another instant. */
  const tell = () => {
    const run = tellReferrers(place.ctx(), system)
    clock.now += 1
    return run
  }
  const post = () => deliver(place.ctx(), system, { writers, sender: mailboxSender(place.ctx(), 'a@b.example') })
  const letters = () => readMailbox(place.ctx())
  const told = async () => (await db.select().from(referralNews)).map(({ stage }) => stage).sort()
  const row = async () => (await db.select().from(referrals).where(eq(referrals.id, id)))[0] as typeof referrals.$inferSelect
  const link = (change: { version?: number; expiresAt?: number } = {}) =>
    place.links.sign({ purpose: 'referral', subjectId: id, version: 0, expiresAt: clock.now + days(60), ...change })
  return { place, scene, id, personId, system, set, contacted, booked, mark, tell, post, letters, told, row, link }
}
