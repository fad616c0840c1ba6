// What coordinators are written about the place itself. Nothing in it is about anybody.

import { mailOf, type Reader } from '../letters/rules.ts'
import { clock, nearDate } from '../lib/dates.ts'
import type { Mail } from '../lib/email.tsx'
import type { Translate } from '../lib/wording.ts'
import type en from '../messages/locales/en.json'

type T = Translate<typeof en>

export type JobsLetter = { name: string; reader: Reader; href: string; count: number; since: number }

export const jobsLate = (t: T, { name, reader, href, count, since }: JobsLetter): Mail =>
  mailOf(
    t,
    'place.job_late',
    { name, count, since: `${nearDate(since, reader.zone, reader.locale)}, ${clock(since, reader.zone, reader.locale)}` },
    { href },
  )

export const jobsWell = (t: T, { name, href }: Pick<JobsLetter, 'name' | 'href'>): Mail => mailOf(t, 'place.job_well', { name }, { href })
