import { mkdirSync } from 'node:fs'
import { eq } from 'drizzle-orm'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bookings } from '../../src/db/schema/bookings.ts'
import { people } from '../../src/db/schema/people.ts'
import { sessions } from '../../src/db/schema/sessions.ts'
import { hours } from '../../src/lib/time.ts'
import { type AttendeePlace, attendeePlace } from './attendee-place.ts'
import { axe, desktop, openBrowser, phone, scrollsSideways } from './browser.ts'

let place: AttendeePlace
let browser: Awaited<ReturnType<typeof openBrowser>>
/** `SCREENSHOTS=DIR` keeps what was seen. */
const album = process.env.SCREENSHOTS

beforeAll(async () => {
  place = await attendeePlace()
  for (const days of [14, 21, 28]) await place.date(days)
  browser = await openBrowser()
  if (album) mkdirSync(album, { recursive: true })
})
afterAll(async () => {
  await browser?.close()
  await place?.close()
})

const words = {
  en: {
    called: 'Maria',
    yes: 'Yes, I will come',
    no: 'I can’t come',
    saidYes: 'You said yes, Maria',
    saidNo: 'You told us that you can’t come, Maria',
    afterAll: 'I can come after all',
    anotherDate: 'Choose another date',
    choose: 'Choose this date',
    emails: 'Choose which emails you get',
    stop: 'Stop reminders',
    start: 'Send me reminders again',
  },
  id: {
    called: 'Sri',
    yes: 'Ya, saya akan datang',
    no: 'Saya tidak bisa datang',
    saidYes: 'Sri, Anda sudah menyatakan akan datang',
    saidNo: 'Anda sudah memberi tahu bahwa Anda tidak bisa datang, Sri',
    afterAll: 'Ternyata saya bisa datang',
    anotherDate: 'Pilih tanggal lain',
    choose: 'Pilih tanggal ini',
    emails: 'Pilih email yang Anda terima',
    stop: 'Hentikan pengingat',
    start: 'Kirimi saya pengingat lagi',
  },
} as const
type Language = keyof typeof words

/** Somebody newly booked, a week from now. */
async function booked(language: Language, seed: Parameters<AttendeePlace['date']>[1] = {}) {
  const sessionId = await place.date(7, seed)
  const personId = await place.person(language, words[language].called)
  const bookingId = await place.book(sessionId, personId)
  return { sessionId, personId, bookingId, link: await place.link(bookingId) }
}

describe.each(['en', 'id'] as const)('without scripts, on a phone, in %s', (language) => {
  const say = words[language]
  let page: Page
  const press = (name: string) => page.getByRole('button', { name }).first().click()
  const follow = (name: string) => page.getByRole('link', { name }).first().click()
  const heading = () => page.locator('h1').textContent()
  const open = async (link: string) => {
    page = await browser.page({ viewport: phone, javaScriptEnabled: false, locale: language === 'en' ? 'id-ID' : 'en-GB' })
    await page.goto(place.url + link)
  }

  it('a person says yes, and again', async () => {
    const { link, bookingId } = await booked(language)
    await open(link)
    await press(say.yes)
    expect(await heading()).toBe(say.saidYes)
    const [row] = await place.db.select().from(bookings).where(eq(bookings.id, bookingId))
    expect(row).toMatchObject({ status: 'confirmed', confirmedHow: 'person' })
    // A second open of the same email, and the back button of the first.
    await page.goto(place.url + link)
    expect(await heading()).toBe(say.saidYes)
    await page.context().close()
  })

  it('a person says no, and changes their mind', async () => {
    const { link } = await booked(language)
    await open(link)
    await follow(say.no)
    await page.locator('label').first().click()
    await press(say.no)
    expect(await heading()).toBe(say.saidNo)
    await press(say.afterAll)
    expect(await heading()).toBe(say.saidYes)
    await page.context().close()
  })

  it('a person takes another date', async () => {
    const { link, bookingId } = await booked(language)
    await open(link)
    await follow(say.anotherDate)
    await press(say.choose)
    expect(await heading()).toBe(say.saidYes)
    expect(page.url()).not.toContain(link)
    const [row] = await place.db.select().from(bookings).where(eq(bookings.id, bookingId))
    expect(row).toMatchObject({ status: 'cancelled', reason: 'moved' })
    await page.context().close()
  })

  it('a person stops the reminders, and starts them again', async () => {
    const { link, personId } = await booked(language)
    const stoppedAt = async () => (await place.db.select().from(people).where(eq(people.id, personId)))[0]?.remindersStoppedAt
    await open(link)
    await follow(say.emails)
    await press(say.stop)
    expect(await stoppedAt()).toBeGreaterThan(0)
    await press(say.start)
    expect(await stoppedAt()).toBeNull()
    await page.context().close()
  })

  it('a person changes the language', async () => {
    const { link } = await booked(language)
    await open(link)
    const other = language === 'en' ? 'id' : 'en'
    await press(other === 'en' ? 'English' : 'Bahasa Indonesia')
    expect(await page.locator('html').getAttribute('lang')).toBe(other)
    await page.context().close()
  })
})

/** Every state, reached by what the tables say. */
async function states(language: Language): Promise<[string, string][]> {
  const set = (id: string, values: Partial<typeof bookings.$inferInsert>) =>
    place.db.update(bookings).set(values).where(eq(bookings.id, id))
  const make = async (values: Partial<typeof bookings.$inferInsert>) => {
    const { bookingId, link } = await booked(language)
    await set(bookingId, values)
    return link
  }
  const plain = await booked(language)
  const begun = await booked(language)
  await place.db
    .update(sessions)
    .set({ startsAt: place.now - hours(0.5), endsAt: place.now + hours(1) })
    .where(eq(sessions.id, begun.sessionId))
  const off = await booked(language)
  await set(off.bookingId, { status: 'cancelled', cancelledBy: 'organiser' })
  await place.db.update(sessions).set({ status: 'cancelled', placesTaken: 0, newcomersTaken: 0 }).where(eq(sessions.id, off.sessionId))
  const offered = await make({ status: 'offered', ticket: 1, offerExpiresAt: place.now + hours(20) })
  return [
    ['booked', plain.link],
    ['cancellation', `${plain.link}/cancellation`],
    ['dates', `${plain.link}/dates`],
    ['emails', `${plain.link}/emails`],
    ['confirmed', `${await make({ status: 'confirmed' })}?done=confirmed`],
    ['waiting', await make({ status: 'waitlisted', ticket: 1 })],
    ['offered', offered],
    ['declining', `${offered}/cancellation`],
    ['offer-ended', await make({ status: 'expired', ticket: 1, offerExpiresAt: place.now })],
    ['given-up', `${await make({ status: 'cancelled', cancelledBy: 'attendee' })}?done=cancelled`],
    ['cancelled-by-team', await make({ status: 'cancelled', cancelledBy: 'link_worker' })],
    ['attended', await make({ status: 'attended' })],
    ['missed', await make({ status: 'missed', missedCause: 'person' })],
    ['session-cancelled', off.link],
    ['under-way', begun.link],
    ['expired', await place.link(plain.bookingId, { expiresAt: place.now - hours(2) })],
    ['revoked', await place.link(plain.bookingId, { version: 9 })],
  ]
}

describe.each(['en', 'id'] as const)('every state in %s', (language) => {
  it.each([
    ['a phone', phone],
    ['a desktop', desktop],
  ])('has no fault on %s, and targets of 48 pixels', { timeout: 240_000 }, async (_, viewport) => {
    const page = await browser.page({ viewport })
    for (const [name, path] of await states(language)) {
      await page.goto(place.url + path)
      if (album) await page.screenshot({ path: `${album}/attendee-${name}-${language}-${viewport.width}.png`, fullPage: true })
      expect([name, await axe(page)]).toEqual([name, []])
      expect([name, await scrollsSideways(page)]).toEqual([name, false])
      for (const target of await page.locator('main a, main button, main label').all()) {
        const height = (await target.boundingBox())?.height ?? 0
        expect(`${name}: ${await target.textContent()} is ${height >= 48 ? 'large' : `${height} pixels`}`).toMatch(/is large$/)
      }
    }
    await page.context().close()
  })
})

it('weighs 40 KB at most with everything it loads', async () => {
  const { link } = await booked('id')
  const page = await browser.page({ viewport: phone })
  const client = await page.context().newCDPSession(page)
  await client.send('Network.enable')
  let bytes = 0
  client.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  const hosts = new Set<string>()
  page.on('request', (request) => hosts.add(new URL(request.url()).host))
  await page.goto(place.url + link, { waitUntil: 'networkidle' })
  expect([...hosts]).toEqual([new URL(place.url).host])
  expect(bytes).toBeGreaterThan(10_000)
  expect(bytes).toBeLessThanOrEqual(40 * 1024)
  await page.context().close()
})
