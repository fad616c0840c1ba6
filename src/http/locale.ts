import type { Context, MiddlewareHandler } from 'hono'
import { parse } from 'hono/utils/cookie'
import { isLocale, type Locale, locales } from '../lib/dates.ts'
import type { AppEnv } from './env.ts'

export const localeCookie = '__Host-language'

/** The reader's own choice, else what their browser prefers, else the language of the place. */
export const locale: MiddlewareHandler<AppEnv> = async (c, next) => {
  c.set('locale', wishedLocale(c) ?? c.var.ctx.place.locale)
  await next()
}

/** What the request alone says, for a page that must be drawn although the place could not be asked. */
export function wishedLocale(c: Pick<Context, 'req'>): Locale | undefined {
  const chosen = parse(c.req.header('cookie') ?? '', localeCookie)[localeCookie]
  return chosen && isLocale(chosen) ? chosen : preferred(c.req.header('accept-language') ?? '')
}

function preferred(header: string): Locale | undefined {
  const wishes = header.split(',').map((wish) => {
    const [tag = '', ...parameters] = wish.trim().toLowerCase().split(';')
    const quality = parameters.map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1]).find(Boolean)
    return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality) }
  })
  wishes.sort((a, b) => b.quality - a.quality)
  return wishes.map(({ language }) => locales.find((known) => known === language)).find((known) => known !== undefined)
}
