import type { Child } from 'hono/jsx'
import type { AttendeePage, ClosedPage } from '../../src/attendee/actions.ts'
import { canComeBack, canSayHowItWas, isAhead, isGoing, isOff } from '../../src/attendee/rules.ts'
import type { PageContext } from '../../src/http/env.ts'
import { clock, longDate, relativeDay, timeRange } from '../../src/lib/dates.ts'
import { asDialled } from '../../src/lib/phones.ts'
import { Buttons, LinkButton, PostButton } from '../components/button.tsx'
import { type Fact, Facts } from '../components/facts.tsx'
import { PageHeading } from '../components/heading.tsx'
import { Notice } from '../components/notice.tsx'
import { type T, texts } from '../render.tsx'
import { closedPage } from './closed/page.tsx'
import { AboutOff, OtherVisits, RingUs, renderForPerson, type Trouble } from './components.tsx'
import { Dates, furtherDates } from './dates/components.tsx'
import { accessSentences } from './wording.ts'

export type Shown = { c: PageContext; t: T; page: AttendeePage; home: string }

/** The one page of a booking's link: what stands, the one thing to do, and everything somebody needs to get there. */
export function attendeePage(c: PageContext, home: string, page: AttendeePage | ClosedPage, trouble?: Trouble) {
  if (page.state !== 'open') return closedPage(c, home, page)
  const title = texts(page.language)('attendee.title', { day: dayOf(c, page) })
  return renderForPerson(c, { title, language: page.language, home, trouble }, (t) => {
    const shown = { c, t, page, home }
    return (
      <>
        <Head {...shown} />
        <AboutOff c={c} t={t} page={page} />
        {page.nearest ? <Nearest {...shown} nearest={page.nearest} /> : null}
        {page.toSee ? <Seen {...shown} /> : null}
        <Answers {...shown} />
        {isOff(page.standing) && page.startsAt > c.var.ctx.now ? <TakeOut {...shown} /> : null}
        {isGoing(page.standing) ? <Essentials {...shown} /> : null}
        <OtherVisits c={c} t={t} page={page} />
        {page.standing === 'waiting' ? <WaitingRule t={t} /> : null}
        {canComeBack(page.standing) && (!page.nearest || furtherDates(page).length > 0) ? (
          <>
            <h2>{t('attendee.dates.title_anew')}</h2>
            <Dates {...shown} level={3} />
          </>
        ) : null}
        {isAhead(page.standing) ? <More {...shown} /> : null}
        <Talk {...shown} />
      </>
    )
  })
}

const dayOf = (c: PageContext, { startsAt, language }: AttendeePage) => longDate(startsAt, c.var.ctx.place.timeZone, language)

const Head = ({ c, t, page }: Shown) => {
  const { timeZone } = c.var.ctx.place
  const deadline = page.offerExpiresAt ?? page.startsAt
  const facts = {
    name: page.preferredName,
    day: dayOf(c, page),
    time: clock(page.startsAt, timeZone, page.language),
    end: clock(page.endsAt, timeZone, page.language),
    deadline: `${relativeDay(deadline, c.var.ctx.now, timeZone, page.language)}, ${clock(deadline, timeZone, page.language)}`,
    places: page.places,
    position: page.position,
  }
  return (
    <PageHeading
      caption={page.groupName}
      title={t(`attendee.heads.${page.standing}.title`, facts)}
      lead={t(`attendee.heads.${page.standing}.lead`, facts)}
    />
  )
}

/** The one thing to do now, and the way to say no. */
const Answers = ({ t, page, home }: Shown) => {
  const { standing } = page
  const no = { booked: 'cannot_come', confirmed: 'cannot_come', offered: 'decline', waiting: 'leave_list' } as const
  if (standing === 'booked' || standing === 'confirmed' || standing === 'offered' || standing === 'waiting')
    return (
      <Buttons>
        {standing === 'booked' || standing === 'offered' ? (
          <PostButton action={`${home}/confirmation`} hidden={{ saw: String(page.moves) }}>
            {t(`attendee.buttons.${standing === 'offered' ? 'take' : 'confirm'}`)}
          </PostButton>
        ) : null}
        <LinkButton kind="secondary" href={`${home}/cancellation`}>
          {t(`attendee.buttons.${no[standing]}`)}
        </LinkButton>
      </Buttons>
    )
  if (canSayHowItWas(standing))
    return (
      <Buttons>
        <LinkButton href={`/survey/${page.surveyToken}`}>
          {t(`attendee.buttons.${standing === 'missed' ? 'survey_missed' : 'survey'}`)}
        </LinkButton>
      </Buttons>
    )
  return page.sameDate === undefined ? null : (
    <Buttons>
      <PostButton kind="secondary" action={`${home}/return`} hidden={{ sessionId: page.sameDate }}>
        {t('attendee.buttons.after_all')}
      </PostButton>
    </Buttons>
  )
}

/** The nearest equal session by one button; where it is full by now, its waiting list, and that is said. */
const Nearest = ({ c, t, page, home, nearest }: Shown & { nearest: NonNullable<AttendeePage['nearest']> }) => {
  const { timeZone } = c.var.ctx.place
  const facts = {
    group: nearest.groupName ?? page.groupName,
    day: longDate(nearest.startsAt, timeZone, page.language),
    time: clock(nearest.startsAt, timeZone, page.language),
    venue: nearest.venueName ?? page.venue.name,
  }
  return (
    <>
      <h2>{t('attendee.nearest.title')}</h2>
      <p>{t(nearest.isFull ? 'attendee.nearest.full' : 'attendee.nearest.lead', facts)}</p>
      <Buttons>
        <PostButton action={`${home}/return`} hidden={{ sessionId: nearest.sessionId, orWait: 'yes' }}>
          {t(nearest.isFull ? 'attendee.nearest.wait' : 'attendee.nearest.take', facts)}
        </PostButton>
      </Buttons>
    </>
  )
}

/** Whoever presses it knows, and need not be rung. */
const Seen = ({ t, page, home }: Shown) => (
  <>
    {page.toSee === 'changed' ? <Notice kind="warning" title={t('attendee.seen.changed')} /> : null}
    <Buttons>
      <PostButton kind="secondary" action={`${home}/seen`} hidden={{ saw: String(page.calendarSequence) }}>
        {t('attendee.seen.button')}
      </PostButton>
    </Buttons>
  </>
)

/** When, where, who meets me, what to bring. */
const Essentials = ({ c, t, page }: Shown) => {
  const { timeZone } = c.var.ctx.place
  const access = accessSentences(t, page.accessFeatures)
  const facts: Fact[] = [
    {
      icon: 'calendar',
      label: t('attendee.facts.when'),
      value: longDate(page.startsAt, timeZone, page.language),
      note: timeRange(page.startsAt, page.endsAt, timeZone, page.language),
    },
    { icon: 'place', label: t('attendee.facts.where'), value: page.venue.name, note: page.venue.address },
    { icon: 'door', label: t('attendee.facts.door'), value: page.venue.howToFind },
    { icon: 'person', label: t('attendee.facts.meets'), ...whoMeets(t, page) },
    { icon: 'bag', label: t('attendee.facts.bring'), value: page.whatToBring },
    { icon: 'coins', label: t('attendee.facts.cost'), value: page.cost },
    { icon: 'access', label: t('attendee.facts.good_to_know'), value: access.join(' ') },
  ]
  return (
    <>
      <h2 class="al-hidden">{t('attendee.facts.title')}</h2>
      <Facts facts={facts.filter(({ value }) => value)} />
    </>
  )
}

function whoMeets(t: T, { meets, contact, meetingPoint }: AttendeePage): { value: string; note?: Child } {
  const note = meetingPoint && t('attendee.meets.meeting_point', { point: meetingPoint })
  switch (meets.who) {
    case 'buddy':
      return { value: t(`attendee.meets.${meets.isInside ? 'inside' : 'buddy'}`, { name: meets.name }), note }
    case 'group':
      return { value: t('attendee.meets.group', { contact: contact.name }), note }
    case 'nobody_wished':
    case 'nobody_arranged':
      return { value: t(`attendee.meets.${meets.who}`, { contact: contact.name }) }
    default:
      return { value: t(`attendee.meets.${meets.who}`), note }
  }
}

const WaitingRule = ({ t }: { t: T }) => (
  <>
    <h2>{t('attendee.waiting_rule.title')}</h2>
    <p>{t('attendee.waiting_rule.first')}</p>
    <p>{t('attendee.waiting_rule.newcomers')}</p>
    <p>{t('attendee.waiting_rule.together')}</p>
    <p>{t('attendee.waiting_rule.offer')}</p>
  </>
)

/** Everything else that the person can choose, each one press away. */
const More = ({ t, page, home }: Shown) => {
  const hasBuddy = page.meets.who === 'buddy' || page.meets.who === 'sought' || page.meets.who === 'sought_later'
  return (
    <>
      <h2>{t('attendee.more.title')}</h2>
      <Buttons>
        <LinkButton kind="quiet" href={`${home}/dates`}>
          {t('attendee.more.dates')}
        </LinkButton>
        {hasBuddy ? null : (
          <PostButton kind="quiet" action={`${home}/buddy`} hidden={{ wish: 'wanted' }}>
            {t('attendee.more.want_buddy')}
          </PostButton>
        )}
        {hasBuddy ? (
          <PostButton kind="quiet" action={`${home}/buddy`} hidden={{ wish: 'not_wanted' }}>
            {t('attendee.more.no_buddy')}
          </PostButton>
        ) : null}
        {page.standing === 'waiting' ? null : (
          <LinkButton kind="quiet" href={`${home}/calendar.ics`}>
            {t('attendee.more.calendar')}
          </LinkButton>
        )}
        <LinkButton kind="quiet" href={`${home}/emails`}>
          {t('attendee.more.emails')}
        </LinkButton>
      </Buttons>
    </>
  )
}

/** A calendar that was once given the visit would still say where to be. */
const TakeOut = ({ t, home }: Shown) => (
  <LinkButton kind="quiet" href={`${home}/calendar.ics`}>
    {t('attendee.more.calendar_off')}
  </LinkButton>
)

/** Whom to ring: always, since a page answers only what it was asked. */
const Talk = ({ c, t, page }: Shown) => (
  <>
    <h2>{t('attendee.talk.title')}</h2>
    <p>{t('attendee.talk.lead')}</p>
    <RingUs c={c} t={t} />
    {isGoing(page.standing) && page.contact.phone ? (
      <p>{t('attendee.talk.group', { contact: page.contact.name, phone: asDialled(page.contact.phone) })}</p>
    ) : null}
  </>
)
