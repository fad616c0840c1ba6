import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Keys of a local place, made on its first start and kept beside its database: with other keys its data could not be opened. */
export function settingsFor(home: string, origin: string): Record<string, string> {
  const file = join(home, 'keys.json')
  if (!existsSync(file)) writeFileSync(file, `${JSON.stringify(freshKeys(), null, 2)}\n`, { mode: 0o600 })
  return { ...JSON.parse(readFileSync(file, 'utf8')), PUBLIC_ORIGIN: origin, LOCAL_MODE: 'yes' }
}

/** New keys in the form that workers/env.ts reads. */
export function freshKeys(): { SEALING_KEYS: string; INDEX_KEY: string; LINK_KEYS: string } {
  const key = () => randomBytes(32).toString('base64url')
  return { SEALING_KEYS: `k1:${key()}`, INDEX_KEY: key(), LINK_KEYS: key() }
}
