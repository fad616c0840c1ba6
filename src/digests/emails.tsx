// Summaries of a day or a week. Numbers, times and places: nobody is named in any of them.

import { mailOf, moment, type Reader } from '../letters/rules.ts'
import { nearDate } from '../lib/dates.ts'
import type { Fact, Mail } from '../lib/email.tsx'
import type { Translate } from '../lib/wording.ts'
import type en from '../messages/locales/en.json'
import { type DigestCount, mostLines } from './rules.ts'

type T = Translate<typeof en>
type To = { name: string; reader: Reader; href: string }

/** What waits today, by number. Those that are none are left out, and `n` says how many things wait in all. */
export const dayDigest = (
  t: T,
  kind: 'digest.link_worker' | 'digest.coordinator',
  { name, reader, href, counts, n }: To & { counts: Partial<Record<DigestCount, number>>; n: number },
): Mail =>
  mailOf(
    t,
    kind,
    { name, n, place: reader.placeName, day: nearDate(reader.now, reader.zone, reader.locale) },
    {
      facts: (Object.entries(counts) as [DigestCount, number][])
        .filter(([, count]) => count > 0)
        .map(([item, count]) => ({ label: t(`digest.items.${item}`), value: count.toLocaleString(reader.locale) })),
      href,
      // A coordinator sees no names anywhere.
      end: kind === 'digest.link_worker' ? [{ is: 'small', text: t('frame.names_nobody') }] : [],
    },
  )

export type SessionAhead = { startsAt: number; groupName: string; coming: number; unsure: number; newcomers: number; waiting: number }

export const weekDigest = (t: T, { name, reader, href, sessions }: To & { sessions: readonly SessionAhead[] }): Mail =>
  mailOf(
    t,
    'digest.organiser',
    { name, n: sessions.length },
    {
      facts: sessions.slice(0, mostLines).map(
        ({ startsAt, groupName, coming, unsure, newcomers, waiting }): Fact => ({
          label: moment(startsAt, reader.zone, reader.locale),
          value: groupName,
          note: t('digest.session', { coming, unsure, newcomers, waiting }),
        }),
      ),
      href,
      end: [{ is: 'small', text: t('frame.names_nobody') }],
    },
  )

export const openVisitsDigest = (
  t: T,
  { name, reader, href, visits }: To & { visits: readonly { startsAt: number; area: string }[] },
): Mail =>
  mailOf(
    t,
    'digest.buddy',
    { name, n: visits.length },
    {
      facts: visits
        .slice(0, mostLines)
        .map(({ startsAt, area }): Fact => ({ label: moment(startsAt, reader.zone, reader.locale), value: area })),
      href,
    },
  )
