// The whole story as people live it: each has a browser of their own and comes everywhere by clicking. The addresses that are typed
// are those of the front page, of the mailbox, and of the demo's sign-in. The attendee's phone runs no script.

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hours, minutes } from '../../src/lib/time.ts'
import { desktop, openBrowser, phone } from './browser.ts'
import { moveToNoon, startDemo } from './demo.ts'
import { fill, follow, menu, press, textOf } from './visiting.ts'
import { openLetter, signInAs } from './visitors.ts'

let place: Awaited<ReturnType<typeof startDemo>>
let browser: Awaited<ReturnType<typeof openBrowser>>
let coordinator: Page
let organiser: Page
let linkWorker: Page
let buddy: Page
let attendee: Page
/** As the organiser's browser showed it; only the clock that cannot be moved asks for it. */
let sessionId = ''
const mail = { organiser: 'olu@choirs.example', person: 'rosa@mail.example' }
/** Never on the hour, which the pages write without its minutes ("1pm"). */
const soon = Date.now() + minutes(new Date().getUTCMinutes() === 35 ? 26 : 25)

beforeAll(async () => {
  place = await startDemo()
  await moveToNoon(place)
  browser = await openBrowser()
  const open = async (options: Parameters<typeof browser.page>[0]) => {
    const page = await browser.page(options)
    page.setDefaultTimeout(8_000)
    return page
  }
  coordinator = await open({ viewport: desktop })
  organiser = await open({ viewport: desktop })
  linkWorker = await open({ viewport: desktop })
  buddy = await open({ viewport: phone })
  attendee = await open({ viewport: phone, javaScriptEnabled: false })
})
afterAll(async () => {
  await browser?.close()
  await place?.close()
})

/** What cron does every minute, and every quarter of an hour. */
async function timePasses() {
  await place.cron('*/15 * * * *')
  await place.cron('* * * * *')
}

function clockIn(timeZone: string, instant: number): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(instant)
}

async function localTime(instant: number) {
  const [row] = await place.query<{ zone: string }>('SELECT time_zone AS zone FROM places')
  const timeZone = row?.zone ?? ''
  const [day = '', month = '', year = ''] = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short' }).format(instant).split('/')
  return { day, month, year, clock: clockIn(timeZone, instant) }
}

describe('the whole story', { timeout: 120_000 }, () => {
  it('a coordinator makes an organisation and invites its organiser', async () => {
    await signInAs(place, coordinator, 'coordinator')
    await menu(coordinator, 'Organisations')
    await follow(coordinator, 'Add an organisation')
    await fill(coordinator, 'Name', 'Quayside Choirs')
    await coordinator.getByLabel('Group provider').check()
    await press(coordinator, 'Save')
    await follow(coordinator, 'Invite a person')
    await fill(coordinator, 'Their name', 'Olu Adeyemi')
    await fill(coordinator, 'Their work email address', mail.organiser)
    await press(coordinator, 'Send the invitation')
    expect(await textOf(coordinator)).toContain('The invitation is on its way')
  })

  it('the organiser accepts from the email', async () => {
    await timePasses()
    await openLetter(place, organiser, { to: mail.organiser, press: 'See the invitation' })
    await fill(organiser, 'Your email address', mail.organiser)
    await press(organiser, 'Accept and sign in')
    expect(await organiser.locator('h1').textContent()).toContain('Olu')
  })

  it('the organiser describes a group', async () => {
    await menu(organiser, 'My groups')
    await follow(organiser, 'Describe a new group')
    await fill(organiser, 'Name of the group', 'Quayside Singers')
    await fill(organiser, 'In one line', 'Songs everybody knows')
    await fill(organiser, 'What happens there', 'We sing for an hour, then there is tea.')
    await organiser.getByLabel('The main activity').selectOption({ label: 'Art and music: Singing' })
    await fill(organiser, 'Who it is for', 'Anyone. No experience needed.')
    await fill(organiser, 'Cost', 'Free')
    await fill(organiser, 'What to bring', 'Nothing')
    await fill(organiser, 'Name', 'Olu')
    await fill(organiser, 'Phone', '01632 960555')
    await fill(organiser, 'Email', mail.organiser)
    await fill(organiser, 'Name of the venue', 'Boat House')
    await fill(organiser, 'Address', '2 Quay Street')
    await fill(organiser, 'Postcode', 'NF1 1AA')
    await organiser.getByLabel('Area', { exact: true }).selectOption({ index: 1 })
    await fill(organiser, 'How to find the door', 'The blue door by the water')
    await press(organiser, 'Send for a check')
    expect(await organiser.locator('h1').textContent()).toContain('Quayside Singers')
  })

  it('and publishes a session that starts soon, after a look at its date', async () => {
    const [starts, ends] = [await localTime(soon), await localTime(soon + hours(1))]
    await follow(organiser, 'Publish sessions')
    await organiser.getByLabel('Once').check()
    await organiser.getByLabel('Day', { exact: true }).first().fill(starts.day)
    await organiser.getByLabel('Month', { exact: true }).first().fill(starts.month)
    await organiser.getByLabel('Year', { exact: true }).first().fill(starts.year)
    await fill(organiser, 'Starts at', starts.clock)
    await fill(organiser, 'Ends at', ends.clock)
    await fill(organiser, 'How many people can come?', '8')
    await organiser.getByLabel('Booking closes').selectOption({ label: 'When it starts' })
    await fill(organiser, 'Meeting point', 'On the bench by the blue door')
    await press(organiser, 'See the dates')
    expect(await organiser.locator('h1').textContent()).toBe('Are these the dates?')
    await press(organiser, 'Publish')
    expect(await textOf(organiser)).not.toContain('Are these the dates?')
  })

  it('which nobody sees before the coordinator has checked the group', async () => {
    const seen = async () => {
      await attendee.goto(place.url)
      // What is on may be a minute old; whoever waits for something loads it again.
      await attendee.reload()
      return attendee.locator('main').getByRole('link', { name: /Quayside Singers/ })
    }
    expect(await (await seen()).count()).toBe(0)
    await menu(coordinator, 'Today')
    await follow(coordinator, /Quayside/)
    await press(coordinator, 'It is fine: show it to everybody')
    await (await seen()).first().click()
    expect(await textOf(attendee)).toContain('Quayside Singers')
  })

  it('a link worker adds a person who agreed to it', async () => {
    await signInAs(place, linkWorker, 'link_worker')
    await menu(linkWorker, 'People')
    await follow(linkWorker, 'Add a referral')
    await fill(linkWorker, 'Full name', 'Rosa Marchetti')
    await fill(linkWorker, 'What they like to be called', 'Rosa')
    await linkWorker.getByRole('radio', { name: 'Email' }).check()
    // The person's own: a referrer has one too.
    await linkWorker.locator('[name=email]').fill(mail.person)
    await fill(linkWorker, 'Who agreed, and to what, in the words that were used', 'Rosa said at the surgery: yes, please')
    await press(linkWorker, 'Add this person')
    expect(await linkWorker.locator('h1').textContent()).toContain('Rosa')
  })

  it('and books a first visit with a buddy', async () => {
    await follow(linkWorker, 'Find a session')
    await linkWorker.getByLabel('Activity').selectOption({ label: 'Singing' })
    await press(linkWorker, 'Show')
    await follow(linkWorker, /^Book.*Quayside Singers/)
    await linkWorker.getByLabel('Yes, please').check()
    await press(linkWorker, 'Book the place')
    expect(await textOf(linkWorker)).toContain('Quayside Singers')
  })

  it('a buddy sees an open visit without a name, and claims it', async () => {
    // At whatever hour this runs, they have not promised that hour to somebody else.
    await place.query('DELETE FROM buddy_slots')
    await signInAs(place, buddy, 'buddy')
    await menu(buddy, 'First visits')
    // The session begins sooner than any other that is open.
    const open = buddy.getByRole('link', { name: /^Singing in/ })
    await open.first().click()
    expect(await textOf(buddy)).toContain((await localTime(soon)).clock.slice(2))
    expect(await textOf(buddy)).not.toContain('Rosa')
    await press(buddy, 'I will go')
    expect(await textOf(buddy)).toContain('You are meeting Rosa')
    expect(await textOf(buddy)).toContain('On the bench by the blue door')
  })

  it('the person opens the email’s link and says yes', async () => {
    await timePasses()
    await openLetter(place, attendee, { to: mail.person, press: /Say yes or no|See the details/ })
    expect(await textOf(attendee)).toContain('The blue door by the water')
    await press(attendee, 'Yes, I will come')
    expect(await attendee.locator('h1').textContent()).toBe('You said yes, Rosa')
    await menu(linkWorker, 'People')
    await follow(linkWorker, 'Rosa Marchetti')
    await follow(linkWorker, /Quayside Singers/)
    expect(await textOf(linkWorker)).toContain('Confirmed')
  })

  it('the organiser takes the register at the door', async () => {
    await organiser.setViewportSize(phone)
    await menu(organiser, 'My groups')
    await follow(organiser, 'Quayside Singers')
    await organiser.getByRole('table', { name: 'Coming up' }).getByRole('link').first().click()
    await follow(organiser, 'Take the register')
    sessionId = /sessions\/([^/]+)/.exec(organiser.url())?.[1] ?? ''
    expect(await textOf(organiser)).toContain('Rosa')
    expect(await textOf(organiser)).not.toContain('Marchetti')
    await press(organiser, /^Came/)
    await fill(organiser, 'How many came without being booked?', '2')
    await press(organiser, 'Save the number')
    expect(await textOf(organiser)).toMatch(/1 person from the list came/)
  })

  it('the buddy says how it went', async () => {
    // The clock of the Worker cannot be moved, so the session is moved instead: it took place yesterday.
    const over = [Date.now() - hours(26), Date.now() - hours(25)]
    await place.query('UPDATE sessions SET starts_at = ?, ends_at = ? WHERE id = ?', ...over, sessionId)
    await place.query('UPDATE visits SET starts_at = ?, ends_at = ? WHERE session_id = ?', ...over, sessionId)
    await menu(buddy, 'Today')
    await follow(buddy, 'Say how it went')
    await buddy.getByLabel('They came, and would be glad of a call').check()
    await press(buddy, 'Send')
    expect(await textOf(buddy)).toContain('Thank you for going')
  })

  it('the person answers the questions', async () => {
    await timePasses()
    await openLetter(place, attendee, { to: mail.person, press: 'Tell us how it was' })
    await attendee.getByLabel('Yes', { exact: true }).first().check()
    await attendee.getByLabel('Very good').check()
    await attendee.getByLabel('Is there anything your link worker should know?').fill('I would love a lift next time')
    await press(attendee, 'Send my answers')
    expect(await attendee.locator('h1').textContent()).toBe('Thank you')
  })

  it('and the link worker sees all of it', async () => {
    await menu(linkWorker, 'People')
    await follow(linkWorker, 'Rosa Marchetti')
    await follow(linkWorker, /Quayside Singers/)
    expect(await textOf(linkWorker)).toContain('They were there')
    await menu(linkWorker, 'People')
    await follow(linkWorker, 'Call list')
    expect(await textOf(linkWorker)).toContain('I would love a lift next time')
    await menu(linkWorker, 'Today')
    expect(await textOf(linkWorker)).toContain('Call Rosa')
  })
})
