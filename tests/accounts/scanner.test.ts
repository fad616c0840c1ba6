import { expect, it } from 'vitest'
import { world } from '../world.ts'
import { browserOf, dump, scanners, secretsIn, user } from './browser.ts'

it('a scanner changes nothing, whatever it does, and the person still gets in', async () => {
  const place = await world()
  const provider = await place.organisation('provider')
  const { address } = await user(place, [[provider, 'organiser']])
  const coordinator = await place.signIn('coordinator', await place.organisation('place_office'))
  const person = browserOf(place)
  await person.post('/sign-in', { email: address })
  await place.postForm(
    `/organisations/${provider}/invitations`,
    { name: 'Olu', email: 'olu@example.org', locale: 'en' },
    { as: coordinator },
  )
  const links = [
    `/sign-in/${(await secretsIn(place, 'account.sign_in')).at(-1)}`,
    `/invitations/${(await secretsIn(place, 'account.invitation')).at(-1)}`,
  ]
  const before = await dump(place)
  for (const link of links)
    for (const method of ['GET', 'HEAD', 'OPTIONS'])
      for (let i = 0; i < 20; i++) {
        const headers = { 'user-agent': scanners[i % scanners.length] as string, 'cf-connecting-ip': `198.51.100.${i}` }
        const answer = await place.request(method, link, { headers })
        expect(answer.status).toBeLessThan(500)
        expect(answer.headers.getSetCookie()).toEqual([])
        expect([answer.headers.get('referrer-policy'), answer.headers.get('cache-control')]).toEqual(['no-referrer', 'no-store'])
      }
  expect(await dump(place)).toBe(before)

  // One that runs scripts and presses what it finds, without the cookie and without knowing whom it reads for.
  for (const link of links) {
    const robot = browserOf(place)
    expect((await robot.post(link)).status).toBe(422)
    expect((await robot.post(link, { code: '123456', name: 'x', email: 'x@example.org' })).status).toBe(422)
    expect(robot.jar.size).toBe(0)
  }
  expect((await person.post(links[0] as string)).status).toBe(303)
  expect((await browserOf(place).post(links[1] as string, { name: 'Olu', email: 'Olu@Example.org' })).status).toBe(303)
})

it('an address in the Host header never gets into a link: links are made from configuration', async () => {
  const place = await world()
  const request = new Request('https://evil.example/sign-in', {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
    body: new URLSearchParams({ email: 'a@example.org' }),
  })
  const answer = await place.app.request(request)
  expect(answer.headers.get('location')).toBe('/sign-in/sent')
  expect(place.ctx().origin).toBe('https://alongside.test')
})
