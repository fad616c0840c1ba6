import type { Child, PropsWithChildren } from 'hono/jsx'
import { stylesheet } from '../assets.generated.ts'
import { ErrorSummary } from './form.tsx'
import type { Errors } from './form-context.tsx'
import { NameMark } from './name-mark.tsx'

export type NavItem = {
  href: string
  label: string
  isCurrent?: boolean | undefined
  count?: number | undefined
  countLabel?: string | undefined
}
type LanguageChoice = { code: string; label: string }

type LayoutWords = {
  skip: string
  /** Names of landmarks for screen readers. */
  navLabel: string
  languageLabel: string
  /** "Error: " before the title of a page that was sent back. */
  errorTitlePrefix: string
  errorSummaryTitle: string
}

export type LayoutProps = PropsWithChildren<{
  variant: 'public' | 'staff' | 'attendee'
  lang: string
  title: string
  /** The name mark's word, and the place or organisation under it. */
  siteName: string
  placeName?: string | undefined
  homeHref?: string | undefined
  words: LayoutWords
  nav?: readonly NavItem[] | undefined
  /** Who is signed in, and the way out. */
  actor?: Child
  languages?: { action: string; returnTo: string; choices: readonly LanguageChoice[] } | undefined
  /** Why the page came back at 422. Puts the summary above everything and "Error:" into the title. */
  errors?: Errors | undefined
  /** A `Notice` about what just happened. */
  notice?: Child
  back?: Child
  footerLinks?: readonly { href: string; label: string }[] | undefined
  footerNote?: Child
}>

/** The whole document. One stylesheet, no script, nothing from elsewhere. */
export const Layout = (props: LayoutProps) => {
  const errors = props.errors ?? {}
  const hasErrors = Object.values(errors).some(Boolean)
  return (
    <html lang={props.lang} class={`al al--${props.variant}`}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="theme-color" content={props.variant === 'staff' ? '#0a4143' : '#ffffff'} />
        <meta name="color-scheme" content="light" />
        {props.variant === 'public' ? null : <meta name="robots" content="noindex" />}
        <title>{`${hasErrors ? props.words.errorTitlePrefix : ''}${props.title} – ${props.siteName}`}</title>
        <link rel="stylesheet" href={stylesheet} />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
      </head>
      <body>
        <a class="nhsuk-skip-link" href="#main">
          {props.words.skip}
        </a>
        <Header {...props} />
        <main class="al-main al-width" id="main" tabindex={-1}>
          {props.back}
          <ErrorSummary title={props.words.errorSummaryTitle} errors={errors} />
          {props.notice}
          {props.children}
        </main>
        <footer class="al-footer">
          <div class="al-width">
            {props.footerLinks?.length ? (
              <ul>
                {props.footerLinks.map((link) => (
                  <li>
                    <a href={link.href}>{link.label}</a>
                  </li>
                ))}
              </ul>
            ) : null}
            {props.footerNote ? <p>{props.footerNote}</p> : null}
          </div>
        </footer>
      </body>
    </html>
  )
}

const Header = (props: LayoutProps) => (
  <header class="al-header">
    <div class="al-width">
      <a class="al-brand" href={props.homeHref ?? '/'}>
        <NameMark />
        <span>
          <span class="al-brand__name">{props.siteName}</span>
          {props.placeName ? <span class="al-brand__place"> {props.placeName}</span> : null}
        </span>
      </a>
      {props.languages ? <Languages current={props.lang} label={props.words.languageLabel} {...props.languages} /> : null}
      {props.actor ? <div class="al-actor">{props.actor}</div> : null}
      {props.nav?.length ? (
        <nav class="al-nav" aria-label={props.words.navLabel}>
          <ul>
            {props.nav.map((item) => (
              <li>
                <a href={item.href} aria-current={item.isCurrent ? 'page' : undefined}>
                  {item.label}
                  <Count {...item} />
                </a>
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
    </div>
  </header>
)

/** `countLabel` is what the number counts, for those who cannot see where it stands. */
export const Count = ({ count, countLabel }: { count?: number | undefined; countLabel?: string | undefined }) =>
  count ? (
    <span class="al-count">
      {count}
      {countLabel ? <span class="al-hidden"> {countLabel}</span> : null}
    </span>
  ) : null

type LanguagesProps = { current: string; label: string; action: string; returnTo: string; choices: readonly LanguageChoice[] }

/** Posts `language` and `returnTo`. Every language is written in itself. */
const Languages = ({ current, label, action, returnTo, choices }: LanguagesProps) => (
  <form class="al-languages" action={action} method="post" aria-label={label}>
    <input type="hidden" name="returnTo" value={returnTo} />
    {choices.map(({ code, label: name }) =>
      code === current ? (
        <span lang={code} aria-current="true">
          {name}
        </span>
      ) : (
        <button type="submit" name="language" value={code} lang={code}>
          {name}
        </button>
      ),
    )}
  </form>
)
