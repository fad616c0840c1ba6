import { HTTPException } from 'hono/http-exception'
import { roleOf } from '../../../src/access/actor.ts'
import type { PageContext } from '../../../src/http/env.ts'
import type { Form as Posted } from '../../../src/http/input.ts'
import { clock, longDate } from '../../../src/lib/dates.ts'
import type { openMember } from '../../../src/organisations/members/actions.ts'
import type { OrganisationRow } from '../../../src/organisations/queries.ts'
import { roleText } from '../../accounts/wording.ts'
import { PostButton } from '../../components/button.tsx'
import { Radios } from '../../components/choice.tsx'
import { TextField } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { errorsOf, render, type TextKey, texts } from '../../render.tsx'

const fieldText = { name: 'coordinator.invite.name', email: 'coordinator.invite.email', locale: 'coordinator.invite.language' } as const

type Inviting = { organisation: OrganisationRow | undefined; posted?: Posted<unknown>; errors?: Record<string, string> }

/** Whom to invite. The role is not asked for: it follows from what the organisation does. */
export function invitePage(c: PageContext, { organisation, posted, errors: refused }: Inviting) {
  if (!organisation) throw new HTTPException(404)
  const t = texts(c.var.locale)
  const errors = refused ?? (posted ? errorsOf(posted, t, fieldText) : {})
  const home = `/organisations/${organisation.id}`
  return render(
    c,
    {
      title: t('coordinator.invite.title'),
      variant: 'staff',
      ...(posted ? { errors, returnTo: `${home}/invitations/new` } : {}),
      back: <BackLink href={home} label={organisation.name} />,
    },
    <>
      <PageHeading
        caption={organisation.name}
        title={t('coordinator.invite.title')}
        lead={t('coordinator.invite.lead', { role: t(roleText(roleOf[organisation.kind])) })}
      />
      <Form
        action={`${home}/invitations`}
        fields={posted?.typed ?? { locale: c.var.ctx.place.locale }}
        errors={errors}
        errorPrefix={t('site.error_prefix')}
        submit={t('coordinator.invite.send')}
      >
        <TextField name="name" label={t('coordinator.invite.name')} autocomplete="off" />
        <TextField
          name="email"
          type="email"
          label={t('coordinator.invite.email')}
          hint={t('coordinator.invite.email_hint')}
          inputmode="email"
          autocomplete="off"
          spellcheck={false}
        />
        <Radios
          name="locale"
          label={t('coordinator.invite.language')}
          options={[
            { value: 'en', label: 'English' },
            { value: 'id', label: 'Bahasa Indonesia' },
          ]}
        />
      </Form>
    </>,
  )
}

type OpenedMember = Awaited<ReturnType<typeof openMember>>

/** One member, and what can be taken away; each says what it means before it is pressed. */
export function memberPage(c: PageContext, opened: OpenedMember, refused?: TextKey) {
  if (!opened) throw new HTTPException(404)
  const t = texts(c.var.locale)
  const { organisation, member } = opened
  const home = `/organisations/${organisation.id}`
  const action = `${home}/members/${member.id}`
  const { timeZone } = c.var.ctx.place
  const seen = member.lastSeenAt
    ? `${longDate(member.lastSeenAt, timeZone, c.var.locale)}, ${clock(member.lastSeenAt, timeZone, c.var.locale)}`
    : t('coordinator.member.never')
  const isSelf = c.var.actor?.id === member.id
  return render(
    c,
    {
      title: member.name,
      variant: 'staff',
      returnTo: action,
      ...(refused ? { errors: { form: t(refused) } } : {}),
      back: <BackLink href={home} label={organisation.name} />,
    },
    <>
      <PageHeading caption={organisation.name} title={member.name} />
      <SummaryList
        rows={[
          { key: t('coordinator.organisation.role'), value: t(roleText(member.role)) },
          { key: t('coordinator.organisation.email'), value: member.email },
          { key: t('coordinator.member.last_seen'), value: seen },
        ]}
      />
      {member.role === 'link_worker' ? (
        <section class="al-section">
          <h2>{t('coordinator.member.lead')}</h2>
          <p>{t(member.isLead ? 'coordinator.member.is_lead' : 'coordinator.member.lead_means')}</p>
          <PostButton action={`${action}/lead`} kind="secondary" hidden={{ isLead: member.isLead ? 'no' : 'yes' }}>
            {t(member.isLead ? 'coordinator.member.lead_no_more' : 'coordinator.member.make_lead')}
          </PostButton>
        </section>
      ) : null}
      {isSelf ? <p>{t('coordinator.member.yourself')}</p> : <MemberActions t={t} action={action} isDisabled={member.disabledAt !== null} />}
    </>,
  )
}

const MemberActions = ({ t, action, isDisabled }: { t: ReturnType<typeof texts>; action: string; isDisabled: boolean }) => (
  <>
    <section class="al-section">
      <h2>{t('coordinator.member.remove')}</h2>
      <p>{t('coordinator.member.remove_means')}</p>
      <PostButton action={`${action}/removal`} kind="warning">
        {t('coordinator.member.remove')}
      </PostButton>
    </section>
    <section class="al-section">
      <h2>{t(isDisabled ? 'coordinator.member.enable' : 'coordinator.member.disable')}</h2>
      <p>{t(isDisabled ? 'coordinator.member.enable_means' : 'coordinator.member.disable_means')}</p>
      <PostButton action={`${action}/${isDisabled ? 'enabling' : 'disabling'}`} kind={isDisabled ? 'secondary' : 'warning'}>
        {t(isDisabled ? 'coordinator.member.enable' : 'coordinator.member.disable')}
      </PostButton>
    </section>
  </>
)
