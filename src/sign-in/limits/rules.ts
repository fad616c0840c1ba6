// How often one address or one network may try something. An hour touches at most seven windows of ten minutes, so a sum over
// seven bounds every hour, not only those that begin on the hour.

import { minutes } from '../../lib/time.ts'

export const windowLength = minutes(10)
export const windowsInAnHour = 7

/** Tries an hour. A clinic or a library sits behind one address, so a network may do more than one mailbox may receive. */
export const mostAnHour = {
  mailToAddress: 5,
  signInsFromNetwork: 30,
  invitationTries: 10,
  applicationsFromNetwork: 30,
  referralsFromNetwork: 30,
  referralMailToAddress: 20,
} as const

/** IPv4 as it is; IPv6 by its first 64 bits, all of which one household or phone holds. */
export function networkOf(address: string): string {
  const groups = groupsOf(address)
  if (!groups) return address
  const [, , , , , sixth = 0, seventh = 0, eighth = 0] = groups
  const isMapped = sixth === 0xffff && groups.slice(0, 5).every((group) => group === 0)
  if (isMapped) return [seventh >> 8, seventh & 255, eighth >> 8, eighth & 255].join('.')
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`
}

function groupsOf(address: string): number[] | undefined {
  const bare = address.replace(/^\[|\]$|%.*$/g, '')
  if (!bare.includes(':') || !/^[\da-f:.]+$/i.test(bare)) return undefined
  let canonical: string
  try {
    canonical = new URL(`http://[${bare}]/`).hostname.slice(1, -1)
  } catch {
    return undefined
  }
  const [head = '', tail] = canonical.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const middle = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0')
  return [...left, ...middle, ...right].map((group) => Number.parseInt(group, 16))
}
