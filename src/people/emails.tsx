import { mailOf, type Reader } from '../letters/rules.ts'
import type { Mail } from '../lib/email.tsx'
import type { Translate } from '../lib/wording.ts'
import type en from '../messages/locales/en.json'

type Stopped = 'team.address_stopped' | 'place.address_stopped'

/** To whoever looks after the owner of an address that takes no email any more. It names nobody: who it is stands behind the sign-in. */
export const addressStopped = (
  t: Translate<typeof en>,
  kind: Stopped,
  { reader, name, href }: { reader: Reader; name: string; href: string },
): Mail => mailOf(t, kind, { name, phone: reader.phone }, { href, end: [{ is: 'small', text: t('frame.names_nobody') }] })
