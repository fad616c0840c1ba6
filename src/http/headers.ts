import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from './env.ts'

/** What a page may load. One that needs more sets its own header, made from this. */
export const csp = [
  "default-src 'none'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** On every answer, errors and redirects included. What is public says so itself; everything else is not stored anywhere. */
export const securityHeaders: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next()
  const { headers } = c.res
  headers.set('content-security-policy', headers.get('content-security-policy') ?? csp)
  headers.set('strict-transport-security', 'max-age=63072000; includeSubDomains')
  headers.set('x-content-type-options', 'nosniff')
  headers.set('referrer-policy', 'no-referrer')
  headers.set('cross-origin-opener-policy', 'same-origin')
  headers.set('cross-origin-resource-policy', 'same-origin')
  headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=(), interest-cohort=()')
  headers.set('cache-control', headers.get('cache-control') ?? 'no-store')
  headers.set('x-request-id', c.var.ctx?.requestId ?? '')
}
