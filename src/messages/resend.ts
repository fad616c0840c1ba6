// The one place that knows the provider.

import { type ErrorResponse, Resend } from 'resend'
import * as v from 'valibot'
import { hours } from '../lib/time.ts'
import type { Limits } from './provider/rules.ts'
import type { Answer, Outgoing, Sender } from './rules.ts'

export type ResendSettings = {
  apiKey: string
  from: string
  /** The provider's own address by default; a test points it at a double. */
  baseUrl?: string
  timeoutMs?: number
  /** Waits for so many ms; without it calls follow each other at once. */
  pause?: (ms: number) => Promise<unknown>
  /** What time it is, for a date in an answer that does not say its own. */
  clock?: () => number
}

/** Sends through Resend. It never throws: what went wrong is an `Answer`. */
export function resendSender({ apiKey, from, baseUrl, timeoutMs = 20_000, pause, clock }: ResendSettings): Sender {
  const resend = new Resend(apiKey, baseUrl ? { baseUrl } : undefined)
  return {
    from,
    // Resend keeps keys for 24 hours; the hour between is for clocks that differ and requests that are slow.
    keyLastsFor: hours(23),
    ...(pause ? { pause } : {}),
    async send(key, letters) {
      const { data, error, headers } = await resend.batch.send(letters.map(asEmail), {
        idempotencyKey: key,
        // Strict is the default: one address that the provider does not like would stop the other 99.
        batchValidation: 'permissive',
        signal: AbortSignal.timeout(timeoutMs),
      })
      const answer = data ? accepted(data, letters.length) : notAccepted(error, headers ?? {}, clock)
      return { ...answer, limits: limitsOf(headers ?? {}) }
    },
  }
}

/** One recipient, never cc or bcc. The tags let a webhook name the message even when the answer to this request was lost. */
const asEmail = ({ from, replyTo, to, subject, html, text, headers, messageId, batchId }: Outgoing) => ({
  from,
  replyTo,
  to,
  subject,
  html,
  text,
  ...(headers ? { headers } : {}),
  tags: [{ name: 'message', value: String(messageId) }, ...(batchId ? [{ name: 'batch', value: batchId }] : [])],
})

const Receipt = v.object({
  data: v.array(v.object({ id: v.pipe(v.string(), v.nonEmpty()) })),
  errors: v.optional(v.array(v.object({ index: v.number() })), []),
})

/** `data` has the accepted ones in order, `errors` the positions of the others; together they must be all of them. */
function accepted(answer: unknown, count: number): Answer {
  const receipt = v.safeParse(Receipt, answer)
  if (!receipt.success) return { outcome: 'in_doubt', reason: 'unreadable_answer' }
  const refused = new Set(receipt.output.errors.map(({ index }) => index))
  const ids = receipt.output.data.map(({ id }) => id)
  if (ids.length + refused.size !== count) return { outcome: 'in_doubt', reason: 'unreadable_answer' }
  const results = Array.from({ length: count }, (_, at) =>
    refused.has(at) ? { refused: true as const } : { providerId: ids.shift() ?? '' },
  )
  return { outcome: 'accepted', results }
}

function notAccepted(error: ErrorResponse | null, headers: Record<string, string>, clock: ResendSettings['clock']): Answer {
  // The SDK's types promise a name and a status; a proxy on the way promises nothing.
  const { name, statusCode } = (error ?? {}) as { name?: string; statusCode?: number | null }
  const retryAfterMs = retryAfterOf(headers, clock)
  const asked = retryAfterMs === undefined ? {} : { retryAfterMs }
  if (name === 'invalid_idempotent_request') return { outcome: 'key_conflict' }
  if (name === 'concurrent_idempotent_requests') return { outcome: 'in_doubt', reason: 'being_processed', ...asked }
  if (typeof statusCode !== 'number') return { outcome: 'in_doubt', reason: 'no_answer' }
  if (statusCode === 429) {
    const isQuota = name === 'daily_quota_exceeded' || name === 'monthly_quota_exceeded'
    return { outcome: 'refused', reason: isQuota ? 'quota_used_up' : 'rate_limited', ...asked }
  }
  if (statusCode === 408 || statusCode === 409 || statusCode >= 500 || statusCode < 400)
    return { outcome: 'in_doubt', reason: 'provider_fault', ...asked }
  const isAboutLetters = (statusCode === 400 || statusCode === 422) && !aboutSettings.has(name ?? '')
  return { outcome: 'refused', reason: isAboutLetters ? 'request_refused' : 'not_allowed' }
}

/** 'ratelimit-limit: 2', 'ratelimit-remaining: 0', 'ratelimit-reset: 1', in seconds; the limit may be followed by its window. */
function limitsOf(headers: Record<string, string>): Limits {
  const [limit = '', window] = (headers['ratelimit-limit'] ?? '').split(/;\s*w=/)
  const perWindow = countOf(limit)
  return {
    perSecond: perWindow === undefined ? undefined : perWindow / Math.max(1, countOf(window) ?? 1),
    remaining: countOf(headers['ratelimit-remaining']),
    resetMs: secondsOf(headers['ratelimit-reset']),
  }
}

const countOf = (header: string | undefined): number | undefined =>
  header !== undefined && /^\d{1,6}$/.test(header.trim()) ? Number(header) : undefined

const aboutSettings = new Set(['invalid_from_address', 'invalid_region', 'security_error', 'invalid_api_key', 'missing_api_key'])

/** `Retry-After` in ms. A date is of the provider's clock and not of ours, so it is reckoned from the answer's own. */
function retryAfterOf({ 'retry-after': asked, date }: Record<string, string>, clock: ResendSettings['clock']): number | undefined {
  const until = dateOf(asked)
  if (until === undefined) return secondsOf(asked)
  const from = dateOf(date) ?? clock?.()
  return from === undefined ? undefined : Math.max(0, until - from)
}

/** 'Sun, 06 Nov 1994 08:49:37 GMT' */
function dateOf(header: string | undefined): number | undefined {
  const at = header?.endsWith(' GMT') ? Date.parse(header) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}

const secondsOf = (header: string | undefined): number | undefined =>
  header !== undefined && /^\d{1,6}$/.test(header.trim()) ? Number(header) * 1000 : undefined
