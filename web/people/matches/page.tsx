import type { PageContext } from '../../../src/http/env.ts'
import { type Matched, weeksAhead } from '../../../src/matching/actions.ts'
import { LinkButton } from '../../components/button.tsx'
import { Cards } from '../../components/card.tsx'
import { Details } from '../../components/details.tsx'
import { Empty } from '../../components/empty.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { render, type T, texts } from '../../render.tsx'
import { PersonNav } from '../components.tsx'
import { MatchCard, MatchRows } from './components.tsx'

/** As many as somebody weighs against each other; the others stand below, a line each. */
const inFull = 3

/** What fits one person, best first, each with its reasons; below, what almost does and what stands in the way. */
export function matchesPage(c: PageContext, found: Matched) {
  const t = texts(c.var.locale)
  const { person, matches, nearMisses } = found
  const { id, preferredName: name } = person
  const rest = matches.slice(inFull)
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
        <Cards cards={matches.slice(0, inFull).map((match) => <MatchCard c={c} found={found} match={match} />)} />
      )}
      {rest.length === 0 ? null : (
        <Details summary={t('matches.more', { count: rest.length })}>
          <MatchRows c={c} found={found} matches={rest} />
        </Details>
      )}
      {nearMisses.length === 0 ? null : (
        <Details summary={t('matches.nearly', { count: nearMisses.length })} isOpen={matches.length === 0}>
          <p>{t('matches.nearly_lead')}</p>
          <MatchRows c={c} found={found} matches={nearMisses} />
        </Details>
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
