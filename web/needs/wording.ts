import { families } from '../../src/groups/rules.ts'
import { partsOfWeek } from '../../src/lib/week.ts'
import { accessNeeds } from '../../src/people/rules.ts'
import type { Combination } from '../../src/unmet-needs/rules.ts'
import { anyActivity } from '../../src/unmet-needs/rules.ts'
import { weekdayWord } from '../buddies/wording.ts'
import type { Option } from '../components/field.tsx'
import { activityName } from '../groups/wording.ts'
import type { T, TextKey } from '../render.tsx'

export const kindName = (t: T, code: string): string =>
  code === anyActivity
    ? t('needs.any')
    : (families as readonly string[]).includes(code)
      ? t(`components.families.${code}` as TextKey)
      : activityName(t, code)

export const areaName = (t: T, area: string): string => (area === '' ? t('needs.no_area') : area)

/** 'Tuesday morning' */
export function partName(t: T, part: string): string {
  const [weekday = '', half = ''] = part.split('_')
  return t('needs.part', { weekday: weekdayWord(t, weekday), half: t(`needs.halves.${half}` as TextKey) })
}

export const needName = (t: T, need: string): string => t(`people.needs.${need}` as TextKey)

/** 'A step-free group (Singing) on a Tuesday morning in Northfield would have been offered to 10 people or more.' */
export const offerInWords = (t: T, { area, activity, part, need, people }: Combination): string =>
  t('needs.offer', {
    group: t(`needs.groups.${need || 'none'}` as TextKey),
    activity: activity === anyActivity ? 'none' : 'some',
    what: kindName(t, activity),
    time: part === '' ? 'none' : 'some',
    when: part === '' ? '' : partName(t, part),
    where: areaName(t, area),
    n: people,
  })

export const partOptions = (t: T): Option[] => partsOfWeek.map((part) => ({ value: part, label: partName(t, part) }))
export const needOptions = (t: T): Option[] => accessNeeds.map((need) => ({ value: need, label: needName(t, need) }))
