// A gallery of every email with sample data, at phone and desktop width. Local mode only.

import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { AppEnv } from '../../src/http/env.ts'
import { localOnly } from '../../src/http/guard.ts'
import { type SampleOf, sampleLetter } from '../../src/jobs/letters/samples.ts'
import { isLocale, type Locale, languageTag, locales } from '../../src/lib/dates.ts'
import { kinds, type MessageKind } from '../../src/messages/rules.ts'
import { stylesheet } from '../assets.generated.ts'

const allKinds = Object.keys(kinds) as MessageKind[]
const readers = ['person', 'carer'] as const
// Emails carry their styles with them, and a gallery shows pages of ours inside a page of ours; nothing is loaded from elsewhere.
const emailPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
const galleryPolicy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; frame-src 'self'; frame-ancestors 'none'"

export const emails = new Hono<AppEnv>()
  .get('/', localOnly, (c) => {
    c.header('content-security-policy', galleryPolicy)
    return c.html(`<!doctype html>${<List />}`)
  })
  .get('/:kind/:locale', localOnly, (c) => {
    const sample = sampleOf(c.req.param('kind'), c.req.param('locale'), c.req.query('to'))
    c.header('content-security-policy', galleryPolicy)
    return c.html(
      `<!doctype html>${<One {...sample} letter={sampleLetter({ ...sample, now: c.var.ctx.now, origin: c.var.ctx.origin })} />}`,
    )
  })
  .get('/:kind/:locale/html', localOnly, (c) => {
    const sample = sampleOf(c.req.param('kind'), c.req.param('locale'), c.req.query('to'))
    c.header('content-security-policy', emailPolicy)
    c.header('cross-origin-resource-policy', 'same-origin')
    return c.html(sampleLetter({ ...sample, now: c.var.ctx.now, origin: c.var.ctx.origin }).html)
  })

type Asked = Pick<SampleOf, 'kind' | 'locale' | 'to'>

function sampleOf(kind: string, locale: string, to: string | undefined): Asked {
  const known = allKinds.find((one) => one === kind)
  if (!known || !isLocale(locale)) throw new HTTPException(404)
  return { kind: known, locale, to: to === 'carer' ? 'carer' : 'person' }
}

const path = ({ kind, locale, to }: Asked, part = '') => `/dev/emails/${kind}/${locale}${part}${to === 'carer' ? '?to=carer' : ''}`

const Page = ({ title, lang, children }: { title: string; lang?: string; children: unknown }) => (
  <html lang={lang ?? 'en-GB'} class="al al--staff">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{title}</title>
      <link rel="stylesheet" href={stylesheet} />
      <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
    </head>
    <body>
      <main class="al-main al-width">{children}</main>
    </body>
  </html>
)

const List = () => (
  <Page title="Emails">
    <h1>Every email</h1>
    <ul>
      {allKinds.map((kind) => (
        <li>
          {kind}:{' '}
          {readersOf(kind).flatMap((to) =>
            locales.map((locale: Locale) => (
              <>
                <a href={path({ kind, locale, to })}>
                  {locale}
                  {to === 'carer' ? ', to a carer' : ''}
                  <span class="al-hidden"> {kind}</span>
                </a>{' '}
              </>
            )),
          )}
        </li>
      ))}
    </ul>
  </Page>
)

const readersOf = (kind: MessageKind) => readers.filter((to) => to === 'person' || kinds[kind].to === 'person')

const One = ({ letter, ...asked }: Asked & { letter: ReturnType<typeof sampleLetter> }) => (
  <Page title={`${asked.kind}, ${asked.locale}`}>
    <p>
      <a href="/dev/emails">Every email</a>
    </p>
    <h1>{asked.kind}</h1>
    <p lang={languageTag[asked.locale]}>
      <strong>{letter.subject}</strong>
    </p>
    <h2>On a phone</h2>
    <iframe src={path(asked, '/html')} width="360" height="900" title={`${asked.kind} on a phone`} />
    <h2>On a desk</h2>
    <iframe src={path(asked, '/html')} width="100%" height="900" title={`${asked.kind} on a desk`} />
    <h2>As text</h2>
    <pre lang={languageTag[asked.locale]} tabindex={0}>
      {letter.text}
    </pre>
  </Page>
)
