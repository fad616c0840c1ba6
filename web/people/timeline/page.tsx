import type { OpenedConversation } from '../../../src/conversations/actions.ts'
import type { Timeline } from '../../../src/conversations/timeline/actions.ts'
import type { PageContext } from '../../../src/http/env.ts'
import type { Form } from '../../../src/http/input.ts'
import { localDay } from '../../../src/lib/time.ts'
import { Button, Buttons, LinkButton } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Fieldset, Form as FormOf } from '../../components/form.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { Pagination } from '../../components/pagination.tsx'
import { Timeline as TimelineList } from '../../components/timeline.tsx'
import { errorsOf, render, texts } from '../../render.tsx'
import { PersonNav } from '../components.tsx'
import { ConversationFields, itemOf } from './components.tsx'
import { type Done, doneText, fieldText, refusalText } from './wording.ts'

type Sent = { typed?: Form<unknown>; refusal?: keyof typeof refusalText | undefined; done?: Done | undefined; isOlder?: boolean }

/** What was last heard, and a short form above it for what was heard just now. */
export function timelinePage(c: PageContext, { person, entries, next }: Timeline, { typed, refusal, done, isOlder = false }: Sent = {}) {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const errors = errorsFor(c, typed, refusal)
  const address = `/people/${person.id}/timeline`
  const typedId = typed?.typed.id
  return render(
    c,
    {
      title: t('conversations.title', { name: person.preferredName }),
      variant: 'staff',
      back: <BackLink href="/people" label={t('people.title')} />,
      ...(errors ? { errors } : {}),
      notice: done ? <Notice kind="success" title={t(doneText[done])} /> : undefined,
      returnTo: address,
    },
    <>
      <PageHeading caption={t('people.person.caption')} title={person.preferredName} />
      <PersonNav t={t} personId={person.id} part="timeline" />
      <div class={isOlder ? undefined : 'al-split al-split--narrow-first'}>
        {isOlder ? null : (
          <FormOf
            action={`/people/${person.id}/conversations`}
            fields={typed?.typed ?? { channel: 'phone', wasReached: 'yes', happenedOn: localDay(ctx.now, ctx.place.timeZone) }}
            errors={errors ?? {}}
            errorPrefix={t('site.error_prefix')}
            hidden={{ id: typeof typedId === 'string' && typedId !== '' ? typedId : ctx.newId() }}
            submit={t('conversations.form.save')}
          >
            <Fieldset legend={t('conversations.add')}>
              <ConversationFields t={t} isShort={!errors?.happenedOn && !errors?.minutes} />
            </Fieldset>
          </FormOf>
        )}
        <div>
          <h2>{isOlder ? t('conversations.older_title') : t('conversations.list')}</h2>
          {entries.length === 0 ? (
            <Empty title={t('conversations.empty')}>
              <p>{t('conversations.empty_body', { name: person.preferredName })}</p>
            </Empty>
          ) : (
            <TimelineList label={t('conversations.list')} items={entries.map((entry) => itemOf(c, entry))} />
          )}
          <Pagination
            label={t('people.pages')}
            newer={isOlder ? { href: address, label: t('conversations.newest') } : undefined}
            older={next ? { href: `${address}?after=${encodeURIComponent(next)}`, label: t('conversations.older') } : undefined}
          />
        </div>
      </div>
    </>,
  )
}

/** The form that puts one's own note right, while it may be. */
export function correctPage(c: PageContext, note: OpenedConversation, typed?: Form<unknown>, refusal?: keyof typeof refusalText) {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const errors = errorsFor(c, typed, refusal)
  const address = `/people/${note.personId}/timeline`
  const stored = {
    happenedOn: localDay(note.happenedAt, ctx.place.timeZone),
    channel: note.channel,
    minutes: note.minutes > 0 ? String(note.minutes) : '',
    wasReached: note.wasReached ? 'yes' : 'no',
    words: note.words,
    nextStep: note.nextStep,
    nextStepOn: note.nextStepOn ?? '',
  }
  return render(
    c,
    {
      title: t('conversations.correct_title'),
      variant: 'staff',
      back: <BackLink href={address} label={t('conversations.back')} />,
      ...(errors ? { errors } : {}),
      returnTo: `/conversations/${note.id}/edit`,
    },
    <>
      <PageHeading title={t('conversations.correct_title')} lead={t('conversations.correct_lead')} />
      <FormOf
        action={`/conversations/${note.id}`}
        fields={typed?.typed ?? stored}
        errors={errors ?? {}}
        errorPrefix={t('site.error_prefix')}
        hidden={{ step: String(note.step) }}
      >
        <ConversationFields t={t} isShort={false} />
        <Buttons>
          <Button>{t('conversations.form.save')}</Button>
          <LinkButton kind="quiet" href={address}>
            {t('people.form.cancel')}
          </LinkButton>
        </Buttons>
      </FormOf>
    </>,
  )
}

function errorsFor(c: PageContext, typed: Form<unknown> | undefined, refusal: keyof typeof refusalText | undefined) {
  const t = texts(c.var.locale)
  if (refusal) return { form: t(refusalText[refusal]) }
  return typed && !typed.ok ? errorsOf(typed, t, fieldText) : undefined
}
