import type { PageContext } from '../../src/http/env.ts'
import type { FaultStatus } from '../../src/http/faults.ts'
import { wishedLocale } from '../../src/http/locale.ts'
import { asDialled } from '../../src/lib/phones.ts'
import { hasTexts } from '../../src/lib/texts.ts'
import { stylesheet } from '../assets.generated.ts'
import { render, type TextKey, texts } from '../render.tsx'
import { signedOutPage } from './signed-out/page.tsx'

const known = [400, 403, 404, 413, 429, 500, 503] as const
type Known = (typeof known)[number]

/** A plain page for every fault: what happened, whether anything was lost, what to do now. */
export function faultPage(c: PageContext, status: FaultStatus): Response | Promise<Response> {
  if (!hasTexts()) return c.html(`<!doctype html>${<WithoutTexts />}`, status)
  if (status === 401) return signedOutPage(c)
  const shown = known.find((one) => one === status) ?? (400 satisfies Known)
  // A database that does not answer leaves nothing to know the place, its telephone number or its language by.
  const locale = c.var.locale ?? wishedLocale(c) ?? 'en'
  const t = texts(locale)
  const phone = c.var.ctx ? asDialled(c.var.ctx.place.phone) : 'none'
  const key = (part: string) => `faults.${shown}.${part}` as TextKey
  return render(
    c,
    // Without the address that was asked for, a record that is not yours is answered with the same bytes as one that is not there.
    { title: t(key('title')), status, locale, returnTo: '/' },
    <>
      <h1>{t(key('title'))}</h1>
      <p>{t(key('what_now'), { phone })}</p>
      {shown >= 500 && c.var.ctx ? <p>{t('faults.request_id', { id: c.var.ctx.requestId })}</p> : null}
    </>,
  )
}

/** All that can be said before the texts are there, in both languages: this isolate could not read them yet. */
const WithoutTexts = () => (
  <html lang="en-GB" class="al">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>Please try again – Coba lagi</title>
      <link rel="stylesheet" href={stylesheet} />
    </head>
    <body>
      <main class="al-main al-width">
        <h1>Please try again in a minute</h1>
        <p>This page could not be shown just now. Nothing was changed.</p>
        <h2 lang="id-ID">Coba lagi sebentar lagi</h2>
        <p lang="id-ID">Halaman ini belum dapat ditampilkan. Tidak ada yang berubah.</p>
      </main>
    </body>
  </html>
)
