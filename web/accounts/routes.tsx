import { Hono } from 'hono'
import type { AppEnv } from '../../src/http/env.ts'
import { emails } from './emails/routes.tsx'
import { invitations } from './invitations/routes.tsx'
import { mine } from './mine/routes.tsx'
import { privacy } from './privacy/routes.tsx'
import { signIn } from './sign-in/routes.tsx'

export const accounts = new Hono<AppEnv>()
  .route('/', signIn)
  .route('/', invitations)
  .route('/', mine)
  .route('/', emails)
  .route('/', privacy)
