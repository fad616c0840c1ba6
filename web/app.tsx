import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { api } from '../src/api/routes.ts'
import { csrf } from '../src/http/csrf.ts'
import type { AppEnv, Wiring } from '../src/http/env.ts'
import { onFault, onMissing } from '../src/http/faults.ts'
import { securityHeaders } from '../src/http/headers.ts'
import { locale } from '../src/http/locale.ts'
import { accounts } from './accounts/routes.tsx'
import { leaving } from './attendee/leaving/routes.tsx'
import { attendee } from './attendee/routes.tsx'
import { unsubscribe } from './attendee/unsubscribe/routes.tsx'
import { bookings } from './bookings/routes.tsx'
import { buddies } from './buddies/routes.tsx'
import { calendars } from './calendars/routes.tsx'
import { calls } from './calls/routes.tsx'
import { coordinator } from './coordinator/routes.tsx'
import { emails } from './emails/routes.tsx'
import { faultPage } from './faults/page.tsx'
import { find } from './find/routes.tsx'
import { followUps } from './follow-ups/routes.tsx'
import { groups } from './groups/routes.tsx'
import { home } from './home/routes.tsx'
import { needs } from './needs/routes.tsx'
import { organiser } from './organiser/routes.tsx'
import { outcomes } from './outcomes/routes.tsx'
import { data } from './people/data/routes.tsx'
import { matches } from './people/matches/routes.tsx'
import { routines } from './people/matches/routine/routes.tsx'
import { profile } from './people/profile/routes.tsx'
import { progress } from './people/progress/routes.tsx'
import { people } from './people/routes.tsx'
import { timeline } from './people/timeline/routes.tsx'
import { ending } from './referrals/ending/routes.tsx'
import { following } from './referrals/following/routes.tsx'
import { referrals } from './referrals/routes.tsx'
import { telling } from './referrals/telling/routes.tsx'
import { retention } from './retention/routes.tsx'
import { weights } from './running/matching/routes.tsx'
import { mending } from './running/messages/routes.tsx'
import { running } from './running/routes.tsx'
import { sessions } from './sessions/routes.tsx'
import { surveys } from './surveys/routes.tsx'
import { team } from './team/routes.tsx'
import { today } from './today/routes.tsx'
import { visits } from './visits/routes.tsx'
import { webhooks } from './webhooks/routes.tsx'

const everyPage = [
  accounts,
  attendee,
  bookings,
  buddies,
  calls,
  calendars,
  coordinator,
  emails,
  ending,
  data,
  find,
  following,
  followUps,
  groups,
  home,
  matches,
  mending,
  needs,
  organiser,
  outcomes,
  people,
  progress,
  profile,
  referrals,
  routines,
  leaving,
  retention,
  running,
  sessions,
  surveys,
  telling,
  timeline,
  team,
  today,
  unsubscribe,
  visits,
  webhooks,
  weights,
]

/** The whole application, the same in the deployed Worker, the local one and every test. */
export function createApp(wiring: Wiring) {
  const app = new Hono<AppEnv>()
  app.onError(onFault(faultPage))
  app.notFound(onMissing(faultPage))

  app.use(securityHeaders)
  app.use(async (c, next) => {
    // The texts come even where the database does not, so that the page which says so has words.
    const [ctx, texts] = await Promise.allSettled([wiring.context(c), wiring.texts?.(c)])
    if (texts.status === 'rejected') throw texts.reason
    if (ctx.status === 'rejected') throw ctx.reason
    c.set('ctx', ctx.value)
    c.set('isLocal', wiring.isLocal(c))
    c.set('webhookSecrets', wiring.webhookSecrets?.(c) ?? [])
    c.set('deliverNow', () => wiring.deliverNow?.(c))
    const postponed: (() => Promise<unknown>)[] = []
    c.set('later', (work) => void postponed.push(work))
    await next()
    const done = Promise.all(postponed.map((work) => work()))
    if (wiring.later) wiring.later(c, done)
    else await done
  })
  app.use(locale)
  app.use(csrf)
  app.use(
    bodyLimit({
      maxSize: 256 * 1024,
      onError: () => {
        throw new HTTPException(413)
      },
    }),
  )

  app.route('/api', api)
  for (const pages of everyPage) app.route('/', pages)
  if (wiring.localPages) app.route('/dev', wiring.localPages)
  return app
}
