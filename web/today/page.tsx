import type { PageContext } from '../../src/http/env.ts'
import { longDate } from '../../src/lib/dates.ts'
import { todayFor as forVetting } from '../buddies/components.tsx'
import { PageHeading } from '../components/heading.tsx'
import { todayFor as forCoordinators } from '../coordinator/components.tsx'
import { todayFor as forOrganisers } from '../organiser/components.tsx'
import { todayFor as forLinkWorkers } from '../people/today/components.tsx'
import { render, texts } from '../render.tsx'
import { todayFor as forBuddies } from '../visits/components.tsx'

/** The day's work, first what does not run, then whom to ring; each part shows only to those whose role it is. */
export async function todayPage(c: PageContext) {
  const t = texts(c.var.locale)
  const { actor, ctx, locale } = c.var
  const parts = await Promise.all([forCoordinators(c), forLinkWorkers(c), forOrganisers(c), forBuddies(c), forVetting(c)])
  return render(
    c,
    { variant: 'staff', title: t('today.title') },
    <>
      <PageHeading
        caption={longDate(ctx.now, ctx.place.timeZone, locale)}
        title={actor?.kind === 'user' ? t('today.hello', { name: actor.name.split(' ')[0] ?? actor.name }) : t('today.title')}
      />
      {parts}
    </>,
  )
}
