// What a link worker learnt by listening, in the codes that matching reads, and where on the map somebody starts from. Pure.

import { type Activity, activities, activityFamilies, type Family, families } from '../groups/rules.ts'
import { type Point, pointFrom } from '../lib/geo.ts'
import { normaliseName, tidyLine } from '../lib/text.ts'

/** A whole family or one activity. Where both have one code ('faith'), it stands for the family. */
export type Interest = Family | Activity
export const interestCodes: readonly Interest[] = [...new Set<Interest>([...families, ...activities])]

/** The choices under a family: all of it first, then each activity that has a code of its own. */
export const interestsOf = (family: Family): Interest[] => [...new Set<Interest>([family, ...activityFamilies[family]])]

export const genders = ['woman', 'man', 'other'] as const
export type Gender = (typeof genders)[number]

/** Where distances are measured from: never nearer than what the link worker typed. */
export type Spot = Point & { label: string }

/** A venue of this place with its position: all that is known of the map, so that no address goes to anybody else. */
export type Known = Point & { name: string; postcode: string; area: string }

/**
 * The spot that was typed: a position, a postcode or the first half of one, a neighbourhood or a venue's name; undefined when none of
 * them is known here. A postcode or a neighbourhood is the middle of its venues.
 */
export function spotNear(typed: string, known: readonly Known[]): Spot | undefined {
  const label = tidyLine(typed)
  const position = pointFrom(label)
  if (position) return { ...position, label }
  const name = normaliseName(label)
  const postcode = plain(label)
  if (name === '') return undefined
  const found = [
    known.filter((venue) => plain(venue.postcode) === postcode),
    known.filter((venue) => normaliseName(venue.area) === name),
    known.filter((venue) => normaliseName(venue.name) === name),
    known.filter((venue) => outward(venue.postcode) !== undefined && outward(venue.postcode) === outward(label)),
  ].find((venues) => venues.length > 0)
  return found && { ...middleOf(found), label }
}

const plain = (postcode: string): string => postcode.replace(/[\s.-]/g, '').toUpperCase()

/** 'NF1' of 'NF1 2AB' or of 'NF1' itself: the British post town's district, about a mile across in a town. */
const outward = (postcode: string): string | undefined => /^([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})?$/.exec(plain(postcode))?.[1]

const middleOf = (points: readonly Point[]): Point => ({
  latitude: points.reduce((sum, point) => sum + point.latitude, 0) / points.length,
  longitude: points.reduce((sum, point) => sum + point.longitude, 0) / points.length,
})
