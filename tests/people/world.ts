import type { World } from '../world.ts'

/** What a link worker types about somebody, everything filled in. */
export const typed = {
  name: 'Annabel Fairweather',
  preferredName: 'Annie',
  'birthDate-day': '7',
  'birthDate-month': '3',
  'birthDate-year': '1941',
  language: 'en',
  reachBy: 'email',
  email: 'annabel@home.example',
  phone: '01632 960123',
  carerName: 'Bertram Fairweather',
  carerRelation: 'Son',
  carerEmail: 'bertram@home.example',
  carerPhone: '01632 960124',
  area: 'Riverside',
  accessNeeds: 'step_free',
  sharesAccessNeeds: 'yes',
  notes: 'Loves hymns, shy in crowds',
  consentWords: 'Said yes to me on the phone',
  'consentOn-day': '1',
  'consentOn-month': '6',
  'consentOn-year': '2026',
}

export async function team(place: World) {
  const orgId = await place.organisation('referral_team')
  return { orgId, linkWorker: await place.signIn('link_worker', orgId) }
}

export async function addTyped(place: World, as: { cookie: string }, more: Record<string, string> = {}) {
  const response = await place.postForm('/people', { ...typed, ...more }, { as })
  const id = /^\/people\/([0-9a-f-]{36})\?done=added$/.exec(response.headers.get('location') ?? '')?.[1]
  if (!id) throw new Error(`not added: ${response.status} ${await response.text()}`)
  return id
}
