import type { PartOfWeek } from '../../../src/lib/week.ts'
import type { Hint, Obstacle } from '../../../src/matching/limits/rules.ts'
import type { Reason } from '../../../src/matching/rules.ts'
import type { Criterion } from '../../../src/matching/weights/rules.ts'
import { waitText } from '../../find/wording.ts'
import { accessName, activityName, languageName } from '../../groups/wording.ts'
import type { T, TextKey } from '../../render.tsx'
import { needText } from '../wording.ts'

export const criterionText = {
  interest: 'matches.criteria.interest',
  distance: 'matches.criteria.distance',
  time: 'matches.criteria.time',
  language: 'matches.criteria.language',
  buddy: 'matches.criteria.buddy',
  soon: 'matches.criteria.soon',
  places: 'matches.criteria.places',
  load: 'matches.criteria.load',
} as const satisfies Record<Criterion, TextKey>

/** 'Tuesday mornings' */
const timesOf = (t: T, part: PartOfWeek): string => t(`matches.times.${part.replace('_', '.')}` as TextKey)

/** In the middle of a sentence a need begins small; Indonesian and English alike. */
const small = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

// Streets are longer than the flight of a crow, and four kilometres an hour is an unhurried walk.
const detour = 1.3
const metresAMinute = 67
const furthestWalk = 30

function distanceText(t: T, metres: number): string {
  const minutes = Math.max(1, Math.round((metres * detour) / metresAMinute))
  return minutes <= furthestWalk ? t('matches.reasons.minutes', { minutes }) : t('matches.reasons.kilometres', { km: tenths(metres) })
}

const tenths = (metres: number): number => Math.round(metres / 100) / 10

export function reasonText(t: T, reason: Reason): string {
  switch (reason.kind) {
    case 'distance':
      return distanceText(t, reason.metres)
    case 'likes':
      return reason.liking.kind === 'named'
        ? t('matches.reasons.likes', { activity: activityName(t, reason.liking.activity) })
        : t('matches.reasons.like', {
            activity: activityName(t, reason.liking.activity),
            interest: activityName(t, reason.liking.interest),
          })
    case 'access':
      return small(accessName(t, reason.need))
    case 'language':
      return t('matches.reasons.language', { language: languageName(t, reason.language) })
    case 'time':
      return t('matches.reasons.time', { times: timesOf(t, reason.part) })
    case 'places':
      return t('matches.reasons.places', { count: reason.left })
    default:
      return t(`matches.reasons.${reason.kind}`)
  }
}

export function obstacleText(t: T, obstacle: Obstacle): string {
  switch (obstacle.kind) {
    case 'missing':
      return t('matches.obstacles.missing', { code: obstacle.need, need: small(accessName(t, obstacle.need)) })
    case 'too_young':
      return t('matches.obstacles.too_young', { age: obstacle.age })
    case 'too_old':
      return t('matches.obstacles.too_old', { age: obstacle.age })
    case 'gender':
      return t('matches.obstacles.gender', { only: obstacle.only })
    case 'too_far':
      return t('matches.obstacles.too_far', { km: tenths(obstacle.metres) })
    case 'time':
      return t('matches.obstacles.time', { times: timesOf(t, obstacle.part) })
    case 'full':
      return t('matches.obstacles.full', { why: t(waitText[obstacle.why]), number: obstacle.number })
    default:
      return t(`matches.obstacles.${obstacle.kind}`)
  }
}

export function hintText(t: T, hint: Hint): string {
  switch (hint.kind) {
    case 'to_arrange':
      return t('matches.hints.to_arrange', { need: small(t(needText[hint.need])) })
    case 'age_unknown':
      return t('matches.hints.age_unknown', { ages: agesText(t, hint) })
    case 'gender_unknown':
      return t('matches.hints.gender_unknown', { only: hint.only })
    default:
      return t(`matches.hints.${hint.kind}`)
  }
}

const agesText = (t: T, { minAge, maxAge }: { minAge: number | null; maxAge: number | null }): string =>
  minAge === null
    ? t('matches.ages.to', { max: maxAge ?? 0 })
    : maxAge === null
      ? t('matches.ages.from', { min: minAge })
      : t('matches.ages.between', { min: minAge, max: maxAge })
