import { Hono } from 'hono'
import type { AppEnv } from '../http/env.ts'
import { bookings } from './bookings.ts'
import { groups } from './groups.ts'
import { sessions } from './sessions.ts'

export const api = new Hono<AppEnv>().route('/', bookings).route('/', groups).route('/', sessions)
