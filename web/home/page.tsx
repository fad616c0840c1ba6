import type { PageContext } from '../../src/http/env.ts'
import { render, texts } from '../render.tsx'

export function homePage(c: PageContext) {
  const t = texts(c.var.locale)
  return render(
    c,
    { title: t('home.title', { place: c.var.ctx.place.name }) },
    <>
      <h1>{t('home.title', { place: c.var.ctx.place.name })}</h1>
      <p class="nhsuk-lede-text">{t('home.lede')}</p>
    </>,
  )
}
