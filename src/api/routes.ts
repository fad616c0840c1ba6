import { Hono } from 'hono'
import type { AppEnv } from '../http/env.ts'
import { accounts } from './accounts.ts'
import { bookings } from './bookings.ts'
import { buddies } from './buddies.ts'
import { calendars } from './calendars.ts'
import { calls } from './calls.ts'
import { conversations } from './conversations.ts'
import { followUps } from './follow-ups.ts'
import { goals } from './goals.ts'
import { groups } from './groups.ts'
import { jobs } from './jobs.ts'
import { matching } from './matching.ts'
import { messages } from './messages.ts'
import { needs } from './needs.ts'
import { organisations } from './organisations.ts'
import { outcomes } from './outcomes.ts'
import { people } from './people.ts'
import { places } from './places.ts'
import { profiles } from './profiles.ts'
import { referralNews } from './referral-news.ts'
import { referrals } from './referrals.ts'
import { rehearsal } from './rehearsal.ts'
import { rights } from './rights.ts'
import { sessions } from './sessions.ts'
import { surveys } from './surveys.ts'
import { team } from './team.ts'
import { visitNews } from './visit-news.ts'
import { visits } from './visits.ts'

export const api = new Hono<AppEnv>()
  .route('/', accounts)
  .route('/', bookings)
  .route('/', buddies)
  .route('/', calls)
  .route('/', calendars)
  .route('/', conversations)
  .route('/', followUps)
  .route('/', goals)
  .route('/', groups)
  .route('/', jobs)
  .route('/', matching)
  .route('/', messages)
  .route('/', needs)
  .route('/', organisations)
  .route('/', outcomes)
  .route('/', people)
  .route('/', referrals)
  .route('/', profiles)
  .route('/', referralNews)
  .route('/', places)
  .route('/', rehearsal)
  .route('/', rights)
  .route('/', sessions)
  .route('/', surveys)
  .route('/', team)
  .route('/', visitNews)
  .route('/', visits)
