// Signed links: what an email carries instead of an account. 51 characters, so that old mail clients do not cut them.

import { fromBase64Url, toBase64Url, utf8 } from './encoding.ts'

/** Each link is for one purpose on one thing; a link for a survey does not open a booking. The order is part of the format: append only. */
export const linkPurposes = ['booking', 'survey', 'unsubscribe', 'calendar', 'referral', 'outcome', 'emails', 'feed'] as const
export type LinkPurpose = (typeof linkPurposes)[number]

/** `version` is the number that the thing held when the link was made: raising it there revokes every older link. */
export type Link = { purpose: LinkPurpose; subjectId: string; version: number; expiresAt: number }
export type ReadLink = { state: 'valid' | 'expired'; link: Link }

export type Links = {
  sign(link: Link): Promise<string>
  /** Undefined for anything that was not signed here. An expired link is told apart, so that a page can explain itself. */
  read(token: string, now: number): Promise<ReadLink | undefined>
}

const hour = 3_600_000
const bodyBytes = 16 + 1 + 1 + 4
const macBytes = 16 // 128 bits, the least that ASVS 5.0 11.5.1 asks of a token

/** Keys are 32 bytes as base64url; the first signs, all of them are accepted, so that a key can rotate. */
export async function openLinks(keys: readonly string[]): Promise<Links> {
  const imported = await Promise.all(keys.map(signingKey))
  const first = imported[0]
  if (!first) throw new Error('A link key is needed')

  return {
    async sign(link) {
      const body = pack(link)
      const token = new Uint8Array(bodyBytes + macBytes)
      token.set(body)
      token.set(await mac(first, body), bodyBytes)
      return toBase64Url(token)
    },
    async read(token, now) {
      const raw = fromBase64Url(token)
      if (raw?.length !== bodyBytes + macBytes) return undefined
      const body = raw.slice(0, bodyBytes)
      const signature = raw.slice(bodyBytes)
      for (const key of imported) {
        if (!equal(await mac(key, body), signature)) continue
        const link = unpack(body)
        return link && { state: now < link.expiresAt ? 'valid' : 'expired', link }
      }
      return undefined
    },
  }
}

function pack({ purpose, subjectId, version, expiresAt }: Link): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(bodyBytes)
  body.set(uuidBytes(subjectId))
  body[16] = linkPurposes.indexOf(purpose)
  body[17] = version % 256
  new DataView(body.buffer).setUint32(18, Math.ceil(expiresAt / hour))
  return body
}

function unpack(body: Uint8Array<ArrayBuffer>): Link | undefined {
  const purpose = linkPurposes[body[16] as number]
  if (!purpose) return undefined
  const expiresAt = new DataView(body.buffer).getUint32(18) * hour
  return { purpose, subjectId: uuidText(body.subarray(0, 16)), version: body[17] as number, expiresAt }
}

function uuidBytes(id: string): Uint8Array {
  const hex = id.replaceAll('-', '')
  if (!/^[0-9a-f]{32}$/.test(hex)) throw new Error('A link needs the id of its subject as a UUID')
  return Uint8Array.from(hex.match(/../g) as string[], (pair) => Number.parseInt(pair, 16))
}

function uuidText(bytes: Uint8Array): string {
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

async function mac(key: CryptoKey, body: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, body)).subarray(0, macBytes)
}

// Constant time: a difference is gathered, never returned early.
function equal(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] ?? 0)
  return difference === 0
}

function signingKey(key: string): Promise<CryptoKey> {
  const raw = fromBase64Url(key)
  if (raw?.length !== 32) throw new Error('A link key must be 32 bytes as base64url')
  return crypto.subtle.importKey('raw', utf8(`links|${key}`), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
}
