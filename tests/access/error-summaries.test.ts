import { expect, it } from 'vitest'
import { readable } from '../attendee/stage.ts'
import { type World, world } from '../world.ts'

/** Forms sent without a word in them: by whom, and what one line of their summaries is. */
const forms: readonly [path: (ids: Ids) => string, by: 'coordinator' | 'linkWorker' | undefined, line: string][] = [
  [() => '/buddies', undefined, 'I agree to a background check: Choose an answer'],
  [() => '/sign-in', undefined, 'Email address: Choose an answer'],
  [() => '/organisations', 'coordinator', 'What does it do? Choose an answer'],
  [({ team }) => `/organisations/${team}/invitations`, 'coordinator', 'Their work email address: Choose an answer'],
  [({ team }) => `/organisations/${team}/tokens`, 'coordinator', 'What is it for? Choose an answer'],
  [({ personId }) => `/people/${personId}/unmet-need`, 'linkWorker', 'What was missing? Choose an answer'],
  [({ visitId }) => `/visits/${visitId}/arrangement`, 'linkWorker', 'What have you arranged? Choose an answer'],
]

type Ids = { team: string; personId: string; visitId: string }

async function stage() {
  const place: World = await world()
  const scene = await place.scene({ buddyForFirstVisit: true })
  await place.organisation('volunteer_hub')
  const coordinator = await place.signIn('coordinator', await place.organisation('place_office'))
  const personId = await place.person(scene.team, { linkWorkerId: scene.linkWorker.id })
  await place.post(`/api/sessions/${scene.sessionId}/bookings`, { personId }, { as: scene.linkWorker })
  const [visit] = await place.rows.visits()
  const as = { coordinator, linkWorker: scene.linkWorker }
  return { place, as, ids: { team: scene.team, personId, visitId: visit?.id ?? '' } }
}

it.each(forms.map(([path, by, line]) => [path({ team: ':team', personId: ':person', visitId: ':visit' }), path, by, line] as const))(
  'the summary of errors of %s names each field',
  async (_, path, by, line) => {
    const { place, as, ids } = await stage()
    const sent = await place.postForm(path(ids), {}, by ? { as: as[by] } : {})
    expect(sent.status).toBe(422)
    const list = /<ul[^>]*error-summary[\s\S]*?<\/ul>/.exec(await sent.text())?.[0] ?? ''
    const lines = [...list.matchAll(/<li>([\s\S]*?)<\/li>/g)].map(([, item]) => readable(item ?? ''))
    expect(lines).toContain(line)
    expect(lines.filter((one) => /^(Choose|Fill|Type|Use|Give)/.test(one))).toEqual([])
  },
)
