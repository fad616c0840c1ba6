import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { bookings } from '../../src/db/schema/bookings.ts'
import { people } from '../../src/db/schema/people.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { asDialled } from '../../src/lib/phones.ts'
import { days, hours } from '../../src/lib/time.ts'
import { isStoppable, kinds, type Letter, stopOf } from '../../src/messages/rules.ts'
import { allKinds, canaries, makeTrue, town } from './town.ts'

const locales = ['en', 'id'] as const
const linksIn = (letter: Letter) => [...letter.html.matchAll(/href="([^"]+)"/g)].map((match) => match[1] ?? '')

describe.each(locales)('in %s', (locale) => {
  it.each(allKinds)('%s is written from what is known', async (kind) => {
    const here = await town(locale)
    await makeTrue(here, kind)
    const letter = await here.letter(kind)

    expect(letter.html).toContain(`<html lang="${locale === 'id' ? 'id-ID' : 'en-GB'}">`)
    expect(new TextEncoder().encode(letter.html).length).toBeLessThanOrEqual(25_000)
    expect(letter.html).not.toMatch(/<img|<script|<style|url\(|undefined|\[object/)
    // A link is drawn by lot and may spell anything.
    expect(`${letter.subject}${letter.text}`.replace(/https:\S+/g, '')).not.toMatch(/undefined|NaN|\{|\}| {2},/)
    expect(letter.subject).toBe(letter.subject.trim())
    for (const link of linksIn(letter)) expect(link).toMatch(/^https:\/\/alongside\.test\//)

    // What a stranger sees on a lock screen, and what nobody writes into an email at all.
    const seen = `${letter.subject}\n${preheaderOf(letter)}`
    for (const canary of [canaries.surname, canaries.reason, canaries.group, 'Mill Hall']) expect(seen).not.toContain(canary)
    for (const canary of [canaries.surname, canaries.reason, canaries.phone, 'Buddysurname']) {
      expect(`${letter.html}${letter.text}${JSON.stringify(letter.headers)}`).not.toContain(canary)
    }
    if (kinds[kind].to !== 'person') expect(`${letter.html}${letter.text}${letter.subject}`).not.toContain(canaries.preferred)
  })

  it.each(allKinds)('%s says the same in both parts', async (kind) => {
    const here = await town(locale)
    await makeTrue(here, kind)
    const letter = await here.letter(kind)
    const body = letter.html.slice(letter.html.indexOf('</div>'))
    const inHtml = plain(body)
    const inText = letter.text
    for (const line of inText.split('\n').filter((line) => line.trim() && !/^-+ ?$/.test(line))) {
      // "Label: value" stands in two elements of the HTML, a link in its href.
      for (const part of line.startsWith('https:') ? [] : line.split(/: |:$/)) expect(inHtml).toContain(part.trim())
    }
    for (const link of linksIn(letter)) expect(inText).toContain(link)
    for (const element of body.matchAll(/<(?:h1|dt|strong|a)\b[^>]*>([^<]+)</g)) expect(squeezed(inText)).toContain(plain(element[1] ?? ''))
  })
})

it('tells the person when, where, how to find the door, who meets them and what to bring', async () => {
  const here = await town()
  const { text } = await here.letter('booking.confirm_request')
  for (const fact of [
    'Thursday 4 June 2026',
    '11am to 1pm',
    'Mill Hall',
    '1 Mill Lane',
    'The blue door',
    'Tom, your buddy',
    'At the door',
    'A cup',
    'Free tea',
    asDialled(here.place.place.phone),
  ]) {
    expect(text).toContain(fact)
  }
})

it('says who is there when there is no buddy', async () => {
  const here = await town()
  await here.set.visit({ status: 'wanted', buddyId: null, claimedAt: null })
  expect((await here.letter('booking.confirm_request')).text).toContain('We are looking for one now')
  await here.set.visit({ status: 'not_needed' })
  expect((await here.letter('booking.confirm_request')).text).toContain('Ask for: Sam')
})

it('carries one link for each purpose, which lives for 30 days after the session and no longer', async () => {
  const here = await town()
  await here.set.booking({ linkVersion: 3 })
  const reminder = await here.letter('booking.reminder_48h')
  const tokens = Object.fromEntries(
    linksIn(reminder).map((link) => link.replace(here.place.origin, '').split(/[/?]/).slice(1, 3) as [string, string]),
  )
  const read = async (token: string | undefined, at: number) => here.place.links.read(token ?? '', at)
  const end = here.place.clock.now + hours(72)
  expect(await read(tokens.b, here.place.clock.now)).toMatchObject({
    state: 'valid',
    link: { purpose: 'booking', subjectId: here.bookingId, version: 3 },
  })
  expect((await read(tokens.b, end + days(30) - 1))?.state).toBe('valid')
  expect((await read(tokens.b, end + days(30) + hours(1)))?.state).toBe('expired')
  expect((await read(tokens.unsubscribe, here.place.clock.now))?.link).toMatchObject({
    purpose: 'unsubscribe',
    subjectId: here.personId,
    version: 0,
  })
  await makeTrue(here, 'booking.survey')
  const survey = linksIn(await here.letter('booking.survey')).find((link) => link.includes('/survey/'))
  expect((await read(survey?.split('/').at(-1), here.place.clock.now))?.link).toMatchObject({
    purpose: 'survey',
    subjectId: here.bookingId,
  })
})

it('gives a new link to an old booking a week to be used', async () => {
  const here = await town()
  here.place.clock.now += days(60)
  const token =
    linksIn(await here.letter('booking.link'))[0]
      ?.split('/')
      .at(-1) ?? ''
  expect((await here.place.links.read(token, here.place.clock.now + days(6)))?.state).toBe('valid')
})

it.each(allKinds)('%s can be stopped with one press exactly when it is no answer to what its reader did', async (kind) => {
  const here = await town()
  await makeTrue(here, kind)
  const { headers, html, text } = await here.letter(kind)
  const of = stopOf(kind)
  if (!isStoppable(kind)) {
    expect(of).toBeUndefined()
    expect(headers).toBeUndefined()
    return expect(html).not.toMatch(/\/(unsubscribe|emails)\//)
  }
  const where = kinds[kind].to === 'person' ? `/unsubscribe/TOKEN?of=${of}` : `/emails/TOKEN/about/${of}`
  const [, address = ''] =
    /^<(\S+)>, <mailto:hello@testford\.example\?subject=unsubscribe>$/.exec(headers?.['List-Unsubscribe'] ?? '') ?? []
  expect(address.replace(/[\w-]{51}/, 'TOKEN')).toBe(`https://alongside.test${where}`)
  expect(headers?.['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click')
  // The reader finds at the foot what their mail program finds in the headers.
  expect(linksIn({ html } as Letter)).toContain(address)
  expect(text).toContain(address)
})

it('leaves nothing unstoppable but answers to the reader’s own act', () => {
  expect(allKinds.filter((kind) => !isStoppable(kind)).toSorted()).toEqual([
    ...['account.sign_in', 'booking.link', 'buddy.applied', 'buddy.approved', 'buddy.declined', 'referral.link', 'referral.received'],
    'visit.claimed',
  ])
})

describe('through a carer', () => {
  it.each(allKinds.filter((kind) => kinds[kind].to === 'person'))(
    '%s goes to the carer, speaks to them, and names the person',
    async (kind) => {
      const here = await town()
      await makeTrue(here, kind)
      await here.set.person({ reachBy: 'carer' })
      const letter = await here.letter(kind)
      expect(letter.to).toBe('carer@example.org')
      expect(letter.text).toContain('Hello Carla')
      expect(letter.text).toContain(canaries.preferred)
      expect(letter.text).not.toContain(`Hello ${canaries.preferred}`)
      expect(`${letter.subject}${letter.text}`).not.toMatch(
        /meets you|meet you\b|your buddy|your link worker|your place|Your place|your visit|Will you come/,
      )
    },
  )
})

it('stops reminders, and nothing else, with one press on a reminder, and surveys on a survey', async () => {
  const here = await town()
  const press = async (kind: 'booking.reminder_48h' | 'booking.survey') => {
    const header = (await here.letter(kind)).headers?.['List-Unsubscribe'] ?? ''
    const { pathname, search } = new URL(/^<(\S+?)>/.exec(header)?.[1] ?? '')
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
    const response = await here.place.request('POST', pathname + search, { body, headers: { origin: '' } })
    const [person] = await here.place.db.select().from(people).where(eq(people.id, here.personId))
    return [response.status, person?.remindersStoppedAt !== null, person?.surveysStoppedAt !== null]
  }
  expect(await press('booking.reminder_48h')).toEqual([200, true, false])
  await here.set.person({ remindersStoppedAt: null })
  await makeTrue(here, 'booking.survey')
  expect(await press('booking.survey')).toEqual([200, false, true])
})

it('says kindly why an offer to be a buddy was declined, and never what a check said', async () => {
  const here = await town()
  const why = async (declineReason: 'enough_for_now' | 'could_not_reach' | 'check_not_passed') => {
    await here.set.buddy({ status: 'declined', declineReason })
    return (await here.letter('buddy.declined')).text
  }
  expect(await why('enough_for_now')).toContain('as many buddies as it needs')
  expect(await why('could_not_reach')).toContain('We tried to reach you')
  expect(await why('check_not_passed')).not.toMatch(/check/)
})

it('leads to pages that are there', async () => {
  const here = await town()
  for (const kind of ['booking.confirm_request', 'booking.reminder_48h'] as const) {
    for (const link of linksIn(await here.letter(kind))) expect((await here.place.get(new URL(link).pathname)).status, link).toBe(200)
  }
})

it('says that there is room for two to a person and their carer', async () => {
  const here = await town()
  await here.set.booking({ places: 2 })
  expect((await here.letter('booking.confirm_request')).text).toContain('2 places, for you and the person who comes with you')
})

it('says the number on the waiting list as it is now', async () => {
  const here = await town()
  await here.set.booking({ status: 'waitlisted', ticket: 4 })
  const other = await here.place.person(here.scene.team)
  const [booking] = await here.place.rows.bookings()
  if (!booking) throw new Error('no booking')
  await here.place.db.insert(bookings).values({ ...booking, id: here.place.ctx().newId(), personId: other, ticket: 2 })
  expect((await here.letter('booking.waitlisted')).text).toContain('You are number 2 on the list')
})

it('names the next date with a free place after a cancellation', async () => {
  const here = await town()
  const { provider, groupId, venueId } = here.scene
  const now = here.place.clock.now
  await here.place.session(provider, groupId, venueId, { startsAt: now + days(9), capacity: 1, placesTaken: 1 })
  await here.place.session(provider, groupId, venueId, { startsAt: now + days(10) })
  await here.set.booking({ status: 'cancelled', cancelledBy: 'organiser' })
  await here.set.session({ status: 'cancelled' })
  const { text, subject } = await here.letter('booking.cancelled')
  expect(text).toContain('The next one with a free place is Thursday 11 June, 1pm')
  expect(subject).toBe('Cancelled: Thursday 4 June, 11am')
})

it('names no date that the person has already, or where two do not fit; one before it, where none comes after', async () => {
  const here = await town()
  const { provider, groupId, venueId } = here.scene
  const now = here.place.clock.now
  const mine = await here.place.session(provider, groupId, venueId, { startsAt: now + days(9) })
  await here.place.session(provider, groupId, venueId, { startsAt: now + days(10), capacity: 2, placesTaken: 1 })
  await here.place.session(provider, groupId, venueId, { startsAt: now + days(1) })
  await here.set.booking({ status: 'cancelled', cancelledBy: 'organiser', places: 2 })
  await here.set.session({ status: 'cancelled' })
  const [booking] = await here.place.rows.bookings()
  if (!booking) throw new Error('no booking')
  await here.place.db.insert(bookings).values({ ...booking, id: here.place.ctx().newId(), sessionId: mine, status: 'booked' })
  expect((await here.letter('booking.cancelled')).text).toContain('The next one with a free place is Tuesday 2 June, 1pm')
})

it('writes a hundred letters with three reads in one trip', async () => {
  const here = await town()
  const rows = await Promise.all(Array.from({ length: 100 }, (_, id) => here.row('visit.claimed', id)))
  let reads = 0
  const ctx = here.place.ctx()
  const counted = new Proxy(ctx.db, {
    get: (db, name) => {
      if (name === 'batch' || name === 'select') reads++
      return Reflect.get(db, name)
    },
  })
  const letters = await writers['visit.claimed']({ ...ctx, db: counted }, rows)
  expect(letters.size).toBe(100)
  expect(reads).toBeLessThanOrEqual(4)
})

const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }
const squeezed = (text: string) => text.replace(/\s+/g, ' ')
const plain = (html: string) =>
  squeezed(
    html
      .replace(/<br\/?>|<\/(p|h1|dt|dd|td)>/g, '\n')
      .replace(/<[^>]+>/g, '')
      .replace(/&\w+;|&#\d+;/g, (entity) => entities[entity] ?? entity),
  ).trim()
const preheaderOf = ({ html }: Letter) => plain(/<div style="display:none[^>]*>(.*?)<\/div>/.exec(html)?.[1] ?? '')
