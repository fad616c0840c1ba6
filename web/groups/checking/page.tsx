import { HTTPException } from 'hono/http-exception'
import { groupsToCheck, groupToCheck } from '../../../src/groups/queries.ts'
import type { PageContext } from '../../../src/http/env.ts'
import { shortDate } from '../../../src/lib/dates.ts'
import { asDialled } from '../../../src/lib/phones.ts'
import { Buttons, LinkButton, PostButton } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Lines } from '../../components/timeline.tsx'
import { Tasks } from '../../components/work.tsx'
import { render } from '../../render.tsx'
import { doneNotice, GroupFacts, GroupTag } from '../components.tsx'
import { familyName, reader } from '../wording.ts'

const most = 100

export async function groupsToCheckPage(c: PageContext) {
  const { t, zone, locale, db } = reader(c)
  const groups = await groupsToCheck(db, most)
  return render(
    c,
    { title: t('groups.check.title'), variant: 'staff', notice: doneNotice(c) },
    <>
      <PageHeading title={t('groups.check.title')} lead={t('groups.check.lead')} />
      {groups.length ? (
        <Tasks
          tasks={groups.map((group) => ({
            title: group.name,
            why: `${familyName(t, group.activities[0])}. ${t('groups.check.by', { organisation: group.organisation, day: shortDate(group.createdAt, zone, locale) })}`,
            action: (
              <LinkButton small href={`/groups/to-check/${group.id}`} about={group.name}>
                {t('groups.check.look')}
              </LinkButton>
            ),
          }))}
        />
      ) : (
        <Empty title={t('groups.check.none_title')}>
          <p>{t('groups.check.none')}</p>
        </Empty>
      )}
    </>,
  )
}

export async function groupToCheckPage(c: PageContext, groupId: string, refusal?: string) {
  const { t, db } = reader(c)
  const [found] = await groupToCheck(db, groupId)
  if (!found) throw new HTTPException(404)
  const { group, venue, organisation } = found
  return render(
    c,
    {
      title: group.name,
      variant: 'staff',
      back: <BackLink href="/groups/to-check" label={t('groups.check.title')} />,
      ...(refusal === undefined ? {} : { errors: { '': refusal } }),
    },
    <>
      <PageHeading caption={organisation} title={group.name} lead={group.summary} aside={<GroupTag t={t} status={group.status} />} />
      <p>
        <Lines text={group.description} />
      </p>
      <GroupFacts t={t} group={group} venue={venue} />
      {group.status === 'awaiting_check' ? (
        <>
          <h2>{t('groups.check.questions')}</h2>
          <ul>
            <li>{t('groups.check.q1')}</li>
            <li>{t('groups.check.q2')}</li>
            <li>{t('groups.check.q3')}</li>
          </ul>
          <p>{t('groups.check.ring', { name: group.contactName, contact: asDialled(group.contactPhone) || group.contactEmail })}</p>
          <Buttons>
            <PostButton action={`/groups/${group.id}/verification`}>{t('groups.check.button')}</PostButton>
          </Buttons>
        </>
      ) : null}
    </>,
  )
}
