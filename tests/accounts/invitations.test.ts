import { beforeEach, describe, expect, it } from 'vitest'
import type { OrgId } from '../../src/access/actor.ts'
import { invitations, memberships, users } from '../../src/db/schema/organisations.ts'
import { signIns } from '../../src/db/schema/sign-in.ts'
import { days } from '../../src/lib/time.ts'
import { type World, world } from '../world.ts'
import { browserOf, dump, secretsIn, user } from './browser.ts'

let place: World
let provider: OrgId
let coordinator: { id: string; cookie: string }
beforeEach(async () => {
  place = await world()
  provider = await place.organisation('provider', 'Mill Hall Trust')
  coordinator = await place.signIn('coordinator', await place.organisation('place_office'))
})

const olu = { name: 'Olu Adeyemi', email: 'olu@example.org', locale: 'en' }
const invite = (seed: Partial<typeof olu> = {}, org = provider) =>
  place.postForm(`/organisations/${org}/invitations`, { ...olu, ...seed }, { as: coordinator })
const link = async () => `/invitations/${(await secretsIn(place, 'account.invitation')).at(-1)}`
const accepting = { name: 'Olu A.', email: 'olu@example.org' }

describe('an invitation', () => {
  it('shows who invites to what, makes the user and the member, and signs in', async () => {
    expect((await invite()).headers.get('location')).toBe(`/organisations/${provider}?done=invited`)
    expect(await place.rows.messages()).toMatchObject([{ kind: 'account.invitation', recipientKind: 'invitation', status: 'planned' }])
    const guest = browserOf(place)
    const shown = await (await guest.get(await link())).text()
    for (const words of ['Mill Hall Trust', 'Organiser', 'value="Olu Adeyemi"']) expect(shown).toContain(words)
    expect((await guest.post(await link(), accepting)).headers.get('location')).toBe('/today')
    expect(await (await guest.get('/account')).text()).toContain('Mill Hall Trust')
    const made = (await place.db.select().from(users)).find(({ name }) => name === 'Olu A.')
    expect(made).toMatchObject({ locale: 'en', disabledAt: null })
    expect(await place.db.select().from(memberships)).toContainEqual(
      expect.objectContaining({ userId: made?.id, orgId: provider, role: 'organiser' }),
    )
    expect((await place.rows.audit()).map(({ action }) => action)).toEqual(['invitation.create', 'invitation.accept'])
  })

  it.each([
    ['provider', 'organiser'],
    ['referral_team', 'link_worker'],
    ['volunteer_hub', 'buddy'],
    ['place_office', 'coordinator'],
  ] as const)('into a %s makes a %s', async (kind, role) => {
    await invite({}, await place.organisation(kind))
    await browserOf(place).post(await link(), accepting)
    expect((await place.db.select().from(memberships)).map((one) => one.role).sort()).toEqual(['coordinator', role].sort())
  })

  it('adds a membership to somebody who is here already, under the name they have', async () => {
    const team = await place.organisation('referral_team')
    const known = await user(place, [[team, 'link_worker']], { address: olu.email })
    await invite()
    await browserOf(place).post(await link(), accepting)
    expect((await place.db.select().from(memberships)).filter(({ userId }) => userId === known.id)).toHaveLength(2)
    expect(await place.db.select().from(users)).toHaveLength(2)
  })

  it('is counted in the list of organisations while it is open', async () => {
    const invited = async () => {
      const answer = await place.get('/api/organisations', { as: coordinator })
      const { organisations } = (await answer.json()) as { organisations: { name: string; invited: number }[] }
      return organisations.map(({ name, invited }) => [name, invited]).filter(([, n]) => n)
    }
    await invite()
    await invite({ email: 'ada@example.org' })
    expect(await invited()).toEqual([['Mill Hall Trust', 2]])
    await browserOf(place).post(await link(), { name: 'Ada', email: 'ada@example.org' })
    expect(await invited()).toEqual([['Mill Hall Trust', 1]])
    place.clock.now += days(8)
    expect(await invited()).toEqual([])
  })

  it('is used by exactly one of a hundred parallel presses', async () => {
    await invite()
    const path = await link()
    const answers = await Promise.all(Array.from({ length: 100 }, () => place.postForm(path, accepting)))
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1)
    expect((await place.db.select().from(signIns)).length).toBe(2)
    expect((await place.get(path)).status).toBe(404)
  })

  it('opens for nobody who does not know the address, and only ten tries an hour', async () => {
    await invite()
    const path = await link()
    const all = await Promise.all(
      Array.from({ length: 30 }, async (_, i) => (await place.postForm(path, { name: 'x', email: `x${i}@example.org` })).text()),
    )
    expect(all.filter((text) => text.includes('sent to another address'))).toHaveLength(10)
    expect(all.filter((text) => text.includes('That was many tries'))).toHaveLength(20)
  })

  it('ends after seven days', async () => {
    await invite()
    place.clock.now += days(7) - 1
    expect((await place.get(await link())).status).toBe(200)
    place.clock.now += 1
    expect([(await place.get(await link())).status, (await place.postForm(await link(), accepting)).status]).toEqual([404, 404])
  })

  it('that is taken back opens nothing; in a race with its acceptance exactly one happens', async () => {
    await invite()
    const path = await link()
    const [row] = await place.db.select().from(invitations)
    const revoke = () => place.postForm(`/organisations/${provider}/invitations/${row?.id}/revocation`, {}, { as: coordinator })
    const [accepted, revoked] = await Promise.all([place.postForm(path, accepting), revoke()])
    expect([accepted.status === 303, revoked.status === 303].filter(Boolean)).toHaveLength(1)

    await invite({ email: 'second@example.org' })
    const second = (await place.db.select().from(invitations)).find(({ acceptedAt, revokedAt }) => !acceptedAt && !revokedAt)
    await place.postForm(`/organisations/${provider}/invitations/${second?.id}/revocation`, {}, { as: coordinator })
    expect((await place.postForm(await link(), { name: 'x', email: 'second@example.org' })).status).toBe(404)
  })

  it('sent again has a fresh link, and the old one opens nothing', async () => {
    await invite()
    const first = await link()
    const [row] = await place.db.select().from(invitations)
    place.clock.now += days(8)
    await place.postForm(`/organisations/${provider}/invitations/${row?.id}/resending`, {}, { as: coordinator })
    expect((await place.get(first)).status).toBe(404)
    expect((await browserOf(place).post(await link(), accepting)).status).toBe(303)
  })

  it('says kindly what is so already', async () => {
    await invite()
    expect(await (await invite()).text()).toContain('open invitation already')
    await browserOf(place).post(await link(), accepting)
    const again = await invite()
    expect([again.status, await again.text()]).toEqual([422, expect.stringContaining('member of this organisation already')])
  })

  it('keeps the address sealed and the link hashed', async () => {
    await invite()
    const everything = await dump(place)
    expect(everything).not.toContain(olu.email)
    expect(everything).not.toContain((await link()).split('/')[2])
  })

  it('comes back with everything typed when something is wrong', async () => {
    const answer = await invite({ email: 'olu at example' })
    const text = await answer.text()
    expect(answer.status).toBe(422)
    for (const words of ['value="olu at example"', 'value="Olu Adeyemi"', 'There is a problem']) expect(text).toContain(words)
  })
})
