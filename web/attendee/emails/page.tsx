import type { AttendeePage, ClosedPage } from '../../../src/attendee/actions.ts'
import type { Stopped } from '../../../src/attendee/choices/actions.ts'
import type { PageContext } from '../../../src/http/env.ts'
import type { PersonStop } from '../../../src/messages/rules.ts'
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

function choices(c: PageContext, { home, action, backTo, trouble }: Where, { language, left, ...stops }: Stopped) {
  const text = texts(language)
  const title = text('attendee.emails.title_tab')
  const back = backTo === undefined ? undefined : <BackLink href={backTo} label={text('attendee.buttons.back')} />
  return renderForPerson(c, { title, language, home, trouble, back }, (t) => (
    <>
      <PageHeading title={t('attendee.emails.title')} lead={t(left ? 'rights.left.lead' : 'attendee.emails.lead')} />
      {left ? null : <Kinds t={t} action={action} stops={stops} leaving={`${home}/leaving`} />}
    </>
  ))
}

type Stops = Record<PersonStop, boolean>
type KindsProps = { t: T; action: string; stops: Stops; leaving: string }

const Kinds = ({ t, action, stops, leaving }: KindsProps) => (
  <>
    <Choice t={t} action={action} category="reminders" isStopped={stops.reminders} />
    <Choice t={t} action={action} category="surveys" isStopped={stops.surveys} />
    <Choice t={t} action={action} category="wellbeing" isStopped={stops.wellbeing} />
    {stops.reminders || stops.surveys || stops.wellbeing ? null : (
      <Buttons>
        <PostButton kind="secondary" action={action} hidden={{ category: 'all', wish: 'stop' }}>
          {t('attendee.emails.stop_all')}
        </PostButton>
      </Buttons>
    )}
    <Choice t={t} action={action} category="visits" isStopped={stops.visits} />
    <h2>{t('rights.leave.title')}</h2>
    <p>{t('rights.leave.teaser')}</p>
    <LinkButton kind="quiet" href={leaving}>
      {t('rights.leave.go')}
    </LinkButton>
  </>
)

type ChoiceProps = { t: T; action: string; category: PersonStop; isStopped: boolean }

const Choice = ({ t, action, category, isStopped }: ChoiceProps) => {
  const wish = isStopped ? 'start' : 'stop'
  return (
    <>
      <h2>{t(`attendee.emails.${category}`)}</h2>
      <p>{t(`attendee.emails.${category === 'visits' ? 'visits_' : ''}${isStopped ? 'off' : 'on'}`)}</p>
      <PostButton kind="secondary" action={action} hidden={{ category, wish }}>
        {t(`attendee.emails.${wish}_${category}`)}
      </PostButton>
    </>
  )
}
