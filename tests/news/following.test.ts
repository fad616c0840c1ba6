import { describe, expect, it } from 'vitest'
import { days } from '../../src/lib/time.ts'
import { sent } from './sent.ts'

describe('the page behind a referrer’s link', () => {
  it('shows what the person agreed to, and neither name, reason nor group', async () => {
    const here = await sent({ tells: ['contacted', 'first_attended'] })
    await here.contacted()
    await here.booked(here.place.clock.now + days(1), 'attended')
    const page = await (await here.place.get(`/r/${await here.link()}`)).text()
    expect(page).toContain('Z., referred on')
    expect(page).toContain('We have spoken with them')
    expect(page).toContain('They came for the first time')
    expect(page).not.toContain('They have a place in a group')
    for (const word of ['Zebediah', 'Surname', 'bereavement', 'Choir', 'Mill Hall', '<script']) expect(page).not.toContain(word)
  })

  it('speaks the referrer’s language, whatever the browser prefers', async () => {
    const here = await sent({ locale: 'id' })
    const page = await (await here.place.get(`/r/${await here.link()}`, { headers: { 'accept-language': 'en' } })).text()
    expect(page).toContain('<html lang="id"')
    expect(page).toContain('Belum ada yang dapat kami sampaikan')
  })

  it('says why it was closed and what else there is, only where the end may be told', async () => {
    for (const isAgreed of [true, false]) {
      const here = await sent({ tells: isAgreed ? ['ended'] : ['contacted'] })
      const { place, scene, id } = here
      const ended = await place.postForm(
        `/referrals/${id}/ending`,
        { reason: 'no_capacity', words: 'The library has a list.', groupIds: scene.groupId },
        { as: scene.linkWorker },
      )
      expect(ended.status).toBe(303)
      const page = await (await place.get(`/r/${await here.link()}`)).text()
      for (const text of ['We cannot take anybody on', 'The library has a list.', `/whats-on/${scene.groupId}`])
        expect(page.includes(text)).toBe(isAgreed)
    }
  })

  it('is too old after its time; a new link goes to the known address, once an hour', async () => {
    const here = await sent()
    const token = await here.link({ expiresAt: here.place.clock.now - days(1) })
    expect(await (await here.place.get(`/r/${token}`)).text()).toContain('This link is too old')
    for (let i = 0; i < 3; i++) {
      const asked = await here.place.postForm(`/r/${token}/link`, {})
      expect([asked.status, asked.headers.get('location')]).toEqual([303, `/r/${token}?done=link_sent`])
    }
    expect(await here.place.rows.messages()).toMatchObject([{ kind: 'referral.link', recipientId: here.id }])
    await here.post()
    const [letter] = await here.letters()
    const fresh = /\/r\/([\w-]{51})/.exec(JSON.stringify(letter))?.[1]
    expect(await (await here.place.get(`/r/${fresh}`)).text()).toContain('Z., referred on')
  })

  it('that was taken back opens nothing and sends nothing', async () => {
    const here = await sent()
    const { place, scene, id } = here
    await here.contacted()
    const old = await here.link()
    expect((await place.postForm(`/referrals/${id}/link-revocation`, {}, { as: scene.linkWorker })).status).toBe(303)
    const page = await (await place.get(`/r/${old}`)).text()
    expect(page).toContain('This link no longer works')
    expect(page).not.toContain('We have spoken with them')
    expect((await place.postForm(`/r/${old}/link`, {})).status).toBe(404)
    expect((await place.get(`/r/${await here.link({ version: 1 })}`)).status).toBe(200)
  })
})

describe('the message back', () => {
  it('holds what may be told and nothing else', async () => {
    const here = await sent({ tells: ['contacted'] })
    const { place, scene, id } = here
    await here.contacted()
    await here.booked(place.clock.now + days(1), 'attended')
    await here.set({ status: 'completed', endedAt: place.clock.now, endReason: 'settled_in', externalId: 'GP-1' })
    const read = async () => (await (await place.get(`/api/referrals/${id}/message-back`, { as: scene.linkWorker })).json()) as object
    expect(await read()).toMatchObject({
      referral: { id, referrerNumber: 'GP-1', receivedOn: '2026-06-01' },
      socialPrescribing: { stages: [{ stage: 'contacted', date: '2026-06-01' }] },
      outcome: null,
    })
    expect(JSON.stringify(await read())).not.toContain('Zebediah')
    await here.set({ tells: ['ended'] })
    expect(await read()).toMatchObject({ socialPrescribing: { stages: [] }, outcome: { date: '2026-06-01', reason: 'settled_in' } })
    const audit = await place.rows.audit()
    expect(audit.filter(({ why }) => why === 'message_back')).toHaveLength(3)
  })

  it('is nothing to a colleague of another team', async () => {
    const here = await sent()
    const other = await here.place.signIn('link_worker', await here.place.organisation('referral_team'))
    const foreign = await here.place.get(`/api/referrals/${here.id}/message-back`, { as: other })
    const missing = await here.place.get(`/api/referrals/${here.place.ctx().newId()}/message-back`, { as: other })
    expect([foreign.status, await foreign.text()]).toEqual([404, await missing.text()])
  })
})
