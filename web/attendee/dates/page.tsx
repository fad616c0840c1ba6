import type { AttendeePage, ClosedPage } from '../../../src/attendee/actions.ts'
import { isAhead } from '../../../src/attendee/rules.ts'
import type { PageContext } from '../../../src/http/env.ts'
import { longDate } from '../../../src/lib/dates.ts'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { texts } from '../../render.tsx'
import { RingUs, renderForPerson, type Trouble } from '../components.tsx'
import { attendeePage } from '../page.tsx'
import { Dates } from './components.tsx'

/** Another date of the group. Whoever has nothing to change any more sees their page, which has the dates too. */
export function datesPage(c: PageContext, home: string, page: AttendeePage | ClosedPage, trouble?: Trouble) {
  if (page.state !== 'open' || !isAhead(page.standing)) return attendeePage(c, home, page, trouble)
  const words = texts(page.language)
  const title = words('attendee.dates.title')
  const back = <BackLink href={home} label={words('attendee.buttons.back')} />
  return renderForPerson(c, { title, language: page.language, home, back, trouble }, (t) => (
    <>
      <PageHeading
        caption={page.groupName}
        title={title}
        lead={t(`attendee.dates.${page.standing === 'waiting' ? 'lead_waiting' : 'lead'}`, {
          day: longDate(page.startsAt, c.var.ctx.place.timeZone, page.language),
        })}
      />
      <Dates c={c} t={t} page={page} home={home} />
      <RingUs c={c} t={t} />
    </>
  ))
}
