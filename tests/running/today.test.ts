import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { groups } from '../../src/db/schema/groups.ts'
import { hours, minutes } from '../../src/lib/time.ts'
import { runningPlace } from './place.ts'

const red = (word: string) => `<strong class="al-tag al-tag--bad">${word}</strong>`

describe('/running', () => {
  it('shows a job in red that is late, and one that failed', async () => {
    const place = await runningPlace()
    await place.allRan()
    const well = (await place.page('/running')).text
    expect(well).not.toContain('al-tag--bad')
    expect(well.indexOf('<details')).toBeLessThan(well.indexOf('<table'))
    place.clock.now += minutes(50)
    const { text } = await place.page('/running')
    expect(text).toContain(red('Late'))
    expect(text.indexOf(red('Late'))).toBeLessThan(text.indexOf('<details'))
    await place.ran('tidy', { counts: null, error: 'TypeError request-7' })
    const failing = (await place.page('/running')).text
    for (const words of [red('Failed'), 'TypeError request-7']) expect(failing).toContain(words)
    const jobs = await (await place.get('/api/jobs', { as: place.coordinator })).json<{ job: string; state: string; runs: unknown[] }[]>()
    expect(jobs.find(({ job }) => job === 'tidy')).toMatchObject({ state: 'failing', runs: [{ error: 'TypeError request-7' }, {}] })
    expect(jobs.find(({ job }) => job === 'deliver')).toMatchObject({ state: 'late', cron: '* * * * *' })
  })

  it('leads to the messages and the log, and shows the last runs', async () => {
    const place = await runningPlace()
    await place.ran('deliver', { startedAt: place.clock.now - minutes(2), endedAt: null, counts: null })
    await place.ran('deliver', { counts: { sent: 4, no_email_provider: 1 } })
    const { text } = await place.page('/running')
    for (const words of ['href="/running/messages"', 'href="/running/audit"', 'Sent: 4', 'Did not come to its end', 'No email goes out'])
      expect(text).toContain(words)
  })
})

describe('a coordinator’s day', () => {
  it('is quiet when everything runs', async () => {
    const place = await runningPlace()
    await place.allRan()
    const { text } = await place.page('/today')
    expect(text).toContain('Everything runs')
    expect(text).not.toContain('al-tag--bad')
    expect((await place.page('/today', { 'accept-language': 'id' })).text).toContain('Semua berjalan')
  })

  it('begins with what does not run and what reached nobody', async () => {
    const place = await runningPlace()
    await place.allRan()
    place.clock.now += minutes(20)
    await place.message()
    await place.held(3)
    await place.message({ status: 'planned', outcome: null, dueAt: place.clock.now - hours(2) })
    const { text } = await place.page('/today')
    for (const words of [
      'Send emails',
      red('Late'),
      'One email did not arrive',
      'One batch of emails wait',
      'One email waits',
      'href="/running/messages"',
    ])
      expect(text).toContain(words)
    expect(text).not.toContain('Everything runs')
    expect(text.indexOf('The place today')).toBeLessThan(text.indexOf('Groups to check'))
  })

  it('shows groups that wait for a check, once', async () => {
    const place = await runningPlace()
    const { groupId } = await place.scene()
    await place.db.update(groups).set({ status: 'awaiting_check' }).where(eq(groups.id, groupId))
    const { text } = await place.page('/today')
    expect(text).toContain('href="/groups/to-check"')
    expect(text.split(`href="/groups/to-check/${groupId}"`)).toHaveLength(2)
  })

  it('is nobody else’s', async () => {
    const place = await runningPlace()
    const { organiser } = await place.scene()
    await place.ran('deliver', { counts: { no_email_provider: 1 } })
    const text = await (await place.get('/today', { as: organiser })).text()
    for (const words of ['The place today', 'No email goes out', 'Groups to check']) expect(text).not.toContain(words)
  })
})
