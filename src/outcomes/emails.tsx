import { mailOf, type Reader, type Voice } from '../letters/rules.ts'
import type { Mail } from '../lib/email.tsx'
import type { Translate } from '../lib/wording.ts'
import type en from '../messages/locales/en.json'

type Asked = { voice: Voice; reader: Reader; page: string }

/** Asks how somebody is, or reminds them of it once. It says at once that they may leave all of it out. */
export const howAreYou = (t: Translate<typeof en>, kind: 'outcome.asked' | 'outcome.reminder', { voice, reader, page }: Asked): Mail =>
  mailOf(t, kind, voice, {
    href: page,
    end: [
      { is: 'paragraph', text: t('frame.ring', { phone: reader.phone }) },
      { is: 'small', text: t('frame.why', voice) },
    ],
  })
