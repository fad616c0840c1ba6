import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { HTTPException } from 'hono/http-exception'
import type { AppEnv } from './env.ts'
import { isSafe, signInCookie } from './guard.ts'

/** Paths that a mail provider or mail client posts to by itself: they carry their own signature instead of a browser's origin. */
const signedElsewhere = [/^\/unsubscribe\/[\w-]+$/, /^\/emails\/[\w-]+\/about\/[\w.]+$/, /^\/webhooks\//]

/**
 * Cross-site request forgery: an unsafe request must say that it comes from our own pages. Browsers send Origin with
 * every POST and Sec-Fetch-Site with every request; one that sends neither is no browser showing our pages.
 */
export const csrf: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (!isSafe(c.req.method) && !isExempt(c.req.path, c.req.header('authorization')) && !isSameOrigin(c)) {
    throw new HTTPException(403)
  }
  await next()
}

// A bearer token is never sent by a browser on its own, so it cannot be forged from another site.
const isExempt = (path: string, authorization: string | undefined) =>
  signedElsewhere.some((pattern) => pattern.test(path)) || (path.startsWith('/api/') && authorization?.startsWith('Bearer ') === true)

function isSameOrigin(c: Context): boolean {
  const site = c.req.header('sec-fetch-site')
  const origin = c.req.header('origin')
  if (site !== undefined && site !== 'same-origin') return false
  // Our pages say `no-referrer`, and under that policy the Fetch standard has a form post `Origin: null`. Then it is
  // Sec-Fetch-Site alone that speaks, which no page can write.
  if (origin === 'null') return site === 'same-origin' || (site === undefined && needsNoOrigin(c))
  return origin === new URL(c.req.url).origin
}

// Older tablets (Safari before 16.4) send `Origin: null` and no Sec-Fetch-Site. Where the address holds a person's own token
// and no cookie counts, another site would have to know the token to forge the post. What anybody may send without signing in,
// whoever would forge it can send as well; with a sign-in along it is not anybody's any more.
const needsNoOrigin = (c: Context) =>
  ownAddress.test(c.req.path) || (forAnybody.test(c.req.path) && getCookie(c, signInCookie) === undefined)

const ownAddress = /^\/(b|survey|how-are-you|r|unsubscribe)\/[\w-]{51}(\/|$)/
/** Asking for a place in another language, for an email to sign in with, for help, and to become a buddy. */
const forAnybody = /^\/(language|sign-in|refer\/[\w-]+|buddies)$/
