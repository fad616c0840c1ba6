import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { expireChecks } from '../../src/buddies/vetting/actions.ts'
import { buddies } from '../../src/db/schema/buddies.ts'
import { messages } from '../../src/db/schema/messages.ts'
import { users } from '../../src/db/schema/organisations.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { days, hours } from '../../src/lib/time.ts'
import { raiseAlarms } from '../../src/visits/alarms/actions.ts'
import { readable } from '../attendee/stage.ts'
import { noon } from '../world.ts'
import { type Scene, visitScene } from './scene.ts'

const run = (place: Scene) => raiseAlarms(place.ctx(), place.job())
const nothing = { freed: 0, alarmed: 0, closed: 0 }

describe('an alarm', () => {
  it('is raised once, when 48 hours are left', async () => {
    const place = await visitScene()
    const { visitId } = await place.wanted()
    place.clock.now += hours(24 * 5) - 1
    expect(await run(place)).toEqual(nothing)
    place.clock.now += 1
    expect(await run(place)).toEqual({ ...nothing, alarmed: 1 })
    expect(await place.visit(visitId)).toMatchObject({ status: 'wanted', alarmedAt: place.clock.now })
    place.clock.now += hours(1)
    expect(await run(place)).toEqual(nothing)
    expect(await place.mail('team.visit_unfilled')).toMatchObject([{ recipientId: place.linkWorker.id, subjectId: visitId }])
  })

  it('is raised for a visit that is wanted inside the 48 hours', async () => {
    const place = await visitScene({ startsAt: Date.UTC(2026, 5, 1, 12) + hours(20) })
    await place.wanted()
    expect(await run(place)).toEqual({ ...nothing, alarmed: 1 })
  })

  it('that was raised early, because nobody fitted, is raised once more when time runs short', async () => {
    const place = await visitScene()
    const { visitId } = await place.wanted()
    const buddy = await place.buddy()
    await place.claim(visitId, buddy)
    await place.post(`/api/visits/${visitId}/stepping-back`, {}, { as: buddy })
    expect(await place.mail('team.visit_unfilled')).toHaveLength(1)
    expect(await run(place)).toEqual(nothing)
    place.clock.now += hours(24 * 5)
    expect(await run(place)).toEqual({ ...nothing, alarmed: 1 })
    expect(await run(place)).toEqual(nothing)
    expect(await place.mail('team.visit_unfilled')).toHaveLength(2)
  })

  it('is not raised for what is claimed, cancelled, or over; it is raised for many at once', async () => {
    const place = await visitScene({ startsAt: Date.UTC(2026, 5, 1, 12) + hours(20) })
    const [claimed, cancelled] = [await place.wanted(), await place.wanted()]
    await place.claim(claimed.visitId, await place.buddy())
    await place.db.run(`UPDATE bookings SET status = 'cancelled' WHERE id = '${cancelled.bookingId}'`)
    expect(await run(place)).toEqual(nothing)
    for (let i = 0; i < 45; i++) await place.wanted()
    expect(await run(place)).toEqual({ ...nothing, alarmed: 45 })
    const both = await Promise.all([run(place), run(place)])
    expect(both).toEqual([nothing, nothing])
    place.clock.now += hours(20) + days(2)
    expect(await run(place)).toEqual({ ...nothing, closed: 46 })
    expect(await run(place)).toEqual(nothing)
  })

  it('is raised by one of two runs at the same time', async () => {
    const place = await visitScene({ startsAt: Date.UTC(2026, 5, 1, 12) + hours(20) })
    await place.wanted()
    const counts = await Promise.all([run(place), run(place), run(place)])
    expect(counts.map(({ alarmed }) => alarmed).sort()).toEqual([0, 0, 1])
    expect(await place.mail('team.visit_unfilled')).toHaveLength(1)
  })

  it.each([
    ['may not go any more', (id: string) => `UPDATE buddies SET status = 'expired' WHERE user_id = '${id}'`],
    ['was stopped from signing in', (id: string) => `UPDATE users SET disabled_at = 1 WHERE id = '${id}'`],
    ['is no member of the hub any more', (id: string) => `DELETE FROM memberships WHERE user_id = '${id}'`],
  ])('is also raised for a visit whose buddy %s', async (_, change) => {
    const place = await visitScene()
    const { visitId } = await place.wanted()
    const buddy = await place.buddy()
    await place.claim(visitId, buddy)
    await place.claim((await place.wanted()).visitId, await place.buddy())
    await place.db.run(change(buddy.id))
    expect(await run(place)).toEqual({ ...nothing, freed: 1 })
    expect(await place.visit(visitId)).toMatchObject({ status: 'wanted', buddyId: null, alarmedAt: place.clock.now })
    expect((await place.slots()).filter(({ buddyId }) => buddyId === buddy.buddyId)).toEqual([])
    expect(await run(place)).toEqual(nothing)
  })
})

describe('a promise for after the check', () => {
  it.each([
    ['Europe/London', '2026-06-11T08:00Z'],
    // The job that ends checks comes at ten in the morning there.
    ['Asia/Jakarta', '2026-06-11T02:00Z'],
  ])('in %s is taken back a week before, once, and one on the last day is kept', async (zone, startsAt) => {
    const place = await visitScene({ startsAt: Date.parse(startsAt) })
    place.place.timeZone = zone
    const { visitId, personId } = await place.wanted()
    const [last, late] = [await place.buddy({ checkedUntilOn: '2026-06-11' }), await place.buddy()]
    const kept = await place.wanted()
    await place.claim(kept.visitId, last)
    await place.claim(visitId, late)
    await place.db.update(buddies).set({ checkedUntilOn: '2026-06-10' }).where(eq(buddies.id, late.buddyId))
    place.clock.now = Date.parse(startsAt) - days(7)
    expect(await run(place)).toEqual({ ...nothing, freed: 1 })
    expect(await place.visit(visitId)).toMatchObject({
      status: 'wanted',
      buddyId: null,
      freedFrom: late.buddyId,
      alarmedAt: place.clock.now,
    })
    const letters = async () => {
      const kinds = ['buddy.visits_freed', 'visit.stepped_back', 'team.visit_unfilled']
      return (await place.rows.messages()).filter(({ kind }) => kinds.includes(kind)).map(({ kind, recipientId }) => [kind, recipientId])
    }
    expect((await letters()).sort()).toEqual([
      ['buddy.visits_freed', late.buddyId],
      ['team.visit_unfilled', place.linkWorker.id],
      ['visit.stepped_back', personId],
    ])
    const [letter] = (await writers['buddy.visits_freed'](place.ctx(), await place.mail('buddy.visits_freed'))).values()
    expect(letter).toMatchObject({ text: expect.stringContaining('Your check ends before the day') })
    expect(await run(place)).toEqual(nothing)
    await expireChecks(place.ctx(), place.job())
    place.clock.now = Date.parse('2026-06-11T03:00Z')
    await expireChecks(place.ctx(), place.job())
    expect(await letters()).toHaveLength(3)
    expect(await place.visit(kept.visitId)).toMatchObject({ status: 'claimed', buddyId: last.buddyId })
  })
})

describe('arranging a visit without a buddy', () => {
  const arrange = (place: Scene, visitId: string, arrangement: string, as: { cookie: string } = place.linkWorker) =>
    place.post(`/api/visits/${visitId}/arrangement`, { arrangement }, { as })

  it.each([
    ['link_worker_goes', 'Your link worker goes with you', 'Your link worker'],
    ['someone_else_goes', 'Your link worker has found somebody', 'Somebody your link worker found for you'],
    ['person_goes_alone', 'you go in by yourself', 'Sam'],
  ])('%s: the visit needs no buddy, and the person is told who meets them', async (arrangement, said, meets) => {
    const place = await visitScene()
    const { visitId, personId, bookingId } = await place.wanted()
    expect((await arrange(place, visitId, arrangement)).status).toBe(200)
    expect(await place.visit(visitId)).toMatchObject({ status: 'not_needed', arrangement })
    const due = await place.mail('visit.arranged')
    expect(due).toMatchObject([{ recipientId: personId, subjectId: visitId }])
    const [letter] = [...(await writers['visit.arranged'](place.ctx(), due)).values()]
    expect((letter as { text: string }).text).toContain(said)
    const page = await (await place.get(`/bookings/${bookingId}`, { as: place.linkWorker })).text()
    expect(page).toMatch(/The link worker goes|Somebody else goes|alone/)
    expect(page).not.toContain('No buddy needed')
    expect(page).toContain('>Who meets them<')
    // The reminder says the same.
    const dedupeKey = `booking.reminder_48h:${bookingId}:${place.clock.now + days(7)}`
    const reminder = { ...(due[0] as (typeof due)[number]), kind: 'booking.reminder_48h', subjectId: bookingId, dedupeKey } as const
    await place.post(`/api/bookings/${bookingId}/confirmation`, {}, { as: place.linkWorker })
    const [reminded] = [...(await writers['booking.reminder_48h'](place.ctx(), [reminder])).values()]
    expect((reminded as { text: string }).text).toContain(meets)
    expect(await (await arrange(place, visitId, arrangement)).json()).toMatchObject({ reason: 'no_longer_needed' })
  })

  it('is asked for by an email that leads to the question, as the booking does while nobody goes along', async () => {
    const place = await visitScene({ startsAt: noon + hours(30) })
    const { visitId, bookingId } = await place.wanted()
    await run(place)
    const [letter] = (await writers['team.visit_unfilled'](place.ctx(), await place.mail('team.visit_unfilled'))).values()
    const question = `/visits/${visitId}/arrangement`
    expect((letter as { text: string }).text).toContain(`${place.origin}${question}`)
    const page = async () => (await place.get(`/bookings/${bookingId}`, { as: place.linkWorker })).text()
    expect(await page()).toContain(`href="${question}"`)
    place.clock.now += hours(30)
    expect(await page(), 'it has begun').not.toContain('/arrangement"')
    place.clock.now -= hours(30)
    await arrange(place, visitId, 'link_worker_goes')
    expect(await page()).not.toContain(`href="${question}"`)
    // Whoever was to go may not be able to after all.
    await place.post(`/api/bookings/${bookingId}/buddy-choice`, { wish: 'wanted' }, { as: place.linkWorker })
    const again = (await place.rows.visits()).find(({ status }) => status === 'wanted')
    await arrange(place, again?.id ?? '', 'someone_else_goes')
    expect(await page()).toContain('value="wanted"')
    // A few words beforehand leave nothing to decide.
    place.clock.now += hours(1)
    await place.post(`/api/bookings/${bookingId}/accompaniment`, { step: 'message' }, { as: place.linkWorker })
    expect((await place.rows.visits()).map(({ kind, status }) => `${kind} ${status}`)).toContain('message wanted')
    expect(await page()).not.toContain('/arrangement"')
  })

  it('link_worker_goes: it is on their day until it is over or a buddy is sought again, and on nobody else’s', async () => {
    const place = await visitScene()
    const [visit, others] = [await place.wanted({ called: 'Ann' }), await place.wanted({ called: 'Bob' })]
    await arrange(place, visit.visitId, 'link_worker_goes')
    await arrange(place, others.visitId, 'someone_else_goes')
    const colleague = await place.signIn('link_worker', place.team)
    const day = async (as: { cookie: string } = place.linkWorker) => readable(await (await place.get('/today', { as })).text())
    expect(await day()).toContain('You go along with Ann, Monday 8 June 2026')
    expect(await day()).toContain('You meet here: At the door')
    expect(await day()).not.toContain('along with Bob')
    expect(await day(colleague)).not.toContain('along with')
    // A colleague who goes in their place has it on her own day.
    const third = await place.wanted({ called: 'Cyd' })
    await arrange(place, third.visitId, 'link_worker_goes', colleague)
    expect(await day(colleague)).toContain('You go along with Cyd')
    expect(await day()).not.toContain('along with Cyd')
    await place.db.update(users).set({ disabledAt: 1 }).where(eq(users.id, colleague.id))
    expect(await day()).toContain('You go along with Cyd')
    await place.post(`/api/bookings/${third.bookingId}/cancellation`, { reason: 'ill' }, { as: place.linkWorker })
    expect(await day()).not.toContain('along with Cyd')
    const list = async (as: { cookie: string }) => readable(await (await place.get(`/sessions/${place.sessionId}/bookings`, { as })).text())
    for (const words of ['Their link worker goes along', 'Somebody else goes along']) expect(await list(place.organiser)).toContain(words)

    place.clock.now += days(7) + hours(1)
    expect(await day()).toContain('You go along with Ann, today')
    place.clock.now += hours(1)
    expect(await day()).not.toContain('along with')
    place.clock.now -= hours(4)
    await place.post(`/api/bookings/${visit.bookingId}/buddy-choice`, { wish: 'wanted' }, { as: place.linkWorker })
    expect(await day()).not.toContain('along with')
    expect(await list(place.organiser)).toContain('Looking for a buddy')
    await place.post(`/api/bookings/${others.bookingId}/cancellation`, { reason: 'ill' }, { as: place.linkWorker })
    expect(await list(place.organiser)).not.toContain('goes along')
  })

  it.each(['wanted', undefined])(
    'person_goes_alone: when the person, who had asked for a buddy or not (%s), asks again, one is looked for',
    async (asked) => {
      const place = await visitScene()
      const { visitId, bookingId } = await place.wanted()
      const home = `/b/${await place.links.sign({ purpose: 'booking', subjectId: bookingId, version: 0, expiresAt: noon + days(40) })}`
      const wish = () => place.postForm(`${home}/buddy`, { wish: 'wanted' })
      const meets = async () => readable(await (await place.get(home)).text())
      if (asked) await wish()
      await arrange(place, visitId, 'person_goes_alone')
      expect(await meets()).toContain('You go in by yourself, as you agreed with your link worker. When you arrive, ask for Sam.')
      place.clock.now += hours(1)
      await wish()
      await wish()
      expect((await place.rows.visits()).map(({ status }) => status).sort()).toEqual(['not_needed', 'wanted'])
      expect(await meets()).toContain('We are looking for a buddy to go in with you.')
      const answer = await place.post(`/api/bookings/${bookingId}/buddy-choice`, { wish: 'wanted' }, { as: place.linkWorker })
      expect(await answer.json()).toMatchObject({ visit: 'wanted' })
    },
  )

  it('puts a person without email on the call list, until they were rung', async () => {
    const place = await visitScene()
    const { visitId, bookingId } = await place.wanted({ reachBy: 'phone' })
    await arrange(place, visitId, 'link_worker_goes')
    const planned = (await place.rows.messages()).find(({ kind }) => kind === 'visit.arranged')
    await place.db.update(messages).set({ status: 'suppressed', outcome: 'no_address' })
    const calls = async () =>
      (await (await place.get('/api/calls', { as: place.linkWorker })).json()) as { calls: Record<string, unknown>[] }
    // The place is still to be confirmed, so that is what they are asked first; who meets them is said in the same call.
    expect(await calls()).toMatchObject({ calls: [{ bookingId, topic: 'confirm', messageIds: expect.arrayContaining([planned?.id]) }] })
    const [call] = (await calls()).calls as { id: number; say: string[] }[]
    expect(call?.say).toContain('The link worker will be there at the door. You meet here: At the door.')
    expect((await place.postForm(`/calls/${call?.id}/confirmation`, {}, { as: place.linkWorker })).status).toBe(303)
    expect(await calls()).toEqual({ calls: [], isCut: false })
  })

  it('moved: the visit stays before the link worker until its booking has moved', async () => {
    const place = await visitScene()
    const { visitId } = await place.wanted()
    place.clock.now += hours(24 * 6)
    await run(place)
    expect((await arrange(place, visitId, 'moved')).status).toBe(200)
    expect(await place.visit(visitId)).toMatchObject({ status: 'wanted', arrangement: 'moved' })
    expect(await place.mail('visit.arranged')).toEqual([])
    const list = await place.get('/api/visits/needing-team', { as: place.linkWorker })
    expect(await list.json()).toMatchObject({ unfilled: [{ id: visitId, arrangement: 'moved' }], reports: [] })
    expect((await place.claim(visitId, await place.buddy())).status).toBe(200)
    expect(await place.visit(visitId)).toMatchObject({ arrangement: null, alarmedAt: null })
  })

  it('is refused where a buddy comes, to another team, and after the start', async () => {
    const place = await visitScene()
    const [first, second] = [await place.wanted(), await place.wanted()]
    await place.claim(first.visitId, await place.buddy())
    expect(await (await arrange(place, first.visitId, 'link_worker_goes')).json()).toMatchObject({ reason: 'has_buddy' })
    const stranger = await place.signIn('link_worker', await place.organisation('referral_team'))
    const [foreign, missing] = [
      await arrange(place, second.visitId, 'link_worker_goes', stranger),
      await arrange(place, place.ctx().newId(), 'link_worker_goes', stranger),
    ]
    expect([foreign.status, await foreign.text()]).toEqual([404, await missing.text()])
    expect(await (await place.get('/api/visits/needing-team', { as: stranger })).json()).toEqual({ unfilled: [], own: [], reports: [] })
    expect((await place.get(`/visits/${second.visitId}/arrangement`, { as: stranger })).status).toBe(404)
    expect((await arrange(place, second.visitId, 'whatever')).status).toBe(422)
    place.clock.now += hours(24 * 7)
    expect(await (await arrange(place, second.visitId, 'link_worker_goes')).json()).toMatchObject({ reason: 'visit_started' })
  })
})
