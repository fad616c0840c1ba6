// Anybody can have our letter of thanks sent to any address. It must not carry their words there.

import { expect, it } from 'vitest'
import { permit } from '../../src/access/permit.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { canGreet } from '../../src/letters/rules.ts'
import { deliver } from '../../src/messages/deliver.ts'
import { mailboxSender, readMailbox } from '../../src/messages/mailbox.ts'
import { world } from '../world.ts'
import { sent, team } from './world.ts'

const messages = [
  'You won! https://evil.example/win',
  'evil.example',
  'www.evil.example/pay-now',
  'Ring evil on 0900 123 456',
  'evil@evil.example',
  'Your evil account is closed unless you answer this today',
]
const application = {
  ...{ phone: '01632 960011', about: 'Hello', locale: 'en', areas: ['Northfield'], activities: ['singing'], languages: ['en'] },
  ...{ availability: ['mon_morning'], agreesToCheck: true, agreesToPrivacy: true },
}

it.each(['en', 'id'])('is thanked in "%s" without the words that somebody put for a name', async (locale) => {
  const place = await world({ locale: locale as 'en' | 'id' })
  await team(place)
  await place.organisation('volunteer_hub')
  const headers = { 'accept-language': locale }
  for (const [n, name] of messages.entries()) {
    const to = `victim${n}@example.org`
    await place.postForm('/refer/gp_practice', { ...sent, referrerName: name, referrerEmail: to }, { headers })
    const own = { name, preferredName: name, language: locale, reachBy: 'email', email: to, reasons: 'new_to_area' }
    await place.postForm('/refer/self', { ...own, agreesToContact: 'yes', agreesToRecord: 'yes' }, { headers })
    await place.post('/api/buddies', { ...application, locale, name: name.replaceAll(' ', '-'), email: to })
  }
  await place.postForm('/refer/gp_practice', { ...sent, referrerName: 'Dr. Noor Ahmed' }, { headers })

  const held = permit({ kind: 'system', id: 'test' }, 'work.scheduled')
  if (!held) throw new Error('no job may work')
  for (let run = 0; run < 3; run++)
    await deliver(place.ctx(), held, { writers, sender: mailboxSender(place.ctx(), 'Alongside <a@b.example>') })
  const letters = await readMailbox(place.ctx(), { limit: 100 })
  // 'preferredName' holds sixty characters, so that the longest was not taken.
  expect(letters.filter(({ to }) => to.startsWith('victim')).length).toBeGreaterThanOrEqual(3 * messages.length - 1)
  for (const { subject, text, html } of letters) expect(`${subject}${text}${html}`).not.toMatch(/evil|0900/)
  const [greeted] = letters.filter(({ to }) => to === sent.referrerEmail)
  expect(greeted?.text).toContain(locale === 'id' ? 'Halo Dr. Noor Ahmed.' : 'Hello Dr. Noor Ahmed.')
})

it.each(['Annie', 'Dr Noor Ahmed', 'Dr. O’Brien-Łukasz', "Zoë d'Arc", 'محمد علي', 'नरेन्द्र', '王小明'])('%s is a name', (name) => {
  expect(canGreet(name)).toBe('yes')
})
