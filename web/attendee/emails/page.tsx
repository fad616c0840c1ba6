import type { AttendeePage, ClosedPage } from '../../../src/attendee/actions.ts'
import type { Stopped } from '../../../src/attendee/choices/actions.ts'
import type { PageContext } from '../../../src/http/env.ts'
import { Buttons, LinkButton, PostButton } from '../../components/button.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { type T, texts } from '../../render.tsx'
import { renderForPerson, type Trouble } from '../components.tsx'
import { attendeePage } from '../page.tsx'

/** The choice of emails behind a booking's link. */
export const emailsPage = (c: PageContext, home: string, page: AttendeePage | ClosedPage, trouble?: Trouble) =>
  page.state === 'open'
    ? choices(c, { home, action: `${home}/emails`, backTo: home, trouble }, { language: page.language, ...page.stopped })
    : attendeePage(c, home, page)

/** The same choice behind the link at the foot of an email. */
export const unsubscribePage = (c: PageContext, home: string, stopped: Stopped, trouble?: Trouble) =>
  choices(c, { home, action: home, trouble }, stopped)

type Where = { home: string; action: string; backTo?: string; trouble: Trouble | undefined }

function choices(c: PageContext, { home, action, backTo, trouble }: Where, { language, reminders, surveys, left }: Stopped) {
  const text = texts(language)
  const title = text('attendee.emails.title_tab')
  const back = backTo === undefined ? undefined : <BackLink href={backTo} label={text('attendee.buttons.back')} />
  return renderForPerson(c, { title, language, home, trouble, back }, (t) => (
    <>
      <PageHeading title={t('attendee.emails.title')} lead={t(left ? 'rights.left.lead' : 'attendee.emails.lead')} />
      {left ? null : <Kinds t={t} action={action} reminders={reminders} surveys={surveys} leaving={`${home}/leaving`} />}
    </>
  ))
}

type KindsProps = { t: T; action: string; reminders: boolean; surveys: boolean; leaving: string }

const Kinds = ({ t, action, reminders, surveys, leaving }: KindsProps) => (
  <>
    <Choice t={t} action={action} category="reminders" isStopped={reminders} />
    <Choice t={t} action={action} category="surveys" isStopped={surveys} />
    {reminders || surveys ? null : (
      <Buttons>
        <PostButton kind="secondary" action={action} hidden={{ category: 'all', wish: 'stop' }}>
          {t('attendee.emails.stop_all')}
        </PostButton>
      </Buttons>
    )}
    <h2>{t('rights.leave.title')}</h2>
    <p>{t('rights.leave.teaser')}</p>
    <LinkButton kind="quiet" href={leaving}>
      {t('rights.leave.go')}
    </LinkButton>
  </>
)

type ChoiceProps = { t: T; action: string; category: 'reminders' | 'surveys'; isStopped: boolean }

const Choice = ({ t, action, category, isStopped }: ChoiceProps) => {
  const wish = isStopped ? 'start' : 'stop'
  return (
    <>
      <h2>{t(`attendee.emails.${category}`)}</h2>
      <p>{t(`attendee.emails.${isStopped ? 'off' : 'on'}`)}</p>
      <PostButton kind="secondary" action={action} hidden={{ category, wish }}>
        {t(`attendee.emails.${wish}_${category}`)}
      </PostButton>
    </>
  )
}
