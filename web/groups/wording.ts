import type { GroupStatus } from '../../src/db/schema/groups.ts'
import { accessFeatures, activities, families, familyOf, languages } from '../../src/groups/rules.ts'
import type { PageContext } from '../../src/http/env.ts'
import type { Form } from '../../src/http/input.ts'
import { dayDate } from '../../src/lib/dates.ts'
import type { GroupMoveRefusal, GroupRefusal } from '../../src/organising/actions.ts'
import type { Option } from '../components/field.tsx'
import type { Tone } from '../components/tag.tsx'
import { errorsOf, type T, type TextKey, texts } from '../render.tsx'

/** What a page needs to write for its reader: their language, the place's clock and its database. */
export function reader(c: PageContext) {
  const { locale, ctx } = c.var
  return { t: texts(locale), locale, zone: ctx.place.timeZone, now: ctx.now, place: ctx.place, db: ctx.db }
}
export type Reader = Omit<ReturnType<typeof reader>, 'db'>

// A stored code that has left the taxonomy shows as it is, rather than breaking the page.
const named = (t: T, list: string, known: readonly string[], code: string): string =>
  known.includes(code) ? t(`components.${list}.${code}` as TextKey) : code.replaceAll('_', ' ')

export const activityName = (t: T, code: string) => named(t, 'activities', activities, code)
export const familyName = (t: T, activity: string | undefined) => t(`components.families.${familyOf(activity)}`)
export const accessName = (t: T, code: string) => named(t, 'access', accessFeatures, code)
export const languageName = (t: T, code: string) => named(t, 'languages', languages, code)

const options = (codes: readonly string[], name: (code: string) => string): Option[] =>
  codes.map((code) => ({ value: code, label: name(code) }))
export const accessOptions = (t: T) => options(accessFeatures, (code) => accessName(t, code))
export const languageOptions = (t: T) => options(languages, (code) => languageName(t, code))
export const familyOptions = (t: T) => options(families, (family) => t(`components.families.${family}` as TextKey))
export const areaOptions = (areas: readonly string[]): Option[] => areas.map((area) => ({ value: area, label: area }))
export const weekdayOptions = (t: T): Option[] =>
  ([1, 2, 3, 4, 5, 6, 7] as const).map((day) => ({ value: String(day), label: t(`components.weekdays.${day}`) }))

export const groupTones = { awaiting_check: 'waiting', verified: 'good', paused: 'quiet', closed: 'bad' } as const satisfies Record<
  GroupStatus,
  Tone
>

export const groupRefusals = {
  no_such_group: 'groups.refusals.no_such_group',
  no_such_organisation: 'groups.refusals.no_such_organisation',
  no_such_venue: 'groups.refusals.no_such_venue',
  no_such_area: 'groups.refusals.no_such_area',
  contact_phone: 'groups.refusals.contact_phone',
  group_closed: 'groups.refusals.group_closed',
  not_from_here: 'groups.refusals.not_from_here',
  sessions_ahead: 'groups.refusals.sessions_ahead',
  return_date: 'groups.refusals.return_date',
} as const satisfies Record<GroupRefusal | GroupMoveRefusal, TextKey>

/** 'Paused', or 'Paused until 12 January 2027' */
export const pauseInWords = ({ t, locale }: Reader, { pausedUntilOn }: { pausedUntilOn: string | null }): string =>
  pausedUntilOn === null ? t('groups.states.paused') : t('groups.paused_until', { day: dayDate(pausedUntilOn, locale) })

/** The field that a refusal is about; '' is the form as a whole. */
export const groupRefusalFields = {
  no_such_group: '',
  no_such_organisation: 'orgId',
  no_such_venue: 'venueId',
  no_such_area: 'venueArea',
  contact_phone: 'contactPhone',
  group_closed: '',
} as const satisfies Record<GroupRefusal, string>

const labels: Readonly<Record<string, TextKey>> = {
  name: 'groups.form.name',
  summary: 'groups.form.summary',
  description: 'groups.form.description',
  activities: 'groups.form.activity',
  whoItIsFor: 'groups.form.who',
  minAge: 'groups.form.min_age',
  maxAge: 'groups.form.max_age',
  gender: 'groups.form.gender',
  newcomersPerWeek: 'groups.form.per_week',
  languages: 'groups.form.language',
  accessFeatures: 'groups.form.access',
  cost: 'groups.form.cost',
  whatToBring: 'groups.form.bring',
  contactName: 'groups.form.contact_name',
  contactPhone: 'groups.form.contact_phone',
  contactEmail: 'groups.form.contact_email',
  returnsOn: 'groups.pause_until',
  venueId: 'groups.form.venue',
  venueName: 'groups.form.venue_name',
  venueAddress: 'groups.form.venue_address',
  venuePostcode: 'groups.form.venue_postcode',
  venueArea: 'groups.form.venue_area',
  venuePosition: 'groups.form.venue_position',
  venueHowToFind: 'groups.form.venue_find',
}

/** In a long form "Fill this in" is no help without the name of the field. */
export const groupErrors = (form: Form<unknown>, t: T) => errorsOf(form, t, labels)

const done = [
  'created',
  'edited',
  'paused',
  'reopened',
  'closed',
  'published',
  'changed',
  'cancelled',
  'ended',
  'venue',
  'verified',
  'did_not_run',
] as const
export type Done = (typeof done)[number]
export const doneText = (t: T, code: string | undefined): string | undefined => {
  const known = done.find((one) => one === code)
  return known && t(`groups.done.${known}`)
}
