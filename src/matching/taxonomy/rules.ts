// What somebody likes, as activities: the groups' own families, the names of the OpenActive activity list, and what is close to what. Pure.

import { type Activity, activities, activityFamilies, type Family, families, familyOf } from '../../groups/rules.ts'

type Concept = { readonly id: string; readonly label: string }

/**
 * Names and ids of https://openactive.io/activity-list (CC BY 4.0). The list knows sport and movement only: an activity without a
 * concept has no counterpart there, and a concept that is not named here is nobody's.
 */
export const openActive: Partial<Record<Activity, readonly Concept[]>> = {
  walking: [
    { id: '95092977-5a20-4d6e-b312-8fddabe71544', label: 'Walking' },
    { id: 'c72e1713-25c1-4886-926a-4cd549bb4916', label: 'Nordic Walking' },
  ],
  gentle_exercise: [
    { id: 'ee3cf3ee-082e-4f53-9cb2-3ef0589497ed', label: 'Chair Based Exercise' },
    { id: '16b8fad0-68a1-4159-892d-c9b59dce03c8', label: 'Chair Yoga' },
    { id: 'c16df6ed-a4a0-4275-a8c3-1c8cff56856f', label: 'Tai Chi' },
    { id: 'c5e5beaf-0af7-4f43-a28f-6f4ef0e6da92', label: 'Qigong' },
    { id: 'bf1a5e00-cdcf-465d-8c5a-6f57040b7f7e', label: 'Yoga' },
    { id: '3a6b1c08-7aa6-48d4-9690-dca9e0133057', label: 'Pilates' },
  ],
  light_sport: [
    { id: 'b885f4f6-2242-4d11-9466-065d60402624', label: 'Bowls' },
    { id: 'b8019b67-2ade-406f-a012-91a5c3869652', label: 'Walking Football' },
  ],
  swimming: [{ id: '2750229d-b725-4171-9276-376be913957c', label: 'Swimming' }],
  gardening: [{ id: '5b880e93-4a16-4c37-86ac-ba2ffba68358', label: 'Gardening' }],
  reflection: [{ id: '0c2a1e6b-4b02-4b8a-ae6d-59f225ff5341', label: 'Meditation' }],
}

/** Families whose activities are not for each other's people: a new parent is not sent to a group for the bereaved. */
const ofTheirOwn: readonly Family[] = ['peer', 'learning', 'faith']

/** What is close across families: whoever likes one may well like the other. */
const close: readonly (readonly [Activity, Activity])[] = [
  ['walking', 'nature'],
  ['dance', 'gentle_exercise'],
  ['crafts', 'repair'],
  ['art', 'photography'],
  ['writing', 'drama'],
  ['discussion', 'coffee_and_chat'],
  ['discussion', 'local_history'],
  ['shared_meals', 'coffee_and_chat'],
  ['older_people', 'coffee_and_chat'],
  ['bereavement', 'peer_support'],
  ['carers', 'peer_support'],
  ['living_with_illness', 'peer_support'],
]

/** The activities that an interest names: one, a whole family, or a name or id of the OpenActive list; none when it is not known. */
export function activitiesOf(interest: string): readonly Activity[] {
  if ((families as readonly string[]).includes(interest)) return activityFamilies[interest as Family]
  if ((activities as readonly string[]).includes(interest)) return [interest as Activity]
  const asked = interest.trim().toLowerCase()
  return activities.filter((activity) => openActive[activity]?.some(({ id, label }) => label.toLowerCase() === asked || id === asked))
}

/** `named`: the person likes just this; `close`: something like it. `interest` is the activity of theirs that it is close to. */
export type Liking = { kind: 'named'; activity: Activity } | { kind: 'close'; activity: Activity; interest: Activity }

/** The best that a group's activities have for somebody with these interests; undefined is nothing. */
export function likingOf(interests: readonly string[], offered: readonly string[]): Liking | undefined {
  const liked = new Set(interests.flatMap(activitiesOf))
  const known = offered.filter((code): code is Activity => (activities as readonly string[]).includes(code))
  const named = known.find((activity) => liked.has(activity))
  if (named) return { kind: 'named', activity: named }
  for (const activity of known) {
    const interest = [...liked].find((one) => isClose(one, activity))
    if (interest) return { kind: 'close', activity, interest }
  }
  return undefined
}

function isClose(a: Activity, b: Activity): boolean {
  const family = familyOf(a)
  if (family === familyOf(b) && !ofTheirOwn.includes(family)) return true
  return close.some(([one, other]) => (one === a && other === b) || (one === b && other === a))
}
