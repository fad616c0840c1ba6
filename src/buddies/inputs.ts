import * as v from 'valibot'
import type { BuddyStatus } from '../db/schema/buddies.ts'
import { type Activity, activities, activityFamilies, type Family, families, languages } from '../groups/rules.ts'
import { choice, choices, email, flag, line, text } from '../lib/inputs.ts'
import { dayParts, type PartOfWeek, partsOfWeek, weekdays } from '../lib/week.ts'

/** At least one of a list's codes. */
const some = <const Options extends readonly string[]>(options: Options) => v.pipe(choices(options), v.minLength(1, 'choose'))
/** Ticked, or there is no application. */
const agreed = () =>
  v.pipe(
    flag(),
    v.check((yes) => yes, 'choose'),
  )
const names = (max: number) =>
  v.pipe(
    v.optional(
      v.union(
        [
          v.pipe(
            v.string(),
            v.transform((one) => (one === '' ? [] : [one])),
          ),
          v.array(v.string()),
        ],
        'choose',
      ),
      [],
    ),
    v.array(line(80)),
    v.minLength(1, 'choose'),
    v.maxLength(max, 'too_large'),
  )

const wishes = {
  /** Neighbourhoods of the place; which ones there are is for the use case to know. */
  areas: names(100),
  activities: some(activities),
  languages: some(languages),
}
const contact = { phone: line(40), about: text(2000), locale: choice(['en', 'id'] as const) }
const availability = { availability: some(partsOfWeek) }

const application = {
  name: line(100),
  email: email(),
  ...contact,
  ...wishes,
  /** Needed only where the place has several volunteer hubs. */
  hubId: v.optional(v.union([v.literal(''), v.pipe(v.string(), v.uuid('unknown'))], 'unknown')),
  agreesToCheck: agreed(),
  agreesToPrivacy: agreed(),
}

export const ApplyAsBuddy = v.object({ ...application, ...availability })
export const EditProfile = v.object({ ...contact, ...wishes, ...availability })

// A form asks for mornings, afternoons and evenings, three rows of seven days instead of one of twenty-one; and for families
// of activities, nine instead of thirty.
const daysOf = choices(weekdays)
const asked = { families: some(families), morning: daysOf, afternoon: daysOf, evening: daysOf }
type Row = readonly (typeof weekdays)[number][]
type Asked = { families: readonly Family[]; morning: Row; afternoon: Row; evening: Row }

const joined = <Form extends Asked>({ families: chosen, morning, afternoon, evening, ...rest }: Form) => {
  const rows = { morning, afternoon, evening }
  return {
    ...rest,
    activities: chosen.flatMap((family): Activity[] => [...activityFamilies[family]]),
    availability: dayParts.flatMap((part) => rows[part].map((weekday): PartOfWeek => `${weekday}_${part}`)),
  }
}
const isFreeSometime = ({ morning, afternoon, evening }: Pick<Asked, 'morning' | 'afternoon' | 'evening'>) =>
  morning.length + afternoon.length + evening.length > 0

const { activities: _, ...applied } = application
export const ApplicationForm = v.pipe(
  v.object({ ...applied, ...asked }),
  v.forward(v.partialCheck([['morning'], ['afternoon'], ['evening']], isFreeSometime, 'choose'), ['morning']),
  v.transform(joined),
)
const { activities: __, ...own } = { ...contact, ...wishes }
export const ProfileForm = v.pipe(
  v.object({ ...own, ...asked }),
  v.forward(v.partialCheck([['morning'], ['afternoon'], ['evening']], isFreeSometime, 'choose'), ['morning']),
  v.transform(joined),
)

const statuses = ['applied', 'vetting', 'approved', 'paused', 'expired', 'declined'] as const satisfies readonly BuddyStatus[]

/** Filters of the coordinator's list, from the address of the page. */
export const ListBuddies = v.object({
  status: v.optional(v.picklist(statuses), 'applied'),
  before: v.optional(v.pipe(v.string(), v.uuid())),
})
