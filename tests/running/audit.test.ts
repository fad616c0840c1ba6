import { describe, expect, it } from 'vitest'
import { permit } from '../../src/access/permit.ts'
import { linkEntries } from '../../src/audit/actions.ts'
import { record } from '../../src/audit/queries.ts'
import { auditEntries } from '../../src/db/schema/audit.ts'
import { minutes } from '../../src/lib/time.ts'
import { runningPlace } from './place.ts'

const job = permit({ kind: 'system', id: 'link-audit' }, 'work.scheduled')
if (!job) throw new Error('no permit')
const work = job

describe('/running/audit', () => {
  it('says who did what to what, newest first, and names no referred person', async () => {
    const place = await runningPlace()
    const { team, linkWorker } = await place.scene()
    const personId = await place.person(team, { called: 'Zebedee' })
    await place.get(`/people/${personId}`, { as: linkWorker })
    place.clock.now += minutes(10)
    await record(
      place.ctx(),
      { kind: 'system', id: 'pass-on-places' },
      {
        action: 'booking.expired',
        subjectKind: 'booking',
        subjectId: 'booking-1',
        step: 2,
        from: 'offered',
        to: 'expired',
        why: 'not_answered',
      },
    )
    const { status, text } = await place.page('/running/audit')
    expect(status).toBe(200)
    const found = [
      'Mon 1 Jun 2026, 1:10pm',
      'Scheduled job: Pass on free places',
      'Place offered → Ran out',
      'not answered',
      `User: ${linkWorker.name}`,
      'Looked at',
      personId,
    ]
    expect(found.filter((words) => !text.includes(words))).toEqual([])
    expect(found.map((words) => text.indexOf(words))).toEqual(found.map((words) => text.indexOf(words)).toSorted((a, b) => a - b))
    expect(text).not.toContain('Zebedee')
  })

  it('goes on to older entries by the id of the last', async () => {
    const place = await runningPlace()
    for (let n = 1; n <= 51; n++)
      await record(place.ctx(), 'public', { action: 'survey.answer', subjectKind: 'response', subjectId: `answer-${n}-` })
    const { text } = await place.page('/running/audit')
    expect(text).not.toContain('answer-1-')
    const next = /\/running\/audit\?before=\d+/.exec(text)?.[0] ?? ''
    const older = (await place.page(next)).text
    expect(older).toContain('answer-1-')
    expect(older).not.toContain('answer-2-')
    expect(older).not.toMatch(/href="[^"]*before=/)
  })

  it('shows an action and a subject that have no words yet as they are', async () => {
    const place = await runningPlace()
    await record(place.ctx(), 'public', {
      action: 'lantern.sent_back',
      subjectKind: 'lantern' as 'person',
      subjectId: 'r-1',
      to: 'new_state',
    })
    const { text } = await place.page('/running/audit')
    for (const words of ['sent back', 'lantern', '→ new state']) expect(text).toContain(words)
  })

  it('speaks Indonesian', async () => {
    const place = await runningPlace()
    await record(place.ctx(), 'public', { action: 'buddy.apply', subjectKind: 'buddy', subjectId: 'b-1', to: 'applied' })
    const { text } = await place.page('/running/audit', { 'accept-language': 'id' })
    for (const words of ['Catatan audit', 'Mendaftar', 'Teman pendamping', 'Siapa saja']) expect(text).toContain(words)
  })

  it('is checked on a page of its own', async () => {
    const place = await runningPlace()
    await record(place.ctx(), 'public', { action: 'buddy.apply', subjectKind: 'buddy', subjectId: 'b-1' })
    await linkEntries(place.ctx(), work)
    expect((await place.page('/running/audit')).text).toContain('href="/running/audit/check"')
    expect((await place.page('/running/audit/check')).text).toContain('The log is whole: one entry checked')
    await place.db.update(auditEntries).set({ subjectId: 'b-2' })
    expect((await place.page('/running/audit/check')).text).toContain('The log was altered')
  })
})
