import { mailOf, type Reader } from '../letters/rules.ts'
import { clock } from '../lib/dates.ts'
import type { Mail } from '../lib/email.tsx'
import type { Translate } from '../lib/wording.ts'
import type en from '../messages/locales/en.json'

type SignInLetter = { name: string; reader: Reader; until: number; href: string }

/** The one-time link, and until when it works. */
export const signInLink = (t: Translate<typeof en>, { name, reader, until, href }: SignInLetter): Mail =>
  mailOf(
    t,
    'account.sign_in',
    { name, place: reader.placeName, until: clock(until, reader.zone, reader.locale) },
    { href, end: [{ is: 'small', text: t('frame.never_ask') }] },
  )
