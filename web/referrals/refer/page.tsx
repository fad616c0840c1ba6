import type { ReferralSource } from '../../../src/db/schema/referrals.ts'
import type { PageContext } from '../../../src/http/env.ts'
import type { Typed } from '../../../src/http/input.ts'
import { longDate } from '../../../src/lib/dates.ts'
import { asDialled } from '../../../src/lib/phones.ts'
import { localDay } from '../../../src/lib/time.ts'
import { teamsToReferTo } from '../../../src/people/receiving/actions.ts'
import { dueAfter, sources } from '../../../src/referrals/rules.ts'
import { Card, Cards } from '../../components/card.tsx'
import { Empty } from '../../components/empty.tsx'
import { Form } from '../../components/form.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Steps } from '../../components/steps.tsx'
import { dayBoxes } from '../../people/form/components.tsx'
import { labelled, render, type T, texts } from '../../render.tsx'
import { fieldText, ownFieldText, sourceText } from '../wording.ts'
import { AgreementFields, PersonPart, ReferrerPart, WhyPart } from './components.tsx'

/** Who is asking: only the doors that this place has opened. */
export function choosePage(c: PageContext) {
  const t = texts(c.var.locale)
  const { place } = c.var.ctx
  const open = sources.filter((source) => place.referralSources.includes(source))
  return render(
    c,
    { title: t('referrals.refer.title') },
    <>
      <PageHeading title={t('referrals.refer.title')} lead={t('referrals.refer.lead', { place: place.name })} />
      {open.length === 0 ? (
        <Empty title={t('referrals.refer.closed_title')}>
          <p>{t('referrals.refer.closed', { phone: asDialled(place.phone) })}</p>
        </Empty>
      ) : (
        <>
          <h2>{t('referrals.refer.who_are_you')}</h2>
          <Cards
            cards={open.map((source) => (
              <Card title={t(sourceText[source])} href={`/refer/${source}`}>
                <p>{source === 'self' ? t('referrals.refer.self_hint') : t('referrals.refer.other_hint')}</p>
              </Card>
            ))}
          />
          <WhatNext t={t} c={c} source={open.length === 1 ? open[0] : undefined} />
        </>
      )}
    </>,
  )
}

type Sent = { typed?: Typed; errors?: Record<string, string> }

/** The form itself; for those who ask for themselves it speaks to them, and asks no more than is needed to ring them. */
export async function referPage(c: PageContext, source: ReferralSource, { typed, errors }: Sent = {}) {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const { place } = ctx
  const isSelf = source === 'self'
  const teams = await teamsToReferTo(ctx)
  const fresh = { language: locale, ...dayBoxes('consentOn', localDay(ctx.now, place.timeZone)) }
  const named = errors && labelled(errors, isSelf ? ownFieldText : fieldText, t)
  const id = typeof typed?.id === 'string' && typed.id ? typed.id : ctx.newId()
  return render(
    c,
    {
      title: isSelf ? t('referrals.refer.self_title') : t('referrals.refer.form_title'),
      back: <BackLink href="/refer" label={t('referrals.refer.back')} />,
      returnTo: `/refer/${source}`,
      ...(named ? { errors: named } : {}),
    },
    <>
      <PageHeading
        caption={t(sourceText[source])}
        title={isSelf ? t('referrals.refer.self_title') : t('referrals.refer.form_title')}
        lead={isSelf ? t('referrals.refer.self_lead') : t('referrals.refer.form_lead')}
      />
      <Form
        action={`/refer/${source}`}
        fields={typed ?? fresh}
        errors={named ?? {}}
        errorPrefix={t('site.error_prefix')}
        hidden={{ id }}
        submit={isSelf ? t('referrals.refer.self_submit') : t('referrals.refer.submit')}
      >
        {isSelf ? null : <ReferrerPart t={t} />}
        <PersonPart t={t} areas={place.areas} isSelf={isSelf} />
        <WhyPart t={t} isSelf={isSelf} teams={teams.length > 1 ? teams : []} />
        <AgreementFields t={t} isSelf={isSelf} />
      </Form>
    </>,
  )
}

export function thanksPage(c: PageContext, source: ReferralSource) {
  const t = texts(c.var.locale)
  return render(
    c,
    { title: t('referrals.thanks.title') },
    <>
      <PageHeading
        title={t('referrals.thanks.title')}
        lead={source === 'self' ? t('referrals.thanks.self_lead') : t('referrals.thanks.lead')}
      />
      <WhatNext t={t} c={c} source={source} />
      <p>{t('referrals.thanks.ring', { phone: asDialled(c.var.ctx.place.phone) })}</p>
      <p>{source === 'self' ? <a href="/">{t('menu.whats_on')}</a> : <a href={`/refer/${source}`}>{t('referrals.thanks.another')}</a>}</p>
    </>,
  )
}

/** What happens after it is sent, with the days that the place promises. */
const WhatNext = ({ t, c, source }: { t: T; c: PageContext; source: ReferralSource | undefined }) => {
  const { ctx, locale } = c.var
  const { contactDays, answerDays, timeZone } = ctx.place
  const by = (days: number) => longDate(dueAfter(ctx.now, days, timeZone), timeZone, locale)
  const self = source === 'self'
  const steps = [
    {
      title: self ? t('referrals.next.self_contact') : t('referrals.next.contact'),
      body: t('referrals.next.by', { day: by(contactDays) }),
    },
    { title: t('referrals.next.listen'), body: self ? t('referrals.next.self_listen_body') : t('referrals.next.listen_body') },
    ...(self ? [] : [{ title: t('referrals.next.answer'), body: t('referrals.next.answer_body', { day: by(answerDays) }) }]),
  ]
  return (
    <>
      <h2>{t('referrals.next.title')}</h2>
      <Steps steps={steps} />
    </>
  )
}
