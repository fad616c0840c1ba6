import { describe, expect, it } from 'vitest'
import { days, hours } from '../../src/lib/time.ts'
import { escalateReferrals } from '../../src/referrals/late/actions.ts'
import { sent } from './sent.ts'

async function late() {
  const here = await sent()
  const office = await here.place.organisation('place_office')
  const coordinator = await here.place.signIn('coordinator', office)
  const run = () => escalateReferrals(here.place.ctx(), here.system)
  const today = async () => (await here.place.get('/today', { as: coordinator })).text()
  return { ...here, coordinator, run, today }
}

describe('a referral that nobody answered', () => {
  it('is put before its team from the promised day on, once a day', async () => {
    const here = await late()
    const { clock } = here.place
    expect(await here.run()).toEqual({ escalated: 0, team_emails: 0, coordinator_emails: 0 })
    clock.now += days(10) + hours(1)
    expect(await here.run()).toEqual({ escalated: 0, team_emails: 1, coordinator_emails: 0 })
    expect(await here.run()).toEqual({ escalated: 0, team_emails: 0, coordinator_emails: 0 })
    clock.now += days(1)
    expect(await here.run()).toMatchObject({ team_emails: 1 })
    await here.post()
    expect((await here.letters()).length).toBe(1)
    expect(await here.today()).not.toContain('Referrals without an answer')
  })

  it('reaches the coordinator three days later as a number of the team, and stays until it is answered', async () => {
    const here = await late()
    const { clock, place } = here.place
    clock.now += days(13) + hours(1)
    expect(await here.run()).toEqual({ escalated: 1, team_emails: 1, coordinator_emails: 1 })
    expect(await here.run()).toEqual({ escalated: 0, team_emails: 0, coordinator_emails: 0 })
    expect((await here.row()).escalatedAt).toBe(clock.now)
    const page = await here.today()
    expect(page).toContain('Referrals without an answer')
    expect(page).toContain(': 1 referral')
    expect(page).not.toContain('Zebediah')
    await here.post()
    const whole = JSON.stringify(await here.letters())
    expect(whole).toContain('without an answer')
    for (const word of ['Zebediah', 'bereavement', here.id, here.id.slice(-8).toUpperCase()]) expect(whole).not.toContain(word)

    clock.now += days(30)
    expect(await here.run()).toMatchObject({ coordinator_emails: 1 })
    expect(await here.today()).toContain('Referrals without an answer')
    await here.contacted()
    expect(await here.today()).not.toContain('Referrals without an answer')
    clock.now += days(1)
    expect(await here.run()).toEqual({ escalated: 0, team_emails: 0, coordinator_emails: 0 })
    expect(place.name).toBe('Testford')
  })

  it('reaches the coordinator after as many days as the place has set', async () => {
    const here = await late()
    const { clock, place } = here.place
    place.escalateDays = 7
    clock.now += days(16)
    expect(await here.run()).toMatchObject({ escalated: 0, team_emails: 1 })
    await here.post()
    expect(JSON.stringify(await here.letters())).toContain('7 days after the promised day')
    clock.now += days(1) + hours(1)
    expect(await here.run()).toMatchObject({ escalated: 1, coordinator_emails: 1 })
  })

  it('is escalated once by runs at the same time', async () => {
    const here = await late()
    here.place.clock.now += days(14)
    const runs = await Promise.all([here.run(), here.run(), here.run()])
    expect(runs.reduce((sum, { escalated }) => sum + escalated, 0)).toBe(1)
    expect((await here.place.rows.audit()).filter(({ action }) => action === 'referral.escalated')).toHaveLength(1)
  })
})
