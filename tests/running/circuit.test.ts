import { expect, it } from 'vitest'
import { messages, providerCircuit, suppressedAddresses } from '../../src/db/schema/messages.ts'
import { hours, minutes } from '../../src/lib/time.ts'
import { runningPlace } from './place.ts'

async function troubled(reason: string) {
  const place = await runningPlace()
  await place.allRan()
  const { now } = place.clock
  const times = { failingSince: now - hours(2), openedAt: now - hours(2) + minutes(5), probeAt: now + minutes(10) }
  await place.db.insert(providerCircuit).values({ id: 'provider', failures: 9, reason, ...times })
  return place
}

it.each([
  [
    'no_answer',
    'en',
    ['No email goes out: the email provider has trouble', 'did not answer', 'Since today, 11am. It is tried again today, 1:10pm'],
  ],
  ['not_allowed', 'en', ['RESEND_API_KEY']],
  ['quota_used_up', 'en', ['quota is used up', 'A larger plan']],
  ['provider_fault', 'id', ['penyedia email bermasalah', 'Sejak hari ini']],
  ['quota_used_up', 'id', ['kuota penyedia habis', 'Paket yang lebih besar']],
])('a provider in trouble (%s) is shown in %s with since when and what to do', async (reason, language, words) => {
  const place = await troubled(reason)
  await place.message({ status: 'planned', outcome: null, usefulUntil: place.clock.now + hours(2) })
  for (const path of ['/running', '/running/messages']) {
    const { text } = await place.page(path, { 'accept-language': language })
    for (const word of words) expect(text.replaceAll(/\s+/g, ' ')).toContain(word)
    expect(text).toContain(language === 'en' ? 'One email will be too late' : '1 email akan terlambat')
    expect(text).toContain('action="/running/provider/trial"')
  }
  expect((await place.page('/today', { 'accept-language': language })).text).toContain(
    language === 'en' ? 'No email goes out' : 'Tidak ada email yang terkirim',
  )
})

it('one that works is not spoken of', async () => {
  const place = await runningPlace()
  await place.allRan()
  await place.db.insert(providerCircuit).values({ id: 'provider', failures: 3, failingSince: place.clock.now, reason: 'no_answer' })
  for (const path of ['/running', '/running/messages', '/today']) expect((await place.page(path)).text).not.toContain('No email goes out')
})

it('is tried at once when a coordinator presses the button', async () => {
  const place = await troubled('no_answer')
  const answer = await place.postForm('/running/provider/trial', {}, { as: place.coordinator })
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/running/messages?done=tried'])
  expect(await place.db.select().from(providerCircuit)).toMatchObject([{ probeAt: place.clock.now }])
})

it('all that stopped for one reason is decided about with one button, by page and by API', async () => {
  const place = await runningPlace()
  for (let n = 0; n < 14; n++) await place.message({ status: 'failed', outcome: 'provider_failed' })
  const { text } = await place.page('/running/messages')
  expect(text).toContain('A session has changed: 14 emails')
  expect(text).toContain('14 can be sent again.')
  const alike = { kind: 'booking.changed', status: 'failed', outcome: 'provider_failed' }
  const seen = await (await place.get('/api/messages/stopped', { as: place.coordinator })).json<{ groups: unknown[] }>()
  expect(seen.groups).toEqual([{ ...alike, messages: 14, sendable: 14 }])
  const answer = await place.postForm('/running/messages/mending', { ...alike, how: 'retry' }, { as: place.coordinator })
  expect(answer.headers.get('location')).toBe('/running/messages?done=retry_all')
  expect(new Set(await place.statuses())).toEqual(new Set(['planned']))
  const late = await place.post('/api/messages/mending', { ...alike, how: 'retry' }, { as: place.coordinator })
  expect([late.status, (await late.json<{ reason: string }>()).reason]).toEqual([409, 'none_left'])
  await place.db.update(messages).set({ status: 'failed', outcome: 'provider_failed' })
  const again = await place.post('/api/messages/mending', { ...alike, how: 'give_up' }, { as: place.coordinator })
  expect(await again.json()).toEqual({ messages: 14 })
})

it('an address that is written to no more is shown without it, and lifted by page and by API', async () => {
  const place = await runningPlace()
  const stop = async (address: string) => {
    const addressIndex = await place.vault.index('email', address)
    const messageId = await place.message({ status: 'bounced', outcome: 'hard_bounce' })
    await place.db.insert(suppressedAddresses).values({ addressIndex, reason: 'bounced', since: place.clock.now, messageId })
    return addressIndex
  }
  const [ann, ben] = [await stop('ann@example.org'), await stop('ben@example.org')]
  const { text } = await place.page('/running/messages')
  expect(text).toContain('The address of a referred person')
  expect(text).toContain('The mailbox works again')
  expect(text).not.toContain('ann@')
  const path = `/running/addresses/${ann}/lifting`
  const answer = await place.postForm(path, { reason: 'works_again' }, { as: place.coordinator })
  expect(answer.headers.get('location')).toBe('/running/messages?done=lifted')
  expect((await place.postForm(path, { reason: 'works_again' }, { as: place.coordinator })).status).toBe(422)
  expect((await place.postForm('/running/addresses/nonsense/lifting', { reason: 'works_again' }, { as: place.coordinator })).status).toBe(
    404,
  )
  const lifting = (reason: string) => place.post('/api/stopped-addresses/lifting', { addressIndex: ben, reason }, { as: place.coordinator })
  expect((await lifting('because')).status).toBe(422)
  expect((await lifting('owner_asked')).status).toBe(204)
  expect((await lifting('owner_asked')).status).toBe(404)
  expect(await place.db.select().from(suppressedAddresses)).toEqual([])
})

it('is not sent to again until another address is put in or the stop is lifted, one by one or all that are alike', async () => {
  const place = await runningPlace()
  const addressIndex = await place.vault.index('email', 'ann@example.org')
  const personId = await place.person(await place.organisation('referral_team'), { called: 'Ann', address: 'ann@example.org' })
  const bounce = { status: 'bounced', outcome: 'hard_bounce' } as const
  const [messageId] = [await place.message({ ...bounce, recipientId: personId }), await place.message({ ...bounce, recipientId: personId })]
  await place.message({ ...bounce, recipientKind: 'user', recipientId: place.coordinator.id })
  await place.db.insert(suppressedAddresses).values({ addressIndex, reason: 'bounced', since: place.clock.now, messageId })

  const one = () => place.post(`/api/messages/${messageId}/mending`, { how: 'retry' }, { as: place.coordinator })
  const alike = () => place.post('/api/messages/mending', { kind: 'booking.changed', ...bounce, how: 'retry' }, { as: place.coordinator })
  const refused = await one()
  expect([refused.status, (await refused.json<{ reason: string }>()).reason]).toEqual([409, 'address_stopped'])
  const { text } = await place.page('/running/messages')
  expect(text).toContain('One can be sent again.')
  expect(text.split('Its address takes no email any more.')).toHaveLength(3)
  expect(text.split('value="retry"')).toHaveLength(3)
  expect(await (await alike()).json()).toEqual({ messages: 1 })
  expect(await place.statuses()).toEqual(['bounced hard_bounce', 'bounced hard_bounce', 'planned'])

  await place.post('/api/stopped-addresses/lifting', { addressIndex, reason: 'works_again' }, { as: place.coordinator })
  expect((await one()).status).toBe(204)
  expect(await (await alike()).json()).toEqual({ messages: 1 })
  expect(new Set(await place.statuses())).toEqual(new Set(['planned']))
})
