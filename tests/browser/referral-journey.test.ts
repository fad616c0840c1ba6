// The link worker's whole job as five people live it: a surgery refers somebody, somebody listens, finds what fits and books it, the
// person goes, and the surgery reads how it went. Everybody comes everywhere by clicking; the phones run no script.

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hours } from '../../src/lib/time.ts'
import { desktop, openBrowser, phone, scrollsSideways } from './browser.ts'
import { moveToNoon, startDemo } from './demo.ts'
import { fill, follow, headingOf, menu, press, textOf } from './visiting.ts'
import { openLetter, signInAs } from './visitors.ts'

let place: Awaited<ReturnType<typeof startDemo>>
let browser: Awaited<ReturnType<typeof openBrowser>>
let doctor: Page
let linkWorker: Page
let organiser: Page
let person: Page
const mail = { doctor: 'dr.wells@surgery.example', person: 'mabel@mail.example' }
/** Whom the demo's organiser looks after; it begins two weeks from now at the latest. */
const choir = 'The Tuesday Choir'
let sessionId = ''

beforeAll(async () => {
  place = await startDemo()
  await moveToNoon(place)
  // Letters wait for the morning, and this must run at night too.
  await place.query('UPDATE places SET quiet_until = quiet_from')
  browser = await openBrowser()
  const open = async (options: Parameters<typeof browser.page>[0]) => {
    const page = await browser.page(options)
    page.setDefaultTimeout(8_000)
    return page
  }
  doctor = await open({ viewport: phone, javaScriptEnabled: false })
  person = await open({ viewport: phone, javaScriptEnabled: false })
  linkWorker = await open({ viewport: desktop })
  organiser = await open({ viewport: desktop })
})
afterAll(async () => {
  await browser?.close()
  await place?.close()
})

/** What cron does every quarter of an hour, and every minute. */
async function timePasses() {
  await place.cron('*/15 * * * *')
  await place.cron('* * * * *')
}

const openPerson = async () => {
  await menu(linkWorker, 'People')
  await follow(linkWorker, 'Mabel Ashworth')
}
const tab = (name: string) => linkWorker.getByRole('navigation', { name: 'About this person' }).getByRole('link', { name }).click()
const openReferral = async (view: string) => {
  await menu(linkWorker, 'Referrals')
  await follow(linkWorker, view)
  await follow(linkWorker, 'Mabel')
}
const whatTheDoctorReads = async () => {
  await timePasses()
  await openLetter(place, doctor, { to: mail.doctor, press: 'See where things are' })
  expect(await doctor.content()).not.toMatch(/Mabel|Ashworth|Tuesday Choir/)
  return textOf(doctor)
}

describe('a referral, from the surgery and back to it', { timeout: 60_000 }, () => {
  it('a doctor refers somebody by the public form', async () => {
    await doctor.goto(place.url)
    await doctor.getByRole('link', { name: 'Ask for support' }).first().click()
    await follow(doctor, 'GP practice or health centre')
    expect(await scrollsSideways(doctor)).toBe(false)
    await fill(doctor, 'Your name', 'Dr Joan Wells')
    await fill(doctor, 'Where you work', 'Mill Lane Surgery')
    await fill(doctor, 'Your email address', mail.doctor)
    await fill(doctor, 'Full name', 'Mabel Ashworth')
    await fill(doctor, 'What they like to be called', 'Mabel')
    await doctor.getByLabel('Area they live in').selectOption({ label: 'Old Town' })
    await doctor.getByLabel('By email', { exact: true }).check()
    await fill(doctor, 'Email address', mail.person)
    await doctor.getByLabel('Older and living alone').check()
    await fill(doctor, 'What should the link worker know?', 'She used to sing.')
    await doctor.getByRole('radio', { name: 'Northfield Primary Care Network' }).check()
    await doctor.getByLabel('They agreed that a link worker contacts them').check()
    await doctor.getByLabel('They agreed that the link worker’s team keeps what is written here').check()
    for (const stage of await doctor.getByRole('group', { name: 'What may we tell you later?' }).getByRole('checkbox').all())
      await stage.check()
    await fill(doctor, 'What did you ask, and what did they say?', 'I asked whether somebody may ring her. Yes, gladly.')
    await press(doctor, 'Send this referral')
    expect(await headingOf(doctor)).toBe('Thank you, it has arrived')
  })

  it('and has it in writing that it arrived', async () => {
    await timePasses()
    await openLetter(place, doctor, { to: mail.doctor, press: 'Send another' })
    expect(await headingOf(doctor)).toBe('Ask for support, for someone or for yourself')
  })

  it('a link worker finds it in the inbox and takes it', async () => {
    await signInAs(place, linkWorker, 'link_worker')
    await menu(linkWorker, 'Referrals')
    await follow(linkWorker, 'Mabel')
    expect(await textOf(linkWorker)).toContain('She used to sing.')
    await press(linkWorker, 'Take it myself')
    expect(await linkWorker.content()).toContain('It is yours now.')
  })

  it('listens to the person, and writes down what was said', async () => {
    await follow(linkWorker, 'Mabel Ashworth')
    await tab('Timeline')
    await fill(linkWorker, 'What was said', 'Her sister died in spring. Since then the house is quiet.')
    await fill(linkWorker, 'Next step', 'Find a choir for her')
    const inTwoDays = new Date(Date.now() + hours(48)).toISOString().slice(0, 10).split('-')
    await linkWorker
      .getByLabel('Day', { exact: true })
      .first()
      .fill(String(Number(inTwoDays[2])))
    await linkWorker
      .getByLabel('Month', { exact: true })
      .first()
      .fill(String(Number(inTwoDays[1])))
    await linkWorker
      .getByLabel('Year', { exact: true })
      .first()
      .fill(inTwoDays[0] ?? '')
    await press(linkWorker, 'Save')
    expect(await textOf(linkWorker)).toContain('Since then the house is quiet.')
    expect(await textOf(linkWorker)).toContain('First contact was made')
  })

  it('what matters to them, what they like, and a goal', async () => {
    await tab('What matters')
    await follow(linkWorker, 'Write down what matters')
    await fill(linkWorker, 'What matters to me', 'To sing with others again')
    await linkWorker.getByLabel('Feels lonely').check()
    await linkWorker.getByLabel('Singing', { exact: true }).check()
    await fill(linkWorker, 'Start from', 'NF1 4QT')
    await press(linkWorker, 'Save')
    expect(await textOf(linkWorker)).toContain('To sing with others again')
    await fill(linkWorker, 'The goal, in their words', 'Know three songs by heart')
    await linkWorker.getByLabel('How near are you to it?').selectOption('2')
    await press(linkWorker, 'Set this goal')
    expect(await textOf(linkWorker)).toContain('2 of 10')
  })

  it('the doctor reads that they have spoken, and no more', async () => {
    const read = await whatTheDoctorReads()
    expect(read).toContain('We have spoken with them')
    expect(read).not.toContain('They have a place in a group')
  })

  it('what fits stands first, and two clicks book it with a buddy', async () => {
    await tab('What fits')
    expect(await linkWorker.locator('main h2').first().textContent()).toContain(choir)
    await follow(linkWorker, new RegExp(`^Book a first visit with a buddy.*${choir}`))
    expect(await linkWorker.getByLabel('Yes, please').isChecked()).toBe(true)
    sessionId = /sessions\/([^/?]+)/.exec(linkWorker.url())?.[1] ?? ''
    await press(linkWorker, 'Book the place')
    expect(await textOf(linkWorker)).toContain(choir)
  })

  it('the person says yes from the email', async () => {
    await place.cron('* * * * *')
    await openLetter(place, person, { to: mail.person, press: /Say yes or no|See the details/ })
    expect(await scrollsSideways(person)).toBe(false)
    await press(person, 'Yes, I will come')
    expect(await headingOf(person)).toBe('You said yes, Mabel')
  })

  it('and the doctor reads that there is a place', async () => {
    expect(await whatTheDoctorReads()).toContain('They have a place in a group')
  })

  it('the person says how they are before it begins', async () => {
    await openLetter(place, person, { to: mail.person, press: 'Answer the questions' })
    expect(await scrollsSideways(person)).toBe(false)
    await person
      .getByRole('group', { name: /how satisfied are you with your life/i })
      .getByLabel('4', { exact: true })
      .check()
    await press(person, 'Send my answers')
    expect(await headingOf(person)).toBe('Thank you')
    await openPerson()
    await tab('Progress')
    expect(await textOf(linkWorker)).toContain('by themselves')
  })

  it('the person goes, and the organiser notes it', async () => {
    // The clock of the Worker cannot be moved, so the session is moved instead: it has just begun.
    const begun = [Date.now() - 1_000, Date.now() + hours(1)]
    await place.query('UPDATE sessions SET starts_at = ?, ends_at = ? WHERE id = ?', ...begun, sessionId)
    await place.query('UPDATE visits SET starts_at = ?, ends_at = ? WHERE session_id = ?', ...begun, sessionId)
    await signInAs(place, organiser, 'organiser')
    await menu(organiser, 'Today')
    await follow(organiser, new RegExp(`register.*${choir}|${choir}`))
    if (!organiser.url().endsWith('/register')) await follow(organiser, 'Take the register')
    await organiser.getByRole('button', { name: /^Came.*Mabel/ }).click()
    expect(await textOf(organiser)).not.toContain('Ashworth')
  })

  it('which the link worker and the doctor see', async () => {
    await openPerson()
    await tab('Timeline')
    expect(await textOf(linkWorker)).toContain(`Came to ${choir}`)
    expect(await whatTheDoctorReads()).toContain('They came for the first time')
  })

  it('and the figures of the team count, each with its list', async () => {
    await place.query('UPDATE memberships SET is_lead = 1 WHERE role = ?', 'link_worker')
    await linkWorker.goto(new URL('/team?period=year', linkWorker.url()).href)
    const figures = await textOf(linkWorker)
    for (const words of ['Referrals received', 'Who was asked, and who answered', 'Who came on their own']) expect(figures).toContain(words)
    expect(await scrollsSideways(linkWorker)).toBe(false)
    for (const of of ['received', 'attended_first']) {
      await linkWorker.goto(new URL(`/team/list?of=${of}`, linkWorker.url()).href)
      expect(await textOf(linkWorker), of).toContain('Mabel')
    }
  })

  it('the support ends for a reason, in words for the doctor', async () => {
    await openReferral('Being supported')
    await follow(linkWorker, 'End or decline the referral')
    await linkWorker.getByLabel('They go to a group by themselves now').check()
    await fill(linkWorker, 'A few words for the referrer', 'Going well: thank you for sending them.')
    await press(linkWorker, 'End the referral')
    expect(await linkWorker.content()).toContain('The referral is completed')
  })

  it('and the doctor reads how it ended', async () => {
    const read = await whatTheDoctorReads()
    expect(read).toContain('The referral is closed')
    expect(read).toContain('They go to a group by themselves now')
    expect(read).toContain('Going well: thank you for sending them.')
    expect(await scrollsSideways(doctor)).toBe(false)
  })
})
