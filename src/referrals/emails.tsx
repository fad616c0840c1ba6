// What is written when a referral arrives: to whoever sent it, and to the team. Neither names the person.

import { canGreet, mailOf, type Reader } from '../letters/rules.ts'
import { nearDate } from '../lib/dates.ts'
import type { Mail } from '../lib/email.tsx'
import type { Translate } from '../lib/wording.ts'
import type en from '../messages/locales/en.json'

type T = Translate<typeof en>

export type ArrivedLetter = {
  name: string
  /** Somebody who asked for themselves is told when we ring, a referrer when they hear from us. */
  who: 'self' | 'referrer'
  reader: Reader
  /** Enough to tell it from others over the phone. */
  reference: string
  receivedAt: number
  contactDueAt: number
  answerDueAt: number
  href: string
}

export const arrived = (t: T, { reader, href, reference, ...letter }: ArrivedLetter): Mail => {
  const day = (at: number) => nearDate(at, reader.zone, reader.locale)
  const params = {
    name: letter.name,
    greets: canGreet(letter.name),
    who: letter.who,
    received: day(letter.receivedAt),
    contact: day(letter.contactDueAt),
    answer: day(letter.answerDueAt),
  }
  return mailOf(t, 'referral.received', params, {
    facts: [
      { label: t('referral.facts.sent'), value: params.received },
      { label: t('referral.facts.contact'), value: t('referral.facts.by', { day: params.contact }) },
      ...(letter.who === 'self' ? [] : [{ label: t('referral.facts.answer'), value: t('referral.facts.by', { day: params.answer }) }]),
      { label: t('referral.facts.reference'), value: reference },
    ],
    href,
    end: [{ is: 'paragraph', text: t('frame.ring', { phone: reader.phone }) }],
  })
}

export type TeamLetter = { name: string; reader: Reader; href: string; waiting: number; dueAt: number }

export const toTeam = (
  t: T,
  kind: 'team.referral_received' | 'team.referral_assigned',
  { name, reader, href, waiting, dueAt }: TeamLetter,
): Mail =>
  mailOf(
    t,
    kind,
    { name, waiting, day: nearDate(dueAt, reader.zone, reader.locale) },
    { href, end: [{ is: 'small', text: t('frame.names_nobody') }] },
  )
