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

/** The secret of the newest email of one kind. */
async function secretOf(kind: string): Promise<string> {
  const [row] = await place.query<{ secret: Sealed; recipient: string }>(
    'SELECT secret AS secret, recipient_id AS recipient FROM messages WHERE kind = ? ORDER BY id DESC LIMIT 1',
    kind,
  )
  if (!row) throw new Error(`no ${kind}`)
  return vault.open(row.secret, { column: 'messages.secret', rowId: row.recipient })
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
    const page = await browser.page({ viewport })
    await page.goto(`${place.url}/organisations`)
    await look(page, 'sign-in')
    await page.getByRole('button', { name: 'Send me a link' }).click()
    await look(page, 'sign-in-empty')
    await page.getByLabel('Email address').fill(address)
    await page.getByRole('button', { name: 'Send me a link' }).click()
    expect(await page.title()).toContain('Look in your email')
    await look(page, 'sign-in-sent')
    expect(await page.locator('main strong').textContent()).toMatch(/^\d{3} \d{3}$/)

    const link = `${place.url}/sign-in/${await secretOf('account.sign_in')}`
    const other = await browser.page({ viewport, locale: 'id-ID' })
    await other.goto(link)
    await look(other, 'sign-in-elsewhere-id')
    await other.getByRole('button', { name: 'Masuk' }).click()
    await look(other, 'sign-in-elsewhere-wrong-id')
    expect(await other.locator('.nhsuk-error-summary').count()).toBe(1)
    await other.context().close()

    await page.goto(link)
    await look(page, 'sign-in-link')
    await page.getByRole('button', { name: 'Sign in' }).click()
    expect(new URL(page.url()).pathname).toBe('/organisations')
    await look(page, 'organisations')

    await page.getByRole('link', { name: 'Add an organisation' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await look(page, 'organisation-new-empty')
    await page.getByLabel('Name').fill(`Old Town Choirs ${viewport.width}`)
    await page.getByLabel('Group provider').check()
    await page.getByRole('button', { name: 'Save' }).click()
    await look(page, 'organisation-new-made')

    await page.getByRole('link', { name: 'Invite a person' }).click()
    await look(page, 'invite')
    await page.getByLabel('Their name').fill('Olu Adeyemi')
    await page.getByLabel('Their work email address').fill(`olu${viewport.width}@example.org`)
    await page.getByRole('button', { name: 'Send the invitation' }).click()
    await look(page, 'organisation-invited')

    const guest = await browser.page({ viewport })
    await guest.goto(`${place.url}/invitations/${await secretOf('account.invitation')}`)
    await look(guest, 'invitation')
    await guest.getByLabel('Your email address').fill(`olu${viewport.width}@example.org`)
    await guest.getByRole('button', { name: 'Accept and sign in' }).click()
    await guest.goto(`${place.url}/account`)
    await look(guest, 'account')
    await guest.getByRole('button', { name: 'Sign out' }).click()
    await look(guest, 'signed-out')
    await guest.context().close()

    await page.reload()
    await page.getByRole('link', { name: 'Olu Adeyemi' }).click()
    await look(page, 'member')
    await page.goto(`${place.url}/organisations/team`)
    await page.getByRole('link', { name: 'Make a token' }).click()
    await look(page, 'token-new')
    await page.getByLabel('What is it for?').fill('Booking screen')
    await page.getByRole('button', { name: 'Make the token' }).click()
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
    expect(new URL(page.url()).pathname).toBe('/privacy')
    expect(await page.locator('html').getAttribute('lang')).toBe('id')
    await look(page, 'privacy-id')
    await page.context().close()
  })
})
