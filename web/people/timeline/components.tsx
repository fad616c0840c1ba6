import type { Child } from 'hono/jsx'
import type { TimelineEntry } from '../../../src/conversations/timeline/actions.ts'
import type { ReferralStatus } from '../../../src/db/schema/referrals.ts'
import type { PageContext } from '../../../src/http/env.ts'
import { clock, dayDate, relativeDay, shortDate } from '../../../src/lib/dates.ts'
import { localDay } from '../../../src/lib/time.ts'
import { Buttons, LinkButton, PostButton } from '../../components/button.tsx'
import { Radios } from '../../components/choice.tsx'
import { DateField } from '../../components/date-field.tsx'
import { Details } from '../../components/details.tsx'
import { NumberField, Select, TextArea, TextField } from '../../components/field.tsx'
import { StateTag, Tag } from '../../components/tag.tsx'
import { Lines } from '../../components/timeline.tsx'
import { type T, texts } from '../../render.tsx'
import { againText, cancelledText, messageOutcome, messageText, missedText, wentText } from '../wording.ts'
import { channelOptions, channelText, referralText, replyText, reportText, waveText } from './wording.ts'

/**
 * What is asked about a conversation, the same when it is written down and when it is put right. Most are written down at once, so the
 * short form keeps the day and the length folded away.
 */
export const ConversationFields = ({ t, isShort }: { t: T; isShort: boolean }) => {
  const days = { dayLabel: t('people.form.day'), monthLabel: t('people.form.month'), yearLabel: t('people.form.year') }
  return (
    <>
      <TextArea name="words" label={t('conversations.form.words')} hint={t('conversations.form.words_hint')} rows={4} />
      <Select name="channel" label={t('conversations.form.channel')} options={channelOptions(t)} />
      <Radios
        name="wasReached"
        label={t('conversations.form.was_reached')}
        options={[
          { value: 'yes', label: t('conversations.form.reached_yes') },
          { value: 'no', label: t('conversations.form.reached_no') },
        ]}
        inline
        small
      />
      <TextField
        name="nextStep"
        label={t('conversations.form.next_step')}
        hint={t('conversations.form.next_step_hint')}
        autocomplete="off"
      />
      <DateField name="nextStepOn" label={t('conversations.form.next_step_on')} {...days} />
      <Details summary={t('conversations.form.when_and_how_long')} isOpen={!isShort}>
        <DateField name="happenedOn" label={t('conversations.form.happened_on')} {...days} />
        <NumberField name="minutes" label={t('conversations.form.minutes')} suffix={t('conversations.form.minutes_suffix')} />
      </Details>
    </>
  )
}

type Of<K extends TimelineEntry['kind']> = Extract<TimelineEntry, { kind: K }>
type Shown = { title: Child; tag?: Child; body?: Child; actions?: Child }

/** One entry in words: what it was, how it ended, and what was said. */
export function itemOf(c: PageContext, entry: TimelineEntry): Shown & { when: string } {
  const { ctx, locale } = c.var
  const { timeZone } = ctx.place
  const hasTime = entry.kind !== 'note' || localDay(entry.at, timeZone) === localDay(ctx.now, timeZone)
  const when = `${shortDate(entry.at, timeZone, locale)}${hasTime ? `, ${clock(entry.at, timeZone, locale)}` : ''}`
  return { when, ...shown(c, entry) }
}

function shown(c: PageContext, entry: TimelineEntry): Shown {
  const t = texts(c.var.locale)
  switch (entry.kind) {
    case 'note':
      return note(c, t, entry)
    case 'booked': {
      const { timeZone } = c.var.ctx.place
      const day = shortDate(entry.startsAt, timeZone, c.var.locale)
      const why = entry.status === 'cancelled' && entry.cancelledBy ? t(cancelledText[entry.cancelledBy]) : undefined
      return {
        title: <a href={`/bookings/${entry.bookingId}`}>{t('conversations.booked', { group: entry.groupName, day })}</a>,
        tag: stateOf(t, entry),
        body: why,
      }
    }
    case 'session':
      return {
        title: t(entry.status === 'attended' ? 'conversations.came' : 'conversations.did_not_come', { group: entry.groupName }),
        tag: stateOf(t, entry),
        body: entry.status === 'missed' && entry.missedCause ? t(missedText[entry.missedCause]) : undefined,
      }
    case 'visit':
      return visit(t, entry)
    case 'message': {
      const outcome = messageOutcome(entry.outcome)
      return {
        title: emailOf(c, t, entry),
        tag: (
          <StateTag of="message" state={entry.status}>
            {t(`components.states.message.${entry.status}`)}
          </StateTag>
        ),
        // Who has been rung need not be rung any more.
        body: [entry.replyHow === null && outcome ? `${t(outcome)}.` : '', becameOf(c, t, entry)].filter(Boolean).join(' '),
      }
    }
    case 'answer':
      return answer(t, entry)
    case 'wave':
      return {
        title: t('conversations.wave', { wave: t(waveText[entry.wave]) }),
        body: entry.answeredBy === 'together' ? t('conversations.together') : undefined,
      }
    case 'referral': {
      const state = entry.state as ReferralStatus
      return {
        title: t(referralText[state]),
        tag: (
          <StateTag of="referral" state={state}>
            {t(`components.states.referral.${state}`)}
          </StateTag>
        ),
      }
    }
  }
}

function emailOf(c: PageContext, t: T, { messageKind, groupName, startsAt }: Of<'message'>): string {
  const what = t(messageText(messageKind))
  if (groupName === null || startsAt === null) return t('conversations.email', { what })
  return t('conversations.email_about', { what, group: groupName, day: shortDate(startsAt, c.var.ctx.place.timeZone, c.var.locale) })
}

/** What came back: seen or answered by themselves, or told by whoever rang, and how often nobody answered. */
function becameOf(c: PageContext, t: T, { replyHow, repliedAt, repliedBy, rungBy, tries }: Of<'message'>): string {
  const { timeZone } = c.var.ctx.place
  const tried = tries > 0 && replyHow === null ? t('conversations.replies.tried', { count: tries }) : ''
  if (replyHow === null || repliedAt === null) return tried
  const when = `${shortDate(repliedAt, timeZone, c.var.locale)}, ${clock(repliedAt, timeZone, c.var.locale)}`
  const by =
    repliedBy === 'link'
      ? t('conversations.replies.themselves')
      : t('conversations.replies.rung', { name: rungBy ?? t('people.person.somebody_who_left') })
  return `${by} ${t(replyText[replyHow])} (${when}).`
}

const stateOf = (t: T, { status }: Of<'booked' | 'session'>) => (
  <StateTag of="booking" state={status}>
    {t(`components.states.booking.${status}`)}
  </StateTag>
)

function note(c: PageContext, t: T, entry: Of<'note'>): Shown {
  const channel = t(channelText[entry.channel])
  return {
    title: entry.minutes > 0 ? t('conversations.for_minutes', { channel, minutes: entry.minutes }) : channel,
    tag: entry.wasReached ? undefined : <Tag tone="bad">{t('conversations.not_reached')}</Tag>,
    body: (
      <>
        <p>
          <Lines text={entry.words} />
        </p>
        <p class="al-muted">{t('conversations.written_by', { name: entry.writer ?? t('people.person.somebody_who_left') })}</p>
        <NextStep c={c} t={t} entry={entry} />
      </>
    ),
    actions: <NoteActions t={t} entry={entry} />,
  }
}

const NextStep = ({ c, t, entry }: { c: PageContext; t: T; entry: Of<'note'> }) => {
  if (entry.nextStepOn === null) return null
  const { ctx, locale } = c.var
  const today = localDay(ctx.now, ctx.place.timeZone)
  return (
    <p>
      <strong>{t('conversations.next', { day: dayDate(entry.nextStepOn, locale) })}</strong> {entry.nextStep}{' '}
      {entry.nextStepDoneAt !== null ? (
        <Tag tone="good">
          {t('conversations.step_was_done', { day: relativeDay(entry.nextStepDoneAt, ctx.now, ctx.place.timeZone, locale) })}
        </Tag>
      ) : entry.nextStepOn < today ? (
        <Tag tone="bad">{t('conversations.overdue')}</Tag>
      ) : null}
    </p>
  )
}

const NoteActions = ({ t, entry }: { t: T; entry: Of<'note'> }) => {
  const isOpen = entry.nextStepOn !== null && entry.nextStepDoneAt === null
  const settle = { action: `/conversations/${entry.id}/next-step`, about: entry.nextStep, small: true, kind: 'secondary' } as const
  return isOpen || entry.isCorrectable ? (
    <Buttons inRow>
      {isOpen ? (
        <>
          <PostButton {...settle} hidden={{ how: 'done', from: 'timeline' }}>
            {t('conversations.step_done')}
          </PostButton>
          <PostButton {...settle} hidden={{ how: 'in_a_week', from: 'timeline' }}>
            {t('conversations.in_a_week')}
          </PostButton>
        </>
      ) : null}
      {entry.isCorrectable ? (
        <LinkButton small kind="quiet" href={`/conversations/${entry.id}/edit`}>
          {t('conversations.correct')}
        </LinkButton>
      ) : null}
    </Buttons>
  ) : null
}

function visit(t: T, entry: Of<'visit'>): Shown {
  const buddy = entry.buddyName ?? t('conversations.a_buddy')
  return {
    title: t(entry.status === 'accompanied' ? 'conversations.went_along' : 'conversations.no_visit', { buddy, group: entry.groupName }),
    tag: (
      <StateTag of="visit" state={entry.status}>
        {t(`components.states.visit.${entry.status}`)}
      </StateTag>
    ),
    body:
      entry.report || entry.reportNote ? (
        <>
          {entry.report ? <p>{t(reportText[entry.report])}</p> : null}
          {entry.reportNote ? <Quote text={entry.reportNote} /> : null}
        </>
      ) : undefined,
  }
}

function answer(t: T, entry: Of<'answer'>): Shown {
  const parts = [
    t(wentText[entry.went]),
    entry.rating === null ? undefined : t('people.said.of_five', { rating: entry.rating }),
    entry.again ? `${t('people.said.again_label')} ${t(againText[entry.again])}` : undefined,
  ]
  return {
    title: t('conversations.answered', { group: entry.groupName }),
    tag: entry.again === 'no' ? <Tag tone="bad">{t('conversations.not_again')}</Tag> : undefined,
    body: (
      <>
        <p>{parts.filter(Boolean).join(' · ')}</p>
        {entry.note ? <Quote text={entry.note} /> : null}
      </>
    ),
  }
}

const Quote = ({ text }: { text: string }) => (
  <blockquote class="al-muted">
    <Lines text={text} />
  </blockquote>
)
