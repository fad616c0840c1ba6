import { HTTPException } from 'hono/http-exception'
import type { PageContext } from '../../../src/http/env.ts'
import type { Form as Posted } from '../../../src/http/input.ts'
import { shortDate } from '../../../src/lib/dates.ts'
import { asDialled } from '../../../src/lib/phones.ts'
import type { listOrganisations, openOrganisation } from '../../../src/organisations/actions.ts'
import type { OrganisationRow } from '../../../src/organisations/queries.ts'
import { newKinds } from '../../../src/organisations/rules.ts'
import { roleText } from '../../accounts/wording.ts'
import { Buttons, LinkButton, PostButton } from '../../components/button.tsx'
import { Radios } from '../../components/choice.tsx'
import { Empty } from '../../components/empty.tsx'
import { TextField } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { Tag } from '../../components/tag.tsx'
import { errorsOf, render, type T, type TextKey, texts } from '../../render.tsx'
import { kindHint, kindText, organisationFields } from '../wording.ts'

type Listed = Awaited<ReturnType<typeof listOrganisations>>
type Opened = NonNullable<Awaited<ReturnType<typeof openOrganisation>>>

export function organisationsPage(c: PageContext, organisations: Listed) {
  const t = texts(c.var.locale)
  return render(
    c,
    { title: t('coordinator.organisations.title'), variant: 'staff' },
    <>
      <PageHeading
        title={t('coordinator.organisations.title')}
        lead={t('coordinator.organisations.lead')}
        aside={<LinkButton href="/organisations/new">{t('coordinator.organisations.add')}</LinkButton>}
      />
      <Table
        caption={t('coordinator.organisations.title')}
        isCaptionHidden
        isCompact
        rows={organisations}
        empty={<Empty title={t('coordinator.organisations.none')} />}
        columns={[
          {
            label: t('coordinator.organisations.name'),
            isRowHeader: true,
            cell: ({ id, name }) => <a href={`/organisations/${id}`}>{name}</a>,
          },
          { label: t('coordinator.organisations.kind'), isPlain: true, cell: ({ kind }) => t(kindText(kind)) },
          { label: t('coordinator.organisations.members'), isNumber: true, cell: ({ members }) => members },
          { label: t('coordinator.organisations.invited'), isNumber: true, isExtra: true, cell: ({ invited }) => invited },
        ]}
      />
    </>,
  )
}

type Editing = { organisation?: OrganisationRow | undefined; posted?: Posted<unknown>; errors?: Record<string, string> }

/** One form for a new organisation and for an old one; what kind it is never changes, because its roles depend on it. */
export function organisationForm(c: PageContext, { organisation, posted, errors: refused }: Editing) {
  const t = texts(c.var.locale)
  const errors = refused ?? (posted ? errorsOf(posted, t, organisationFields) : {})
  const title = organisation ? t('coordinator.organisation.edit') : t('coordinator.organisations.add')
  const home = organisation ? `/organisations/${organisation.id}` : '/organisations'
  return render(
    c,
    {
      title,
      variant: 'staff',
      ...(posted ? { errors, returnTo: organisation ? `${home}/edit` : '/organisations/new' } : {}),
      back: <BackLink href={home} label={organisation?.name ?? t('coordinator.organisations.title')} />,
    },
    <>
      <PageHeading title={title} />
      <Form
        action={home}
        fields={posted?.typed ?? stored(organisation)}
        errors={errors}
        errorPrefix={t('site.error_prefix')}
        submit={t('coordinator.organisation.save')}
      >
        <TextField name="name" label={t('coordinator.organisation.name')} autocomplete="organization" />
        {organisation ? null : (
          <Radios
            name="kind"
            label={t('coordinator.organisation.kind')}
            hint={t('coordinator.organisation.kind_hint')}
            options={newKinds.map((kind) => ({ value: kind, label: t(kindText(kind)), hint: t(kindHint(kind)) }))}
          />
        )}
        <TextField
          name="contactEmail"
          type="email"
          label={t('coordinator.organisation.contact_email')}
          hint={t('coordinator.organisation.optional')}
          inputmode="email"
          autocomplete="off"
        />
        <TextField
          name="contactPhone"
          type="tel"
          label={t('coordinator.organisation.contact_phone')}
          hint={t('coordinator.organisation.optional')}
          inputmode="tel"
          autocomplete="off"
          width={20}
        />
      </Form>
    </>,
  )
}

const stored = (organisation: OrganisationRow | undefined) =>
  organisation
    ? { name: organisation.name, contactEmail: organisation.contactEmail, contactPhone: organisation.contactPhone }
    : ({} as Record<string, string>)

export const organisationDone = [
  'created',
  'saved',
  'invited',
  'resent',
  'invitation_revoked',
  'removed',
  'disabled',
  'enabled',
  'token_revoked',
] as const
type Shown = { done?: (typeof organisationDone)[number] | undefined; refused?: TextKey }

/** An organisation with its members, open invitations and API tokens. */
export function organisationPage(c: PageContext, opened: Opened | undefined, { done, refused }: Shown = {}) {
  if (!opened) throw new HTTPException(404)
  const t = texts(c.var.locale)
  const { organisation, members, invitations, tokens } = opened
  const home = `/organisations/${organisation.id}`
  const contact = [organisation.contactEmail, asDialled(organisation.contactPhone)].filter(Boolean).join(', ')
  return render(
    c,
    {
      title: organisation.name,
      variant: 'staff',
      returnTo: home,
      ...(refused ? { errors: { form: t(refused) } } : {}),
      notice: done ? <Notice kind="success" title={t(`coordinator.organisation.done.${done}`)} /> : undefined,
      back: <BackLink href="/organisations" label={t('coordinator.organisations.title')} />,
    },
    <>
      <PageHeading
        caption={t(kindText(organisation.kind))}
        title={organisation.name}
        aside={
          <LinkButton kind="secondary" href={`${home}/edit`}>
            {t('coordinator.organisation.edit')}
          </LinkButton>
        }
      />
      <SummaryList rows={[{ key: t('coordinator.organisation.contact'), value: contact || t('coordinator.organisation.no_contact') }]} />
      <Table
        caption={t('coordinator.organisation.members')}
        columns={memberColumns(home, t)}
        rows={members}
        empty={
          <Empty title={t('coordinator.organisation.no_members')} level={2}>
            <p>{t('coordinator.organisation.no_members_body')}</p>
          </Empty>
        }
      />
      <Buttons>
        <LinkButton href={`${home}/invitations/new`}>{t('coordinator.invite.title')}</LinkButton>
      </Buttons>
      {invitations.length > 0 ? (
        <Table
          caption={t('coordinator.organisation.invitations')}
          columns={invitationColumns(c, home, t)}
          rows={invitations}
          empty={null}
        />
      ) : null}
      <section class="al-section">
        <h2>{t('coordinator.tokens.title')}</h2>
        <p>{t('coordinator.tokens.lead')}</p>
        <Table caption={t('coordinator.tokens.title')} isCaptionHidden columns={tokenColumns(c, home, t)} rows={tokens} empty={null} />
        <LinkButton kind="secondary" href={`${home}/tokens/new`}>
          {t('coordinator.tokens.add')}
        </LinkButton>
      </section>
    </>,
  )
}

const memberColumns = (home: string, t: T): Column<Opened['members'][number]>[] => [
  {
    label: t('coordinator.organisation.person'),
    isRowHeader: true,
    cell: ({ id, name, disabledAt }) => (
      <>
        <a href={`${home}/members/${id}`}>{name}</a> {disabledAt ? <Tag tone="bad">{t('coordinator.member.is_disabled')}</Tag> : null}
      </>
    ),
  },
  { label: t('coordinator.organisation.role'), cell: ({ role, isLead }) => (isLead ? t('coordinator.member.lead') : t(roleText(role))) },
  { label: t('coordinator.organisation.email'), cell: ({ email }) => email },
]

const invitationColumns = (c: PageContext, home: string, t: T): Column<Opened['invitations'][number]>[] => [
  { label: t('coordinator.organisation.person'), isRowHeader: true, cell: ({ name }) => name },
  { label: t('coordinator.organisation.email'), cell: ({ email }) => email },
  {
    label: t('coordinator.invite.good_until'),
    cell: ({ expiresAt, state }) =>
      state === 'open' ? (
        shortDate(expiresAt, c.var.ctx.place.timeZone, c.var.locale)
      ) : (
        <Tag tone="bad">{t('coordinator.invite.expired')}</Tag>
      ),
  },
  {
    label: t('coordinator.invite.act'),
    isWide: true,
    cell: ({ id, name }) => (
      <Buttons inRow>
        <PostButton action={`${home}/invitations/${id}/resending`} kind="secondary" small about={name}>
          {t('coordinator.invite.resend')}
        </PostButton>
        <PostButton action={`${home}/invitations/${id}/revocation`} kind="quiet" small about={name}>
          {t('coordinator.invite.revoke')}
        </PostButton>
      </Buttons>
    ),
  },
]

const tokenColumns = (c: PageContext, home: string, t: T): Column<Opened['tokens'][number]>[] => [
  { label: t('coordinator.tokens.name'), isRowHeader: true, cell: ({ name }) => name },
  { label: t('coordinator.tokens.allows'), cell: ({ mayWrite }) => t(mayWrite ? 'coordinator.tokens.write' : 'coordinator.tokens.read') },
  { label: t('coordinator.invite.good_until'), cell: ({ expiresAt }) => shortDate(expiresAt, c.var.ctx.place.timeZone, c.var.locale) },
  {
    label: t('coordinator.invite.act'),
    isWide: true,
    cell: ({ id, name }) => (
      <PostButton action={`${home}/tokens/${id}/revocation`} kind="quiet" small about={name}>
        {t('coordinator.tokens.revoke')}
      </PostButton>
    ),
  },
]
