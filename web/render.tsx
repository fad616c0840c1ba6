// What every page needs around its content: the layout in the reader's language, and the sentences for faulty fields.

import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { PageContext } from '../src/http/env.ts'
import { addressOfPage, isSafe } from '../src/http/guard.ts'
import type { FieldFaults, Form } from '../src/http/input.ts'
import type { Locale } from '../src/lib/dates.ts'
import { textsOf } from '../src/lib/texts.ts'
import { type Key, type Translate, translator } from '../src/lib/wording.ts'
import { Layout, type NavItem } from './components/layout.tsx'
import type en from './locales/en.json'

export type T = Translate<typeof en>
export type TextKey = Key<typeof en>

/** The texts of one language. The test of the locale files keeps both complete. */
export const texts = (locale: Locale): T => translator(locale, textsOf(locale, 'pages') as typeof en)

type Page = {
  title: string
  variant?: 'public' | 'staff' | 'attendee'
  /** What is wrong with which field; the page is then answered with 422 and "Error:" in its title. */
  errors?: Record<string, string>
  notice?: Child
  back?: Child
  status?: ContentfulStatusCode
  /** The language when it is not the reader's own choice but the attendee's. */
  locale?: Locale
  /** Where a change of language leads. Needed in the answer to a POST, whose address may be none to open: without it no language is offered. */
  returnTo?: string
  /** Where a choice of language goes when it is more than this browser's; undefined for a page that offers none. */
  languageAction?: string | undefined
}

/** Answers with a whole document. */
export function render(c: PageContext, page: Page, content: Child): Response | Promise<Response> {
  const locale = page.locale ?? c.var.locale
  const t = texts(locale)
  const variant = page.variant ?? 'public'
  const status = page.status ?? (page.errors ? 422 : 200)
  const document = (
    <Layout
      variant={variant}
      lang={locale}
      title={page.title}
      siteName={t('site.name')}
      placeName={c.var.ctx?.place.name}
      homeHref={variant === 'staff' ? '/today' : '/'}
      words={{
        skip: t('site.skip'),
        navLabel: t('site.menu'),
        languageLabel: t('site.language'),
        errorTitlePrefix: t('site.error_title'),
        errorSummaryTitle: t('site.error_summary'),
      }}
      actor={variant === 'attendee' ? undefined : whoIsIn(c, t)}
      nav={variant === 'attendee' ? undefined : menu(c, t)}
      languages={languages(c, page)}
      errors={page.errors}
      notice={page.notice}
      back={page.back}
      footerLinks={variant === 'attendee' ? undefined : [{ href: '/privacy', label: t('site.privacy') }]}
    >
      {content}
    </Layout>
  )
  return c.html(`<!doctype html>${document}`, status)
}

function languages(c: PageContext, page: Page) {
  const here = isSafe(c.req.method) ? addressOfPage(c) : undefined
  const returnTo = page.returnTo ?? here
  const action = 'languageAction' in page ? page.languageAction : returnTo && '/language'
  if (action === undefined) return undefined
  return {
    action,
    returnTo: returnTo ?? '/',
    choices: [
      { code: 'en', label: 'English' },
      { code: 'id', label: 'Bahasa Indonesia' },
    ],
  }
}

/** Whose browser this is, on a desk that several people share. */
const whoIsIn = (c: PageContext, t: T): Child =>
  c.var.actor?.kind === 'user' ? (
    <a href="/account">
      <span class="al-hidden">{t('site.signed_in_as')} </span>
      {c.var.actor.name}
    </a>
  ) : null

function menu(c: PageContext, t: T): NavItem[] {
  const actor = c.var.actor
  if (actor?.kind !== 'user') {
    return [
      { href: '/', label: t('menu.whats_on'), isCurrent: c.req.path === '/' },
      { href: '/refer', label: t('menu.refer'), isCurrent: c.req.path.startsWith('/refer') && !c.req.path.startsWith('/referrals') },
      { href: '/buddies/apply', label: t('menu.become_a_buddy'), isCurrent: c.req.path.startsWith('/buddies/apply') },
      { href: '/sign-in', label: t('menu.sign_in'), isCurrent: c.req.path.startsWith('/sign-in') },
    ]
  }
  const has = (role: string) => actor.memberships.some((membership) => membership.role === role)
  const items: [boolean, string, TextKey][] = [
    [true, '/today', 'menu.today'],
    [has('link_worker'), '/referrals', 'menu.referrals'],
    [has('link_worker'), '/people', 'menu.people'],
    [has('link_worker'), '/follow-ups', 'menu.follow_ups'],
    [has('link_worker'), '/find', 'menu.find'],
    [has('team_lead'), '/team', 'menu.team'],
    [has('organiser'), '/groups', 'menu.groups'],
    [has('buddy'), '/visits', 'menu.visits'],
    [has('coordinator'), '/organisations', 'menu.organisations'],
    [has('coordinator'), '/buddies', 'menu.buddies'],
    [has('coordinator'), '/needs', 'menu.needs'],
    [has('coordinator'), '/running', 'menu.running'],
    [true, '/account', 'menu.account'],
  ]
  return items
    .filter(([isShown]) => isShown)
    .map(([, href, label]) => ({ href, label: t(label), isCurrent: c.req.path === href || c.req.path.startsWith(`${href}/`) }))
}

/** Each faulty field in words, for the error summary and the field itself; nothing for a form that is fine. `names` as in `labelled`. */
export function errorsOf(form: Form<unknown>, t: T, names: Readonly<Record<string, TextKey>> = {}): Record<string, string> {
  return form.ok ? {} : labelled(sentences(form.faults, t), names, t)
}

/** In a summary "Fill this in" says nothing without the field. `names` come in the order of the page, and so do the errors; one that has no name is about the whole. */
export function labelled(errors: Record<string, string>, names: Readonly<Record<string, TextKey>>, t: T): Record<string, string> {
  const order = Object.keys(names)
  const sorted = Object.entries(errors).sort(([one], [other]) => order.indexOf(one) - order.indexOf(other))
  return Object.fromEntries(sorted.map(([field, sentence]) => [field, names[field] ? underLabel(t, t(names[field]), sentence) : sentence]))
}

const underLabel = (t: T, label: string, sentence: string) =>
  label.endsWith('?') ? `${label} ${sentence}` : t('sessions.labelled', { label, sentence })

export const sentences = (faults: FieldFaults, t: T): Record<string, string> =>
  Object.fromEntries(
    Object.entries(faults).map(([field, { code, limit, suggestion }]) => [
      field,
      t(`fields.${code}` as TextKey, { limit: limit ?? 0, suggestion: suggestion ?? '' }),
    ]),
  )
