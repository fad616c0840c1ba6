// Stands in for libSQL's client and driver in a Worker that is deployed on D1 (wrangler.toml, alias). `npm run deploy` puts the real ones
// back where LIBSQL_URL is set.

import { NotConfigured } from '../src/lib/log.ts'

export function createClient(): never {
  throw new NotConfigured('This Worker was built for D1 and has LIBSQL_URL: deploy it with `npm run deploy` and LIBSQL_URL set')
}

export function drizzle(): never {
  return createClient()
}
