// RFC 9457: how the API says that something is wrong. `errors` names each field in words.

import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

export type FieldErrors = Readonly<Record<string, string>>

/** `more` are members of this one kind of problem, such as the people who may be the same. */
export function problem(
  c: Context,
  status: ContentfulStatusCode,
  reason: string,
  detail: string,
  errors?: FieldErrors,
  more: Readonly<Record<string, unknown>> = {},
): Response {
  return c.body(
    JSON.stringify({
      type: `/api/problems/${reason}`,
      title: detail,
      status,
      reason,
      ...more,
      ...(errors ? { errors: Object.entries(errors).map(([field, message]) => ({ field, message })) } : {}),
      // Only where somebody may have to look for it: a 404 for a foreign record must be the same, byte for byte, as for a missing one.
      ...(status >= 500 ? { requestId: c.var.ctx?.requestId } : {}),
    }),
    status,
    { 'content-type': 'application/problem+json' },
  )
}
