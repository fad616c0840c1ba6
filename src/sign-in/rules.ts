// When a link signs somebody in, how long that lasts, and how a browser is called.

import { fromBase64Url, sha256 } from '../lib/encoding.ts'
import { days, hours, minutes } from '../lib/time.ts'

/** ASVS 5.0, 6.5.5: an out-of-band sign-in lives ten minutes at most. */
export const linkLife = minutes(10)
export const signInLife = hours(12)
/** Staff see details of people, so a browser that was left open closes; a buddy's phone sees a first name and a meeting point. */
export const idleLife = minutes(30)
/** How long it stays on record that a link was used: twice as long as the longest of them lives, an invitation's seven days. */
export const redemptionKept = days(14)
/** How long a sign-in stays on record after it ran out. */
export const signInKept = days(90)
/** How old the record of the last visit may get before it is written again. */
export const seenEvery = minutes(5)
export const codeTries = 5

export function isIdle(lastSeenAt: number, roles: readonly string[], now: number): boolean {
  const isStaff = roles.some((role) => role !== 'buddy')
  return isStaff && now - lastSeenAt > idleLife
}

type AskedSignIn = { browserHash: string; codeHash: string; expiresAt: number; redeemedAt: number | null; userId: string | null }
/** What the browser shows: the hash of its nonce, and the hash of the code that was typed. */
type Proof = { browserHash: string | undefined; codeHash: string | undefined }

/** `code_needed`: this is not the browser that asked, so it has to show that the two are one person. */
export function signInStep(
  asked: AskedSignIn | undefined,
  proof: Proof,
  now: number,
): 'sign_in' | 'code_needed' | 'wrong_code' | 'link_dead' {
  if (!asked?.userId || asked.redeemedAt !== null || now >= asked.expiresAt) return 'link_dead'
  if (proof.browserHash === asked.browserHash) return 'sign_in'
  if (proof.codeHash === undefined) return 'code_needed'
  return proof.codeHash === asked.codeHash ? 'sign_in' : 'wrong_code'
}

/** The six digits that the browser which asked shows, made from its nonce: nothing else can show them. */
export async function codeOf(nonce: string): Promise<string> {
  const bytes = fromBase64Url(await sha256(`code|${nonce}`)) as Uint8Array
  const number = bytes.subarray(0, 6).reduce((sum, byte) => sum * 256 + byte, 0)
  return String(number % 1_000_000).padStart(6, '0')
}

/** Six digits alone say nothing when they are hashed; they are bound to the secret of their own link. */
export const codeHashOf = (code: string, token: string): Promise<string> => sha256(`${code}|${token}`)

const browsers: [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const systems: [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'Mac'],
  [/\bCrOS\b/, 'Chromebook'],
  [/\bLinux\b/, 'Linux'],
]

/** 'Firefox/Android', from a closed list of words, so that nothing a browser says of itself is ever shown; '' when unknown. */
export function deviceOf(userAgent: string): string {
  const first = (names: [RegExp, string][]) => names.find(([pattern]) => pattern.test(userAgent))?.[1]
  return [first(browsers), first(systems)].filter(Boolean).join('/')
}
