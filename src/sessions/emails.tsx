import { datesOf, mailOf, type Occasion, type Reader, whenAndWhere, whenOf } from '../letters/rules.ts'
import type { Mail } from '../lib/email.tsx'
import type { Translate } from '../lib/wording.ts'
import type en from '../messages/locales/en.json'

type SessionLetter = { name: string; reader: Reader; occasion: Occasion; also?: readonly number[]; href: string }

/** To an organiser whose register is not taken yet, and to a link worker whose people had a place in a cancelled session. */
export const aboutSession = (
  t: Translate<typeof en>,
  kind: 'provider.register_due' | 'team.session_cancelled',
  { name, reader, occasion, also = [], href }: SessionLetter,
): Mail =>
  mailOf(
    t,
    kind,
    { ...whenOf(occasion, reader), name, group: occasion.groupName },
    {
      lead: also.length > 0 ? [{ is: 'paragraph', text: t('frame.off', { dates: datesOf(also, reader) }) }] : [],
      facts: whenAndWhere(t, occasion, reader),
      href,
      end: [{ is: 'small', text: t('frame.names_nobody') }],
    },
  )
