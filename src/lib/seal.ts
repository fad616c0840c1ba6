// Sealing of personal data: AES-256-GCM by WebCrypto. A dump of the database names no referred person.

import { fromBase64Url, toBase64Url, utf8 } from './encoding.ts'

declare const sealed: unique symbol
export type Sealed = string & { readonly [sealed]: true }
declare const indexed: unique symbol
/** A keyed HMAC of a normalised value: equal values are found, the value itself is not. */
export type BlindIndex = string & { readonly [indexed]: true }

/** Where a sealed value lives, e.g. `people.name` and the row's id: it opens nowhere else. */
export type Slot = { column: string; rowId: string }

export type Vault = {
  seal(text: string, slot: Slot): Promise<Sealed>
  /** Throws when the value was altered, moved to another row or column, or its key is gone. */
  open(value: Sealed, slot: Slot): Promise<string>
  index(
    kind: 'email' | 'phone' | 'name_birth' | 'address' | 'network' | 'request' | 'unmet_need' | 'unmet_need_of',
    normalised: string,
  ): Promise<BlindIndex>
}

export type VaultKeys = {
  /** Key id to 32 bytes as base64url. The first one seals; all of them open. */
  sealing: readonly { id: string; key: string }[]
  /** 32 bytes as base64url. Changing it means making every index again. */
  indexing: string
  randomBytes: (length: number) => Uint8Array<ArrayBuffer>
}

const ivBytes = 12 // NIST SP 800-38D, section 8.2.2: 96 random bits, fewer than 2^32 messages a key

export async function openVault({ sealing, indexing, randomBytes }: VaultKeys): Promise<Vault> {
  const keys = new Map(await Promise.all(sealing.map(async ({ id, key }) => [id, await aesKey(key)] as const)))
  const current = sealing[0]
  if (!current) throw new Error('A sealing key is needed')
  const indexKey = await hmacKey(indexing)

  return {
    async seal(text, slot) {
      const iv = randomBytes(ivBytes)
      const key = keys.get(current.id) as CryptoKey
      const body = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bound(slot) }, key, utf8(text))
      return `${current.id}.${toBase64Url(iv)}.${toBase64Url(new Uint8Array(body))}` as Sealed
    },
    async open(value, slot) {
      const [id = '', iv = '', body = ''] = value.split('.')
      const key = keys.get(id)
      const ivRaw = fromBase64Url(iv)
      const bodyRaw = fromBase64Url(body)
      if (!key || !ivRaw || !bodyRaw) throw new Error(`A sealed value of ${slot.column} cannot be opened: unknown key or form`)
      const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: ivRaw, additionalData: bound(slot) }, key, bodyRaw)
      return new TextDecoder().decode(plain)
    },
    async index(kind, normalised) {
      const mac = await crypto.subtle.sign('HMAC', indexKey, utf8(`${kind}|${normalised}`))
      return toBase64Url(new Uint8Array(mac).subarray(0, 16)) as BlindIndex
    },
  }
}

const bound = (slot: Slot) => utf8(`${slot.column}|${slot.rowId}`)

const aesKey = (key: string) => crypto.subtle.importKey('raw', rawKey(key), 'AES-GCM', false, ['encrypt', 'decrypt'])
const hmacKey = (key: string) => crypto.subtle.importKey('raw', rawKey(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])

function rawKey(key: string) {
  const raw = fromBase64Url(key)
  if (raw?.length !== 32) throw new Error('A key must be 32 bytes as base64url; `npm run setup:place` makes them')
  return raw
}
