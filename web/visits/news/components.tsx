import type { Permit } from '../../../src/access/permit.ts'
import { newsToSee } from '../../../src/calls/seen/actions.ts'
import type { PageContext } from '../../../src/http/env.ts'
import { PostButton } from '../../components/button.tsx'
import { Notice } from '../../components/notice.tsx'
import { texts } from '../../render.tsx'

/** What a buddy must know of visits that they promised, each with the one button that says they do. */
export async function newsFor(c: PageContext, permit: Permit<'visit.find' | 'visit.claim'>) {
  const t = texts(c.var.locale)
  return (await newsToSee(c.var.ctx, permit, c.var.locale)).map(({ visitId, saw, group, when, say }) => (
    <Notice kind="warning" title={`${group}, ${when}`}>
      <p>{say}</p>
      <PostButton small kind="secondary" action={`/visits/${visitId}/seen`} hidden={{ saw: String(saw) }} about={`${group}, ${when}`}>
        {t('attendee.seen.button')}
      </PostButton>
    </Notice>
  ))
}
