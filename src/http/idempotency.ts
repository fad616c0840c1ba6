// Idempotency-Key: the same request under the same key gets the same answer; its use case remembers it.

import { validator } from 'hono/validator'
import { problem } from './problem.ts'

/** Parses the header into `c.req.valid('header')`: a key of 1 to 255 visible ASCII characters, or none. */
export const idempotencyKey = validator('header', (raw, c): { key?: string } | Response => {
  const key = raw['idempotency-key']
  if (key === undefined) return {}
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return { key }
  return problem(c, 422, 'bad_idempotency_key', 'An Idempotency-Key is 1 to 255 visible characters.', {
    'Idempotency-Key': '1 to 255 visible characters',
  })
})
