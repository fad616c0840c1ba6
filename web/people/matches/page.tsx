import { familyOf } from '../../../src/groups/rules.ts'
import type { PageContext } from '../../../src/http/env.ts'
import { longDate, timeRange } from '../../../src/lib/dates.ts'
import { type Chosen, type Matched, weeksAhead } from '../../../src/matching/actions.ts'
import { criteria } from '../../../src/matching/weights/rules.ts'
import { Buttons, LinkButton } from '../../components/button.tsx'
import { Card, Cards } from '../../components/card.tsx'
import { Details } from '../../components/details.tsx'
import { Empty } from '../../components/empty.tsx'
import { Meta } from '../../components/facts.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { Table } from '../../components/table.tsx'
import { Tag } from '../../components/tag.tsx'
import { activityName } from '../../groups/wording.ts'
import { render, type T, texts } from '../../render.tsx'
import { PersonNav } from '../components.tsx'
import { criterionText, hintText, obstacleText, reasonText } from './wording.ts'

/** What fits one person, best first, each with its reasons; below, what almost does and what stands in the way. */
export function matchesPage(c: PageContext, found: Matched) {
  const t = texts(c.var.locale)
  const { person, matches, nearMisses } = found
  const { id, preferredName: name } = person
  return render(
    c,
    { title: t('matches.title', { name }), variant: 'staff', back: <BackLink href={`/people/${id}`} label={name} /> },
    <>
      <PageHeading title={t('matches.title', { name })} lead={t('matches.lead', { name, weeks: weeksAhead })} />
      <PersonNav t={t} personId={id} part="matches" />
      <WhatIsMissing t={t} person={person} />
      {matches.length === 0 && !person.isWithdrawn ? (
        <Empty title={t('matches.none')} action={<LinkButton href={`/people/${id}/sessions`}>{t('matches.all_sessions')}</LinkButton>}>
          <p>{t('matches.none_body')}</p>
        </Empty>
      ) : (
        <Cards cards={matches.map((match) => <MatchCard c={c} found={found} match={match} />)} />
      )}
      {nearMisses.length === 0 ? null : (
        <>
          <h2>{t('matches.nearly')}</h2>
          <p>{t('matches.nearly_lead')}</p>
          <Cards cards={nearMisses.map((match) => <MatchCard c={c} found={found} match={match} />)} />
        </>
      )}
      {person.isWithdrawn ? null : (
        <p>
          <a href={`/people/${id}/unmet-need`}>{t('needs.tell.title')}</a>
        </p>
      )}
      {matches.length === 0 ? null : (
        <p>
          <a href={`/people/${id}/sessions`}>{t('matches.all_sessions')}</a>
        </p>
      )}
    </>,
  )
}

const WhatIsMissing = ({ t, person }: { t: T; person: Matched['person'] }) => {
  const { preferredName: name, hasProfile, hasInterests, hasPoint, isWithdrawn } = person
  if (isWithdrawn) return <Notice kind="warning" title={t('matches.withdrawn', { name })} />
  const missing = !hasProfile
    ? [t('matches.no_profile', { name })]
    : [...(hasInterests ? [] : [t('matches.no_interests', { name })]), ...(hasPoint ? [] : [t('matches.no_point', { name })])]
  if (missing.length === 0) return null
  return (
    <Notice kind="information" title={missing.join(' ')}>
      <p>
        <a href={`/people/${person.id}/profile`}>{t('matches.fill_in')}</a>
      </p>
    </Notice>
  )
}

type CardProps = { c: PageContext; found: Matched; match: Chosen }

const MatchCard = ({ c, found, match }: CardProps) => {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const { session, reasons, hints, obstacles } = match
  const { group } = session
  return (
    <Card
      title={group.name}
      level={obstacles.length ? 3 : 2}
      family={familyOf(group.activities[0])}
      familyLabel={group.activities.map((code) => activityName(t, code)).join(', ')}
      tag={obstacles.length ? undefined : <Tag tone="good">{t('matches.fit', { percent: Math.round(match.score / 10) })}</Tag>}
      meta={[
        { icon: 'calendar', text: longDate(session.startsAt, ctx.place.timeZone, locale) },
        { icon: 'clock', text: timeRange(session.startsAt, session.endsAt, ctx.place.timeZone, locale) },
        { icon: 'place', text: `${group.venueName}, ${group.area}` },
      ]}
      foot={<Foot t={t} found={found} match={match} />}
    >
      <p>{reasons.map((reason) => reasonText(t, reason)).join(' · ')}</p>
      {obstacles.length === 0 && hints.length === 0 ? null : (
        <Meta
          items={[
            ...obstacles.map((obstacle) => ({
              icon: 'warning' as const,
              text: t('matches.in_the_way', { what: obstacleText(t, obstacle) }),
            })),
            ...hints.map((hint) => ({ icon: 'info' as const, text: hintText(t, hint) })),
          ]}
        />
      )}
      {obstacles.length ? null : <HowSo t={t} found={found} match={match} />}
      {match.others.length && !obstacles.length ? <OtherDates c={c} found={found} match={match} /> : null}
    </Card>
  )
}

/** One click leads to everything about the session, the second one there books. */
const Foot = ({ t, found, match }: Omit<CardProps, 'c'> & { t: T }) => {
  const { session, obstacles, others } = match
  const here = `/people/${found.person.id}/sessions/${session.id}`
  const about = session.group.name
  if (obstacles.length)
    return (
      <LinkButton small kind="secondary" href={here} about={about}>
        {t('matches.look')}
      </LinkButton>
    )
  return (
    <Buttons>
      <LinkButton small href={here} about={about}>
        {t('matches.book')}
      </LinkButton>
      {session.hasBuddy && !match.reasons.some(({ kind }) => kind === 'been_before') ? (
        <LinkButton small kind="secondary" href={`${here}?buddy=wanted`} about={about}>
          {t('matches.trial')}
        </LinkButton>
      ) : null}
      {others.length ? (
        <LinkButton small kind="secondary" href={`${here}/routine`} about={about}>
          {t('matches.routine')}
        </LinkButton>
      ) : null}
    </Buttons>
  )
}

const HowSo = ({ t, found, match }: Omit<CardProps, 'c'> & { t: T }) => (
  <Details summary={t('matches.why')}>
    <Table
      caption={t('matches.why_caption', { group: match.session.group.name })}
      isCaptionHidden
      columns={[
        { label: t('matches.criterion'), isRowHeader: true, cell: (criterion) => t(criterionText[criterion]) },
        {
          label: t('matches.fits'),
          isNumber: true,
          cell: (criterion) => t('matches.percent', { percent: Math.round(100 * match.parts[criterion]) }),
        },
        { label: t('matches.weight'), isNumber: true, cell: (criterion) => t('matches.weight_of', { weight: found.weights[criterion] }) },
      ]}
      rows={criteria}
      empty={null}
    />
    <p class="al-muted">{t('matches.weights')}</p>
  </Details>
)

const OtherDates = ({ c, found, match }: CardProps) => {
  const { ctx, locale } = c.var
  const t = texts(locale)
  return (
    <Details summary={t('matches.other_dates', { count: match.others.length })}>
      <ul>
        {match.others.map((other) => (
          <li>
            <a href={`/people/${found.person.id}/sessions/${other.id}`}>
              {longDate(other.startsAt, ctx.place.timeZone, locale)}, {timeRange(other.startsAt, other.endsAt, ctx.place.timeZone, locale)}
            </a>
          </li>
        ))}
      </ul>
    </Details>
  )
}
