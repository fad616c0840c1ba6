import { HTTPException } from 'hono/http-exception'
import type { PageContext } from '../../../src/http/env.ts'
import type { EmailChoice } from '../../../src/messages/choices/actions.ts'
import { kinds } from '../../../src/messages/rules.ts'
import { Checkboxes } from '../../components/choice.tsx'
import { Form } from '../../components/form.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { render, texts } from '../../render.tsx'
import { kindName } from '../../running/wording.ts'

/** Every kind of email that somebody gets in their roles: a tick is for those that go on. */
export function emailsPage(c: PageContext, choices: readonly EmailChoice[] | undefined, isSaved: boolean) {
  if (!choices) throw new HTTPException(404)
  const t = texts(c.var.locale)
  const urgent = (kind: EmailChoice['kind']) => kinds[kind].when === 'at_once'
  return render(
    c,
    {
      title: t('accounts.emails.title'),
      variant: 'staff',
      notice: isSaved ? <Notice kind="success" title={t('accounts.mine.done.saved')} /> : undefined,
      back: <BackLink href="/account" label={t('accounts.mine.title')} />,
    },
    <>
      <PageHeading title={t('accounts.emails.title')} lead={t('accounts.emails.lead')} />
      <Form
        action="/account/emails"
        fields={{ wanted: choices.filter(({ isStopped }) => !isStopped).map(({ kind }) => kind) }}
        submit={t('accounts.mine.save')}
      >
        <Checkboxes
          name="wanted"
          label={t('accounts.emails.which')}
          hint={t('accounts.emails.hint')}
          options={choices.map(({ kind }) => ({
            value: kind,
            label: kindName(t, kind),
            hint: urgent(kind) ? t('accounts.emails.urgent') : undefined,
          }))}
        />
      </Form>
    </>,
  )
}
