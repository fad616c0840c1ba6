import type { PageContext } from '../../src/http/env.ts'
import type { FaultStatus } from '../../src/http/faults.ts'
import { render, type TextKey, texts } from '../render.tsx'

const known = [400, 403, 404, 413, 429, 500, 503] as const
type Known = (typeof known)[number]

/** A plain page for every fault: what happened, whether anything was lost, what to do now. */
export function faultPage(c: PageContext, status: FaultStatus): Response | Promise<Response> {
  const shown = known.find((one) => one === status) ?? (400 satisfies Known)
  const t = texts(c.var.locale ?? 'en')
  const key = (part: string) => `faults.${shown}.${part}` as TextKey
  return render(
    c,
    // Without the address that was asked for, a record that is not yours is answered with the same bytes as one that is not there.
    { title: t(key('title')), status, locale: c.var.locale ?? 'en', returnTo: '/' },
    <>
      <h1>{t(key('title'))}</h1>
      <p>{t(key('what_now'), { phone: c.var.ctx?.place.phone ?? '' })}</p>
      {shown >= 500 && c.var.ctx ? <p>{t('faults.request_id', { id: c.var.ctx.requestId })}</p> : null}
    </>,
  )
}
