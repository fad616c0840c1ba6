import { HTTPException } from 'hono/http-exception'
import type { PageContext } from '../../../src/http/env.ts'
import { publicGroup } from '../../../src/sessions/whats-on/queries.ts'
import { Empty } from '../../components/empty.tsx'
import { FillBar } from '../../components/fill-bar.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Tag } from '../../components/tag.tsx'
import { Lines } from '../../components/timeline.tsx'
import { Tasks } from '../../components/work.tsx'
import { GroupFacts } from '../../groups/components.tsx'
import { familyName, reader } from '../../groups/wording.ts'
import { render } from '../../render.tsx'
import { whenOf } from '../../sessions/components.tsx'
import { hasWaitingList, placesInWords } from '../../sessions/wording.ts'
import { HowToJoin } from '../components.tsx'

const nextSessions = 9

export async function groupPage(c: PageContext, groupId: string) {
  const to = reader(c)
  const { t, now, db } = to
  const rows = await publicGroup(db, groupId, now, nextSessions)
  const [first] = rows
  if (!first) throw new HTTPException(404)
  const { group, venue } = first
  const dates = rows.flatMap(({ session, weekLeft }) => (session ? [{ ...session, weekLeft }] : []))
  return render(
    c,
    { title: group.name, back: <BackLink href="/" label={t('home.back')} /> },
    <>
      <PageHeading caption={familyName(t, group.activities[0])} title={group.name} lead={group.summary} />
      <p>
        <Lines text={group.description} />
      </p>
      <h2>{t('home.meets_title')}</h2>
      {dates.length ? (
        <Tasks
          tasks={dates.map((session) => ({
            title: <a href={`/sessions/${session.id}`}>{whenOf(to, session)}</a>,
            tag: hasWaitingList(session, now) ? <Tag tone="waiting">{t('sessions.left.tag_full')}</Tag> : null,
            action: (
              <div class="al-tasks__side">
                <FillBar taken={session.placesTaken} capacity={session.capacity} label={placesInWords(t, session, now)} />
              </div>
            ),
          }))}
        />
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
