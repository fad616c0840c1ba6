import { describe, expect, it } from 'vitest'
import { sendBatches } from '../../src/db/schema/messages.ts'
import type { Sealed } from '../../src/lib/seal.ts'
import { hours, minutes } from '../../src/lib/time.ts'
import { kinds } from '../../src/messages/rules.ts'
import { runningPlace } from './place.ts'

describe('/running/messages', () => {
  it('says what kind did not arrive and why, and never about whom', async () => {
    const place = await runningPlace()
    const team = await place.organisation('referral_team')
    const personId = await place.person(team, { called: 'Zebedee', address: 'zebedee@example.org' })
    const id = await place.message({ recipientId: personId, subjectId: 'booking-of-zebedee' })
    const { status, text } = await place.page('/running/messages')
    expect(status).toBe(200)
    for (const words of [
      'A session has changed',
      'To a referred person',
      'cannot receive email',
      `Email number ${id}.`,
      'It was due today, 12:55pm',
    ])
      expect(text).toContain(words)
    for (const secret of ['Zebedee', 'zebedee', personId]) expect(text).not.toContain(secret)
  })

  it('has words for every kind, in both languages', async () => {
    const place = await runningPlace()
    const ids: number[] = []
    for (const kind of Object.keys(kinds)) ids.push(await place.message({ kind, status: 'bounced', outcome: null, secret: 'x' as Sealed }))
    for (const language of ['en', 'id']) {
      const pages = ['/running/messages', ...[-25, -50].map((last) => `/running/messages?before=${ids.at(last)}`)]
      const texts = await Promise.all(pages.map((path) => place.page(path, { 'accept-language': language })))
      const text = texts.map((page) => page.text).join()
      expect(text.split('/mending"')).toHaveLength(2 * ids.length + 1)
      for (const kind of Object.keys(kinds)) expect(text).not.toContain(kind.replaceAll(/[._]/g, ' '))
      expect(text).toContain(language === 'en' ? 'It came back' : 'Emailnya kembali')
    }
  })

  it('sends a failed one again', async () => {
    const place = await runningPlace()
    await place.message()
    const answer = await place.press('/running/messages', 'Send again')
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/running/messages?done=retry'])
    expect(await place.statuses()).toEqual(['planned'])
    expect((await place.page('/running/messages?done=retry')).text).toContain('It is on its way again')
  })

  it('takes one off the list', async () => {
    const place = await runningPlace()
    await place.message({ status: 'bounced', outcome: null })
    const answer = await place.press('/running/messages', 'Take off the list')
    expect(answer.headers.get('location')).toBe('/running/messages?done=give_up')
    expect(await place.statuses()).toEqual(['cancelled'])
    expect((await place.page('/running/messages')).text).toContain('No email failed or came back')
  })

  it('refuses what is too late, was decided already, is unknown or says nothing', async () => {
    const place = await runningPlace()
    const [late, sent] = [await place.message({ usefulUntil: place.clock.now }), await place.message({ status: 'sent', outcome: null })]
    const mend = async (id: number, fields: Record<string, string>) => {
      const answer = await place.postForm(`/running/messages/${id}/mending`, fields, { as: place.coordinator })
      return { status: answer.status, text: await answer.text() }
    }
    expect(await mend(late, { how: 'retry' })).toMatchObject({ status: 422, text: expect.stringContaining('too late to send this email') })
    expect(await mend(sent, { how: 'retry' })).toMatchObject({ status: 422, text: expect.stringContaining('decided about this email') })
    expect(await mend(late, { how: 'burn' })).toMatchObject({ status: 422 })
    expect(await mend(999_999_999, { how: 'retry' })).toMatchObject({ status: 404 })
    expect(await place.statuses()).toEqual(['failed bad_address', 'sent'])
    const { text } = await place.page('/running/messages')
    expect(text).toContain('only be taken off the list')
    expect(text).not.toContain('value="retry"')
  })

  it('has a fresh invitation sent from its organisation’s page when the link in the email is gone', async () => {
    const place = await runningPlace()
    const id = await place.message({ kind: 'account.invitation', recipientKind: 'invitation', status: 'bounced', outcome: 'soft_bounce' })
    const { text } = await place.page('/running/messages')
    expect(text).toContain('send a fresh one from the page of their organisation')
    expect(text).not.toContain('value="retry"')
    const answer = await place.postForm(`/running/messages/${id}/mending`, { how: 'retry' }, { as: place.coordinator })
    expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining('Error: ')])
    expect(await place.statuses()).toEqual(['bounced soft_bounce'])
  })

  it('lets a held batch go either way, once, having said what each risks', async () => {
    const place = await runningPlace()
    // The newest stands first.
    const again = await place.held(2)
    await place.held(1, minutes(1))
    const { text } = await place.page('/running/messages')
    for (const words of [
      '2 emails',
      'One email',
      'no clear answer for almost a day',
      'the same email twice',
      'is never told',
      'First tried yesterday',
    ])
      expect(text).toContain(words)
    const release = (id: string, how: string) => place.postForm(`/running/held/${id}/release`, { how }, { as: place.coordinator })
    expect((await place.press('/running/messages', 'Send again')).headers.get('location')).toBe('/running/messages?done=send_again')
    expect((await place.press('/running/messages', 'Count as sent')).headers.get('location')).toBe('/running/messages?done=count_as_sent')
    expect(await place.statuses()).toEqual(['planned', 'planned', 'sent counted_as_sent'])
    expect((await place.db.select().from(sendBatches)).map(({ status }) => status)).toEqual(['done', 'done'])
    const second = await release(again, 'count_as_sent')
    expect(second.status).toBe(422)
    expect(await second.text()).toContain('decided about these emails')
  })

  it('shows how much waits and what is tried again and again', async () => {
    const place = await runningPlace()
    await place.message({ status: 'planned', outcome: null, dueAt: place.clock.now - hours(2) })
    await place.message({ status: 'planned', outcome: null, dueAt: place.clock.now + hours(2) })
    await place.db.insert(sendBatches).values({
      id: place.ctx().newId(),
      status: 'frozen',
      attempts: 6,
      lastError: 'quota_used_up',
      nextTryAt: place.clock.now + minutes(30),
      leasedUntil: 0,
      createdAt: place.clock.now,
    })
    const { text } = await place.page('/running/messages')
    for (const words of ['the oldest since today, 11am', 'planned for later', 'quota is used up', 'Tried 6 times, next today, 1:30pm'])
      expect(text).toContain(words)
  })

  it('says that no email goes out, until a run finds a provider', async () => {
    const place = await runningPlace()
    const says = async () => (await place.page('/running/messages')).text.includes('No email goes out')
    expect(await says()).toBe(false)
    await place.ran('deliver', { counts: { no_email_provider: 1 } })
    // A run that is under way knows nothing yet.
    await place.ran('deliver', { startedAt: place.clock.now + 1, endedAt: null, counts: null })
    expect(await says()).toBe(true)
    await place.ran('deliver', { startedAt: place.clock.now + 2, counts: { sent: 0 } })
    expect(await says()).toBe(false)
  })

  it('goes on to older ones', async () => {
    const place = await runningPlace()
    const ids: number[] = []
    for (let n = 0; n < 26; n++) ids.push(await place.message())
    const { text } = await place.page('/running/messages')
    expect(text).toContain(`/running/messages?before=${ids[1]}`)
    expect(text).not.toContain(`Email number ${ids[0]}.`)
    expect((await place.page(`/running/messages?before=${ids[1]}`)).text).toContain(`Email number ${ids[0]}.`)
  })

  it('speaks Indonesian', async () => {
    const place = await runningPlace()
    await place.message()
    await place.held()
    const { text } = await place.page('/running/messages', { 'accept-language': 'id' })
    for (const words of ['Yang tidak sampai', 'Kegiatan berubah', 'Alamatnya tidak bisa menerima email', 'Anggap terkirim'])
      expect(text).toContain(words)
  })

  it('is unknown to every other role', async () => {
    const place = await runningPlace()
    const { linkWorker, organiser } = await place.scene()
    const [id, batchId] = [await place.message(), await place.held(1)]
    for (const as of [linkWorker, organiser]) {
      const asked = [
        place.get('/running/messages', { as }),
        place.get('/running/audit', { as }),
        place.get('/running/audit/check', { as }),
        place.postForm(`/running/messages/${id}/mending`, { how: 'give_up' }, { as }),
        place.postForm(`/running/held/${batchId}/release`, { how: 'count_as_sent' }, { as }),
      ]
      expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([404, 404, 404, 404, 404])
    }
    expect(await place.statuses()).toEqual(['failed bad_address', 'sending'])
  })
})
