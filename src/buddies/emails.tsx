import { mailOf, type Reader } from '../letters/rules.ts'
import type { Mail } from '../lib/email.tsx'
import type { Translate } from '../lib/wording.ts'
import type en from '../messages/locales/en.json'

type ApplicationLetter = { name: string; reader: Reader; href: string }

/** What became of somebody's offer to be a buddy. */
export const aboutApplication = (
  t: Translate<typeof en>,
  kind: 'buddy.applied' | 'buddy.approved' | 'buddy.declined',
  { name, reader, href }: ApplicationLetter,
): Mail =>
  mailOf(t, kind, { name, place: reader.placeName }, { href, end: [{ is: 'paragraph', text: t('frame.ring', { phone: reader.phone }) }] })
