import { eq, sql } from 'drizzle-orm'
import type { OrgId } from '../../src/access/actor.ts'
import { people } from '../../src/db/schema/people.ts'
import { referrals } from '../../src/db/schema/referrals.ts'
import { apiTokens } from '../../src/db/schema/sign-in.ts'
import { sha256 } from '../../src/lib/encoding.ts'
import { days } from '../../src/lib/time.ts'
import type { World } from '../world.ts'

/** What a practice types about somebody, everything filled in. */
export const sent = {
  referrerName: 'Dr Noor Ahmed',
  referrerJob: 'GP',
  referrerOrganisation: 'Mill Surgery',
  referrerEmail: 'noor@mill-surgery.example',
  referrerPhone: '01632 960200',
  name: 'Annabel Fairweather',
  preferredName: 'Annie',
  'birthDate-day': '7',
  'birthDate-month': '3',
  'birthDate-year': '1941',
  language: 'en',
  reachBy: 'phone',
  phone: '01632 960123',
  area: 'Riverside',
  reasons: 'loneliness',
  story: 'Widowed in March, used to sing',
  agreesToContact: 'yes',
  agreesToRecord: 'yes',
  consentWords: 'She said: yes, gladly',
  'consentOn-day': '31',
  'consentOn-month': '5',
  'consentOn-year': '2026',
  tells: 'contacted',
}

/** The same from a program. */
export const sentAsJson = {
  ...Object.fromEntries(Object.entries(sent).filter(([name]) => !/-(day|month|year)$/.test(name))),
  source: 'gp_practice',
  reasons: ['loneliness'],
  tells: ['contacted'],
  birthDate: '1941-03-07',
  agreesToContact: true,
  agreesToRecord: true,
}

export async function team(place: World) {
  const orgId = await place.organisation('referral_team')
  return { orgId, linkWorker: await place.signIn('link_worker', orgId), colleague: await place.signIn('link_worker', orgId) }
}

export async function integration(place: World, orgId: OrgId) {
  const token = place.ctx().newSecret()
  await place.db.insert(apiTokens).values({
    id: place.ctx().newId(),
    tokenHash: await sha256(token),
    orgId,
    name: 'Surgery',
    mayWrite: true,
    createdBy: 'x',
    createdAt: place.clock.now,
    expiresAt: place.clock.now + days(30),
  })
  return { authorization: `Bearer ${token}` }
}

export const referralRows = (place: World) => place.db.select().from(referrals).orderBy(sql`rowid`)
export const personRow = async (place: World, id: string) => (await place.db.select().from(people).where(eq(people.id, id)))[0]
