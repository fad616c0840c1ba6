// What the pages behind a person's links share: their language, the way back, the outcome of what they just did, whom to ring.

import type { Child } from 'hono/jsx'
import type { AttendeePage } from '../../src/attendee/actions.ts'
import { isGoing } from '../../src/attendee/rules.ts'
import type { PageContext } from '../../src/http/env.ts'
import { datesOf } from '../../src/letters/rules.ts'
import { type Locale, longDate } from '../../src/lib/dates.ts'
import { asDialled } from '../../src/lib/phones.ts'
import { Buttons, LinkButton } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import { render, type T, texts } from '../render.tsx'
import { type Done, notices, type Refusal, refusals } from './wording.ts'

/** What was refused just now, or which field was wrong. */
export type Trouble = { refusal?: Refusal; errors?: Record<string, string> }

type Frame = {
  title: string
  language: Locale
  /** Address of the link that was opened, such as '/b/<token>'; its language can be changed there. */
  home: string | undefined
  trouble?: Trouble | undefined
  back?: Child
}

/** A page in the person's own language, whatever their browser prefers. */
export function renderForPerson(c: PageContext, { title, language, home, trouble, back }: Frame, content: (t: T) => Child) {
  const t = texts(language)
  return render(
    c,
    {
      variant: 'attendee',
      title,
      locale: language,
      languageAction: home && `${home}/language`,
      back,
      ...(trouble?.errors ? { errors: trouble.errors } : {}),
      ...(trouble?.refusal ? { status: 422 as const } : {}),
      notice: trouble?.refusal ? <Notice kind="warning" title={t(refusals[trouble.refusal])} /> : <DoneNotice c={c} t={t} />,
    },
    content(t),
  )
}

/** `?done=` carries a code of ours; anything else says nothing. */
function DoneNotice({ c, t }: { c: PageContext; t: T }) {
  const done = c.req.query('done')
  if (!done || !Object.hasOwn(notices, done)) return null
  return <Notice kind="success" title={t(notices[done as Done])} />
}

/**
 * Why it was called off, as the organiser put it, and the other dates of a routine that were called off with this one: whoever says
 * that they have seen it has seen them all.
 */
export const AboutOff = ({ c, t, page: { cancelReason, alsoOff, language } }: { c: PageContext; t: T; page: AttendeePage }) => (
  <>
    {cancelReason ? <p>{t('sessions.cancelled_why', { reason: cancelReason })}</p> : null}
    {alsoOff.length > 0 ? (
      <p>{t('attendee.also_off', { dates: datesOf(alsoOff, { zone: c.var.ctx.place.timeZone, locale: language }) })}</p>
    ) : null}
  </>
)

/** The other dates of a routine, each with its own page; from a date that is over or given up, the next. */
export function OtherVisits({ c, t, page: { visits, standing, language } }: { c: PageContext; t: T; page: AttendeePage }) {
  const [next] = visits
  if (!next) return null
  const day = ({ startsAt }: { startsAt: number }) => longDate(startsAt, c.var.ctx.place.timeZone, language)
  return isGoing(standing) ? (
    <>
      <h2>{t('attendee.next.others')}</h2>
      <p>{t('attendee.next.each')}</p>
      <Buttons>
        {visits.map((visit) => (
          <LinkButton kind="quiet" href={`/b/${visit.token}`}>
            {day(visit)}
          </LinkButton>
        ))}
      </Buttons>
    </>
  ) : (
    <>
      <h2>{t('attendee.next.title')}</h2>
      <LinkButton href={`/b/${next.token}`}>{t('attendee.next.button', { day: day(next) })}</LinkButton>
    </>
  )
}

/** A button that rings, with the number as people here write it. */
export const RingUs = ({ c, t }: { c: PageContext; t: T }) => {
  const { phone } = c.var.ctx.place
  return (
    <LinkButton kind="secondary" href={`tel:${phone}`}>
      {t('attendee.talk.place', { phone: asDialled(phone) })}
    </LinkButton>
  )
}
