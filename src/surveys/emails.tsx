import { mailOf, type Occasion, type Reader, type Voice, whenOf } from '../letters/rules.ts'
import type { Mail } from '../lib/email.tsx'
import type { Translate } from '../lib/wording.ts'
import type en from '../messages/locales/en.json'

type Asked = { voice: Voice; reader: Reader; occasion: Occasion; page: string }

/** Asks how it was; it says at once that not having gone is an answer too. */
export const howWasIt = (t: Translate<typeof en>, { voice, reader, occasion, page }: Asked): Mail =>
  mailOf(
    t,
    'booking.survey',
    { ...voice, ...whenOf(occasion, reader), group: occasion.groupName },
    {
      href: page,
      end: [
        { is: 'paragraph', text: t('frame.ring', { phone: reader.phone }) },
        { is: 'small', text: t('frame.why', voice) },
      ],
    },
  )
