import { HTTPException } from 'hono/http-exception'
import type { PageContext } from '../../../src/http/env.ts'
import { publicGroup } from '../../../src/sessions/whats-on/queries.ts'
import { Cards } from '../../components/card.tsx'
import { Empty } from '../../components/empty.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Lines } from '../../components/timeline.tsx'
import { GroupFacts } from '../../groups/components.tsx'
import { familyName, reader } from '../../groups/wording.ts'
import { render } from '../../render.tsx'
import { SessionCard } from '../../sessions/components.tsx'
import { HowToJoin } from '../components.tsx'

const nextSessions = 9

export async function groupPage(c: PageContext, groupId: string) {
  const to = reader(c)
  const { t, now, db } = to
  const rows = await publicGroup(db, groupId, now, nextSessions)
  const [first] = rows
  if (!first) throw new HTTPException(404)
  const { group, venue } = first
  const cards = rows.flatMap(({ session, weekLeft }) =>
    session
      ? [
          {
            ...session,
            weekLeft,
            groupName: group.name,
            activities: group.activities,
            accessFeatures: group.accessFeatures,
            venueName: venue.name,
            area: venue.area,
          },
        ]
      : [],
  )
  return render(
    c,
    { title: group.name, back: <BackLink href="/" label={t('home.back')} /> },
    <>
      <PageHeading caption={familyName(t, group.activities[0])} title={group.name} lead={group.summary} />
      <p>
        <Lines text={group.description} />
      </p>
      <h2>{t('home.meets_title')}</h2>
      {cards.length ? (
        <Cards cards={cards.map((session) => <SessionCard reader={to} session={session} />)} />
      ) : (
        <Empty title={t('home.no_dates_title')} level={3}>
          <p>{t('home.no_dates', { name: group.contactName })}</p>
        </Empty>
      )}
      <h2>{t('groups.about')}</h2>
      <GroupFacts t={t} group={group} venue={venue} />
      <HowToJoin reader={to} />
    </>,
  )
}
