import type { MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { AppEnv } from './env.ts'
import { isSafe } from './guard.ts'

/** Paths that a mail provider or mail client posts to by itself: they carry their own signature instead of a browser's origin. */
const signedElsewhere = [/^\/unsubscribe\/[\w-]+$/, /^\/emails\/[\w-]+\/about\/[\w.]+$/, /^\/webhooks\//]

/**
 * Cross-site request forgery: an unsafe request must say that it comes from our own pages. Browsers send Origin with
 * every POST and Sec-Fetch-Site with every request; one that sends neither is no browser showing our pages.
 */
export const csrf: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (!isSafe(c.req.method) && !isExempt(c.req.path, c.req.header('authorization')) && !isSameOrigin(c.req.raw)) {
    throw new HTTPException(403)
  }
  await next()
}

// A bearer token is never sent by a browser on its own, so it cannot be forged from another site.
const isExempt = (path: string, authorization: string | undefined) =>
  signedElsewhere.some((pattern) => pattern.test(path)) || (path.startsWith('/api/') && authorization?.startsWith('Bearer ') === true)

function isSameOrigin(request: Request): boolean {
  const site = request.headers.get('sec-fetch-site')
  const origin = request.headers.get('origin')
  if (site !== null && site !== 'same-origin') return false
  // Our pages say `no-referrer`, and under that policy the Fetch standard has a form post `Origin: null`. Then it is
  // Sec-Fetch-Site alone that speaks, which no page can write.
  if (origin === 'null') return site === 'same-origin' || (site === null && hasSecretAddress(request.url))
  return origin === new URL(request.url).origin
}

// Older tablets (Safari before 16.4) send `Origin: null` and no Sec-Fetch-Site. Where the address holds a person's own token
// and no cookie counts, another site would have to know the token to forge the post.
const hasSecretAddress = (url: string) => /^\/(b|survey|how-are-you|r|unsubscribe)\/[\w-]{51}(\/|$)/.test(new URL(url).pathname)
