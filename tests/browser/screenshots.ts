// `npm run screenshots`: pictures of the demo for the README. A folder given as argument is a town kept between runs, to look again sooner.

import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { root } from '../../workers/local/worker.ts'
import { openBrowser } from './browser.ts'
import { fillTown, startDemo } from './demo.ts'
import { lettersOf, signInAs } from './visitors.ts'

const album = join(root, 'docs/screenshots')
const limit = 150 * 1024
const wide = { width: 1180, height: 760 }
const small = { width: 390, height: 844 }

mkdirSync(album, { recursive: true })
const [kept] = process.argv.slice(2)
const town = kept ?? mkdtempSync(join(tmpdir(), 'alongside-town-'))
if (!existsSync(join(town, 'keys.json'))) {
  console.log('Filling the demo place …')
  mkdirSync(town, { recursive: true })
  await fillTown(town)
}
const place = await startDemo(town)
const browser = await openBrowser()
// The letters that wait are written before anybody looks.
await place.cron('* * * * *')
const letters = await lettersOf(place)
const invitation = letters.find(({ links }) => links.some((link) => link.startsWith('/b/')))

const [ahead, behind] = [await busiest('>'), await busiest('<')]
const person = await wellKnown()

await shoot('home', wide, (page) => page.goto(`${place.url}/`))
await shoot('attendee', small, (page) => page.goto(place.url + (invitation?.links.find((link) => link.startsWith('/b/')) ?? '')))
await shoot('email', { width: 640, height: 900 }, (page) => page.goto(`${place.url}/dev/mailbox/${invitation?.id}/html`))
await shoot('link-worker-today', wide, (page) => signInAs(place, page, 'link_worker'))
for (const [name, path] of [
  ['referrals', '/referrals'],
  ['matches', `/people/${person}/matches`],
  ['timeline', `/people/${person}/timeline`],
  ['team', '/team'],
] as const)
  await shoot(name, wide, async (page) => {
    await signInAs(place, page, 'link_worker')
    if (name === 'team') await place.query("UPDATE memberships SET is_lead = 1 WHERE role = 'link_worker'")
    await page.goto(place.url + path)
  })
await shoot('coordinator', wide, async (page) => {
  await signInAs(place, page, 'coordinator')
  await page.goto(`${place.url}/organisations`)
})
await shoot('session', wide, async (page) => {
  await signInAs(place, page, 'organiser')
  await page.goto(`${place.url}/sessions/${ahead}/bookings`)
})
await shoot('register', small, async (page) => {
  await signInAs(place, page, 'organiser')
  await page.goto(`${place.url}/sessions/${behind}/register`)
})
await shoot('buddy-visits', small, async (page) => {
  await signInAs(place, page, 'buddy')
  await page.goto(`${place.url}/visits`)
})

await browser.close()
await place.close()
if (!kept) rmSync(town, { recursive: true, force: true })

/** The session with most bookings, of those ahead or behind, of the organiser that demo sign-in chooses. */
async function busiest(side: '<' | '>'): Promise<string> {
  const [row] = await place.query<{ id: string }>(
    `SELECT s.id AS id FROM sessions s JOIN memberships m ON m.org_id = s.org_id AND m.role = 'organiser'
     WHERE s.status <> 'cancelled' AND s.starts_at ${side} ?
       AND m.user_id = (SELECT user_id FROM memberships WHERE role = 'organiser' ORDER BY created_at, user_id LIMIT 1)
     ORDER BY (SELECT count(*) FROM bookings b WHERE b.session_id = s.id) DESC LIMIT 1`,
    Date.now(),
  )
  return row?.id ?? ''
}

/** Whom the link worker's team has spoken with most. */
async function wellKnown(): Promise<string> {
  const [row] = await place.query<{ id: string }>(
    `SELECT p.id AS id FROM people p JOIN memberships m ON m.org_id = p.team_id AND m.role = 'link_worker'
     WHERE m.user_id = (SELECT user_id FROM memberships WHERE role = 'link_worker' ORDER BY created_at, user_id LIMIT 1) AND p.reach_by = 'email'
     ORDER BY (SELECT count(*) FROM conversations c WHERE c.person_id = p.id) DESC LIMIT 1`,
  )
  return row?.id ?? ''
}

/** The top of one page as its visitor sees it. */
async function shoot(name: string, viewport: { width: number; height: number }, arrive: (page: Page) => Promise<unknown>) {
  const page = await browser.page({ viewport })
  await arrive(page)
  const height = await page.evaluate<number>('document.documentElement.scrollHeight')
  const path = join(album, `${name}.png`)
  await page.screenshot({
    path,
    fullPage: true,
    clip: { x: 0, y: 0, width: viewport.width, height: Math.min(height, viewport.height * 1.2) },
  })
  await page.context().close()
  const { size } = statSync(path)
  console.log(`${name.padEnd(20)} ${Math.round(size / 1024)} KB`)
  if (size > limit) process.exitCode = 1
}
