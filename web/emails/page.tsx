import type { PageContext } from '../../src/http/env.ts'
import type { EmailChoice } from '../../src/messages/choices/actions.ts'
import { readerOf } from '../../src/messages/rules.ts'
import { Buttons, PostButton } from '../components/button.tsx'
import { PageHeading } from '../components/heading.tsx'
import { render, texts } from '../render.tsx'
import { kindName } from '../running/wording.ts'

/** Emails of one kind, and the one button that stops them or takes that back. */
export function stopPage(c: PageContext, { kind, isStopped }: EmailChoice) {
  const t = texts(c.var.locale)
  const state = isStopped ? 'off' : 'on'
  return render(
    c,
    { title: t('emails.title') },
    <>
      <PageHeading caption={kindName(t, kind)} title={t('emails.title')} lead={t(`emails.${state}`)} />
      <Buttons>
        <PostButton kind="secondary" action={c.req.path} hidden={{ wish: isStopped ? 'start' : 'stop' }}>
          {t(isStopped ? 'emails.start' : 'emails.stop')}
        </PostButton>
      </Buttons>
      {readerOf(kind) ? (
        <p>
          {t('emails.all_of_them')} <a href="/account/emails">{t('accounts.emails.title')}</a>
        </p>
      ) : null}
    </>,
  )
}
