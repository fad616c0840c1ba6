// The same arithmetic as WebCrypto's, done at once instead of on other threads: which of two seals is ready first would be chance
// of the machine's and not of the seed's.

import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto'

type Gcm = { iv: Uint8Array; additionalData: Uint8Array }
const tagBytes = 16
const keys = new WeakMap<object, Uint8Array>()

const atOnce: Record<string, (...given: never[]) => Uint8Array | object> = {
  importKey: (_: string, raw: Uint8Array) => {
    const key = {}
    keys.set(key, Uint8Array.from(raw))
    return key
  },
  digest: (_: string, data: Uint8Array) => createHash('sha256').update(data).digest(),
  sign: (_: string, key: object, data: Uint8Array) => createHmac('sha256', rawOf(key)).update(data).digest(),
  encrypt: ({ iv, additionalData }: Gcm, key: object, data: Uint8Array) => {
    const cipher = createCipheriv('aes-256-gcm', rawOf(key), iv).setAAD(additionalData)
    return Buffer.concat([cipher.update(data), cipher.final(), cipher.getAuthTag()])
  },
  decrypt: ({ iv, additionalData }: Gcm, key: object, data: Uint8Array) => {
    const body = data.subarray(0, -tagBytes)
    const decipher = createDecipheriv('aes-256-gcm', rawOf(key), iv).setAAD(additionalData).setAuthTag(data.subarray(-tagBytes))
    return Buffer.concat([decipher.update(body), decipher.final()])
  },
}

export function doCryptographyAtOnce(): void {
  for (const [name, work] of Object.entries(atOnce)) {
    Object.assign(crypto.subtle, { [name]: async (...given: never[]) => work(...given) })
  }
}

function rawOf(key: object): Uint8Array {
  const raw = keys.get(key)
  if (!raw) throw new Error('a key of somebody else')
  return raw
}
