import type { Db } from './db/connect.ts'
import type { Place } from './db/schema/place.ts'
import type { Links } from './lib/links.ts'
import type { Vault } from './lib/seal.ts'

/** Everything that a use case may take from the outside world, and nothing else. */
export type Ctx = {
  db: Db
  /** One instant for the whole request or run, in UTC milliseconds. */
  now: number
  /** A fresh UUIDv7. */
  newId: () => string
  /** 256 random bits as base64url, for tokens that are remembered only as a hash. */
  newSecret: () => string
  vault: Vault
  links: Links
  place: Place
  /** The address that links begin with, from configuration and never from a request's Host header. */
  origin: string
  /** Names this request or run in logs, in answers to faults and on the audit log. */
  requestId: string
}
