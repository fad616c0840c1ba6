import { HTTPException } from 'hono/http-exception'
import type { Permit } from '../../../src/access/permit.ts'
import { seeProfile } from '../../../src/buddies/profile/actions.ts'
import type { PageContext } from '../../../src/http/env.ts'
import type { Typed } from '../../../src/http/input.ts'
import { dayDate } from '../../../src/lib/dates.ts'
import { Form } from '../../components/form.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { StateTag } from '../../components/tag.tsx'
import { render, texts } from '../../render.tsx'
import { ContactFields, familiesOf, WishFields } from '../components.tsx'
import { Pausing } from '../pausing/components.tsx'
import { type ProfileDone, profileDoneWords, rowsOf, stateWords } from '../wording.ts'

type Sent = { typed?: Typed; errors?: Record<string, string>; done?: ProfileDone | undefined }

export async function profilePage(c: PageContext, permit: Permit<'buddy.profile'>, { typed, errors, done }: Sent = {}) {
  const profile = await seeProfile(c.var.ctx, permit)
  if (!profile) throw new HTTPException(404)
  const t = texts(c.var.locale)
  const { phone, about, locale, areas, activities, languages, availability } = profile
  const stored = { phone, about, locale, areas, languages, families: familiesOf(activities), ...rowsOf(availability) }
  return render(
    c,
    {
      title: t('buddies.profile.title'),
      variant: 'staff',
      back: <BackLink href="/visits" label={t('visits.open.back')} />,
      ...(errors ? { errors } : {}),
      notice: done ? <Notice kind="success" title={t(profileDoneWords[done])} /> : null,
    },
    <>
      <PageHeading title={t('buddies.profile.title')} lead={t('buddies.profile.lead')} />
      <SummaryList
        rows={[
          { key: t('buddies.profile.name_and_check'), value: profile.name },
          {
            key: t('buddies.profile.state'),
            value: (
              <StateTag of="buddy" state={profile.status}>
                {t(stateWords[profile.status])}
              </StateTag>
            ),
          },
          ...(profile.checkedUntilOn
            ? [{ key: t('buddies.profile.checked_until'), value: dayDate(profile.checkedUntilOn, c.var.locale) }]
            : []),
        ]}
      />
      <Form
        action="/visits/profile"
        fields={typed ?? stored}
        errors={errors}
        errorPrefix={t('site.error_prefix')}
        submit={t('buddies.profile.submit')}
      >
        <ContactFields t={t} />
        <WishFields t={t} areas={[...new Set([...c.var.ctx.place.areas, ...areas])]} />
      </Form>
      <Pausing c={c} profile={profile} />
    </>,
  )
}
