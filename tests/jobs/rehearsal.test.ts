import { desc, eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { type Permit, permit } from '../../src/access/permit.ts'
import { expireChecks } from '../../src/buddies/vetting/actions.ts'
import { topicOfKind } from '../../src/calls/buddies/rules.ts'
import type { Ctx } from '../../src/ctx.ts'
import { auditEntries } from '../../src/db/schema/audit.ts'
import { bookings } from '../../src/db/schema/bookings.ts'
import { buddies, visits } from '../../src/db/schema/buddies.ts'
import { groups } from '../../src/db/schema/groups.ts'
import { mailbox, messages, suppressedAddresses } from '../../src/db/schema/messages.ts'
import { memberships } from '../../src/db/schema/organisations.ts'
import { questionnaires } from '../../src/db/schema/outcomes.ts'
import type { people } from '../../src/db/schema/people.ts'
import { referrals } from '../../src/db/schema/referrals.ts'
import { planDigests } from '../../src/jobs/digests.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { rehearse, rehearseForTeam } from '../../src/jobs/rehearsal.ts'
import { planReminders } from '../../src/jobs/reminders.ts'
import { planSurveys } from '../../src/jobs/surveys.ts'
import { addDays, days, hours, instantOf } from '../../src/lib/time.ts'
import { partsOfWeek } from '../../src/lib/week.ts'
import { deliver } from '../../src/messages/deliver.ts'
import { mailboxSender } from '../../src/messages/mailbox.ts'
import { plan } from '../../src/messages/queries.ts'
import { isRung, speaksOf } from '../../src/messages/voice/rules.ts'
import { planOutcomes } from '../../src/outcomes/planning/actions.ts'
import { pageSize } from '../../src/rehearsal/rules.ts'
import { type Town, town } from '../letters/town.ts'

const granted = permit({ kind: 'system', id: 'plan' }, 'work.scheduled') as Permit<'work.scheduled'>
const all = { day: undefined, kind: '', after: undefined } as const

function permitFor(action: 'place.run' | 'person.see', orgs: string[] = []) {
  const role = action === 'place.run' ? 'coordinator' : 'link_worker'
  const memberships = (orgs.length ? orgs : ['office']).map((orgId) => ({ orgId: orgId as never, role }) as const)
  const held = permit({ kind: 'user', id: 'u', signInId: 's', name: 'U', memberships }, action)
  if (!held) throw new Error('no permit')
  return held as Permit<typeof action> & Permit<'place.run'> & Permit<'person.see'>
}

/** Writes to an address no more. */
async function bounced({ place }: Town, address: string) {
  const addressIndex = await place.vault.index('email', address)
  await place.db.insert(suppressedAddresses).values({ addressIndex, reason: 'bounced', since: 1 })
}

/** A town on the eve of a fortnight: sessions on many days and hours, people who are reached in every way, and a buddy. */
async function fortnight(timeZone: string, today: string) {
  const here = await town('en', { timeZone })
  const { place, scene, personId, bookingId, buddyId, visitId } = here
  const { db, clock } = place
  const at = (n: number, time: string) => instantOf(addDays(today, n), time, timeZone).at
  clock.now = at(0, '12:00')
  await db.delete(visits).where(eq(visits.id, visitId))
  await db.delete(bookings).where(eq(bookings.id, bookingId))
  const team = { teamId: scene.team, providerId: scene.provider }
  const address = (n: number) => `person${n}@example.org`
  const who: string[] = []
  const add = async (n: number, more: Partial<typeof people.$inferInsert> & { address?: string } = {}) => {
    who.push(await place.person(scene.team, { called: `Person ${n}`, address: address(n), ...more }))
  }
  await add(0)
  await add(1, { remindersStoppedAt: 1 })
  await add(2, { surveysStoppedAt: 1 })
  await add(3, { reachBy: 'phone' })
  await add(4, { withdrawnAt: 1 })
  await add(5)
  // One address that bounced, of a carer and of somebody who shares it.
  const cared = place.ctx().newId()
  const carer = { name: 'Carla', relation: 'daughter', phone: '', email: 'Bounced@Example.org' }
  await add(6, {
    id: cared,
    reachBy: 'carer',
    carer: await place.vault.seal(JSON.stringify(carer), { column: 'people.carer', rowId: cared }),
  })
  await add(7, { address: 'bounced@example.org' })
  await bounced(here, 'bounced@example.org')
  // Stopped reminders, and has not confirmed.
  await add(8, { remindersStoppedAt: 1 })

  const starts = [
    ...[at(0, '18:00'), at(1, '09:00'), at(2, '10:00'), at(3, '20:30'), at(4, '07:00'), at(6, '01:30'), at(9, '10:00'), at(12, '14:00')],
    ...[at(15, '09:00'), at(16, '11:00'), at(17, '19:00'), at(-1, '10:00'), at(-2, '19:30')],
  ]
  for (const [n, startsAt] of starts.entries()) {
    const session = { startsAt, endsAt: startsAt + hours(1.5), bookingClosesAt: startsAt - hours(1), occursOn: `2026-01-${10 + n}` }
    const sessionId = await place.session(scene.provider, scene.groupId, scene.venueId, session)
    for (const [m, person] of who.entries()) {
      if ((n + m) % 3 === 0) continue
      const id = place.ctx().newId()
      await db.insert(bookings).values({
        ...{
          ...team,
          id,
          sessionId,
          groupId: scene.groupId,
          personId: person,
          bookedBy: scene.linkWorker.id,
          places: 1,
          isFirstVisit: false,
        },
        ...{ buddyWish: 'not_wanted', status: m === 5 || m === 8 ? 'booked' : 'confirmed', answeredStatus: 'booked', step: 1 },
        createdAt: clock.now - days(20),
      } as typeof bookings.$inferInsert)
      if (m === 0 && n % 2 === 1 && startsAt > clock.now)
        await db.insert(visits).values({
          ...{ ...team, id: place.ctx().newId(), bookingId: id, sessionId, area: 'Northfield', activity: 'singing', language: 'en' },
          ...{ startsAt, endsAt: startsAt + hours(1.5), status: 'claimed', buddyId, claimedAt: clock.now - days(9), step: 2 },
          createdAt: clock.now,
        })
    }
  }
  await db.update(referrals).set({ status: 'supporting', supportingAt: clock.now - days(38) })
  await db.delete(questionnaires)
  for (const [wave, dueAt, asked] of [
    ['start', clock.now - days(3), clock.now - days(3)],
    ['week_6', at(4, '03:30'), null],
  ] as const)
    await db.insert(questionnaires).values({
      ...{ id: place.ctx().newId(), teamId: scene.team, personId, referralId: here.referralId, wave, dueAt, step: asked ? 2 : 1 },
      ...{ status: asked ? 'asked' : 'planned', askedAt: asked, createdAt: clock.now - days(38) },
    } as typeof questionnaires.$inferInsert)
  // The second asking is planned already, for its hour.
  await db.batch([
    plan(place.ctx(), {
      kind: 'booking.link',
      recipientId: who[0] ?? '',
      subjectId: 'x',
      usefulUntil: at(9, '00:00'),
      dueAt: at(2, '10:00'),
    }) as never,
  ])
  await db.delete(messages)
  await visitsToPromise(here, at)
  await checksToEnd(here, today)
  await quietTeams(here, at)
  return { ...here, at, who, end: at(15, '00:00') }
}

/**
 * Visits that nobody has promised, and buddies who could: one for whom much fits, one for whom a single visit does that comes near
 * two weeks after the hour of the first summary. And an organiser whose only session comes near like that.
 */
async function visitsToPromise({ place, scene, buddyId }: Town, at: (n: number, time: string) => number) {
  const { db } = place
  const provider = await place.organisation('provider')
  const hubId = await place.organisation('volunteer_hub')
  await place.signIn('organiser', provider)
  const near = { ...scene, providerId: scene.provider }
  const far = { ...(await place.group(provider)), providerId: provider }
  const wishes = { activities: ['singing'], languages: ['en'], availability: [...partsOfWeek], checkedUntilOn: '2027-06-01' }
  await db.update(buddies).set({ ...wishes, hubId, userId: (await place.signIn('buddy', hubId)).id, areas: ['Northfield'] })
  const [row] = await db.select().from(buddies).where(eq(buddies.id, buddyId))
  if (!row) throw new Error('no buddy')
  await buddyLike(place, row, { areas: ['Riverside'] })
  for (const [startsAt, area, { providerId, groupId, venueId }] of [
    [at(5, '14:00'), 'Northfield', near],
    [at(8, '12:00'), 'Old Town', far],
    [at(13, '10:00'), 'Northfield', near],
    [at(18, '14:00'), 'Riverside', far],
  ] as const) {
    const span = { startsAt, endsAt: startsAt + hours(1) }
    const of = { teamId: scene.team, providerId }
    const sessionId = await place.session(providerId, groupId, venueId, {
      ...span,
      bookingClosesAt: startsAt,
      occursOn: `2026-02-${area.length}`,
    })
    const bookingId = place.ctx().newId()
    await db.insert(bookings).values({
      ...{ ...of, id: bookingId, sessionId, groupId, personId: await place.person(scene.team, { reachBy: 'phone' }) },
      ...{
        bookedBy: scene.linkWorker.id,
        places: 1,
        isFirstVisit: true,
        buddyWish: 'wanted',
        status: 'cancelled',
        answeredStatus: 'booked',
        step: 1,
      },
      createdAt: place.clock.now,
    } as typeof bookings.$inferInsert)
    await db.insert(visits).values({
      ...{
        ...of,
        ...span,
        id: place.ctx().newId(),
        bookingId,
        sessionId,
        area,
        activity: 'singing',
        language: 'en',
        status: 'wanted',
        step: 1,
      },
      createdAt: place.clock.now,
    })
  }
  // Of one visit a buddy was told that it is off, and has not said that they saw it.
  const [visit] = await db
    .select()
    .from(visits)
    .where(eq(visits.startsAt, at(8, '12:00')))
  if (!visit) throw new Error('no visit')
  const off = { kind: 'visit.cancelled', recipientKind: 'buddy', recipientId: buddyId, subjectId: visit.id, status: 'delivered' } as const
  const { startsAt: usefulUntil, createdAt } = visit
  await db.insert(messages).values({ ...off, dedupeKey: 'off', dueAt: createdAt, sentAt: createdAt, usefulUntil, createdAt })
}

/** Two buddies whose checks end: one three weeks from now, one in a few days whose address bounced and who has promised a visit. */
async function checksToEnd(here: Town, today: string) {
  const { place, buddyId } = here
  const [row] = await place.db.select().from(buddies).where(eq(buddies.id, buddyId))
  if (!row) throw new Error('no buddy')
  await buddyLike(place, row, { areas: [], checkedUntilOn: addDays(today, 20), status: 'paused' })
  const gone = await buddyLike(place, row, { areas: ['Northfield'], checkedUntilOn: addDays(today, 18), status: 'paused' })
  await bounced(here, `${gone}@example.org`)
  const [promised] = await place.db
    .select({ id: visits.id })
    .from(visits)
    .where(eq(visits.status, 'claimed'))
    .orderBy(desc(visits.startsAt))
  await place.db
    .update(visits)
    .set({ buddyId: gone })
    .where(eq(visits.id, promised?.id ?? ''))
}

/**
 * Teams that have nothing to do on most days. Each looks after one person: who is reached by phone only; at an address that takes no
 * email; who has not seen that a session has moved; and who waits for a place, of which an email is
 * to tell them that is late.
 */
async function quietTeams({ place, scene }: Town, at: (n: number, time: string) => number) {
  const { db, clock } = place
  const provider = await place.organisation('provider')
  const { groupId, venueId } = await place.group(provider)
  const add = async (startsAt: number, more: Parameters<typeof place.person>[1], status = 'confirmed') => {
    const teamId = await place.organisation('referral_team')
    const { id: linkWorkerId } = await place.signIn('link_worker', teamId)
    const personId = await place.person(teamId, { linkWorkerId, surveysStoppedAt: 1, ...more })
    const span = {
      startsAt,
      endsAt: startsAt + hours(1),
      bookingClosesAt: startsAt,
      occursOn: new Date(startsAt).toISOString().slice(0, 10),
    }
    const sessionId = await place.session(provider, groupId, venueId, { ...span, calendarSequence: 1 })
    const id = place.ctx().newId()
    await db.insert(bookings).values({
      ...{ id, sessionId, groupId, personId, teamId, providerId: provider, bookedBy: scene.linkWorker.id, places: 1, status, step: 1 },
      ticket: status === 'waitlisted' ? 1 : null,
      ...{ isFirstVisit: false, buddyWish: 'not_wanted', answeredStatus: 'booked', createdAt: clock.now - days(20) },
    } as typeof bookings.$inferInsert)
    return { id, personId, sessionId }
  }
  await add(at(4, '13:00'), { reachBy: 'phone' })
  await add(at(11, '15:00'), { address: 'bounced@example.org' })
  for (const [kind, startsAt, status] of [
    ['booking.changed', at(9, '11:20'), 'confirmed'],
    ['booking.waitlisted', at(12, '16:10'), 'waitlisted'],
  ] as const) {
    const { id, personId, sessionId } = await add(startsAt, { address: `${kind}@example.org`, remindersStoppedAt: 1 }, status)
    await db.batch([
      plan(place.ctx(), { kind, recipientId: personId, subjectId: id, dueAt: clock.now - hours(1.5), usefulUntil: startsAt }) as never,
      db.insert(auditEntries).values({
        ...{ action: 'session.move', actorKind: 'user', actorId: personId, subjectKind: 'session', subjectId: sessionId, step: 1 },
        ...{ orgId: provider, at: clock.now, why: `${new Date(startsAt + hours(5)).toISOString().slice(0, 16)} 60`, requestId: 'r' },
      }),
    ])
  }
  await db.update(messages).set({ status: 'delivered', sentAt: clock.now }).where(eq(messages.kind, 'booking.changed'))
}

/** Another buddy with an address and an account of their own. */
async function buddyLike({ db, vault, ctx, signIn }: Town['place'], row: typeof buddies.$inferSelect, change: Partial<typeof row>) {
  const id = ctx().newId()
  const sealed = (column: string, text: string) => vault.seal(text, { column: `buddies.${column}`, rowId: id })
  const address = `${id}@example.org`
  await db.insert(buddies).values({
    ...{
      ...row,
      id,
      userId: (await signIn('buddy', row.hubId)).id,
      email: await sealed('email', address),
      emailIndex: await vault.index('email', address),
    },
    ...{ phone: await sealed('phone', '+441632960010'), about: await sealed('about', 'Kind'), ...change },
  })
  return id
}

/** Every job that writes to people, at an instant; that of the night at its hour. */
async function work(ctx: Ctx) {
  if (ctx.now % days(1) === hours(3)) await expireChecks(ctx, granted)
  await planReminders(ctx, granted)
  await planSurveys(ctx, granted)
  await planOutcomes(ctx, granted)
  await planDigests(ctx, granted)
  await deliver(ctx, granted, { writers, sender: mailboxSender(ctx, 'a@b.example') })
}

async function everyRow(ctx: Ctx) {
  const rows = []
  let after: string | undefined
  do {
    const { rows: page, next } = await rehearse(ctx, permitFor('place.run'), { ...all, after })
    rows.push(...page)
    after = next
  } while (after)
  return rows
}

describe.each([
  ['Europe/London', '2026-10-18', 'clocks go back on the 25th'],
  ['Europe/London', '2026-03-22', 'clocks go forward on the 29th'],
  ['Asia/Jakarta', '2026-10-18', 'WIB'],
  ['Asia/Makassar', '2026-10-18', 'WITA'],
  ['Asia/Jayapura', '2026-10-18', 'WIT'],
])('a fortnight in %s from %s: %s', { timeout: 120_000 }, (timeZone, today) => {
  it('is sent as it was rehearsed: the same messages, at the same hours, and no others', async () => {
    const here = await fortnight(timeZone, today)
    const { place, end } = here
    const ctx = place.ctx()
    const rehearsed = await everyRow(ctx)
    const counted = await rehearse(ctx, permitFor('place.run'), all)
    expect(counted.days.reduce((sum, { email, call, unsent }) => sum + email + call + unsent, 0)).toBe(rehearsed.length)
    expect(rehearsed.filter(({ way }) => way === 'email').length).toBeGreaterThan(50)

    // The clock goes to every instant that was rehearsed, and to hours between.
    const ticks = new Set(rehearsed.map(({ at }) => at))
    for (let at = Math.ceil(ctx.now / days(1)) * days(1) + hours(3); at < end; at += days(1)) ticks.add(at)
    for (let at = ctx.now; at < end; at += hours(5)) ticks.add(at)
    for (const at of [...ticks].sort((a, b) => a - b)) {
      place.clock.now = at
      await work(place.ctx())
    }
    const sent = (await place.rows.messages()).filter(({ status }) => status === 'sent')
    const written = (rows: readonly { kind: string; at: number }[]) =>
      rows.map(({ kind, at }) => `${new Date(at).toISOString()} ${kind}`).sort()
    expect(sent.filter(({ kind }) => kind === 'digest.organiser')).toHaveLength(3)
    expect(sent.filter(({ kind }) => kind === 'digest.buddy')).toHaveLength(3)
    expect(written(sent.map(({ kind, sentAt }) => ({ kind, at: sentAt ?? 0 })))).toEqual(
      written(rehearsed.filter(({ way }) => way === 'email')),
    )
    expect(sent.filter(({ kind }) => kind === 'buddy.check_ends')).toHaveLength(2)
    // What is not sent was told as such, with why.
    const unsent = (await place.rows.messages()).filter(({ status }) => status === 'suppressed')
    const reasons = {
      no_address: 'call',
      address_suppressed: 'call',
      stopped_by_person: 'stopped',
      consent_withdrawn: 'withdrawn',
    } as Record<string, string>
    const booked = new Map((await place.rows.bookings()).map((booking) => [booking.id, booking]))
    const wayOf = ({ kind, recipientKind, outcome, subjectId }: (typeof unsent)[number]) => {
      if (recipientKind !== 'person' && outcome === 'address_suppressed' && !(kind in topicOfKind)) return 'bounced'
      const topic = speaksOf(kind, booked.get(subjectId)?.status ?? '')
      const call = { startsAt: end, cancelledBy: null }
      if (outcome === 'stopped_by_person' && topic && isRung(topic, 'stopped', call, { movedFrom: null }, ctx.now)) return 'call'
      return reasons[outcome ?? '']
    }
    expect(unsent.map((row) => `${row.kind} ${wayOf(row)}`).sort()).toEqual(
      rehearsed
        .filter(({ way }) => way !== 'email')
        .map(({ kind, way }) => `${kind} ${way}`)
        .sort(),
    )
    expect(new Set(sent.map(({ kind }) => kind))).toEqual(
      new Set([
        ...['booking.reminder_48h', 'booking.reminder_day', 'booking.survey', 'visit.reminder_48h', 'visit.reminder_day'],
        ...['provider.register_due', 'outcome.asked', 'outcome.reminder', 'digest.organiser', 'digest.buddy'],
        ...['digest.link_worker', 'digest.coordinator', 'buddy.check_ends', 'booking.waitlisted'],
      ]),
    )
  })
})

describe('a rehearsal', () => {
  it('writes nothing, whoever asks for it, but that a name was read', async () => {
    const { place, scene } = await fortnight('Europe/London', '2026-10-18')
    const counts = async () => ({ messages: (await place.rows.messages()).length, mailbox: (await place.db.select().from(mailbox)).length })
    const before = { ...(await counts()), audit: (await place.rows.audit()).length }
    await rehearse(place.ctx(), permitFor('place.run'), all)
    expect({ ...(await counts()), audit: (await place.rows.audit()).length }).toEqual(before)
    const { rows } = await rehearseForTeam(place.ctx(), permitFor('person.see', [scene.team]), all)
    expect(await counts()).toEqual({ messages: before.messages, mailbox: before.mailbox })
    const read = await place.db.select().from(auditEntries).where(eq(auditEntries.why, 'emails_ahead'))
    expect(new Set(read.map(({ personId }) => personId))).toEqual(new Set(rows.map(({ personId }) => personId)))
  })

  it.each([
    ['carer@example.org', 'email'],
    ['', 'call'],
    ['gone@example.org', 'call'],
  ])('of somebody reached by a carer whose email is "%s" says %s', async (email, way) => {
    const here = await town('en')
    const { place, set, personId } = here
    await bounced(here, 'gone@example.org')
    const slot = { column: 'people.carer', rowId: personId }
    await set.booking({ status: 'confirmed' })
    await set.person({
      reachBy: 'carer',
      carer: await place.vault.seal(JSON.stringify({ name: 'Carla', phone: '+441632960004', email }), slot),
    })
    const ofPerson = (await everyRow(place.ctx())).filter((row) => row.to === 'person' && row.kind !== 'visit.introduced')
    expect(ofPerson.length).toBeGreaterThan(1)
    expect(new Set(ofPerson.map((row) => row.way))).toEqual(new Set([way]))
  })

  it.each([
    ['from the day on that a check comes near its end', 'verified', Date.UTC(2026, 5, 4, 7)],
    ['at once where a group waits, for its hours are not over', 'awaiting_check', Date.UTC(2026, 5, 1, 12)],
  ] as const)('lists the overview of the place %s', async (_, status, at) => {
    const { place } = await town('en')
    await place.signIn('coordinator', await place.organisation('place_office'))
    await place.db.update(buddies).set({ hubId: await place.organisation('volunteer_hub'), checkedUntilOn: '2026-07-04' })
    await place.db.update(groups).set({ status })
    const { rows } = await rehearse(place.ctx(), permitFor('place.run'), { ...all, kind: 'digest.coordinator' })
    expect(rows[0]?.at).toBe(at)
  })

  it('leaves out what is planned, and lists it by its row instead', async () => {
    const { place } = await fortnight('Asia/Jakarta', '2026-10-18')
    const before = await everyRow(place.ctx())
    await planReminders(place.ctx(), granted)
    expect((await place.rows.messages()).length).toBeGreaterThan(0)
    expect(await everyRow(place.ctx())).toEqual(before)
  })

  it('goes by day and kind, and never shows more than a page', async () => {
    const { place } = await fortnight('Europe/London', '2026-10-18')
    const ask = (wish: Partial<Parameters<typeof rehearse>[2]>) => rehearse(place.ctx(), permitFor('place.run'), { ...all, ...wish })
    const whole = await ask({})
    expect([whole.rows.length, whole.days.length]).toEqual([pageSize, 15])
    const day = whole.days.find(({ email }) => email > 5)
    if (!day) throw new Error('no day')
    const ofDay = await ask({ day: day.day })
    expect(ofDay.rows).toHaveLength(Math.min(pageSize, day.email + day.call + day.unsent))
    expect(ofDay.days).toEqual(whole.days)
    const kind = 'booking.survey'
    const ofKind = await ask({ kind })
    expect(new Set(ofKind.rows.map((row) => row.kind))).toEqual(new Set([kind]))
    expect(ofKind.rows).toHaveLength(Math.min(pageSize, whole.kinds.find((one) => one.kind === kind)?.messages ?? 0))
  })
})

describe('who sees what of it', () => {
  it('shows a coordinator nobody, a link worker their own people by name, and others that there is no such page', async () => {
    const { place, scene, who } = await fortnight('Europe/London', '2026-10-18')
    const office = await place.organisation('place_office')
    const coordinator = await place.signIn('coordinator', office)
    const stranger = await place.signIn('link_worker', await place.organisation('referral_team'))
    const page = async (path: string, as: { cookie: string }) => {
      const answer = await place.get(path, { as })
      return { status: answer.status, text: await answer.text() }
    }
    const seen = await page('/running/rehearsal', coordinator)
    expect(seen.status).toBe(200)
    for (const words of [
      'Reminder two days before',
      'A person of',
      'What is not in this list, and why',
      'Nobody can plan for those.',
      'reached by phone',
    ])
      expect(seen.text).toContain(words)
    expect((await page('/running/rehearsal?kind=digest.link_worker', coordinator)).text).toContain('A link worker of')
    const again = await page(/\/running\/rehearsal\?after=[\w.-]+/.exec(seen.text)?.[0] ?? '', coordinator)
    expect(again.text).toContain('A person of')
    for (const secret of ['Person 0', 'Person 5', ...who, scene.linkWorker.name]) expect(seen.text + again.text).not.toContain(secret)
    const own = await page('/rehearsal', scene.linkWorker)
    for (const words of ['Person 0', `/people/${who[0]}`]) expect(own.text).toContain(words)
    const foreign = await page('/rehearsal', stranger)
    expect(foreign.status).toBe(200)
    for (const secret of ['Person 0', 'Person 5', ...who]) expect(foreign.text).not.toContain(secret)
    expect((await page('/running/rehearsal', scene.linkWorker)).status).toBe(404)
    expect((await page('/rehearsal', scene.organiser)).status).toBe(404)
    const api = JSON.parse((await page('/api/rehearsal', coordinator)).text)
    expect(api.rows[0]).toMatchObject({ to: 'person', org: expect.any(String) })
    expect(JSON.stringify(api)).not.toContain(who[0])
    const ofTeam = JSON.parse((await page('/api/team/rehearsal', scene.linkWorker)).text)
    expect(ofTeam.rows.map(({ preferredName }: { preferredName: string }) => preferredName)).toContain('Person 0')
    expect((await page('/api/rehearsal', scene.linkWorker)).status).toBe(404)
    await place.db.delete(memberships).where(eq(memberships.userId, scene.linkWorker.id))
    expect((await page('/rehearsal', scene.linkWorker)).status).toBe(404)
  })

  it('speaks Indonesian and keeps to the place’s clock', async () => {
    const { place, at } = await fortnight('Asia/Jayapura', '2026-10-18')
    const office = await place.organisation('place_office')
    const coordinator = await place.signIn('coordinator', office)
    await place.db.update(bookings).set({ createdAt: at(-30, '10:00') })
    const text = await (await place.get('/running/rehearsal', { as: coordinator, headers: { 'accept-language': 'id' } })).text()
    for (const words of ['Gladi', 'Seseorang dari']) expect(text).toContain(words)
  })
})
