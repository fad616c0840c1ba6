import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openVault, type Sealed, type Vault } from '../../src/lib/seal.ts'
import { axe, desktop, openBrowser, phone, scrollsSideways } from './browser.ts'
import { type Place, startPlace } from './place.ts'

let place: Place
let browser: Awaited<ReturnType<typeof openBrowser>>
let vault: Vault
const key = () => randomBytes(32).toString('base64url')
const keys = { sealing: key(), indexing: key() }
const address = 'coordinator@example.org'
/** `SCREENSHOTS=DIR` keeps what was seen. */
const album = process.env.SCREENSHOTS

beforeAll(async () => {
  place = await startPlace({ settings: { SEALING_KEYS: `k1:${keys.sealing}`, INDEX_KEY: keys.indexing } })
  vault = await openVault({
    sealing: [{ id: 'k1', key: keys.sealing }],
    indexing: keys.indexing,
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
  })
  await place.query(
    `INSERT INTO places (id, name, time_zone, locale, country, phone, reply_to, areas)
     VALUES ('place', 'Testford', 'Europe/London', 'en', 'GB', '+441632960001', 'hello@testford.example', '["Riverside"]')`,
  )
  for (const [id, kind, name] of [
    ['office', 'place_office', 'Testford office'],
    ['team', 'referral_team', 'Riverside link workers'],
    ['provider', 'provider', 'Mill Hall Trust with a rather long name that wraps'],
    ['hub', 'volunteer_hub', 'Testford volunteers'],
  ])
    await place.query('INSERT INTO organisations (id, kind, name, created_at) VALUES (?, ?, ?, 0)', id, kind, name)
  await member('u1', 'Carla Dean', address, 'office', 'coordinator')
  await member('u2', 'Priya Nair', 'priya@example.org', 'team', 'link_worker')
  if (album) mkdirSync(album, { recursive: true })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await place?.close()
})

async function member(id: string, name: string, email: string, org: string, role: string) {
  const sealed = await vault.seal(email, { column: 'users.email', rowId: id })
  const index = await vault.index('email', email)
  await place.query(
    "INSERT INTO users (id, name, email, email_index, locale, created_at) VALUES (?, ?, ?, ?, 'en', 0)",
    id,
    name,
    sealed,
    index,
  )
  await place.query('INSERT INTO memberships (user_id, org_id, role, created_at) VALUES (?, ?, ?, 0)', id, org, role)
}

type Posted = { letter: Sealed; key: string; position: number }

/** The link to `path` in the newest email to somebody, as it arrived: sent at once, without waiting for the next cron tick. */
async function linkSentTo(to: string, path: string): Promise<string> {
  const found = async () => {
    const rows = await place.query<Posted>('SELECT letter, idempotency_key AS key, position FROM mailbox ORDER BY id DESC')
    const letters = await Promise.all(
      rows.map(({ letter, key, position }) => vault.open(letter, { column: 'mailbox.letter', rowId: `${key}.${position}` })),
    )
    const texts = letters.map((letter) => JSON.parse(letter)).filter((letter) => JSON.stringify(letter.to).includes(to))
    return new RegExp(`${place.url}${path}[\\w-]{43}`).exec(texts[0]?.text ?? '')?.[0]
  }
  await expect.poll(found, { timeout: 15_000 }).toBeDefined()
  return (await found()) as string
}

async function look(page: Page, name: string) {
  if (album) await page.screenshot({ path: `${album}/${name}-${page.viewportSize()?.width}.png`, fullPage: true })
  expect(await axe(page)).toEqual([])
  expect(await scrollsSideways(page)).toBe(false)
}

describe.each([
  ['a phone', phone],
  ['a desktop', desktop],
])('on %s', (_, viewport) => {
  it('a coordinator signs in, makes an organisation and invites somebody, who accepts', async () => {
    await place.query('DELETE FROM rate_counts')
    await place.query('DELETE FROM mailbox')
    const page = await browser.page({ viewport })
    await page.goto(`${place.url}/organisations`)
    await look(page, 'sign-in')
    await page.getByRole('button', { name: 'Send me a link' }).click()
    await page.locator('.nhsuk-error-summary').waitFor()
    await look(page, 'sign-in-empty')
    await page.getByLabel('Email address').fill(address)
    await page.getByRole('button', { name: 'Send me a link' }).click()
    await page.getByRole('heading', { name: 'Look in your email' }).waitFor()
    await look(page, 'sign-in-sent')
    expect(await page.locator('main strong').textContent()).toMatch(/^\d{3} \d{3}$/)

    const link = await linkSentTo(address, '/sign-in/')
    const other = await browser.page({ viewport, locale: 'id-ID' })
    await other.goto(link)
    await look(other, 'sign-in-elsewhere-id')
    await other.getByRole('button', { name: 'Masuk' }).click()
    await other.locator('.nhsuk-error-summary').waitFor()
    await look(other, 'sign-in-elsewhere-wrong-id')
    await other.context().close()

    await page.goto(link)
    await look(page, 'sign-in-link')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(`${place.url}/organisations`)
    await look(page, 'organisations')

    await page.getByRole('link', { name: 'Add an organisation' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.locator('.nhsuk-error-summary').waitFor()
    await look(page, 'organisation-new-empty')
    await page.getByLabel('Name').fill(`Old Town Choirs ${viewport.width}`)
    await page.getByLabel('Group provider').check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.locator('.al-notice--success').waitFor()
    await look(page, 'organisation-new-made')

    await page.getByRole('link', { name: 'Invite a person' }).click()
    await look(page, 'invite')
    await page.getByLabel('Their name').fill('Olu Adeyemi')
    await page.getByLabel('Their work email address').fill(`olu${viewport.width}@example.org`)
    await page.getByRole('button', { name: 'Send the invitation' }).click()
    await page.locator('.al-notice--success').waitFor()
    await look(page, 'organisation-invited')

    const guest = await browser.page({ viewport })
    await guest.goto(await linkSentTo(`olu${viewport.width}@example.org`, '/invitations/'))
    await look(guest, 'invitation')
    await guest.getByLabel('Your email address').fill(`olu${viewport.width}@example.org`)
    await guest.getByRole('button', { name: 'Accept and sign in' }).click()
    await guest.waitForURL(`${place.url}/today`)
    await guest.goto(`${place.url}/account`)
    await look(guest, 'account')
    await guest.getByRole('button', { name: 'Sign out' }).click()
    await guest.locator('.al-notice--success').waitFor()
    await look(guest, 'signed-out')
    await guest.context().close()

    await page.reload()
    await page.getByRole('link', { name: 'Olu Adeyemi' }).click()
    await page.getByRole('button', { name: 'Stop them signing in' }).waitFor()
    await look(page, 'member')
    await page.goto(`${place.url}/organisations/team`)
    await page.getByRole('link', { name: 'Make a token' }).click()
    await look(page, 'token-new')
    await page.getByLabel('What is it for?').fill('Booking screen')
    await page.getByRole('button', { name: 'Make the token' }).click()
    await page.locator('.al-notice--warning').waitFor()
    await look(page, 'token-made')
    await page.goto(`${place.url}/organisations/team`)
    await look(page, 'organisation-team')
    await page.context().close()
  })

  it('anybody reads what is held about them, in their language', async () => {
    const page = await browser.page({ viewport })
    await page.goto(`${place.url}/privacy`)
    await look(page, 'privacy')
    await page.getByRole('button', { name: 'Bahasa Indonesia' }).click()
    await page.locator('html[lang=id]').waitFor()
    expect(new URL(page.url()).pathname).toBe('/privacy')
    await look(page, 'privacy-id')
    await page.context().close()
  })
})
