// What a referrer is written while somebody is supported, and what staff are when nobody answered. None of it names the person.

import { mailOf, type Reader } from '../../letters/rules.ts'
import { nearDate } from '../../lib/dates.ts'
import type { Mail } from '../../lib/email.tsx'
import type { Translate } from '../../lib/wording.ts'
import type en from '../../messages/locales/en.json'
import type { Told } from './rules.ts'

type T = Translate<typeof en>

export type NewsLetter = {
  name: string
  reader: Reader
  /** Tells it from others that the same referrer sent. */
  reference: string
  receivedAt: number
  told: readonly Told[]
  href: string
}

export const news = (t: T, { name, reader, reference, receivedAt, told, href }: NewsLetter): Mail => {
  const day = (at: number) => nearDate(at, reader.zone, reader.locale)
  return mailOf(
    t,
    'referral.news',
    { name, received: day(receivedAt), reference },
    {
      facts: [
        ...told.map(({ stage, at }) => ({ label: t(`referral.stages.${stage}`), value: day(at) })),
        { label: t('referral.facts.reference'), value: reference },
      ],
      href,
      end: [{ is: 'paragraph', text: t('frame.ring', { phone: reader.phone }) }],
    },
  )
}

export const newLink = (t: T, { name, reader, reference, receivedAt, href }: Omit<NewsLetter, 'told'>): Mail =>
  mailOf(
    t,
    'referral.link',
    { name, received: nearDate(receivedAt, reader.zone, reader.locale), reference },
    { facts: [{ label: t('referral.facts.reference'), value: reference }], href },
  )

/** `days` after the promised one the coordinator learns of it. */
export type LateLetter = { name: string; reader: Reader; href: string; count: number; since: number; days: number }

export const unansweredInTeam = (t: T, { name, reader, href, count, since, days }: LateLetter): Mail =>
  mailOf(
    t,
    'team.referral_late',
    { name, count, days, day: nearDate(since, reader.zone, reader.locale) },
    { href, end: [{ is: 'small', text: t('frame.names_nobody') }] },
  )

export type PlaceLetter = {
  name: string
  reader: Reader
  href: string
  days: number
  teams: readonly { team: string; count: number; since: number }[]
}

export const unansweredInPlace = (t: T, { name, reader, href, days, teams }: PlaceLetter): Mail =>
  mailOf(
    t,
    'place.referral_late',
    { name, days, count: teams.reduce((sum, { count }) => sum + count, 0) },
    {
      facts: teams.map(({ team, count, since }) => ({
        label: team,
        value: t('place.referral_late.waiting', { count }),
        note: t('place.referral_late.since', { day: nearDate(since, reader.zone, reader.locale) }),
      })),
      href,
    },
  )
