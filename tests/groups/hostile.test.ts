import { expect, it } from 'vitest'
import { hostile } from '../hostile.ts'
import { details } from '../sessions/series.ts'
import { world } from '../world.ts'

const families = [...new Set(hostile.map(({ family }) => family))]

/** The tags and attribute names of a page, in order; `br` is what lines become. */
const skeleton = (page: string): string[] =>
  [...page.matchAll(/<(\/?[a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>/gi)]
    .map(([, tag = '', attributes = '']) => tag + attributes.replace(/="[^"]*"/g, '').replace(/\s+/g, ' '))
    .filter((tag) => !tag.startsWith('br'))

/** Addresses that a page may lead to. */
const addresses = (page: string): string[] => [...page.matchAll(/\s(?:href|src|action)="([^"]*)"/g)].map(([, address = '']) => address)

const described = (text: string, venueId: string): Record<string, string> => ({
  name: text,
  summary: text,
  description: text,
  activities: 'singing',
  languages: 'en',
  accessFeatures: 'step_free',
  whoItIsFor: text,
  cost: text,
  whatToBring: `x ${text}`,
  contactName: text,
  contactPhone: '01632 960002',
  contactEmail: '',
  venueId,
})
const placed = (text: string): Record<string, string> => ({
  venueName: text,
  venueAddress: text,
  venuePostcode: 'TE5',
  venueArea: 'Northfield',
  venuePosition: '',
  venueHowToFind: text,
})

it.each(families)('nothing of the family %s breaks out of any page of a group or a session', async (family) => {
  const place = await world()
  const scene = await place.scene({ startsAt: Date.UTC(2026, 5, 3, 9) })
  const as = { as: scene.organiser }
  const paths = [
    '/',
    '/week',
    `/whats-on/${scene.groupId}`,
    `/sessions/${scene.sessionId}`,
    `/groups/${scene.groupId}`,
    `/groups/${scene.groupId}/edit`,
    `/sessions/${scene.sessionId}/edit`,
    `/venues/${scene.venueId}/edit`,
  ]
  const write = async (text: string) => {
    const session = { ...details(scene.venueId), startsOn: '2026-06-03', meetingPoint: text, buddyForFirstVisit: 'yes' }
    return Promise.all([
      place.postForm(`/groups/${scene.groupId}`, described(text, scene.venueId), as),
      place.postForm(`/venues/${scene.venueId}`, placed(text), as),
      place.postForm(`/sessions/${scene.sessionId}`, Object.fromEntries(Object.entries(session).map(([k, v]) => [k, String(v)])), as),
    ])
  }
  const read = () => Promise.all(paths.map(async (path) => (await place.get(path, as)).text()))
  await write('plain words')
  const plain = await read()

  for (const { text } of hostile.filter((one) => one.family === family)) {
    const answers = await write(text)
    for (const answer of answers) {
      expect([303, 422], JSON.stringify(text)).toContain(answer.status)
      const page = await answer.text()
      expect(addresses(page).filter((address) => !/^([/#]|tel:\+|mailto:)/.test(address))).toEqual([])
      expect(skeleton(page).filter((tag) => / on|^(script|iframe|img|base|style|object|embed)\b/.test(tag))).toEqual([])
    }
    if (answers.some(({ status }) => status !== 303)) continue
    const pages = await read()
    for (const [at, page] of pages.entries()) {
      expect(skeleton(page), `${paths[at]} with ${JSON.stringify(text)}`).toEqual(skeleton(plain[at] ?? ''))
      expect(addresses(page)).toEqual(addresses(plain[at] ?? ''))
    }
  }
})

it('shows the reason of a cancellation as text', async () => {
  const place = await world()
  for (const { text } of hostile.filter(({ family }) => family === 'html' || family === 'attribute')) {
    const scene = await place.scene()
    const answer = await place.postForm(`/sessions/${scene.sessionId}/cancellation`, { reason: text }, { as: scene.organiser })
    expect([303, 422]).toContain(answer.status)
    const page = await (await place.get(`/sessions/${scene.sessionId}`)).text()
    expect(
      skeleton(page)
        .filter((tag) => / on|^(script|iframe|img|base|style|form action)\b/.test(tag))
        .filter((tag) => tag !== 'form class action method aria-label'),
    ).toEqual([])
  }
})
