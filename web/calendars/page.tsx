import type { SeenFeed } from '../../src/calendars/actions.ts'
import type { PageContext } from '../../src/http/env.ts'
import { longDate } from '../../src/lib/dates.ts'
import { Buttons, LinkButton, PostButton } from '../components/button.tsx'
import { BackLink, PageHeading } from '../components/heading.tsx'
import { render, texts } from '../render.tsx'

/** The secret address of a calendar: how to use it, and how to take it back. */
export function calendarPage(c: PageContext, { groupName, address, endsAt }: SeenFeed) {
  const t = texts(c.var.locale)
  const here = c.req.path
  const of = groupName === undefined ? 'buddy' : 'group'
  const back = groupName === undefined ? '/visits' : `/groups/${c.req.param('groupId')}`
  return render(
    c,
    {
      title: t('calendars.title'),
      variant: 'staff',
      back: <BackLink href={back} label={groupName ?? t('menu.visits')} />,
    },
    <>
      <PageHeading caption={groupName} title={t('calendars.title')} lead={t(`calendars.${of}.lead`)} />
      {address && endsAt ? (
        <>
          <h2>{t('calendars.address')}</h2>
          <p class="al-address">
            <code>{address}</code>
          </p>
          <LinkButton href={address.replace(/^https?:/, 'webcal:')}>{t('calendars.open')}</LinkButton>
          <h2>{t('calendars.how')}</h2>
          <ul class="nhsuk-list nhsuk-list--bullet">
            <li>{t('calendars.google')}</li>
            <li>{t('calendars.apple')}</li>
            <li>{t('calendars.outlook')}</li>
          </ul>
          <p>{t('calendars.slow')}</p>
          <h2>{t('calendars.secret')}</h2>
          <p>{t('calendars.secret_body', { until: longDate(endsAt, c.var.ctx.place.timeZone, c.var.locale) })}</p>
          <Buttons>
            <PostButton kind="secondary" action={here}>
              {t('calendars.renew')}
            </PostButton>
            <PostButton kind="warning" action={`${here}/revocation`}>
              {t('calendars.revoke')}
            </PostButton>
          </Buttons>
        </>
      ) : (
        <PostButton action={here}>{t('calendars.make')}</PostButton>
      )}
    </>,
  )
}
