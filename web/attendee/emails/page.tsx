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

/** The same choice behind the link at the foot of an email: the kind that it stands under comes first. */
export function unsubscribePage(c: PageContext, token: string, stopped: Stopped, of: PersonStop | 'all') {
  const home = `/unsubscribe/${token}`
  return choices(c, { home, action: home, first: of, trouble: undefined }, stopped)
}

type Where = { home: string; action: string; first?: PersonStop | 'all'; backTo?: string; trouble: Trouble | undefined }

function choices(c: PageContext, { home, action, first = 'all', backTo, trouble }: Where, { language, left, ...stops }: Stopped) {
  const text = texts(language)
  const title = text('attendee.emails.title_tab')
  const back = backTo === undefined ? undefined : <BackLink href={backTo} label={text('attendee.buttons.back')} />
  return renderForPerson(c, { title, language, home, trouble, back }, (t) => (
    <>
      <PageHeading title={t('attendee.emails.title')} lead={t(left ? 'rights.left.lead' : 'attendee.emails.lead')} />
      {left ? null : <Kinds t={t} action={action} stops={stops} first={first} leaving={`${home}/leaving`} />}
    </>
  ))
}

type Stops = Record<PersonStop, boolean>
type KindsProps = { t: T; action: string; stops: Stops; first: PersonStop | 'all'; leaving: string }

const kinds = ['reminders', 'surveys', 'wellbeing', 'visits'] as const satisfies readonly PersonStop[]

const Kinds = ({ t, action, stops, first, leaving }: KindsProps) => (
  <>
    {kinds
      .toSorted((a, b) => Number(b === first) - Number(a === first))
      .map((category) => (
        <Choice t={t} action={action} category={category} isStopped={stops[category]} />
      ))}
    {stops.reminders || stops.surveys || stops.wellbeing ? null : (
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
