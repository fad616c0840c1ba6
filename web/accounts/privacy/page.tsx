import type { PageContext } from '../../../src/http/env.ts'
import { asDialled } from '../../../src/lib/phones.ts'
import { PageHeading } from '../../components/heading.tsx'
import { render, type TextKey, texts } from '../../render.tsx'

const parts = ['what', 'why', 'who', 'how_long', 'rights', 'links', 'ring'] as const

/** What is held about people, why, for how long, and what they can ask for; in plain words. */
export function privacyPage(c: PageContext) {
  const t = texts(c.var.locale)
  const { name, phone, replyTo, keepPeopleMonths } = c.var.ctx.place
  return render(
    c,
    { title: t('accounts.privacy.title') },
    <>
      <PageHeading title={t('accounts.privacy.title')} lead={t('accounts.privacy.lead', { place: name })} />
      {parts.map((part) => (
        <section class="al-section">
          <h2>{t(`accounts.privacy.${part}.title` as TextKey)}</h2>
          {t(`accounts.privacy.${part}.body` as TextKey, { phone: asDialled(phone), email: replyTo, months: keepPeopleMonths })
            .split('\n')
            .map((sentence) => (
              <p>{sentence}</p>
            ))}
        </section>
      ))}
    </>,
  )
}
