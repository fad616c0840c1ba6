import type { OrgId } from '../../src/access/actor.ts'
import { referrals } from '../../src/db/schema/referrals.ts'
import { days } from '../../src/lib/time.ts'
import { type World, world } from '../world.ts'

/** A team with a link worker and one person of theirs. */
export async function heard() {
  const place = await world()
  const team = await place.organisation('referral_team')
  const linkWorker = await place.signIn('link_worker', team)
  const personId = await place.person(team, { called: 'Annie', linkWorkerId: linkWorker.id, createdAt: place.clock.now - days(60) })
  return { place, team, linkWorker, personId }
}

export async function refer(place: World, teamId: OrgId, personId: string, seed: Partial<typeof referrals.$inferInsert> = {}) {
  const id = place.ctx().newId()
  const at = place.clock.now - days(60)
  await place.db.insert(referrals).values({
    id,
    teamId,
    personId,
    source: 'gp_practice',
    via: 'form',
    reasons: [],
    consentAt: at,
    tells: [],
    status: 'supporting',
    receivedAt: at,
    contactDueAt: at + days(5),
    answerDueAt: at + days(10),
    step: 1,
    createdAt: at,
    ...seed,
  })
  return id
}

export const talk = { channel: 'phone', wasReached: true, words: 'Misses the garden she had' }

export async function write(place: World, as: { cookie: string }, personId: string, more: Record<string, unknown> = {}) {
  const response = await place.post(`/api/people/${personId}/conversations`, { ...talk, ...more }, { as })
  const body = (await response.json()) as { id: string }
  if (response.status !== 201) throw new Error(JSON.stringify(body))
  return body.id
}
