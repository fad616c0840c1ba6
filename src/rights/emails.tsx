import { mailOf, type Reader } from '../letters/rules.ts'
import type { Mail } from '../lib/email.tsx'
import type { Translate } from '../lib/wording.ts'
import type en from '../messages/locales/en.json'

/** To the link worker of somebody who left. An email names nobody: who it is stands behind the sign-in. */
export const personLeft = (t: Translate<typeof en>, { reader, name, href }: { reader: Reader; name: string; href: string }): Mail =>
  mailOf(t, 'team.person_left', { name, phone: reader.phone }, { href, end: [{ is: 'small', text: t('frame.names_nobody') }] })
