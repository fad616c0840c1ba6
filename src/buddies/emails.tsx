import type { DeclineReason } from '../db/schema/buddies.ts'
import { canGreet, mailOf, type Reader } from '../letters/rules.ts'
import { nearDate } from '../lib/dates.ts'
import type { Mail } from '../lib/email.tsx'
import { startOfDay } from '../lib/time.ts'
import type { Translate } from '../lib/wording.ts'
import type en from '../messages/locales/en.json'

export type ApplicationKind =
  `buddy.${'applied' | 'checks_asked' | 'approved' | 'resumed' | 'paused' | 'check_ends' | 'check_expired' | 'declined'}`

/** `reason` is why an offer was declined. What a check said is for a talk, never for an email. */
type ApplicationLetter = { name: string; reader: Reader; href: string; reason?: DeclineReason | null; checkedUntilOn?: string | null }

/** What became of somebody's offer to be a buddy, and of their check and their breaks since. */
export const aboutApplication = (
  t: Translate<typeof en>,
  kind: ApplicationKind,
  { name, reader, href, reason, checkedUntilOn }: ApplicationLetter,
): Mail => {
  const until = checkedUntilOn ? nearDate(startOfDay(checkedUntilOn, reader.zone), reader.zone, reader.locale) : ''
  return mailOf(
    t,
    kind,
    { name, greets: canGreet(name), place: reader.placeName, reason: reason ?? '', until },
    { href, end: [{ is: 'paragraph', text: t('frame.ring', { phone: reader.phone }) }] },
  )
}
