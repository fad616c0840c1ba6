import type { PageContext } from '../../../src/http/env.ts'
import type { Form as Posted, Typed } from '../../../src/http/input.ts'
import { asDialled } from '../../../src/lib/phones.ts'
import type { LinkState } from '../../../src/sign-in/actions.ts'
import { LinkButton, PostButton } from '../../components/button.tsx'
import { TextField } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { errorsOf, render, texts } from '../../render.tsx'

type Shown = { next: string; hasSignedOut?: boolean; posted?: Posted<unknown> }

export function signInPage(c: PageContext, { next, hasSignedOut, posted }: Shown) {
  const t = texts(c.var.locale)
  const errors = posted ? errorsOf(posted, t, { email: 'accounts.sign_in.email' }) : {}
  return render(
    c,
    {
      title: t('accounts.sign_in.title'),
      ...(posted ? { errors } : {}),
      notice: hasSignedOut ? <Notice kind="success" title={t('accounts.sign_in.signed_out')} /> : undefined,
    },
    <>
      <PageHeading title={t('accounts.sign_in.title')} lead={t('accounts.sign_in.lead')} />
      <Form
        action="/sign-in"
        fields={posted?.typed ?? {}}
        errors={errors}
        errorPrefix={t('site.error_prefix')}
        hidden={next ? { next } : {}}
        submit={t('accounts.sign_in.send')}
      >
        <TextField
          name="email"
          type="email"
          label={t('accounts.sign_in.email')}
          hint={t('accounts.sign_in.email_hint')}
          autocomplete="email"
          inputmode="email"
          spellcheck={false}
        />
      </Form>
      <p class="al-muted">{t('accounts.sign_in.no_account', { place: c.var.ctx.place.name })}</p>
    </>,
  )
}

/** The same for every address. `code` is for a second browser; without a cookie there is none to show. */
export function sentPage(c: PageContext, code: string | undefined) {
  const t = texts(c.var.locale)
  return render(
    c,
    { title: t('accounts.sent.title') },
    <>
      <PageHeading title={t('accounts.sent.title')} lead={t('accounts.sent.lead')} />
      <p>{t('accounts.sent.what_now')}</p>
      {code ? (
        <>
          <h2>{t('accounts.sent.elsewhere')}</h2>
          <p>{t('accounts.sent.elsewhere_body')}</p>
          <p class="al-lead">
            <strong>{`${code.slice(0, 3)} ${code.slice(3)}`}</strong>
          </p>
          <p>{t('accounts.sent.keep_secret')}</p>
        </>
      ) : null}
      <h2>{t('accounts.sent.nothing')}</h2>
      <p>{t('accounts.sent.nothing_body', { phone: asDialled(c.var.ctx.place.phone) })}</p>
      <LinkButton href="/sign-in" kind="secondary">
        {t('accounts.sent.again')}
      </LinkButton>
    </>,
  )
}

type LinkShown = { token: string; state: LinkState; errors?: Record<string, string>; typed?: Typed }

/** What an emailed link opens. Only the button on it signs in. */
export function linkPage(c: PageContext, { token, state, errors, typed }: LinkShown) {
  const t = texts(c.var.locale)
  if (state === 'link_dead') return deadLinkPage(c)
  const action = `/sign-in/${token}`
  if (state === 'sign_in')
    return render(
      c,
      { title: t('accounts.link.title') },
      <>
        <PageHeading title={t('accounts.link.title')} lead={t('accounts.link.lead', { place: c.var.ctx.place.name })} />
        <PostButton action={action}>{t('accounts.link.button')}</PostButton>
      </>,
    )
  return render(
    c,
    { title: t('accounts.link.title'), ...(errors ? { errors } : {}) },
    <>
      <PageHeading title={t('accounts.link.title')} lead={t('accounts.link.elsewhere')} />
      <Form
        action={action}
        fields={typed ?? {}}
        errors={errors ?? {}}
        errorPrefix={t('site.error_prefix')}
        submit={t('accounts.link.button')}
      >
        <TextField
          name="code"
          label={t('accounts.link.code')}
          hint={t('accounts.link.code_hint')}
          inputmode="numeric"
          autocomplete="one-time-code"
          width={10}
        />
      </Form>
      <p>
        <a href="/sign-in">{t('accounts.link.ask_here')}</a>
      </p>
    </>,
  )
}

/** One page for a link that was used, that is old, that was never ours, or whose user is gone: it says nothing about which. */
export function deadLinkPage(c: PageContext) {
  const t = texts(c.var.locale)
  return render(
    c,
    { title: t('accounts.link.dead'), status: 404, returnTo: '/sign-in' },
    <>
      <PageHeading title={t('accounts.link.dead')} lead={t('accounts.link.dead_lead')} />
      <LinkButton href="/sign-in">{t('accounts.link.ask_again')}</LinkButton>
    </>,
  )
}
