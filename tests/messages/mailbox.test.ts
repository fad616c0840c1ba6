import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { mailbox } from '../../src/db/schema/messages.ts'
import { mailboxSender } from '../../src/messages/mailbox.ts'
import { createApp } from '../../web/app.tsx'
import { localPages } from '../../web/dev/routes.tsx'
import { noon } from '../world.ts'
import { type PostOffice, postOffice } from './post-office.ts'

const letter = {
  from: 'A <a@b.org>',
  replyTo: 'r@b.org',
  to: 'ann@example.org',
  subject: 'Hello',
  text: 'Hi',
  html: '<p>Hi</p>',
  messageId: 1,
}
const into = (office: PostOffice) => mailboxSender(office.ctx(), 'Alongside <hello@alongside.test>')
const rows = (office: PostOffice) => office.db.select().from(mailbox)

it('keeps what is sent, sealed, and takes the same key once', async () => {
  const office = await postOffice()
  await office.planFor(['ann', 'ben'])
  expect(await office.run({ sender: into(office) })).toEqual({ batches: 1, sent: 2 })
  const kept = await rows(office)
  expect(kept).toHaveLength(2)
  expect(JSON.stringify(kept)).not.toContain('example.org')
  await into(office).send(kept[0]?.idempotencyKey ?? '', [letter, letter])
  expect(await rows(office)).toEqual(kept)
})

it('takes 100 letters at once', async () => {
  const office = await postOffice()
  await into(office).send(
    'key',
    Array.from({ length: 100 }, (_, n) => ({ ...letter, messageId: n })),
  )
  expect(await rows(office)).toHaveLength(100)
})

it('lists the newest first, and older ones on further pages', async () => {
  const office = await postOffice()
  expect(await (await office.get('/dev/mailbox')).text()).toContain('No email yet')
  await into(office).send(
    'key',
    Array.from({ length: 60 }, (_, n) => ({ ...letter, subject: `Letter ${n}.` })),
  )
  const first = await (await office.get('/dev/mailbox')).text()
  expect(first.indexOf('Letter 59.')).toBeLessThan(first.indexOf('Letter 10.'))
  expect(first).not.toContain('Letter 9.')
  const older = /href="(\/dev\/mailbox\?before=\d+)"/.exec(first)?.[1] ?? ''
  const second = await (await office.get(older)).text()
  expect(second).toContain('Letter 9.')
  expect(second).not.toMatch(/href="[^"]*before=/)
  expect((await office.get('/dev/mailbox?before=rubbish')).status).toBe(200)
})

it('shows one letter as text with links, and its HTML in a frame that can do nothing', async () => {
  const office = await postOffice()
  const hostile = '<script>alert(1)</script>'
  await into(office).send('key', [
    {
      ...letter,
      subject: hostile,
      text: `${hostile}\nSee https://alongside.test/b/token`,
      html: '<html><head></head><body style="color:red"><a href="https://x">x</a></body></html>',
      headers: { 'List-Unsubscribe': '<https://alongside.test/unsubscribe/x>' },
    },
  ])
  const [{ id } = { id: 0 }] = await rows(office)
  const page = await office.get(`/dev/mailbox/${id}`)
  const html = await page.text()
  expect(html).not.toContain(hostile)
  expect(html).toContain('<a href="https://alongside.test/b/token">')
  expect(html).toContain('List-Unsubscribe')
  expect(page.headers.get('content-security-policy')).toContain("frame-src 'self'")
  expect(page.headers.get('content-security-policy')).not.toContain('unsafe')

  const framed = await office.get(`/dev/mailbox/${id}/html`)
  expect(await framed.text()).toContain('<head><base target="_top"></head>')
  const policy = framed.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("style-src 'unsafe-inline'")
  expect(policy).not.toContain('script-src')
  expect(policy).toContain('sandbox allow-top-navigation-by-user-activation')
})

it.each(['0', '999999', 'x', '1e3', '-1'])('knows no letter %s', async (id) => {
  const office = await postOffice()
  expect((await office.get(`/dev/mailbox/${id}`)).status).toBe(404)
  expect((await office.get(`/dev/mailbox/${id}/html`)).status).toBe(404)
})

it('does not exist outside a developer’s machine', async () => {
  const office = await postOffice()
  await into(office).send('key', [letter])
  const deployed = createApp({ context: async () => office.ctx(), isLocal: () => false, localPages })
  const [{ id } = { id: 0 }] = await rows(office)
  for (const path of ['', `/${id}`, `/${id}/html`]) {
    const answer = await deployed.request(`https://alongside.test/dev/mailbox${path}`, undefined, env)
    expect(answer.status).toBe(404)
  }
  expect((await rows(office))[0]?.receivedAt).toBe(noon)
})
