import { Hono } from 'hono'
import type { AppEnv } from '../http/env.ts'
import { bookings } from './bookings.ts'

export const api = new Hono<AppEnv>().route('/', bookings)
