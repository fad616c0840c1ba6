import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookings } from '../../src/db/schema/bookings.ts'
import { people } from '../../src/db/schema/people.ts'
import { writers } from '../../src/jobs/letters/writers.ts'
import { days, hours } from '../../src/lib/time.ts'
import { type Past, proposeStep, steps } from '../../src/visits/taper/rules.ts'
import { readable } from '../attendee/stage.ts'
import { noon } from '../world.ts'
import { visitScene } from './scene.ts'

const went = (kind: 'accompanied' | 'met_there' | 'message' | null, more: Partial<Past> = {}): Past => ({
  hasAttended: true,
  visit: kind && { kind, status: 'accompanied', report: 'went_well' },
  again: 'yes',
  ...more,
})

describe('the step that suits the next visit', () => {
  it.each<[string, Past[], string]>([
    ['the first', [], 'accompanied'],
    ['after a buddy at the door', [went('accompanied')], 'met_there'],
    ['after a buddy who was there', [went('accompanied'), went('met_there')], 'message'],
    ['after a few words', [went('accompanied'), went('met_there'), went('message')], 'alone'],
    ['after coming alone', [went(null)], 'alone'],
    ['when they would perhaps go again', [went('accompanied', { again: 'maybe' })], 'accompanied'],
    ['when they would not go again, and came alone', [went(null, { again: 'no' })], 'message'],
    ['when they did not come', [went('met_there', { hasAttended: false })], 'met_there'],
    [
      'when the buddy asked for a call',
      [went('accompanied', { visit: { kind: 'accompanied', status: 'accompanied', report: 'needs_a_call' } })],
      'accompanied',
    ],
    [
      'when the buddy was promised and did not come',
      [went('met_there', { visit: { kind: 'met_there', status: 'missed', report: 'could_not_go' } })],
      'met_there',
    ],
    ['after six visits', Array.from({ length: 6 }, () => went('accompanied', { again: 'maybe' })), 'alone'],
  ])('%s', (_, past, step) => {
    expect(proposeStep(past)).toBe(step)
  })

  it('never asks for more company than the last time, unless that went badly, and reaches none', () => {
    const kind = fc.constantFrom('accompanied' as const, 'met_there' as const, 'message' as const, null)
    fc.assert(
      fc.property(fc.array(kind, { minLength: 1, maxLength: 8 }), (kinds) => {
        const step = proposeStep(kinds.map((one) => went(one)))
        expect(steps.indexOf(step)).toBeGreaterThanOrEqual(steps.indexOf(kinds.at(-1) ?? 'alone'))
      }),
    )
    const past: Past[] = []
    for (let i = 0; i < 4; i++) {
      const step = proposeStep(past)
      past.push(went(step === 'alone' ? null : step))
    }
    expect(proposeStep(past)).toBe('alone')
  })
})

/** Somebody who is booked and wants a buddy at the door. */
async function stage(seeds: Parameters<Awaited<ReturnType<typeof visitScene>>['wanted']>[0] = {}) {
  const here = await visitScene()
  const booked = await here.wanted(seeds)
  const set = (step: string, as = here.linkWorker) => here.post(`/api/bookings/${booked.bookingId}/accompaniment`, { step }, { as })
  const active = async () =>
    (await here.rows.visits()).filter(({ status }) => status === 'wanted' || status === 'claimed').map(({ kind, status }) => [kind, status])
  return { ...here, ...booked, set, active }
}

describe('setting how much company a visit gets', () => {
  it('asks for something else in place of what was asked, and tells the buddy who had promised', async () => {
    const here = await stage()
    const buddy = await here.buddy()
    await here.claim(here.visitId, buddy)
    expect((await here.set('met_there')).status).toBe(200)
    expect(await here.active()).toEqual([['met_there', 'wanted']])
    expect(await here.mail('visit.cancelled')).toMatchObject([{ recipientId: buddy.buddyId }])
    expect(await here.slots()).toEqual([])
    expect((await here.set('met_there')).status).toBe(200)
    expect(await here.rows.visits()).toHaveLength(2)
    expect((await here.set('alone')).status).toBe(200)
    expect(await here.active()).toEqual([])
    const [booking] = await here.rows.bookings()
    expect(booking?.buddyWish).toBe('not_wanted')
  })

  it('shows a buddy what is asked before they promise', async () => {
    const here = await stage()
    const buddy = await here.buddy()
    await here.set('met_there')
    const list = await (await here.get('/visits', { as: buddy })).text()
    expect(list).toContain('Be there and say hello')
    const open = (await here.rows.visits()).find(({ status }) => status === 'wanted')
    expect((await here.claim(open?.id ?? '', buddy)).status).toBe(200)
    expect(await (await here.get(`/visits/${open?.id}`, { as: buddy })).text()).toContain('They come in by themselves')
  })

  it('sends nobody to wait outside for a buddy who is inside', async () => {
    const here = await stage()
    const sheet = async () => (await here.get(`/people/${here.personId}/sheet`, { as: here.linkWorker })).text()
    await here.claim(here.visitId, await here.buddy())
    expect(await sheet()).toMatch(/will be there to meet you\. You meet here: [^<]+</)
    await here.set('met_there')
    const inside = (await here.rows.visits()).find(({ status }) => status === 'wanted')
    await here.claim(inside?.id ?? '', await here.buddy())
    for (const [language, words] of [
      ['en', 'your buddy, will be inside when you come in.'],
      ['id', 'teman pendamping Anda, sudah di dalam saat Anda masuk.'],
    ] as const) {
      await here.db.update(people).set({ language })
      expect(await sheet()).toContain(words)
      expect(await sheet()).not.toMatch(/You meet here|Bertemu di sini/)
    }
  })

  it('tells nobody of a meeting point while the buddy is inside', async () => {
    const here = await stage()
    const buddy = await here.buddy()
    const home = `/b/${await here.links.sign({ purpose: 'booking', subjectId: here.bookingId, version: 0, expiresAt: noon + days(40) })}`
    const made = await here.post('/api/calendars/visits', {}, { as: buddy })
    const feed = new URL(((await made.json()) as { address: string }).address).pathname
    const said = async (id: string) => {
      await here.claim(id, buddy)
      const ask = async (path: string, as?: { cookie: string }) => (await here.get(path, as ? { as } : {})).text()
      const staff = (['provider.visit_claimed', 'team.visit_claimed'] as const).map(async (kind) => {
        const due = (await here.mail(kind)).filter(({ subjectId }) => subjectId === id)
        const [letter] = (await writers[kind](here.ctx(), due)).values()
        return (letter as { text: string }).text
      })
      const asked = [ask(home), ask(`${home}/calendar.ics`), ask(`/visits/${id}`, buddy), ask('/today', buddy), ask(feed)]
      return (await Promise.all([...asked, ...staff])).map(readable)
    }
    for (const words of await said(here.visitId)) expect(words).toContain('At the door')
    here.clock.now += hours(1)
    await here.set('met_there')
    const inside = await said((await here.rows.visits()).find(({ status }) => status === 'wanted')?.id ?? '')
    // The feed still has the promise that is off, with where it was.
    const feedNow = inside.splice(4, 1)[0] ?? ''
    expect(feedNow.split('At the door')).toHaveLength(2)
    for (const words of inside) expect(words).not.toMatch(/At the door|[Mm]eeting point\./)
    const [page, , mine, today, organiser] = inside
    expect(page).toMatch(/Who meets you \w+ will be inside when you come in/)
    for (const words of [mine, today]) expect(words).toContain('Inside, when they come in')
    expect(organiser).toContain('is inside to say hello')
    const list = await here.get(`/sessions/${here.sessionId}/bookings`, { as: here.organiser })
    expect(readable(await list.text())).toContain('A buddy is inside when they come in')
  })

  it('has chosen words sent by a buddy who learns no name, once', async () => {
    const here = await stage({ called: 'Canaryname' })
    const [one, two] = [await here.buddy(), await here.buddy()]
    await here.set('message')
    const words = (await here.rows.visits()).find(({ kind }) => kind === 'message')
    const path = `/visits/${words?.id}`
    expect((await here.claim(words?.id ?? '', one)).status).toBe(409)
    const page = await (await here.get(path, { as: one })).text()
    expect(page).toContain('Send these words')
    expect(page).not.toContain('Canaryname')
    expect((await here.postForm(`${path}/greeting`, { greeting: 'write my own' }, { as: one })).status).toBe(422)
    const sent = await Promise.all([one, two].map((as) => here.postForm(`${path}/greeting`, { greeting: 'enjoy' }, { as })))
    expect(sent.filter(({ status }) => status === 303)).toHaveLength(1)
    expect(await here.visit(words?.id ?? '')).toMatchObject({ status: 'accompanied', greeting: 'enjoy', kind: 'message' })
    expect(await here.mail('visit.greeting')).toMatchObject([{ recipientId: here.personId }])
    for (const as of [one, two]) expect((await here.get(path, { as })).status).toBe(404)
    expect(await here.slots()).toEqual([])
  })

  it('raises no alarm for words that nobody sent', async () => {
    const here = await stage()
    await here.set('message')
    here.clock.now += days(6)
    const { raiseAlarms } = await import('../../src/visits/alarms/actions.ts')
    expect((await raiseAlarms(here.ctx(), here.job())).alarmed).toBe(0)
    expect(await here.mail('team.visit_unfilled')).toEqual([])
  })

  it('gives a buddy to whoever asks for one in place of words', async () => {
    const here = await stage()
    await here.set('message')
    const chosen = await here.post(`/api/bookings/${here.bookingId}/buddy-choice`, { wish: 'wanted' }, { as: here.linkWorker })
    expect(chosen.status).toBe(200)
    expect(await here.active()).toEqual([['accompanied', 'wanted']])
  })

  it('is refused without a place, without email for words, after the start, and to another team', async () => {
    const here = await stage()
    const reason = async (step: string) => ((await (await here.set(step)).json()) as { reason?: string }).reason
    await here.db.update(people).set({ reachBy: 'phone' })
    expect(await reason('message')).toBe('no_email')
    await here.db.update(bookings).set({ status: 'waitlisted', ticket: 1 }).where(eq(bookings.id, here.bookingId))
    expect(await reason('alone')).toBe('has_no_place')
    await here.db.update(bookings).set({ status: 'booked' }).where(eq(bookings.id, here.bookingId))
    const stranger = await here.signIn('link_worker', await here.organisation('referral_team'))
    expect((await here.set('alone', stranger)).status).toBe(404)
    here.clock.now += days(7)
    expect(await reason('alone')).toBe('session_started')
  })

  it('is proposed and set on the person’s page', async () => {
    const here = await stage()
    const path = `/people/${here.personId}/progress`
    const page = await (await here.get(path, { as: here.linkWorker })).text()
    expect(page).toContain('Suggested: A buddy meets them at the door')
    const post = (body: Record<string, string>, person = here.personId) =>
      here.postForm(`/people/${person}/progress/${here.bookingId}`, body, { as: here.linkWorker })
    const set = await post({ [`step-${here.bookingId}`]: 'met_there' })
    expect(set.headers.get('location')).toBe(`${path}?done=step_set`)
    expect(await here.active()).toEqual([['met_there', 'wanted']])
    const wrong = await post({})
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('Choose how much company they get.')
    expect((await post({ [`step-${here.bookingId}`]: 'alone' }, await here.person(here.team))).status).toBe(404)
  })
})
