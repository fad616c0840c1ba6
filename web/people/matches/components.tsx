import { familyOf } from '../../../src/groups/rules.ts'
import type { PageContext } from '../../../src/http/env.ts'
import { longDate, timeRange } from '../../../src/lib/dates.ts'
import type { Chosen, Matched } from '../../../src/matching/actions.ts'
import { criteria } from '../../../src/matching/weights/rules.ts'
import { Buttons, LinkButton } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { Details } from '../../components/details.tsx'
import { Meta } from '../../components/facts.tsx'
import { Table } from '../../components/table.tsx'
import { Tag } from '../../components/tag.tsx'
import { Tasks } from '../../components/work.tsx'
import { activityName } from '../../groups/wording.ts'
import { type T, texts } from '../../render.tsx'
import { criterionText, hintText, obstacleText, reasonText } from './wording.ts'

type Around = { c: PageContext; found: Matched }
type MatchProps = Around & { match: Chosen }

/** One of the best, with everything that can be done about it. */
export const MatchCard = ({ c, found, match }: MatchProps) => {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const { session, reasons, hints } = match
  const { group } = session
  return (
    <Card
      title={group.name}
      level={2}
      family={familyOf(group.activities[0])}
      familyLabel={group.activities.map((code) => activityName(t, code)).join(', ')}
      tag={<Fit t={t} match={match} />}
      meta={[
        { icon: 'calendar', text: longDate(session.startsAt, ctx.place.timeZone, locale) },
        { icon: 'clock', text: timeRange(session.startsAt, session.endsAt, ctx.place.timeZone, locale) },
        { icon: 'place', text: `${group.venueName}, ${group.area}` },
      ]}
      foot={<Foot t={t} found={found} match={match} />}
    >
      <p>{reasons.map((reason) => reasonText(t, reason)).join(' · ')}</p>
      {hints.length ? <Meta items={hints.map((hint) => ({ icon: 'info', text: hintText(t, hint) }))} /> : null}
      <HowSo t={t} found={found} match={match} />
      {match.others.length ? <OtherDates c={c} found={found} match={match} /> : null}
    </Card>
  )
}

/** Those after the best, and those that almost fit: when, where, why, and what stands in the way. */
export const MatchRows = ({ c, found, matches }: Around & { matches: readonly Chosen[] }) => {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const zone = ctx.place.timeZone
  return (
    <Tasks
      tasks={matches.map((match) => {
        const { session, reasons, hints, obstacles } = match
        const { group, startsAt, endsAt } = session
        return {
          title: group.name,
          tag: obstacles.length ? null : <Fit t={t} match={match} />,
          why: (
            <>
              {longDate(startsAt, zone, locale)}, {timeRange(startsAt, endsAt, zone, locale)} · {group.venueName}, {group.area}
              <br />
              {reasons.map((reason) => reasonText(t, reason)).join(' · ')}
              {obstacles.map((obstacle) => (
                <>
                  <br />
                  <strong>{t('matches.in_the_way', { what: obstacleText(t, obstacle) })}</strong>
                </>
              ))}
              {hints.map((hint) => (
                <>
                  <br />
                  {hintText(t, hint)}
                </>
              ))}
            </>
          ),
          action: (
            <LinkButton small kind="secondary" href={`/people/${found.person.id}/sessions/${session.id}`} about={group.name}>
              {t(obstacles.length ? 'matches.look' : 'matches.book')}
            </LinkButton>
          ),
        }
      })}
    />
  )
}

const Fit = ({ t, match }: { t: T; match: Chosen }) => <Tag tone="good">{t('matches.fit', { percent: Math.round(match.score / 10) })}</Tag>

/** One click leads to everything about the session, the second one there books. */
const Foot = ({ t, found, match }: Omit<MatchProps, 'c'> & { t: T }) => {
  const { session, others } = match
  const here = `/people/${found.person.id}/sessions/${session.id}`
  const about = session.group.name
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

const HowSo = ({ t, found, match }: Omit<MatchProps, 'c'> & { t: T }) => (
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

const OtherDates = ({ c, found, match }: MatchProps) => {
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
