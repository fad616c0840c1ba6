import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { questionnaires } from '../../src/db/schema/outcomes.ts'
import { people } from '../../src/db/schema/people.ts'
import { referrals } from '../../src/db/schema/referrals.ts'
import { days, hours } from '../../src/lib/time.ts'
import { everything, stage } from './stage.ts'

describe('the job that asks how people are', () => {
  it('plans three waves for everybody whose support begins, asks the first at once, and does it once', async () => {
    const here = await stage()
    const { personId, referralId } = await here.supported()
    expect(await here.job()).toEqual({ planned: 1, due: 1, lost: 0 })
    expect(await here.asked()).toMatchObject([
      { wave: 'start', status: 'asked', dueAt: here.clock.now, askedAt: here.clock.now, referralId, step: 2 },
      { wave: 'week_6', status: 'planned', dueAt: here.clock.now + days(42) },
      { wave: 'week_12', status: 'planned', dueAt: here.clock.now + days(84) },
    ])
    expect(await here.mail('outcome.asked')).toMatchObject([{ recipientId: personId, usefulUntil: here.clock.now + days(21) }])
    const before = JSON.stringify([await here.asked(), await here.rows.messages(), await here.rows.audit()])
    expect(await here.job()).toEqual({ planned: 0, due: 0, lost: 0 })
    expect(JSON.stringify([await here.asked(), await here.rows.messages(), await here.rows.audit()])).toBe(before)
  })

  it('plans the same once when two runs meet', async () => {
    const here = await stage()
    for (let i = 0; i < 5; i++) await here.supported()
    await Promise.all([here.job(), here.job(), here.job()])
    expect(await here.asked()).toHaveLength(15)
    expect(await here.mail('outcome.asked')).toHaveLength(5)
    expect((await here.rows.audit()).filter(({ action }) => action === 'questionnaire.asked')).toHaveLength(5)
    here.clock.now += days(42)
    await Promise.all([here.job(), here.job(), here.job()])
    expect((await here.rows.audit()).filter(({ action }) => action === 'questionnaire.asked')).toHaveLength(10)
    expect((await here.asked()).filter(({ wave }) => wave === 'week_6').map(({ status, step }) => `${status} ${step}`)).toEqual(
      Array.from({ length: 5 }, () => 'asked 2'),
    )
  })

  it('plans one series at a time for somebody with two referrals, whatever the run', async () => {
    const here = await stage()
    const { personId, referralId } = await here.supported()
    const again = async (supportingAt = here.clock.now) => {
      const id = here.ctx().newId()
      const [row] = await here.db.select().from(referrals).where(eq(referrals.id, referralId))
      if (row) await here.db.insert(referrals).values({ ...row, id, supportingAt })
      return id
    }
    // One run finds both: the support that began first is the one that is followed.
    const later = await again(here.clock.now + 1)
    here.clock.now += hours(1)
    expect(await here.job()).toMatchObject({ planned: 1, due: 1 })
    // And one finds another later, while they are asked about the first.
    here.clock.now += days(3)
    await again()
    expect(await here.job()).toMatchObject({ planned: 0, due: 0 })
    expect((await here.asked()).map((row) => [row.personId, row.referralId])).toEqual(Array(3).fill([personId, referralId]))
    expect(await here.mail('outcome.asked')).toHaveLength(1)
    // Once nothing is open any more, what began lately is followed.
    await here.db.update(questionnaires).set({ status: 'lost', lostReason: 'support_ended' })
    expect((await here.job()).planned).toBe(1)
    expect((await here.asked()).at(-1)?.referralId).toBe(later)
  })

  it('asks one of two series that a merge has brought together', async () => {
    const here = await stage()
    const [stays, goes] = [await here.supported(), await here.supported()]
    await here.job()
    for (const { personId } of [stays, goes]) await here.postForm(await here.path((await here.of(personId, 'start')).id), everything)
    await here.db.update(questionnaires).set({ personId: stays.personId })
    await here.db.update(referrals).set({ personId: stays.personId })
    for (const _ of [6, 12]) {
      here.clock.now += days(42)
      await here.job()
    }
    expect(await here.mail('outcome.asked')).toHaveLength(2 + 2)
    const asked = (await here.asked()).filter(({ wave, askedAt }) => wave !== 'start' && askedAt !== null)
    expect([asked.length, new Set(asked.map(({ referralId }) => referralId)).size]).toEqual([2, 1])
  })

  it('asks again after six and twelve weeks', async () => {
    const here = await stage()
    const { personId } = await here.supported()
    await here.job()
    here.clock.now += days(42) - 1
    expect((await here.job()).due).toBe(0)
    here.clock.now += 1
    expect((await here.job()).due).toBe(1)
    here.clock.now += days(42)
    await here.job()
    expect((await here.of(personId, 'week_12')).status).toBe('asked')
    expect(await here.mail('outcome.asked')).toHaveLength(3)
  })

  it('leaves alone whoever is not supported, or has been for longer', async () => {
    const here = await stage()
    await here.supported({}, { status: 'received', supportingAt: null })
    await here.supported({}, { supportingAt: here.clock.now - days(15) })
    expect((await here.job()).planned).toBe(0)
  })

  it('reminds once after a week, and gives up after three with the reason', async () => {
    const here = await stage()
    const { personId } = await here.supported()
    await here.job()
    here.clock.now += days(7) - 1
    await here.job()
    expect(await here.mail('outcome.reminder')).toHaveLength(0)
    here.clock.now += 1
    await here.job()
    here.clock.now += days(2)
    await here.job()
    expect(await here.mail('outcome.reminder')).toMatchObject([{ recipientId: personId }])
    here.clock.now += days(12)
    expect((await here.job()).lost).toBe(1)
    expect(await here.of(personId, 'start')).toMatchObject({ status: 'lost', lostReason: 'no_answer' })
    expect((await here.rows.audit()).at(-1)).toMatchObject({ action: 'questionnaire.lost', fromState: 'asked', why: 'no_answer' })
  })

  it('reminds nobody who has answered', async () => {
    const here = await stage()
    const { personId } = await here.supported()
    await here.job()
    await here.postForm(await here.path((await here.of(personId, 'start')).id), everything)
    here.clock.now += days(8)
    await here.job()
    expect(await here.mail('outcome.reminder')).toEqual([])
  })

  it('writes to nobody without email, and says later that they were not reached', async () => {
    const here = await stage()
    const { personId } = await here.supported({ reachBy: 'phone' })
    await here.job()
    here.clock.now += days(8)
    await here.job()
    expect(await here.rows.messages()).toEqual([])
    here.clock.now += days(13)
    await here.job()
    expect(await here.of(personId, 'start')).toMatchObject({ status: 'lost', lostReason: 'not_reachable' })
  })

  it('puts them on their link worker’s call list until it is filled in, and on no other team’s', async () => {
    const here = await stage()
    const { personId } = await here.supported({ reachBy: 'phone', called: 'Phoebe' })
    await here.supported({ called: 'Emily' })
    await here.job()
    const { id } = await here.of(personId, 'start')
    const calls = async (as = here.linkWorker) => (await here.get('/calls', { as })).text()
    expect(await calls()).toContain(`href="/questionnaires/${id}"`)
    expect(await calls()).not.toContain('Emily')
    expect(await calls(await here.signIn('link_worker', await here.organisation('referral_team')))).not.toContain('Phoebe')
    await here.postForm(`/questionnaires/${id}`, everything, { as: here.linkWorker })
    expect(await calls()).not.toContain('Phoebe')
  })

  it.each([
    ['consent was withdrawn', 'consent_withdrawn', { withdrawnAt: 1 }, {}],
    ['they stopped these questions', 'declined', { wellbeingStoppedAt: 1 }, {}],
    ['they were not reached', 'not_reachable', {}, { status: 'unreachable', endedAt: 1 }],
    ['the referral was declined', 'support_ended', {}, { status: 'declined', endedAt: 1 }],
  ] as const)('asks no more, and not for the first time either, when %s', async (_, reason, person, referral) => {
    const here = await stage()
    const { personId, referralId } = await here.supported()
    await here.job()
    if (Object.keys(person).length > 0) await here.db.update(people).set(person).where(eq(people.id, personId))
    if (Object.keys(referral).length > 0) await here.db.update(referrals).set(referral).where(eq(referrals.id, referralId))
    here.clock.now += hours(1)
    await here.job()
    expect(await here.of(personId, 'start')).toMatchObject({ status: 'lost', lostReason: reason })
    here.clock.now += days(42)
    await here.job()
    expect(await here.of(personId, 'week_6')).toMatchObject({ status: 'lost', lostReason: reason, askedAt: null })
    expect(await here.mail('outcome.asked')).toHaveLength(1)
    expect(await here.mail('outcome.reminder')).toHaveLength(0)
  })

  it('still asks whoever completed their support', async () => {
    const here = await stage()
    const { personId, referralId } = await here.supported()
    await here.job()
    await here.db.update(referrals).set({ status: 'completed', endedAt: here.clock.now }).where(eq(referrals.id, referralId))
    here.clock.now += days(42)
    await here.job()
    expect((await here.of(personId, 'week_6')).status).toBe('asked')
  })

  it('takes more people than one batch holds', { timeout: 60_000 }, async () => {
    const here = await stage()
    for (let i = 0; i < 230; i++) await here.supported()
    expect(await here.job()).toEqual({ planned: 230, due: 230, lost: 0 })
    expect(await here.mail('outcome.asked')).toHaveLength(230)
  })

  it('waits for the morning when night has fallen', async () => {
    const here = await stage()
    here.clock.now += hours(11)
    await here.supported()
    await here.job()
    const [message] = await here.mail('outcome.asked')
    expect(message?.dueAt).toBe(Date.UTC(2026, 5, 2, 7))
  })
})
