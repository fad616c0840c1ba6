import type { AttendeePage, ClosedPage } from '../../../src/attendee/actions.ts'
import { reasons } from '../../../src/bookings/rules.ts'
import type { PageContext } from '../../../src/http/env.ts'
import { longDate } from '../../../src/lib/dates.ts'
import { Button, Buttons, LinkButton } from '../../components/button.tsx'
import { Radios } from '../../components/choice.tsx'
import { Form } from '../../components/form.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { texts } from '../../render.tsx'
import { renderForPerson, type Trouble } from '../components.tsx'
import { attendeePage } from '../page.tsx'

/** Reasons that somebody can have beforehand. */
const askable = reasons.filter((reason) => reason !== 'forgot')

const wordings = {
  booked: { title: 'title', lead: 'lead', submit: 'submit' },
  confirmed: { title: 'title', lead: 'lead', submit: 'submit' },
  offered: { title: 'title_offered', lead: 'lead_offered', submit: 'submit_offered' },
  waiting: { title: 'title_waiting', lead: 'lead_waiting', submit: 'submit_waiting' },
} as const
const hasWording = (standing: string): standing is keyof typeof wordings => Object.hasOwn(wordings, standing)

/** Saying no, without guilt: a reason is welcome and never asked for twice. */
export function cancellationPage(c: PageContext, home: string, page: AttendeePage | ClosedPage, trouble?: Trouble) {
  if (page.state !== 'open' || !hasWording(page.standing)) return attendeePage(c, home, page, trouble)
  const words = wordings[page.standing]
  const text = texts(page.language)
  const title = text(`attendee.cancellation.${words.title}`, { day: longDate(page.startsAt, c.var.ctx.place.timeZone, page.language) })
  const back = <BackLink href={home} label={text('attendee.buttons.back')} />
  return renderForPerson(c, { title, language: page.language, home, back, trouble }, (t) => (
    <>
      <PageHeading caption={page.groupName} title={title} lead={t(`attendee.cancellation.${words.lead}`)} />
      <Form action={`${home}/cancellation`} errors={trouble?.errors} errorPrefix={t('site.error_prefix')}>
        <Radios
          name="reason"
          label={t('attendee.cancellation.why')}
          hint={t('attendee.cancellation.why_hint')}
          options={askable.map((value) => ({ value, label: t(`attendee.cancellation.reasons.${value}`) }))}
        />
        <Buttons>
          <Button>{t(`attendee.cancellation.${words.submit}`)}</Button>
          <LinkButton kind="secondary" href={home}>
            {t('attendee.cancellation.keep')}
          </LinkButton>
        </Buttons>
      </Form>
    </>
  ))
}
