import { activities, activityFamilies, families } from '../../src/groups/rules.ts'
import { asDialled } from '../../src/lib/phones.ts'
import type { WhatsOnFields } from '../../src/sessions/inputs.ts'
import { Select } from '../components/field.tsx'
import { Filters } from '../components/filters.tsx'
import { Steps } from '../components/steps.tsx'
import {
  accessName,
  accessOptions,
  activityName,
  areaOptions,
  familyOptions,
  languageName,
  languageOptions,
  type Reader,
  weekdayOptions,
} from '../groups/wording.ts'
import type { TextKey } from '../render.tsx'

/** The address of a page with these filters, the empty ones left out. */
export function addressWith(path: string, fields: Partial<WhatsOnFields>): string {
  const query = new URLSearchParams(Object.entries(fields).filter(([, value]) => value) as [string, string][]).toString()
  return query ? `${path}?${query}` : path
}

/** Filters that live in the address; `keep` is what else the address says, such as the week. */
export const WhatsOnFilters = ({
  reader,
  path,
  wish,
  keep = {},
}: {
  reader: Reader
  path: string
  wish: WhatsOnFields
  keep?: Partial<WhatsOnFields>
}) => {
  const { t, place } = reader
  const filters = {
    family: wish.family,
    activity: wish.activity,
    area: wish.area,
    weekday: wish.weekday,
    access: wish.access,
    language: wish.language,
  }
  const without = (part: Partial<WhatsOnFields>) => addressWith(path, { ...keep, ...filters, ...part })
  const chip = (label: string, part: Partial<WhatsOnFields>) => ({ label, href: without(part), removeLabel: t('home.remove') })
  const chosen = [
    ...(families.includes(wish.family as never)
      ? [chip(t(`components.families.${wish.family}` as TextKey), { family: '', activity: '' })]
      : []),
    ...((activities as readonly string[]).includes(wish.activity) ? [chip(activityName(t, wish.activity), { activity: '' })] : []),
    ...(wish.area ? [chip(wish.area, { area: '' })] : []),
    ...(wish.weekday ? [chip(t(`components.weekdays.${wish.weekday}` as TextKey), { weekday: '' })] : []),
    ...(wish.access ? [chip(accessName(t, wish.access), { access: '' })] : []),
    ...(wish.language ? [chip(languageName(t, wish.language), { language: '' })] : []),
  ]
  const family = families.find((one) => one === wish.family)
  return (
    <Filters
      action={path}
      label={t('home.find')}
      fields={{ ...filters, from: keep.from }}
      submit={t('home.show')}
      foldsOnPhone
      clear={chosen.length ? { href: addressWith(path, keep), label: t('home.clear') } : undefined}
      chosen={chosen}
    >
      {keep.from ? <input type="hidden" name="from" value={keep.from} /> : null}
      <Select name="family" label={t('home.kind')} empty={t('home.any_kind')} options={familyOptions(t)} />
      {family ? (
        <Select
          name="activity"
          label={t(`components.families.${family}`)}
          empty={t('home.any_kind')}
          options={activityFamilies[family].map((code) => ({ value: code, label: activityName(t, code) }))}
        />
      ) : null}
      <Select name="area" label={t('home.area')} empty={t('home.any_area')} options={areaOptions(place.areas)} />
      <Select name="weekday" label={t('home.day')} empty={t('home.any_day')} options={weekdayOptions(t)} />
      <Select name="access" label={t('home.access')} empty={t('home.any_access')} options={accessOptions(t)} />
      <Select name="language" label={t('home.language')} empty={t('home.any_language')} options={languageOptions(t)} />
    </Filters>
  )
}

/** How somebody comes to a group: referral, choice, first visit. */
export const HowToJoin = ({ reader: { t, place } }: { reader: Reader }) => (
  <>
    <h2>{t('home.how_title')}</h2>
    <Steps
      steps={[
        { title: t('home.how_1'), body: t('home.how_1_body', { phone: asDialled(place.phone) }) },
        { title: t('home.how_2'), body: t('home.how_2_body') },
        { title: t('home.how_3'), body: t('home.how_3_body') },
      ]}
    />
  </>
)
