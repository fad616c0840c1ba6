import { describe, expect, it } from 'vitest'
import { permit } from '../../src/access/permit.ts'
import { hours } from '../../src/lib/time.ts'
import { reopenGroups } from '../../src/organising/actions.ts'
import { world } from '../world.ts'

const description: Record<string, string> = {
  name: 'Sing for joy',
  summary: 'Songs that everybody knows',
  description: 'We sing.\nThen we have tea.',
  activities: 'singing',
  languages: 'en',
  accessFeatures: 'step_free',
  whoItIsFor: 'Anyone',
  cost: 'Free',
  whatToBring: '',
  contactName: 'Sam',
  contactPhone: '01632 960002',
  contactEmail: '',
  venueId: '',
  venueName: 'Mill Hall',
  venueAddress: '1 Mill Lane',
  venuePostcode: 'TE5 7AA',
  venueArea: 'Northfield',
  venuePosition: '51.5072, -0.1276',
  venueHowToFind: 'The blue door',
}

describe('a group, through the pages', () => {
  it('is described, waits for the check, is shown to nobody, and then to everybody', async () => {
    const place = await world()
    const organiser = await place.signIn('organiser', await place.organisation('provider'))
    const coordinator = await place.signIn('coordinator', await place.organisation('place_office'))
    expect(await (await place.get('/groups', { as: organiser })).text()).toContain('No group yet')

    const created = await place.postForm('/groups', description, { as: organiser })
    expect(created.status).toBe(303)
    const path = created.headers.get('location') ?? ''
    const id = /groups\/([^?]+)/.exec(path)?.[1]
    const detail = await (await place.get(path, { as: organiser })).text()
    expect(detail).toContain('A coordinator will look at it soon')
    expect(detail).toContain('+441632960002')
    expect((await place.get(`/whats-on/${id}`)).status).toBe(404)

    expect(await (await place.get('/groups/to-check', { as: coordinator })).text()).toContain('Sing for joy')
    expect((await place.get(`/groups/to-check/${id}`, { as: coordinator })).status).toBe(200)
    expect((await place.get('/groups/to-check', { as: organiser })).status).toBe(404)
    expect((await place.postForm(`/groups/${id}/verification`, {}, { as: organiser })).status).toBe(404)
    expect((await place.postForm(`/groups/${id}/verification`, {}, { as: coordinator })).status).toBe(303)
    expect((await place.postForm(`/groups/${id}/verification`, {}, { as: coordinator })).status).toBe(422)

    const shown = await place.get(`/whats-on/${id}`)
    expect(shown.headers.get('cache-control')).toBe('public, max-age=60')
    expect(shown.headers.get('set-cookie')).toBeNull()
    expect(await shown.text()).toContain('The blue door')
    expect((await place.rows.audit()).map(({ action }) => action)).toEqual(['group.create', 'group.verify'])
  })

  it('stays verified when it is edited, which is on the audit log', async () => {
    const place = await world()
    const scene = await place.scene()
    const edit = await (await place.get(`/groups/${scene.groupId}/edit`, { as: scene.organiser })).text()
    expect(edit).toContain('value="Choir"')
    const body = { ...description, venueId: scene.venueId }
    expect((await place.postForm(`/groups/${scene.groupId}`, body, { as: scene.organiser })).status).toBe(303)
    expect(await (await place.get(`/whats-on/${scene.groupId}`)).text()).toContain('Sing for joy')
    expect(await place.rows.audit()).toMatchObject([{ action: 'group.edit', step: 2, fromState: 'verified', toState: 'verified' }])
  })

  it('comes back from a pause by itself on its day, on the clock of the place', async () => {
    const place = await world()
    const scene = await place.scene()
    const pause = (day: string) =>
      place.postForm(
        `/groups/${scene.groupId}/pause`,
        { 'returnsOn-day': day, 'returnsOn-month': '6', 'returnsOn-year': '2026' },
        { as: scene.organiser },
      )
    for (const [wrong, said] of [
      ['1', 'still to come'],
      ['31', 'Pause until when?'],
    ] as const) {
      const refused = await pause(wrong)
      const page = await refused.text()
      expect([refused.status, page.includes(said), page.includes(`value="${wrong}"`)]).toEqual([422, true, true])
    }
    expect((await pause('4')).status).toBe(303)
    for (const path of [`/groups/${scene.groupId}`, `/sessions/${scene.sessionId}`])
      expect(await (await place.get(path, { as: scene.organiser })).text()).toContain('until 4 June 2026')

    const job = permit({ kind: 'system', id: 'reopen-groups' }, 'work.scheduled')
    if (!job) throw new Error('no job may work')
    // Half past eleven in the evening in London, which is half past ten in UTC.
    place.clock.now = Date.UTC(2026, 5, 3, 22, 30)
    expect(await reopenGroups(place.ctx(), job)).toEqual({ reopened: 0 })
    place.clock.now += hours(1)
    expect(await reopenGroups(place.ctx(), job)).toEqual({ reopened: 1 })
    expect(await reopenGroups(place.ctx(), job)).toEqual({ reopened: 0 })
    expect(await (await place.get('/')).text()).toContain(scene.sessionId)
    expect((await place.rows.audit()).filter(({ step }) => step).at(-1)).toMatchObject({
      actorKind: 'system',
      action: 'group.reopen',
      fromState: 'paused',
      toState: 'verified',
    })
    // Opened by hand, the day is forgotten.
    await place.post(`/api/groups/${scene.groupId}/pause`, { returnsOn: '2026-06-20' }, { as: scene.organiser })
    await place.post(`/api/groups/${scene.groupId}/return`, {}, { as: scene.organiser })
    expect((await place.post(`/api/groups/${scene.groupId}/pause`, {}, { as: scene.organiser })).status).toBe(200)
    place.clock.now += hours(24 * 60)
    expect(await reopenGroups(place.ctx(), job)).toEqual({ reopened: 0 })
    expect((await place.post(`/api/groups/${scene.groupId}/pause`, { returnsOn: 'soon' }, { as: scene.organiser })).status).toBe(422)
  })

  it('pauses, opens again, and closes only when nothing lies ahead', async () => {
    const place = await world()
    const scene = await place.scene()
    const press = (verb: string) => place.postForm(`/groups/${scene.groupId}/${verb}`, {}, { as: scene.organiser })
    expect((await press('pause')).status).toBe(303)
    expect((await place.get(`/whats-on/${scene.groupId}`)).status).toBe(404)
    expect(await (await place.get('/')).text()).not.toContain(scene.sessionId)
    expect((await press('pause')).status).toBe(422)
    expect((await press('return')).status).toBe(303)
    expect(await (await place.get('/')).text()).toContain(scene.sessionId)
    const refused = await press('closing')
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('cancel the sessions that are still to come')
    await place.postForm(`/sessions/${scene.sessionId}/cancellation`, { reason: 'We stop' }, { as: scene.organiser })
    expect((await press('closing')).status).toBe(303)
    expect(
      (await place.postForm(`/groups/${scene.groupId}`, { ...description, venueId: scene.venueId }, { as: scene.organiser })).status,
    ).toBe(422)
  })

  it.each([
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(81) }, 'name'],
    [{ summary: '' }, 'summary'],
    [{ activities: '' }, 'activities'],
    [{ activities: 'flying' }, 'activities'],
    [{ languages: 'xx' }, 'languages'],
    [{ contactEmail: 'sam at example' }, 'contactEmail'],
    [{ contactPhone: 'ring me' }, 'contactPhone'],
    [{ venueName: '' }, 'venueName'],
    [{ venueArea: 'Atlantis' }, 'venueArea'],
    [{ venuePosition: 'by the river' }, 'venuePosition'],
    [{ venuePosition: '91, 0' }, 'venuePosition'],
    [{ venueHowToFind: '' }, 'venueHowToFind'],
    [{ venueId: '0198c1a8-0000-7000-8000-000000000000' }, 'venueId'],
  ])('refuses %o, names the field and gives everything typed back', async (wrong, field) => {
    const place = await world()
    const scene = await place.scene()
    const response = await place.postForm('/groups', { ...description, ...wrong }, { as: scene.organiser })
    expect(response.status).toBe(422)
    const page = await response.text()
    expect(page).toContain(`href="#${field}"`)
    expect(page).toMatch(new RegExp(`id="${field}"`))
    expect(page).toContain('1 Mill Lane')
    expect(page).toContain('<title>Error: ')
  })

  it('answers what is foreign as what is missing, but for the address itself', async () => {
    const place = await world()
    const scene = await place.scene()
    const other = await place.scene()
    const answer = async (path: string, id: string) => {
      const response = await place.get(path.replace(':id', id), { as: scene.organiser })
      return [response.status, (await response.text()).replaceAll(id, '')]
    }
    const forGroups = ['/groups/:id', '/groups/:id/edit', '/groups/:id/sessions/new'].map((path) => [path, other.groupId] as const)
    const forSessions = ['bookings', 'register', 'edit', 'cancellation'].map((page) => [`/sessions/:id/${page}`, other.sessionId] as const)
    for (const [path, id] of [...forGroups, ...forSessions, ['/venues/:id/edit', other.venueId] as const]) {
      const foreign = await answer(path, id)
      expect(foreign).toEqual(await answer(path, place.ctx().newId()))
      expect(foreign[0]).toBe(404)
    }
  })
})
