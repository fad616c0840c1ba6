import type { Child, PropsWithChildren } from 'hono/jsx'
import type { Errors } from '../form-context.tsx'
import { Layout, type LayoutProps } from '../layout.tsx'

const words = {
  skip: 'Skip to the main part',
  navLabel: 'Main',
  languageLabel: 'Language',
  errorTitlePrefix: 'Error: ',
  errorSummaryTitle: 'There is a problem',
}

const nav = {
  public: [
    { href: '#', label: "What's on", isCurrent: true },
    { href: '#', label: 'Be a buddy' },
    { href: '#', label: 'Ask for a link worker' },
    { href: '#', label: 'Sign in' },
  ],
  staff: [
    { href: '#', label: 'Today', isCurrent: true, count: 4, countLabel: 'things to do' },
    { href: '#', label: 'People' },
    { href: '#', label: 'Sessions' },
    { href: '#', label: 'First visits', count: 2, countLabel: 'without a buddy' },
    { href: '#', label: 'Reports' },
  ],
  attendee: [],
}

type FrameProps = PropsWithChildren<{
  variant: LayoutProps['variant']
  title: string
  lang?: string | undefined
  errors?: Errors | undefined
  notice?: Child
  back?: Child
}>

/** A whole page around a sample, with the words that the locales give to a real one. */
export const SampleFrame = ({ variant, lang = 'en', ...page }: FrameProps) => (
  <Layout
    variant={variant}
    lang={lang}
    words={words}
    siteName="Alongside"
    placeName={variant === 'staff' ? 'Riverside link workers' : 'Harbour Town'}
    nav={nav[variant]}
    actor={
      variant === 'staff' ? (
        <>
          <span>Priya Nair</span>
          <a href="#main">Sign out</a>
        </>
      ) : null
    }
    languages={{
      action: '/language',
      returnTo: '/dev/components',
      choices: [
        { code: 'en', label: 'English' },
        { code: 'id', label: 'Bahasa Indonesia' },
      ],
    }}
    footerLinks={[
      { href: '#', label: 'Privacy' },
      { href: '#', label: 'Accessibility' },
      { href: '#', label: 'Contact us' },
    ]}
    footerNote="Alongside Harbour Town helps people find company and things to do."
    {...page}
  />
)
