import type { PageContext } from '../../../src/http/env.ts'
import type { Typed } from '../../../src/http/input.ts'
import type { ShownInvitation } from '../../../src/invitations/acceptance/actions.ts'
import { asDialled } from '../../../src/lib/phones.ts'
import { LinkButton } from '../../components/button.tsx'
import { TextField } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { PageHeading } from '../../components/heading.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { render, texts } from '../../render.tsx'
import { roleText } from '../wording.ts'

type Shown = { token: string; invitation: ShownInvitation; errors?: Record<string, string>; typed?: Typed }

/** Who invites to what. In the language that the invitation was written in. */
export function invitationPage(c: PageContext, { token, invitation, errors, typed }: Shown) {
  const { locale } = invitation
  const t = texts(locale)
  return render(
    c,
    { title: t('accounts.invitation.title', { organisation: invitation.organisation }), locale, ...(errors ? { errors } : {}) },
    <>
      <PageHeading
        title={t('accounts.invitation.title', { organisation: invitation.organisation })}
        lead={t('accounts.invitation.lead', { place: c.var.ctx.place.name })}
      />
      <SummaryList
        rows={[
          { key: t('accounts.invitation.organisation'), value: invitation.organisation },
          { key: t('accounts.invitation.role'), value: t(roleText(invitation.role)) },
          { key: t('accounts.invitation.invited_by'), value: invitation.inviter ?? c.var.ctx.place.name },
        ]}
      />
      <Form
        action={`/invitations/${token}`}
        fields={typed ?? { name: invitation.name }}
        errors={errors ?? {}}
        errorPrefix={t('site.error_prefix')}
        submit={t('accounts.invitation.accept')}
      >
        <TextField name="name" label={t('accounts.invitation.name')} hint={t('accounts.invitation.name_hint')} autocomplete="name" />
        <TextField
          name="email"
          type="email"
          label={t('accounts.invitation.email')}
          hint={t('accounts.invitation.email_hint')}
          autocomplete="email"
          inputmode="email"
          spellcheck={false}
        />
      </Form>
    </>,
  )
}

/** One page for an invitation that was used, taken back, that is old or was never ours. */
export function deadInvitationPage(c: PageContext) {
  const t = texts(c.var.locale)
  return render(
    c,
    { title: t('accounts.invitation.dead'), status: 404, returnTo: '/sign-in' },
    <>
      <PageHeading
        title={t('accounts.invitation.dead')}
        lead={t('accounts.invitation.dead_lead', { phone: asDialled(c.var.ctx.place.phone) })}
      />
      <LinkButton href="/sign-in" kind="secondary">
        {t('accounts.sign_in.title')}
      </LinkButton>
    </>,
  )
}
