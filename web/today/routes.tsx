import { Hono } from 'hono'
import type { AppEnv } from '../../src/http/env.ts'
import { may } from '../../src/http/guard.ts'
import { todayPage } from './page.tsx'

export const today = new Hono<AppEnv>().get('/today', may('account.manage'), (c) => todayPage(c))
