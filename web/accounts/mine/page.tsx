import { HTTPException } from 'hono/http-exception'
import type { PageContext } from '../../../src/http/env.ts'
import type { Form as Posted } from '../../../src/http/input.ts'
import { clock, relativeDay } from '../../../src/lib/dates.ts'
import { capitalised } from '../../../src/lib/text.ts'
import type { myAccount } from '../../../src/sign-in/mine/actions.ts'
import { Buttons, PostButton } from '../../components/button.tsx'
import { Radios } from '../../components/choice.tsx'
import { TextField } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { Tag } from '../../components/tag.tsx'
import { errorsOf, render, type T, texts } from '../../render.tsx'
import { deviceText, roleText } from '../wording.ts'

type Account = NonNullable<Awaited<ReturnType<typeof myAccount>>>
type Shown = { done?: 'saved' | 'ended' | 'ended_others' | undefined; posted?: Posted<unknown> }

export function accountPage(c: PageContext, account: Account | undefined, { done, posted }: Shown = {}) {
  if (!account) throw new HTTPException(404)
  const t = texts(c.var.locale)
  const errors = posted ? errorsOf(posted, t) : {}
  const hasOthers = account.signIns.length > 1
  return render(
    c,
    {
      title: t('accounts.mine.title'),
      variant: 'staff',
      ...(posted ? { errors } : {}),
      notice: done ? <Notice kind="success" title={t(`accounts.mine.done.${done}`)} /> : undefined,
    },
    <>
      <PageHeading
        title={t('accounts.mine.title')}
        aside={
          <PostButton action="/sign-out" kind="secondary">
            {t('accounts.mine.sign_out')}
          </PostButton>
        }
      />
      <SummaryList
        rows={[
          { key: t('accounts.mine.email'), value: account.email },
          ...account.roles.map(({ role, organisation }) => ({ key: t(roleText(role)), value: organisation })),
        ]}
      />
      <h2>{t('accounts.mine.you')}</h2>
      <Form
        action="/account"
        fields={posted?.typed ?? { name: account.name, locale: account.locale }}
        errors={errors}
        errorPrefix={t('site.error_prefix')}
        submit={t('accounts.mine.save')}
      >
        <TextField name="name" label={t('accounts.mine.name')} hint={t('accounts.mine.name_hint')} autocomplete="name" />
        <Radios
          name="locale"
          label={t('accounts.mine.language')}
          hint={t('accounts.mine.language_hint')}
          options={[
            { value: 'en', label: 'English' },
            { value: 'id', label: 'Bahasa Indonesia' },
          ]}
        />
      </Form>
      <p>
        <a href="/account/emails">{t('accounts.emails.title')}</a>
      </p>
      <h2>{t('accounts.mine.sign_ins')}</h2>
      <p>{t('accounts.mine.sign_ins_lead')}</p>
      <Table caption={t('accounts.mine.sign_ins')} isCaptionHidden columns={columns(c, t)} rows={account.signIns} empty={null} />
      {hasOthers ? (
        <Buttons>
          <PostButton action="/account/other-sign-ins/revocation" kind="warning">
            {t('accounts.mine.end_others')}
          </PostButton>
        </Buttons>
      ) : null}
    </>,
  )
}

const columns = (c: PageContext, t: T): Column<Account['signIns'][number]>[] => [
  {
    label: t('accounts.mine.where'),
    isRowHeader: true,
    cell: ({ device, isThis }) => (
      <>
        {deviceText(device, t)} {isThis ? <Tag tone="good">{t('accounts.mine.this_one')}</Tag> : null}
      </>
    ),
  },
  { label: t('accounts.mine.since'), cell: ({ createdAt }) => capitalised(moment(c, createdAt)) },
  { label: t('accounts.mine.last_seen'), cell: ({ lastSeenAt }) => capitalised(moment(c, lastSeenAt)) },
  {
    label: t('accounts.mine.end_head'),
    cell: ({ id, device }) => (
      <PostButton action={`/account/sign-ins/${id}/revocation`} kind="secondary" small about={deviceText(device, t)}>
        {t('accounts.mine.end')}
      </PostButton>
    ),
  },
]

function moment(c: PageContext, at: number): string {
  const { place, now } = c.var.ctx
  return `${relativeDay(at, now, place.timeZone, c.var.locale)}, ${clock(at, place.timeZone, c.var.locale)}`
}
