import { HTTPException } from 'hono/http-exception'
import type { Calls as AllCalls } from '../../src/calls/actions.ts'
import type { OpenedCall } from '../../src/calls/one/actions.ts'
import { agains } from '../../src/calls/rules.ts'
import type { PageContext } from '../../src/http/env.ts'
import { longDate } from '../../src/lib/dates.ts'
import type { Today } from '../../src/people/calls/actions.ts'
import { Button, Buttons, LinkButton, PostButton } from '../components/button.tsx'
import { Radios } from '../components/choice.tsx'
import { Empty } from '../components/empty.tsx'
import { Form } from '../components/form.tsx'
import { BackLink, PageHeading } from '../components/heading.tsx'
import { Notice } from '../components/notice.tsx'
import { SummaryList } from '../components/summary-list.tsx'
import { allCalls, CallTable, TogetherTable } from '../people/calls/components.tsx'
import { languageText } from '../people/wording.ts'
import { render, type T, texts } from '../render.tsx'
import { at, Calls, LastTry, Ring, RingBy } from './components.tsx'
import { type Done, doneText, refusalText, topicText, whyText } from './wording.ts'

/** The same answer for what does not exist and for what is another team's. */
export function noSuchCall(): never {
  throw new HTTPException(404)
}

/** Everybody who should be rung today: instead of an email, about how it went, and to ask them together. Prints on paper. */
export function callsPage(c: PageContext, { calls, isCut }: { calls: AllCalls; isCut: boolean }, today: Today, done: Done | undefined) {
  const t = texts(c.var.locale)
  const caring = allCalls(today)
  const isEmpty = calls.length + caring.length + today.together.length === 0
  return render(
    c,
    {
      title: t('people.calls.title'),
      variant: 'staff',
      back: <BackLink href="/today" label={t('menu.today')} />,
      notice: done ? <Notice kind={done === 'over' ? 'information' : 'success'} title={t(doneText[done])} /> : undefined,
    },
    <div class="al-sheet">
      <PageHeading title={t('people.calls.title')} lead={t('people.calls.lead')} />
      {isEmpty ? (
        <Empty title={t('people.calls.empty')}>
          <p>{t('people.calls.empty_body')}</p>
        </Empty>
      ) : null}
      {isCut ? <p>{t('calls.cut')}</p> : null}
      <Calls c={c} calls={calls} />
      {caring.length > 0 ? <CallTable c={c} calls={caring} /> : null}
      <TogetherTable c={c} asked={today.together} />
    </div>,
  )
}

/** One call: whom, by when, why by voice, what to say, and what they answered. */
export function callPage(c: PageContext, call: OpenedCall, refusal?: string) {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const words = refusal === undefined ? undefined : refusalText[refusal]
  return render(
    c,
    {
      title: t('calls.title', { name: call.preferredName }),
      variant: 'staff',
      back: <BackLink href="/calls" label={t('people.calls.title')} />,
      returnTo: `/calls/${call.id}`,
      ...(words ? { errors: { form: t(words) } } : {}),
    },
    <>
      <PageHeading
        caption={t(topicText[call.topic], { group: call.groupName, when: at(c, call.startsAt) })}
        title={t('calls.title', { name: call.preferredName })}
      />
      <SummaryList
        rows={[
          {
            key: t('people.calls.ring'),
            value: <Ring t={t} call={call} />,
            ...(call.ring.phone === ''
              ? { action: { href: `/people/${call.personId}/edit`, label: t('people.person.edit'), about: t('people.form.phone') } }
              : {}),
          },
          { key: t('people.calls.ring_by'), value: <RingBy c={c} call={call} /> },
          { key: t('calls.why'), value: t(whyText[call.why]) },
          { key: t('calls.session'), value: `${call.groupName}, ${longDate(call.startsAt, ctx.place.timeZone, locale)}` },
        ]}
      />
      <LastTry c={c} t={t} call={call} />
      <h2>{t('calls.say')}</h2>
      <p class="al-muted">{t('calls.say_hint', { language: t(languageText[call.language]) })}</p>
      <ul lang={call.language}>
        {call.say.map((sentence) => (
          <li>{sentence}</li>
        ))}
      </ul>
      <h2>{t('calls.answered')}</h2>
      <Answers c={c} t={t} call={call} />
      <h2>{t('calls.not_through')}</h2>
      <Form action={`/calls/${call.id}/tries`} fields={{ again: 'in_three_hours' }}>
        <Radios
          name="again"
          label={t('calls.again')}
          options={agains.map((value) => ({ value, label: t(`calls.agains.${value}`) }))}
          inline
          small
        />
        <Buttons>
          <Button kind="secondary" name="how" value="not_reached">
            {t('calls.buttons.not_reached')}
          </Button>
          <Button kind="secondary" name="how" value="left_word">
            {t('calls.buttons.left_word')}
          </Button>
        </Buttons>
      </Form>
      <p>
        <a href={`/bookings/${call.bookingId}`}>{t('calls.booking')}</a>
      </p>
    </>,
  )
}

const Answers = ({ c, t, call }: { c: PageContext; t: T; call: OpenedCall }) => {
  const here = `/calls/${call.id}`
  const { answers, dates } = call
  return (
    <>
      <Buttons>
        {answers.includes('yes') ? <PostButton action={`${here}/confirmation`}>{t('calls.buttons.yes')}</PostButton> : null}
        {answers.includes('told') ? (
          <PostButton kind={answers.includes('yes') ? 'secondary' : 'primary'} action={`${here}/told`}>
            {t('calls.buttons.told')}
          </PostButton>
        ) : null}
        {answers.includes('no') ? (
          <PostButton kind="secondary" action={`${here}/cancellation`}>
            {t('calls.buttons.no')}
          </PostButton>
        ) : null}
        {call.topic === 'survey' ? (
          <LinkButton kind="secondary" href={`/bookings/${call.bookingId}`}>
            {t('calls.buttons.survey')}
          </LinkButton>
        ) : null}
      </Buttons>
      {dates.length > 0 ? (
        <>
          <h3>{t(answers.includes('instead') ? 'calls.instead' : 'calls.other_date')}</h3>
          <Buttons>
            {dates.map((date) => (
              <PostButton
                kind="secondary"
                action={`${here}/${answers.includes('instead') ? 'booking' : 'dates'}`}
                hidden={{ sessionId: date.sessionId }}
              >
                {t(date.isFull ? 'calls.buttons.wait' : 'calls.buttons.date', {
                  day: longDate(date.startsAt, c.var.ctx.place.timeZone, c.var.locale),
                  time: at(c, date.startsAt).split(', ').at(-1) ?? '',
                  group: date.groupName || call.groupName,
                  venue: date.venueName,
                })}
              </PostButton>
            ))}
          </Buttons>
        </>
      ) : null}
    </>
  )
}
