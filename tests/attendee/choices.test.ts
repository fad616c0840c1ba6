import { describe, expect, it } from 'vitest'
import { hours } from '../../src/lib/time.ts'
import { dump } from '../accounts/browser.ts'
import { noon } from '../world.ts'
import { type Stage, stage } from './stage.ts'

const unsubscribe = async (on: Stage, settings: { expiresAt?: number } = {}) =>
  `/unsubscribe/${await on.link({ purpose: 'unsubscribe', subjectId: on.personId, ...settings })}`
const stops = async (on: Stage) => {
  const { remindersStoppedAt, surveysStoppedAt } = await on.row()
  return { reminders: remindersStoppedAt !== null, surveys: surveysStoppedAt !== null }
}
const entries = async (on: Stage) => (await on.rows.audit()).filter(({ action }) => action.startsWith('messages.'))

describe('the language', () => {
  it('is the person’s, whatever the browser asks for', async () => {
    const on = await stage({ person: { language: 'id', called: 'Sri' } })
    const headers = { 'accept-language': 'en-GB,en;q=0.9', cookie: '__Host-language=en' }
    for (const path of ['', '/cancellation', '/dates', '/emails']) {
      const html = await (await on.page(on.home + path, headers)).text()
      expect(html).toContain('<html lang="id"')
    }
    const words = await on.text(on.home, headers)
    expect(words).toContain('Halo Sri. Apakah Anda akan datang?')
    expect(words).toContain('Senin, 8 Juni 2026')
    expect(words).not.toMatch(/\b(Yes|Hello|When|Where|Choose|Ring us|You)\b/)
  })

  it('can be changed from every link, and stays', async () => {
    const on = await stage()
    const response = await on.press('/language', { language: 'id', returnTo: '//evil.example' })
    expect(response.headers.get('location')).toBe(`${on.home}?done=language`)
    expect(await on.row()).toMatchObject({ language: 'id', step: 2 })
    expect(await on.text(`${on.home}?done=language`)).toContain('Mulai sekarang kami menulis kepada Anda dalam Bahasa Indonesia.')

    const home = await unsubscribe(on)
    await on.postForm(`${home}/language`, { language: 'en' })
    expect((await on.row()).language).toBe('en')
    await on.press('/language', { language: 'klingon' })
    expect((await on.row()).language).toBe('en')
  })

  it('changed by many presses at once takes one step', async () => {
    const on = await stage()
    await Promise.all(Array.from({ length: 20 }, () => on.press('/language', { language: 'id' })))
    expect(await on.row()).toMatchObject({ language: 'id', step: 2 })
  })
})

describe('emails', () => {
  const where: [string, (on: Stage) => Promise<string>][] = [
    ['a booking’s link', async (on) => `${on.home}/emails`],
    ['the foot of an email', unsubscribe],
  ]

  describe.each(where)('from %s', (_, address) => {
    it.each([
      ['reminders', { reminders: true, surveys: false }],
      ['surveys', { reminders: false, surveys: true }],
      ['all', { reminders: true, surveys: true }],
    ])('%s can be stopped and started again', async (category, stopped) => {
      const on = await stage()
      const path = await address(on)
      const stop = await on.postForm(path, { category, wish: 'stop' })
      expect(stop.headers.get('location')).toBe(`${path}?done=stopped`)
      expect(await stops(on)).toEqual(stopped)
      expect(await on.text(`${path}?done=stopped`)).toContain('You will not get these emails any more.')
      await on.postForm(path, { category, wish: 'start' })
      expect(await stops(on)).toEqual({ reminders: false, surveys: false })
      expect(await entries(on)).toMatchObject([
        { action: 'messages.stop', actorKind: 'link', personId: on.personId, why: category, step: 2 },
        { action: 'messages.start', step: 3 },
      ])
    })

    it('stopped twice keeps the first date and writes nothing more', async () => {
      const on = await stage()
      const path = await address(on)
      await on.postForm(path, { category: 'reminders', wish: 'stop' })
      on.clock.now = noon + hours(5)
      const before = await dump(on.place)
      await on.postForm(path, { category: 'reminders', wish: 'stop' })
      await on.postForm(path, { category: '<script>', wish: 'stop' })
      expect(await dump(on.place)).toBe(before)
      expect((await on.row()).remindersStoppedAt).toBe(noon)
    })
  })

  it('offers to stop what is on and to start what is off', async () => {
    const on = await stage()
    const home = await unsubscribe(on)
    expect(await on.text(home)).toMatch(
      /Stop reminders.*Stop questions about how it was.*Stop these questions.*Rather ring me.*Stop reminders and all questions/,
    )
    // The link at the foot of an email about a visit leads to what it names.
    expect(await on.text(`${home}?of=visits`)).toMatch(/Rather ring me.*Stop reminders/)
    await on.postForm(home, { category: 'reminders', wish: 'stop' })
    const words = await on.text(home)
    expect(words).toMatch(/Send me reminders again.*Stop questions about how it was/)
    expect(words).not.toContain('Stop reminders and all')
  })
})

describe('one-click unsubscribe (RFC 8058)', () => {
  const oneClick = { 'List-Unsubscribe': 'One-Click' }
  /** As a mail provider posts it: no cookie, no Origin. */
  const post = (on: Stage, path: string, body: URLSearchParams | FormData) =>
    on.app.request(new Request(`${on.origin}${path}`, { method: 'POST', body }))
  const multipart = () => {
    const body = new FormData()
    body.set('List-Unsubscribe', 'One-Click')
    return body
  }

  it.each([
    ['as a form', () => new URLSearchParams(oneClick)],
    ['in parts', multipart],
  ])('stops at once and answers with nothing, %s', async (_, body) => {
    const on = await stage()
    const response = await post(on, await unsubscribe(on), body())
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('')
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(await stops(on)).toEqual({ reminders: true, surveys: true })
  })

  it.each([
    ['reminders', { reminders: true, surveys: false }],
    ['surveys', { reminders: false, surveys: true }],
    ['nonsense', { reminders: true, surveys: true }],
  ])('stops only what the email was when its header says ?of=%s', async (of, expected) => {
    const on = await stage()
    await post(on, `${await unsubscribe(on)}?of=${of}`, new URLSearchParams(oneClick))
    expect(await stops(on)).toEqual(expected)
  })

  it('still works when the link is old, and not with one that is no link', async () => {
    const on = await stage()
    const old = await unsubscribe(on, { expiresAt: noon - hours(2) })
    expect((await post(on, old, new URLSearchParams(oneClick))).status).toBe(200)
    expect(await stops(on)).toEqual({ reminders: true, surveys: true })
    expect((await post(on, '/unsubscribe/x', new URLSearchParams(oneClick))).status).toBe(404)
  })

  it('stops nothing for anybody else', async () => {
    const on = await stage()
    const other = await on.person(on.team)
    const link = await on.link({ purpose: 'unsubscribe', subjectId: other })
    await post(on, `/unsubscribe/${link}`, new URLSearchParams(oneClick))
    expect(await stops(on)).toEqual({ reminders: false, surveys: false })
  })
})
