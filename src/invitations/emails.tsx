import type { Role } from '../access/actor.ts'
import { mailOf, moment, type Reader } from '../letters/rules.ts'
import type { Mail } from '../lib/email.tsx'
import type { Translate } from '../lib/wording.ts'
import type en from '../messages/locales/en.json'

type InvitationLetter = { name: string; inviter: string; organisation: string; role: Role; reader: Reader; until: number; href: string }

export const invitation = (t: Translate<typeof en>, { name, inviter, organisation, role, reader, until, href }: InvitationLetter): Mail =>
  mailOf(
    t,
    'account.invitation',
    { name, inviter, organisation, role, place: reader.placeName, until: moment(until, reader.zone, reader.locale) },
    {
      href,
      end: [
        { is: 'paragraph', text: t('frame.ring', { phone: reader.phone }) },
        { is: 'small', text: t('frame.never_ask') },
      ],
    },
  )
