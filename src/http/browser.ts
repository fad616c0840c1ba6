// What a browser shows of itself, and the cookies that it is given.

import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Locale } from '../lib/dates.ts'
import { ownPath } from '../lib/paths.ts'
import { deviceOf, linkLife, signInLife } from '../sign-in/rules.ts'
import { signInCookie } from './guard.ts'
import { localeCookie } from './locale.ts'

/** Known only to the browser that asked to sign in; its link works in that browser alone. */
const nonceCookie = '__Host-asked'
/** Where that browser wanted to go before it was asked to sign in. */
const nextCookie = '__Host-next'

const strict = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const
const seconds = (ms: number) => Math.floor(ms / 1000)

/** The address that the edge saw; nothing that the request itself claims. */
export const addressOf = (c: Context): string => c.req.header('cf-connecting-ip') ?? 'local'
export const deviceIn = (c: Context): string => deviceOf(c.req.header('user-agent') ?? '')
export const sessionSecret = (c: Context): string | undefined => getCookie(c, signInCookie)

export function nonceIn(c: Context): string | undefined {
  const nonce = getCookie(c, nonceCookie)
  return nonce && /^[\w-]{43}$/.test(nonce) ? nonce : undefined
}

/** The same nonce while it lives, so that of two emails asked for by one browser either opens it. */
export function rememberAsking(c: Context, nonce: string, next: string | undefined): void {
  setCookie(c, nonceCookie, nonce, { ...strict, maxAge: seconds(linkLife) })
  const path = ownPath(next, '')
  if (path) setCookie(c, nextCookie, path, { ...strict, maxAge: seconds(linkLife) })
}

/** Signs the browser in and says where to go: what it asked for, or today's work. */
export function enter(c: Context, { secret, locale }: { secret: string; locale: Locale }): string {
  const next = ownPath(getCookie(c, nextCookie), '/today')
  setCookie(c, signInCookie, secret, { ...strict, maxAge: seconds(signInLife) })
  if (!getCookie(c, localeCookie)) chooseLanguage(c, locale)
  forgetAsking(c)
  return next
}

export function leave(c: Context): void {
  deleteCookie(c, signInCookie, strict)
  forgetAsking(c)
}

export const chooseLanguage = (c: Context, locale: Locale): void =>
  setCookie(c, localeCookie, locale, { ...strict, maxAge: 365 * 24 * 3600 })

function forgetAsking(c: Context): void {
  deleteCookie(c, nonceCookie, strict)
  deleteCookie(c, nextCookie, strict)
}
