import { dayDate, type Locale, shortDate } from '../../../src/lib/dates.ts'
import type { OpenedReferral } from '../../../src/people/referral/actions.ts'
import type { AccessNeed } from '../../../src/people/rules.ts'
import { LinkButton } from '../../components/button.tsx'
import { Card, Cards } from '../../components/card.tsx'
import { Details } from '../../components/details.tsx'
import { Phone } from '../../components/phone.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { Table } from '../../components/table.tsx'
import { alikeText, languageText, needText, reachText } from '../../people/wording.ts'
import type { T, TextKey } from '../../render.tsx'
import type { around } from '../components.tsx'
import { endText, handoverText, stageText } from '../wording.ts'

type Around = ReturnType<typeof around>
type About = { to: Around; referral: OpenedReferral }

/** Who may be the same person, why it looks so, and the way to make them one. */
export const Alike = ({ t, to, referral }: About & { t: T }) =>
  referral.duplicates.length === 0 ? null : (
    <section>
      <h2>{t('referrals.alike.title', { n: referral.duplicates.length })}</h2>
      <Cards
        cards={referral.duplicates.map((one) => (
          <Card
            title={one.preferredName}
            meta={[
              { icon: 'info', text: t('referrals.alike.because', { why: one.alike.map((why) => t(alikeText[why])).join(', ') }) },
              { icon: 'place', text: one.area || t('people.not_said') },
              { icon: 'calendar', text: t('people.same.added_on', { date: shortDate(one.createdAt, to.zone, to.locale) }) },
            ]}
            foot={
              <LinkButton kind="secondary" small href={`/people/${referral.person.id}/merging/${one.id}`} about={one.preferredName}>
                {t('referrals.alike.compare')}
              </LinkButton>
            }
          />
        ))}
      />
    </section>
  )

type Who = OpenedReferral['person']

export const Person = ({ t, locale, person }: { t: T; locale: Locale; person: Who }) => {
  const needs = person.accessNeeds.filter((code): code is AccessNeed => code in needText).map((code) => t(needText[code]))
  const { carer } = person
  return (
    <>
      <h2>{t('people.person.who')}</h2>
      <SummaryList
        rows={[
          { key: t('people.columns.name'), value: <a href={`/people/${person.id}`}>{person.name}</a> },
          ...(person.birthDate ? [{ key: t('people.form.birth_date'), value: dayDate(person.birthDate, locale) }] : []),
          { key: t('people.columns.reach'), value: t(reachText[person.reachBy]) },
          ...(person.phone ? [{ key: t('people.form.phone'), value: <Phone number={person.phone} /> }] : []),
          ...(person.email ? [{ key: t('people.form.email'), value: <a href={`mailto:${person.email}`}>{person.email}</a> }] : []),
          ...(carer
            ? [{ key: t('people.person.carer'), value: [carer.name, carer.relation, carer.phone, carer.email].filter(Boolean).join(', ') }]
            : []),
          { key: t('people.person.language'), value: t(languageText[person.language]) },
          { key: t('people.columns.area'), value: person.area || t('people.not_said') },
          { key: t('people.person.needs'), value: needs.join(', ') || t('people.person.no_needs') },
        ]}
      />
    </>
  )
}

/** Who asked, when, in what words, and what the referrer may be told. */
export const Agreed = ({ to: { t, zone, locale }, referral }: About) => (
  <>
    <h2>{t('people.person.consent')}</h2>
    <SummaryList
      rows={[
        { key: t('people.person.consent_words'), value: referral.consent.words },
        {
          key: t('people.person.consent_when'),
          value: referral.consent.by
            ? t('people.person.consent_recorded', { date: shortDate(referral.consent.at, zone, locale), name: referral.consent.by })
            : shortDate(referral.consent.at, zone, locale),
        },
        ...(referral.referrer
          ? [
              {
                key: t('referrals.page.tells'),
                value:
                  referral.tells.length > 0
                    ? referral.tells.map((stage) => t(stageText[stage])).join(', ')
                    : t('referrals.page.tells_nothing'),
              },
            ]
          : []),
      ]}
    />
  </>
)

const actionText: Readonly<Record<string, TextKey>> = {
  'referral.received': 'referrals.steps.received',
  'referral.assigned': 'referrals.steps.assigned',
  'referral.contacted': 'referrals.steps.contacted',
  'referral.uncontacted': 'referrals.steps.uncontacted',
  'referral.supporting': 'referrals.steps.supporting',
  'referral.completed': 'referrals.steps.completed',
  'referral.declined': 'referrals.steps.declined',
  'referral.unreachable': 'referrals.steps.unreachable',
  'referral.withdrawn': 'referrals.steps.withdrawn',
}
const whyText: Readonly<Record<string, TextKey>> = {
  ...handoverText,
  ...endText,
  taken: 'referrals.steps.whys.taken',
  put_back: 'referrals.steps.whys.put_back',
  merged: 'referrals.steps.whys.merged',
  booked: 'referrals.steps.whys.booked',
  conversation: 'referrals.steps.whys.conversation',
  corrected: 'referrals.steps.whys.corrected',
  form: 'referrals.steps.whys.form',
  integration: 'referrals.steps.whys.integration',
  link_worker: 'referrals.steps.whys.link_worker',
}

export const Steps = ({ to: { t, zone, locale }, referral }: About) => (
  <Details summary={t('referrals.steps.title')}>
    <Table
      caption={t('referrals.steps.title')}
      isCaptionHidden
      columns={[
        {
          label: t('referrals.steps.what'),
          isRowHeader: true,
          cell: (row) => {
            const why = row.why ? whyText[row.why] : undefined
            return [t(actionText[row.action] ?? 'referrals.steps.other'), why ? t(why) : ''].filter(Boolean).join(': ')
          },
        },
        { label: t('referrals.steps.when'), cell: (row) => shortDate(row.at, zone, locale) },
        {
          label: t('referrals.steps.who'),
          cell: (row) => row.actorName ?? t(row.actorKind === 'public' ? 'referrals.steps.sender' : 'referrals.steps.program'),
        },
      ]}
      rows={referral.steps}
      empty={null}
    />
  </Details>
)
