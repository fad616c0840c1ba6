// A gallery of every email with sample data, at phone and desktop width side by side. Local mode only.

import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { AppEnv } from '../../src/http/env.ts'
import { localOnly } from '../../src/http/guard.ts'
import { type SampleOf, sampleLetter } from '../../src/jobs/letters/samples.ts'
import { isLocale, languageTag, locales } from '../../src/lib/dates.ts'
import { kinds, type MessageKind } from '../../src/messages/rules.ts'
import { stylesheet } from '../assets.generated.ts'

const allKinds = Object.keys(kinds) as MessageKind[]
// Emails carry their styles with them, and a gallery shows pages of ours inside a page of ours; nothing is loaded from elsewhere.
const emailPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
const galleryPolicy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; frame-src 'self'; frame-ancestors 'none'"

export const emails = new Hono<AppEnv>()
  .get('/', localOnly, (c) => {
    c.header('content-security-policy', galleryPolicy)
    return c.html(`<!doctype html>${<List />}`)
  })
  .get('/:kind', localOnly, (c) => {
    const kind = kindOf(c.req.param('kind'))
    c.header('content-security-policy', galleryPolicy)
    const { now, origin } = c.var.ctx
    return c.html(`<!doctype html>${<One kind={kind} to={readerOf(c.req.query('to'))} now={now} origin={origin} />}`)
  })
  .get('/:kind/:locale/html', localOnly, (c) => {
    const sample = sampleOf(c.req.param('kind'), c.req.param('locale'), c.req.query('to'))
    c.header('content-security-policy', emailPolicy)
    c.header('cross-origin-resource-policy', 'same-origin')
    return c.html(sampleLetter({ ...sample, now: c.var.ctx.now, origin: c.var.ctx.origin }).html)
  })

type Asked = Pick<SampleOf, 'kind' | 'locale' | 'to'>

const readerOf = (to: string | undefined) => (to === 'carer' ? 'carer' : 'person')

function kindOf(kind: string): MessageKind {
  const known = allKinds.find((one) => one === kind)
  if (!known) throw new HTTPException(404)
  return known
}

function sampleOf(kind: string, locale: string, to: string | undefined): Asked {
  if (!isLocale(locale)) throw new HTTPException(404)
  return { kind: kindOf(kind), locale, to: readerOf(to) }
}

const htmlOf = ({ kind, locale, to }: Asked) => `/dev/emails/${kind}/${locale}/html${to === 'carer' ? '?to=carer' : ''}`

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
          <a href={`/dev/emails/${kind}`}>{kind}</a>
          {kinds[kind].to === 'person' ? (
            <>
              {' · '}
              <a href={`/dev/emails/${kind}?to=carer`}>
                to a carer<span class="al-hidden"> {kind}</span>
              </a>
            </>
          ) : null}
        </li>
      ))}
    </ul>
  </Page>
)

const widths = [360, 680]

/** Both languages one under the other, each on a phone beside a desk. */
const One = ({ kind, to, now, origin }: Omit<SampleOf, 'locale'>) => (
  <Page title={kind}>
    <p>
      <a href="/dev/emails">Every email</a>
    </p>
    <h1>{kind}</h1>
    {locales.map((locale) => {
      const letter = sampleLetter({ kind, locale, to, now, origin })
      return (
        <>
          <h2 lang={languageTag[locale]}>{letter.subject}</h2>
          <div class="al-letters">
            {widths.map((width) => (
              <iframe src={htmlOf({ kind, locale, to })} width={width} height="900" title={`${kind}, ${locale}, ${width} pixels wide`} />
            ))}
          </div>
          <details>
            <summary>The same as text, {locale}</summary>
            <pre lang={languageTag[locale]} tabindex={0}>
              {letter.text}
            </pre>
          </details>
        </>
      )
    })}
  </Page>
)
