import type { DeclineReason } from '../db/schema/buddies.ts'
import { mailOf, type Reader } from '../letters/rules.ts'
import type { Mail } from '../lib/email.tsx'
import type { Translate } from '../lib/wording.ts'
import type en from '../messages/locales/en.json'

/** `reason` is why an offer was declined. What a check said is for a talk, never for an email. */
type ApplicationLetter = { name: string; reader: Reader; href: string; reason?: DeclineReason | null }

/** What became of somebody's offer to be a buddy. */
export const aboutApplication = (
  t: Translate<typeof en>,
  kind: 'buddy.applied' | 'buddy.approved' | 'buddy.declined',
  { name, reader, href, reason }: ApplicationLetter,
): Mail =>
  mailOf(
    t,
    kind,
    { name, place: reader.placeName, reason: reason ?? '' },
    { href, end: [{ is: 'paragraph', text: t('frame.ring', { phone: reader.phone }) }] },
  )
