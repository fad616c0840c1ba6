import type { groups, venues } from '../../src/db/schema/groups.ts'
import type { PageContext } from '../../src/http/env.ts'
import { Notice } from '../components/notice.tsx'
import { Phone } from '../components/phone.tsx'
import { SummaryList, type SummaryRow } from '../components/summary-list.tsx'
import { Tag } from '../components/tag.tsx'
import { Lines } from '../components/timeline.tsx'
import type { T } from '../render.tsx'
import { accessName, activityName, doneText, groupTones, languageName, reader } from './wording.ts'

type Group = typeof groups.$inferSelect
type Venue = typeof venues.$inferSelect

export const GroupTag = ({ t, status }: { t: T; status: Group['status'] }) => (
  <Tag tone={groupTones[status]}>{t(`groups.states.${status}`)}</Tag>
)

/** What just happened, after the redirect of a POST. */
export function doneNotice(c: PageContext) {
  const text = doneText(reader(c).t, c.req.query('done'))
  return text ? <Notice kind="success" title={text} /> : null
}

/** Everything that a group says of itself. */
export const GroupFacts = ({ t, group, venue }: { t: T; group: Group; venue: Venue }) => (
  <SummaryList rows={[...practical(t, group, venue), ...contactOf(t, group)]} />
)

function practical(t: T, group: Group, venue: Venue): SummaryRow[] {
  const access = group.accessFeatures.map((code) => accessName(t, code)).join(', ')
  return [
    { key: t('groups.facts.where'), value: addressOf(venue) },
    { key: t('groups.facts.find'), value: <Lines text={venue.howToFind} /> },
    { key: t('groups.facts.who'), value: group.whoItIsFor },
    ...takesOf(t, group),
    { key: t('groups.facts.cost'), value: group.cost },
    { key: t('groups.facts.bring'), value: group.whatToBring ? <Lines text={group.whatToBring} /> : t('groups.facts.nothing') },
    { key: t('groups.facts.access'), value: access || t('groups.facts.access_none') },
    { key: t('groups.facts.languages'), value: group.languages.map((code) => languageName(t, code)).join(', ') },
    { key: t('groups.facts.activities'), value: group.activities.map((code) => activityName(t, code)).join(', ') },
  ]
}

/** Whom the group takes, where that is not everybody. */
function takesOf(t: T, { minAge, maxAge, gender }: Group): SummaryRow[] {
  const ages =
    minAge !== null && maxAge !== null
      ? t('groups.facts.ages_between', { min: minAge, max: maxAge })
      : minAge !== null
        ? t('groups.facts.ages_from', { min: minAge })
        : maxAge !== null
          ? t('groups.facts.ages_to', { max: maxAge })
          : undefined
  const said = [ages, gender === 'anyone' ? undefined : t(`groups.genders.${gender}`)].filter((one) => one !== undefined)
  return said.length ? [{ key: t('groups.facts.takes'), value: said.join(', ') }] : []
}

const contactOf = (t: T, group: Group): SummaryRow[] => [
  {
    key: t('groups.facts.contact'),
    value: (
      <>
        {group.contactName}
        {group.contactPhone ? (
          <>
            <br />
            <Phone number={group.contactPhone} />
          </>
        ) : null}
        {group.contactEmail ? (
          <>
            <br />
            <a href={`mailto:${group.contactEmail}`}>{group.contactEmail}</a>
          </>
        ) : null}
      </>
    ),
  },
]

export const addressOf = (venue: Venue): string => [venue.name, venue.address, venue.postcode].filter(Boolean).join(', ')
