import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { api } from '../src/api/routes.ts'
import { csrf } from '../src/http/csrf.ts'
import type { AppEnv, Wiring } from '../src/http/env.ts'
import { onFault, onMissing } from '../src/http/faults.ts'
import { securityHeaders } from '../src/http/headers.ts'
import { locale } from '../src/http/locale.ts'
import { emails } from './dev/emails.tsx'
import { mailbox } from './dev/mailbox.tsx'
import { faultPage } from './faults/page.tsx'
import { home } from './home/routes.tsx'
import { running } from './running/routes.tsx'
import { surveys } from './surveys/routes.tsx'

/** The whole application, the same in the deployed Worker, the local one and every test. */
export function createApp(wiring: Wiring) {
  const app = new Hono<AppEnv>()
  app.onError(onFault(faultPage))
  app.notFound(onMissing(faultPage))

  app.use(securityHeaders)
  app.use(async (c, next) => {
    c.set('ctx', await wiring.context(c))
    c.set('isLocal', wiring.isLocal(c))
    await next()
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
  app.route('/', home)
  app.route('/dev/mailbox', mailbox)
  app.route('/dev/emails', emails)
  app.route('/', running)
  app.route('/', surveys)
  return app
}
