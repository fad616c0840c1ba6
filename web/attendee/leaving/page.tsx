import type { PageContext } from '../../../src/http/env.ts'
import type { Locale } from '../../../src/lib/dates.ts'
import { Buttons, LinkButton, PostButton } from '../../components/button.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { texts } from '../../render.tsx'
import { RingUs, renderForPerson } from '../components.tsx'

type Where = { home: string; action: string; backTo: string; language: Locale; hasLeft: boolean }

/** Stopping everything: what it means, one button, and the way back. Afterwards, that it is done. */
export function leavingPage(c: PageContext, { home, action, backTo, language, hasLeft }: Where) {
  const text = texts(language)
  const title = text(hasLeft ? 'rights.left.title' : 'rights.leave.title')
  const back = hasLeft ? undefined : <BackLink href={backTo} label={text('attendee.buttons.back')} />
  return renderForPerson(c, { title, language, home, back }, (t) =>
    hasLeft ? (
      <>
        <PageHeading title={title} lead={t('rights.left.lead')} />
        <p>{t('rights.left.erase')}</p>
        <RingUs c={c} t={t} />
      </>
    ) : (
      <>
        <PageHeading title={title} lead={t('rights.leave.lead')} />
        <ul>
          <li>{t('rights.leave.no_emails')}</li>
          <li>{t('rights.leave.no_bookings')}</li>
          <li>{t('rights.leave.no_support')}</li>
        </ul>
        <p>{t('rights.leave.erase')}</p>
        <Buttons>
          <PostButton kind="warning" action={action}>
            {t('rights.leave.submit')}
          </PostButton>
          <LinkButton kind="secondary" href={backTo}>
            {t('rights.leave.stay')}
          </LinkButton>
        </Buttons>
      </>
    ),
  )
}
