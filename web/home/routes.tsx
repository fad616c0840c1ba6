import { Hono } from 'hono'
import type { AppEnv } from '../../src/http/env.ts'
import { anyone } from '../../src/http/guard.ts'
import { homePage } from './page.tsx'

export const home = new Hono<AppEnv>().get('/', anyone, (c) => homePage(c))
