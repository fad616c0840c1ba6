// A person who has nothing but a telephone, from the booking until they were there: every step of theirs is a call that their link
// worker makes. The sheet that they take home is printed on one page in large type.

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { days, hours, minutes } from '../../src/lib/time.ts'
import { desktop, openBrowser, phone } from './browser.ts'
import { moveToNoon, startDemo } from './demo.ts'
import { fill, follow, menu, press, textOf } from './visiting.ts'
import { signInAs } from './visitors.ts'

let place: Awaited<ReturnType<typeof startDemo>>
let browser: Awaited<ReturnType<typeof openBrowser>>
let linkWorker: Page
let organiser: Page
let bookingId = ''
let sessionId = ''

beforeAll(async () => {
  place = await startDemo()
  await moveToNoon(place)
  browser = await openBrowser()
  const open = async (options: Parameters<typeof browser.page>[0]) => {
    const page = await browser.page(options)
    page.setDefaultTimeout(8_000)
    return page
  }
  linkWorker = await open({ viewport: desktop })
  organiser = await open({ viewport: phone, javaScriptEnabled: false })
})
afterAll(async () => {
  await browser?.close()
  await place?.close()
})

async function timePasses() {
  await place.cron('*/15 * * * *')
  await place.cron('* * * * *')
}

/** The session comes nearer, as seen by the booking's reminders. */
async function startsIn(ms: number) {
  const startsAt = Date.now() + ms
  await place.query(
    'UPDATE sessions SET starts_at = ?, ends_at = ?, booking_closes_at = ? WHERE id = ?',
    startsAt,
    startsAt + hours(2),
    startsAt,
    sessionId,
  )
  await place.query('UPDATE bookings SET created_at = ? WHERE id = ?', Date.now() - days(10), bookingId)
}

const ring = async () => {
  await menu(linkWorker, 'Today')
  await follow(linkWorker, /^See what to say about Wim$/)
}

describe('somebody who has only a telephone', { timeout: 120_000 }, () => {
  it('is added and booked', async () => {
    await signInAs(place, linkWorker, 'link_worker')
    await menu(linkWorker, 'People')
    await follow(linkWorker, 'Add a referral')
    await fill(linkWorker, 'Full name', 'Wim Achterberg')
    await fill(linkWorker, 'What they like to be called', 'Wim')
    await linkWorker.getByRole('radio', { name: 'Phone only' }).check()
    await linkWorker.locator('[name=phone]').fill('07700 900321')
    await linkWorker.getByLabel('May be written to by WhatsApp').check()
    await fill(linkWorker, 'Who agreed, and to what, in the words that were used', 'Wim said at the surgery: ring me')
    await press(linkWorker, 'Add this person')
    await follow(linkWorker, 'Find a session')
    await press(linkWorker, 'Show')
    await follow(linkWorker, /^Book/)
    await linkWorker.getByLabel('No, thank you').check()
    await press(linkWorker, 'Book the place')
    const [row] = await place.query<{ id: string; session: string }>(
      'SELECT id, session_id AS session FROM bookings ORDER BY created_at DESC, id DESC LIMIT 1',
    )
    bookingId = row?.id ?? ''
    sessionId = row?.session ?? ''
  })

  it('is on the call list a minute later, with what to say, and says yes', async () => {
    await timePasses()
    await ring()
    const said = await textOf(linkWorker)
    expect(said).toContain('Hello, may I speak to Wim?')
    expect(said).toContain('They are reached by phone.')
    expect(await linkWorker.getByRole('link', { name: '07700 900321' }).getAttribute('href')).toBe('tel:+447700900321')
    expect(await linkWorker.getByRole('link', { name: /WhatsApp/ }).getAttribute('href')).toBe(
      'https://wa.me/447700900321?text=Hello%20Wim.%20When%20would%20be%20a%20good%20time%20to%20ring%20you%3F',
    )
    await press(linkWorker, 'Nobody answered')
    expect(await textOf(linkWorker)).toContain('They stay on the list')
    await ring()
    expect(await textOf(linkWorker)).toContain('nobody answered')
    await press(linkWorker, 'Yes, they come')
    expect(await textOf(linkWorker)).toContain('Their yes is noted')
    await menu(linkWorker, 'Today')
    expect(await linkWorker.getByRole('link', { name: /^See what to say about Wim$/ }).count()).toBe(0)
  })

  it('takes home a sheet of one page, A4, in type of 18 points and more', async () => {
    await menu(linkWorker, 'People')
    await linkWorker.locator('main').getByRole('link', { name: 'Wim Achterberg' }).first().click()
    await follow(linkWorker, 'Printed sheet')
    expect(await linkWorker.locator('h1').textContent()).toBe('Your visits, Wim')
    await linkWorker.emulateMedia({ media: 'print' })
    const sizes = await linkWorker.evaluate<number[]>(
      `[...document.querySelectorAll('.al-sheet, .al-sheet *')].filter((one) => one.textContent.trim() && one.checkVisibility())
        .map((one) => Number.parseFloat(getComputedStyle(one).fontSize) * 0.75)`,
    )
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(18)
    for (const gone of ['.al-header', '.al-footer', '.al-back', '.al-screen-only'])
      for (const one of await linkWorker.locator(gone).all()) expect(await one.isVisible()).toBe(false)
    const pdf = (await linkWorker.pdf({ preferCSSPageSize: true })).toString('latin1')
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
    const [, , , width = 0, height = 0] = /\/MediaBox\s*\[\s*([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)/.exec(pdf) ?? []
    expect([Math.round(Number(width)), Math.round(Number(height))]).toEqual([595, 842])
    await linkWorker.emulateMedia({ media: 'screen' })
  })

  it('is reminded by a call, and the organiser sees who knows', async () => {
    await startsIn(hours(20))
    await timePasses()
    await ring()
    expect(await linkWorker.locator('main').textContent()).toContain('Reminder of')
    await press(linkWorker, 'I told them')
    expect(await textOf(linkWorker)).toContain('It is noted that they know')
    const [owner] = await place.query<{ id: string }>(
      `SELECT m.user_id AS id FROM memberships m JOIN sessions s ON s.org_id = m.org_id WHERE s.id = ? AND m.role = 'organiser' LIMIT 1`,
      sessionId,
    )
    await signInAs(place, organiser, 'organiser')
    await place.query('UPDATE sign_ins SET user_id = ? WHERE id = (SELECT id FROM sign_ins ORDER BY created_at DESC LIMIT 1)', owner?.id)
    await organiser.goto(`${place.url}/sessions/${sessionId}/bookings`)
    expect(await textOf(organiser)).toContain('Rung, and knows')
  })

  it('was there', async () => {
    await startsIn(-minutes(10))
    await organiser.goto(`${place.url}/sessions/${sessionId}/register`)
    await organiser.getByRole('button', { name: /Wim/ }).first().click()
    expect(await place.query('SELECT status, confirmed_how AS how FROM bookings WHERE id = ?', bookingId)).toEqual([
      { status: 'attended', how: 'phone' },
    ])
    await linkWorker.goto(`${place.url}/people`)
    await linkWorker.locator('main').getByRole('link', { name: 'Wim Achterberg' }).first().click()
    await follow(linkWorker, 'Timeline')
    const story = await textOf(linkWorker)
    expect(story).toContain('Rung by')
    expect(story).toContain('said yes')
  })
})
