import { Hono } from 'hono'
import type { AppEnv } from '../../src/http/env.ts'
import { organisations } from './organisations/routes.tsx'
import { people } from './people/routes.tsx'
import { place } from './place/routes.tsx'
import { tokens } from './tokens/routes.tsx'

export const coordinator = new Hono<AppEnv>().route('/', organisations).route('/', people).route('/', place).route('/', tokens)
