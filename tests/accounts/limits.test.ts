import { beforeEach, describe, expect, it } from 'vitest'
import { rateCounts } from '../../src/db/schema/sign-in.ts'
import { minutes } from '../../src/lib/time.ts'
import { networkOf } from '../../src/sign-in/limits/rules.ts'
import { type World, world } from '../world.ts'
import { dump, user } from './browser.ts'

let place: World
beforeEach(async () => {
  place = await world()
})

const ask = (email: string, ip = '192.0.2.1') => place.postForm('/sign-in', { email }, { headers: { 'cf-connecting-ip': ip } })
const statuses = async (answers: (Response | Promise<Response>)[]) => (await Promise.all(answers)).map(({ status }) => status)
const passed = (all: number[]) => all.filter((status) => status === 303).length

describe('one address', () => {
  it('gets five emails an hour, from whatever network and however many ask at once', async () => {
    const team = await place.organisation('referral_team')
    const { address } = await user(place, [[team, 'link_worker']])
    const all = await statuses(Array.from({ length: 60 }, (_, i) => ask(address, `198.51.100.${i}`)))
    expect([passed(all), new Set(all)]).toEqual([5, new Set([303, 429])])
    expect(await place.rows.messages()).toHaveLength(5)
    place.clock.now += minutes(49)
    expect(await statuses([ask(address)])).toEqual([429])
    place.clock.now += minutes(21)
    expect(passed(await statuses(Array.from({ length: 8 }, () => ask(address))))).toBe(5)
  })

  it('is refused alike when it is unknown, with a page that says what to do', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => ask('nobody@example.org')))
    const refused = all.find(({ status }) => status === 429)
    expect(await refused?.text()).toContain('Wait a few minutes')
    expect(all.filter(({ status }) => status === 303)).toHaveLength(5)
  })
})

describe('one network', () => {
  it('asks thirty times an hour, over all the addresses of one IPv6 /64 together', async () => {
    const from = (i: number) => `2001:db8:1:2:${((i * 7919) % 65536).toString(16)}::${i.toString(16)}`
    const all = await statuses(Array.from({ length: 120 }, (_, i) => ask(`a${i}@example.org`, from(i))))
    expect(passed(all)).toBe(30)
    expect(await statuses([ask('other@example.org', '2001:db8:1:3::1')])).toEqual([303])
  })

  it('that is refused uses up no turns of the addresses it asked for', async () => {
    await statuses(Array.from({ length: 40 }, (_, i) => ask(`b${i}@example.org`)))
    const before = await place.db.select().from(rateCounts)
    await ask('victim@example.org')
    expect(await place.db.select().from(rateCounts)).toEqual(before)
    expect(passed(await statuses(Array.from({ length: 7 }, (_, i) => ask('victim@example.org', `203.0.113.${i}`))))).toBe(5)
  })

  it('is kept as a keyed fingerprint', async () => {
    await ask('nobody@example.org', '192.0.2.77')
    expect(await dump(place)).not.toContain('192.0.2.77')
  })
})

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::FFFF:c000:0201', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['local', 'local'],
  ['not:an:address', 'not:an:address'],
])('%s is of %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
