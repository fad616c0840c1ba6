import type { Child } from 'hono/jsx'
import type { PageContext } from '../../../src/http/env.ts'
import type { Form } from '../../../src/http/input.ts'
import { shortDate } from '../../../src/lib/dates.ts'
import type { Profile } from '../../../src/profiles/actions.ts'
import { weekOf } from '../../buddies/wording.ts'
import { Buttons, LinkButton } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { SummaryList, type SummaryRow } from '../../components/summary-list.tsx'
import { Lines } from '../../components/timeline.tsx'
import { languageName } from '../../groups/wording.ts'
import { errorsOf, render, type T, type TextKey, texts } from '../../render.tsx'
import { PersonNav } from '../components.tsx'
import { Goals } from './components.tsx'
import { type Done, doneText, fieldText, genderText, goalRefusal, interestName, needName } from './wording.ts'

export type GoalSent = { typed?: Form<unknown>; refusal?: keyof typeof goalRefusal | undefined; goalId?: string | undefined }

/** What matters to one person, in their words first; then what helps to find something for them, and where they want to get to. */
export function profilePage(c: PageContext, profile: Profile, { done, ...sent }: GoalSent & { done?: Done | undefined } = {}) {
  const { locale } = c.var
  const t = texts(locale)
  const { person } = profile
  const address = `/people/${person.id}/profile`
  const errors = sent.refusal
    ? { form: t(goalRefusal[sent.refusal]) }
    : sent.typed && !sent.typed.ok
      ? errorsOf(sent.typed, t, fieldText)
      : undefined
  return render(
    c,
    {
      title: t('profiles.title', { name: person.preferredName }),
      variant: 'staff',
      back: <BackLink href="/people" label={t('people.title')} />,
      ...(errors ? { errors } : {}),
      notice: done ? <Notice kind="success" title={t(doneText[done])} /> : undefined,
      returnTo: address,
    },
    <>
      <PageHeading
        caption={t('people.person.caption')}
        title={person.preferredName}
        aside={
          <Buttons>
            <LinkButton kind="secondary" href={`${address}/edit`}>
              {t(profile.step === 0 ? 'profiles.start' : 'profiles.edit')}
            </LinkButton>
          </Buttons>
        }
      />
      <PersonNav t={t} personId={person.id} part="profile" />
      {profile.step === 0 ? (
        <Empty title={t('profiles.empty')} action={<LinkButton href={`${address}/edit`}>{t('profiles.start')}</LinkButton>}>
          <p>{t('profiles.empty_body', { name: person.preferredName })}</p>
        </Empty>
      ) : (
        <Known c={c} t={t} profile={profile} />
      )}
      <Goals c={c} profile={profile} errors={errors} sent={sent} />
    </>,
  )
}

const Known = ({ c, t, profile }: { c: PageContext; t: T; profile: Profile }) => {
  const { locale, ctx } = c.var
  return (
    <>
      <h2>{t('profiles.matters')}</h2>
      {profile.matters ? (
        <blockquote class="al-lead">
          <Lines text={profile.matters} />
        </blockquote>
      ) : (
        <p>{t('people.not_said')}</p>
      )}
      <Needs c={c} t={t} profile={profile} />
      <h2>{t('profiles.fits')}</h2>
      <SummaryList rows={factRows(t, profile)} />
      {profile.updatedAt === null ? null : (
        <p class="al-muted">{t('profiles.updated', { date: shortDate(profile.updatedAt, ctx.place.timeZone, locale) })}</p>
      )}
    </>
  )
}

const Needs = ({ c, t, profile }: { c: PageContext; t: T; profile: Profile }) => {
  const open = profile.needs.filter(({ metAt }) => metAt === null)
  const met = profile.needs.filter(({ metAt }) => metAt !== null)
  const date = (at: number) => shortDate(at, c.var.ctx.place.timeZone, c.var.locale)
  return (
    <>
      <h2>{t('profiles.needs_title')}</h2>
      {open.length > 0 ? (
        <ul>
          {open.map(({ code, since }) => (
            <li>
              {needName(t, code)} <span class="al-muted">{t('profiles.since', { date: date(since) })}</span>
            </li>
          ))}
        </ul>
      ) : (
        <p>{t('profiles.no_needs')}</p>
      )}
      {met.length > 0 ? (
        <p class="al-muted">
          {t('profiles.met')} {met.map(({ code, metAt }) => `${needName(t, code)} (${metAt === null ? '' : date(metAt)})`).join(', ')}
        </p>
      ) : null}
    </>
  )
}

function factRows(t: T, profile: Profile): SummaryRow[] {
  const row = (key: TextKey, value: Child) => ({ key: t(key), value: value || t('people.not_said') })
  const tongues = tonguesOf(t, profile)
  return [
    row('profiles.form.strengths', profile.strengths ? <Lines text={profile.strengths} /> : ''),
    row('profiles.form.interests', profile.interests.map((code) => interestName(t, code)).join(', ')),
    row('profiles.form.suits', weekOf(t, profile.suits)),
    row('profiles.form.cannot', weekOf(t, profile.cannot)),
    ...(tongues ? [row('profiles.form.languages', tongues)] : []),
    row('profiles.form.near', profile.near),
    row('profiles.form.reach', profile.reachKm === null ? t('profiles.no_limit') : t('profiles.km', { km: profile.reachKm })),
    row('profiles.form.gender', profile.gender === '' ? '' : t(genderText[profile.gender])),
  ]
}

/** The language of their letters is one more, which counts where it has to be one of these. */
function tonguesOf(t: T, { person, languages, languageRequired }: Profile): string {
  const others = languages.filter((code) => code !== person.language)
  const names = (codes: readonly string[]) => codes.map((code) => languageName(t, code)).join(', ')
  return languageRequired ? t('profiles.only_these', { languages: names([person.language, ...others]) }) : names(others)
}
