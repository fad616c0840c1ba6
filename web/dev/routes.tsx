// Pages that exist on a developer's machine only: workers/local/index.ts mounts them, a deployed Worker does not contain them.

import { Hono } from 'hono'
import type { AppEnv } from '../../src/http/env.ts'
import { emails } from './emails.tsx'
import { gallery } from './gallery.tsx'
import { mailbox } from './mailbox.tsx'
import { demoSignIn } from './sign-in.tsx'

export const localPages = new Hono<AppEnv>()
  .route('/components', gallery)
  .route('/emails', emails)
  .route('/mailbox', mailbox)
  .route('/sign-in', demoSignIn)
