import type { ClosedPage } from '../../../src/attendee/actions.ts'
import type { PageContext } from '../../../src/http/env.ts'
import { Buttons, PostButton } from '../../components/button.tsx'
import { PageHeading } from '../../components/heading.tsx'
import { texts } from '../../render.tsx'
import { RingUs, renderForPerson } from '../components.tsx'

/** A link that is too old, or was taken back: why, and what to do now. Says nothing of the booking. */
export function closedPage(c: PageContext, home: string, { state, language }: ClosedPage) {
  const title = texts(language)('attendee.closed.tab')
  const says = state === 'expired' && c.req.query('done') === 'link_sent' ? 'sent' : state
  return renderForPerson(c, { title, language, home: undefined }, (t) => (
    <>
      <PageHeading title={t(`attendee.closed.${says}.title`)} lead={t(`attendee.closed.${says}.lead`)} />
      <Buttons>
        {says === 'expired' ? <PostButton action={`${home}/link`}>{t('attendee.closed.send')}</PostButton> : null}
        <RingUs c={c} t={t} />
      </Buttons>
    </>
  ))
}
