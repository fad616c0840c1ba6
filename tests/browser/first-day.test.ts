// What the demo's people find to do when it is opened for the first time.

import { expect, it } from 'vitest'
import en from '../../web/locales/en.json' with { type: 'json' }
import { startDemo } from './demo.ts'

const late = `>${en.people.calls.late}<`

it('the coordinator has a group and a buddy to decide about, an organiser a register to take, and no link worker is late with a call', {
  timeout: 120_000,
}, async () => {
  const demo = await startDemo()
  try {
    const day = async (role: string) => {
      const entered = await demo.fetch(`/dev/sign-in/${role}`, { method: 'POST', headers: { origin: demo.url } })
      const cookie = entered.headers.getSetCookie().map((one) => one.split(';')[0])
      return (await demo.fetch('/today', { headers: { cookie: cookie.join('; '), 'accept-language': 'en' } })).text()
    }
    const coordinator = await day('coordinator')
    expect(coordinator).toContain('Look at Mending Circle')
    expect(coordinator).toContain('would like to be a buddy')
    expect(coordinator).not.toContain('did not arrive')
    expect(await day('organiser')).toContain(en.groups.today.take)
    const linkWorker = await day('link_worker')
    expect(linkWorker).toContain('on the call list')
    // A referral may be late, and says so further up.
    expect(linkWorker.slice(linkWorker.indexOf('To ring'))).not.toContain(late)
  } finally {
    await demo.close()
  }
})
