// One mailbox may belong to several people, and a carer may look after two: nobody is their address.

import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { messages, suppressedAddresses } from '../../src/db/schema/messages.ts'
import { people } from '../../src/db/schema/people.ts'
import { days, hours } from '../../src/lib/time.ts'
import { readMailbox } from '../../src/messages/mailbox.ts'
import { noon } from '../world.ts'
import { callStage } from './stage.ts'

const address = 'the.family@example.org'

async function family() {
  const here = await callStage()
  const ann = await here.book({ personId: await here.person({ called: 'Ann', address }) })
  const ben = await here.book({ personId: await here.person({ called: 'Ben', address }) })
  return { here, ann, ben }
}

describe('two people behind one address', () => {
  it('get a message each, and each names only its own', async () => {
    const { here } = await family()
    await here.send()
    const post = await readMailbox(here.ctx())
    expect(post.map(({ to }) => to)).toEqual([address, address])
    expect(post.map(({ text, html }) => ['Ann', 'Ben'].filter((name) => text.includes(name) || html.includes(name))).sort()).toEqual([
      ['Ann'],
      ['Ben'],
    ])
    for (const { text, html, subject } of post) expect(`${subject} ${text} ${html}`).not.toContain('Surname')
    // Each of its own: one link is never in both.
    const links = post.map(({ text }) => /\/b\/[\w-]+/.exec(text)?.[0])
    expect(new Set(links).size).toBe(2)
  })

  it('stop for themselves: the other is still reminded', async () => {
    const { here, ann, ben } = await family()
    for (const { id } of [ann, ben]) await here.confirm(id)
    await here.send()
    here.clock.now = noon + days(5) + hours(1)
    const token = await here.links.sign({
      purpose: 'unsubscribe',
      subjectId: ann.personId,
      version: 0,
      expiresAt: here.clock.now + days(1),
    })
    const stopped = await here.postForm(`/unsubscribe/${token}?of=reminders`, { 'List-Unsubscribe': 'One-Click' })
    expect(stopped.status).toBe(200)
    await here.remind()
    await here.send()
    const became = await here.db
      .select({ to: messages.recipientId, status: messages.status })
      .from(messages)
      .where(eq(messages.kind, 'booking.reminder_48h'))
    expect(Object.fromEntries(became.map(({ to, status }) => [to, status]))).toEqual({
      [ann.personId]: 'suppressed',
      [ben.personId]: 'sent',
    })
    const [reminder] = await readMailbox(here.ctx(), { limit: 1 })
    expect(reminder?.headers?.['List-Unsubscribe']).toContain('/unsubscribe/')
    expect(reminder?.headers?.['List-Unsubscribe']).not.toContain(token)
  })

  it('are both rung when their address takes no more emails', async () => {
    const { here, ann, ben } = await family()
    await here.db
      .insert(suppressedAddresses)
      .values({ addressIndex: await here.vault.index('email', address), reason: 'bounced', since: noon })
    await here.send()
    expect((await here.calls()).map(({ personId, why }) => [personId, why]).sort()).toEqual(
      [ann.personId, ben.personId].map((id) => [id, 'address_stopped']).sort(),
    )
  })

  it('answer for themselves: a yes on the phone for one is none for the other', async () => {
    const { here, ann, ben } = await family()
    await here.db.update(people).set({ reachBy: 'phone' })
    await here.send()
    const call = (await here.calls()).find(({ personId }) => personId === ann.personId)
    await here.answer(call?.id ?? 0, 'confirmation')
    expect((await here.calls()).map(({ personId }) => personId)).toEqual([ben.personId])
  })
})

describe('a carer', () => {
  it('of two gets a message about each, and is rung about each when there is no address', async () => {
    const here = await callStage()
    const cared = async (called: string, email: string) => {
      const id = here.ctx().newId()
      const carer = await here.vault.seal(JSON.stringify({ name: 'Carla', relation: 'daughter', email, phone: '+441632960008' }), {
        column: 'people.carer',
        rowId: id,
      })
      return here.person({ id, called, reachBy: 'carer', carer, email: null, emailIndex: null })
    }
    await here.book({ personId: await cared('Ann', 'carla@example.org') })
    await here.book({ personId: await cared('Ben', 'carla@example.org') })
    await here.book({ personId: await cared('Cyd', '') })
    await here.send()
    // The token of a link may happen to spell a name.
    const post = (await readMailbox(here.ctx())).map(({ text }) => ({ text: text.replaceAll(/https?:\S+/g, '') }))
    expect(post.map(({ text }) => ['Ann', 'Ben', 'Cyd'].filter((name) => text.includes(name)).join()).sort()).toEqual(['Ann', 'Ben'])
    const [call, ...others] = await here.calls()
    expect(others).toEqual([])
    expect(call).toMatchObject({ why: 'by_carer', preferredName: 'Cyd', ring: { phone: '+441632960008', carer: 'Carla' } })
    expect(call?.say.slice(0, 2)).toEqual([
      'Hello Carla. I am ringing about Cyd. Is this a good moment?',
      'We have kept a place for Cyd at Choir on Monday 8 June, 1pm, at Mill Hall. Will Cyd come?',
    ])
  })
})
