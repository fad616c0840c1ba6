import type { Child } from 'hono/jsx'
import type { PageContext } from '../../../../src/http/env.ts'
import { dayDate, longDate, relativeDay } from '../../../../src/lib/dates.ts'
import { localDay } from '../../../../src/lib/time.ts'
import type { OpenedPerson } from '../../../../src/people/reading/actions.ts'
import { Buttons, LinkButton, PostButton } from '../../../components/button.tsx'
import { Tag } from '../../../components/tag.tsx'
import { Tasks } from '../../../components/work.tsx'
import { texts } from '../../../render.tsx'

/** The one thing to do for this person now: the first contact, what was promised, something to go to, or a talk about how it went. */
export const Next = ({ c, person }: { c: PageContext; person: OpenedPerson }) => (
  <section>
    <h2>{texts(c.var.locale)('people.next.title')}</h2>
    <Tasks tasks={[nextOf(c, person)]} />
  </section>
)

type What = { title: string; tag?: Child; why?: string; action: Child }

function nextOf(c: PageContext, person: OpenedPerson): What {
  const { ctx, locale } = c.var
  const { now } = ctx
  const { timeZone } = ctx.place
  const t = texts(locale)
  const { preferredName: name, nextStep, uncontacted } = person
  if (uncontacted) {
    return {
      title: t('people.next.contact', { name }),
      tag: uncontacted.contactDueAt < now ? <Tag tone="bad">{t('people.calls.late')}</Tag> : null,
      why: t('people.next.contact_why', { day: longDate(uncontacted.contactDueAt, timeZone, locale) }),
      action: <LinkButton href={`/referrals/${uncontacted.id}`}>{t('people.next.open_referral')}</LinkButton>,
    }
  }
  if (nextStep) {
    const action = `/conversations/${nextStep.conversationId}/next-step`
    return {
      title: nextStep.words,
      tag: nextStep.dueOn < localDay(now, timeZone) ? <Tag tone="bad">{t('people.calls.late')}</Tag> : null,
      why: t('people.next.step_why', { day: dayDate(nextStep.dueOn, locale) }),
      action: (
        <Buttons inRow>
          <PostButton small action={action} hidden={{ how: 'done' }}>
            {t('follow_ups.is_done')}
          </PostButton>
          <PostButton small kind="secondary" action={action} hidden={{ how: 'in_a_week' }}>
            {t('follow_ups.in_a_week')}
          </PostButton>
        </Buttons>
      ),
    }
  }
  const ahead = person.bookings.filter(({ status, endsAt }) => endsAt > now && status !== 'cancelled' && status !== 'expired')
  const soonest = ahead.toSorted((one, other) => one.startsAt - other.startsAt)[0]
  if (!soonest) {
    return {
      title: t('people.next.nothing_booked', { name }),
      why: t('people.next.nothing_booked_why'),
      action: <LinkButton href={`/people/${person.id}/matches`}>{t('people.next.see_what_fits')}</LinkButton>,
    }
  }
  // Who waits for a place is not told to go.
  const hasPlace = soonest.status !== 'waitlisted' && soonest.status !== 'offered'
  return {
    title: t('people.next.talk', { name }),
    why: t(hasPlace ? 'people.next.talk_why' : 'people.next.waits_why', {
      group: soonest.groupName,
      day: relativeDay(soonest.startsAt, now, timeZone, locale),
    }),
    action: (
      <LinkButton kind="secondary" href={`/people/${person.id}/timeline`}>
        {t('people.next.write_down')}
      </LinkButton>
    ),
  }
}
