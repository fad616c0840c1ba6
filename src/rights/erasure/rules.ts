/** What stands where a name stood: registers and counts of the past keep a line for somebody who is nobody any more. */
export const nobody = '—'

type Facts = { name: string; typed: string; bookingsAhead: number; emailsUnderWay: number }
export type EraseRefusal = 'not_confirmed' | 'has_bookings_ahead' | 'email_under_way'

/** Why somebody cannot be erased now; undefined is yes. Their whole name has to be typed as it stands on the page. */
export function eraseRefusal({ name, typed, bookingsAhead, emailsUnderWay }: Facts): EraseRefusal | undefined {
  if (bookingsAhead > 0) return 'has_bookings_ahead'
  // Its bytes are frozen with their address until the provider has answered for it.
  if (emailsUnderWay > 0) return 'email_under_way'
  return sameWords(name, typed) ? undefined : 'not_confirmed'
}

const sameWords = (a: string, b: string) => plain(a) !== '' && plain(a) === plain(b)
const plain = (text: string) => text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLocaleLowerCase('en')
