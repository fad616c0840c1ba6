import { describe, expect, it } from 'vitest'
import { hostile } from '../hostile.ts'
import { strangers } from '../markup.ts'
import { visitScene } from '../visits/scene.ts'

const profile = {
  ...{ phone: '01632 960022', about: 'I sing', locale: 'id', areas: ['Riverside'], activities: ['walking'] },
  ...{ languages: ['en', 'id'], availability: ['wed_evening'] },
}
const put = (place: Awaited<ReturnType<typeof visitScene>>, body: object, as: { cookie: string }) =>
  place.request('PUT', '/api/buddy-profile', { as, body })

describe('a buddy’s profile', () => {
  it('is changed by the buddy, and only their own', async () => {
    const place = await visitScene()
    const [buddy, other] = [await place.buddy(), await place.buddy()]
    expect((await put(place, profile, buddy)).status).toBe(200)
    expect(await (await place.get('/api/buddy-profile', { as: buddy })).json()).toMatchObject({
      ...profile,
      phone: '+441632960022',
      name: buddy.name,
    })
    const rows = await place.buddies()
    expect(rows.find(({ id }) => id === other.buddyId)).toMatchObject({ areas: ['Northfield'], step: 1 })
    expect(rows.find(({ id }) => id === buddy.buddyId)).toMatchObject({ status: 'approved', step: 2 })
    expect((await place.rows.audit()).at(-1)).toMatchObject({ action: 'buddy.edit', subjectId: buddy.buddyId, actorId: buddy.id })
    for (const as of [place.linkWorker, place.organiser, await place.signIn('buddy', place.hub)])
      expect((await put(place, profile, as)).status).toBe(404)
  })

  it('cannot be used to approve oneself or to prolong a check', async () => {
    const place = await visitScene()
    const buddy = await place.buddy({ status: 'paused' })
    await put(place, { ...profile, status: 'approved', checkedUntilOn: '2099-01-01', hubId: place.team }, buddy)
    expect((await place.buddies())[0]).toMatchObject({ status: 'paused', checkedUntilOn: '2027-06-01', hubId: place.hub })
  })

  it('comes back as it was typed when something is not right, and is saved when it is', async () => {
    const place = await visitScene()
    const buddy = await place.buddy()
    const typed: [string, string][] = [
      ...([
        ['phone', 'none'],
        ['about', 'I sing <b>loud</b>'],
        ['locale', 'en'],
        ['areas', 'Riverside'],
      ] as [string, string][]),
      ...([
        ['families', 'hobby'],
        ['languages', 'pl'],
        ['afternoon', 'sun'],
      ] as [string, string][]),
    ]
    const wrong = await place.postForm('/visits/profile', typed, { as: buddy })
    const page = await wrong.text()
    expect(wrong.status).toBe(422)
    expect(page).toContain('value="none"')
    expect(page).toContain('I sing &lt;b&gt;loud&lt;/b&gt;')
    expect(page).toMatch(/name="afternoon"[^>]*value="sun"[^>]*checked/)
    const right = await place.postForm('/visits/profile', [['phone', '01632 960033'], ...typed.slice(1)], { as: buddy })
    expect([right.status, right.headers.get('location')]).toEqual([303, '/visits/profile?done=saved'])
    expect((await place.buddies())[0]).toMatchObject({ areas: ['Riverside'], languages: ['pl'], availability: ['sun_afternoon'] })
    expect(await (await place.get('/visits/profile?done=saved', { as: buddy })).text()).toContain('+441632960033')
  })

  it('survives every hostile text', async () => {
    const place = await visitScene()
    const buddy = await place.buddy()
    const page = async () => (await place.get('/visits/profile', { as: buddy })).text()
    const harmless = [await page()]
    for (const { text } of hostile) {
      const answer = await put(place, { ...profile, about: text, areas: ['Northfield'] }, buddy)
      expect([200, 422], text).toContain(answer.status)
      expect(strangers(await page(), harmless), text).toEqual([])
    }
  }, 60_000)
})
