import type { Child } from 'hono/jsx'
import type { PageContext } from '../../../src/http/env.ts'
import { dayDate, shortDate } from '../../../src/lib/dates.ts'
import type { OpenedPerson } from '../../../src/people/reading/actions.ts'
import type { AccessNeed } from '../../../src/people/rules.ts'
import { Buttons, LinkButton } from '../../components/button.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { Phone } from '../../components/phone.tsx'
import { SummaryList, type SummaryRow } from '../../components/summary-list.tsx'
import { Lines } from '../../components/timeline.tsx'
import { render, type T, texts } from '../../render.tsx'
import { PersonNav } from '../components.tsx'
import { type Done, doneText, languageText, needText, reachText } from '../wording.ts'
import { Ahead, Messages, Past, Said } from './components.tsx'
import { Next } from './next/components.tsx'

/** Who somebody is, how to reach them, what they agreed to, and everything that was and is booked, sent and said. */
export function personPage(c: PageContext, person: OpenedPerson, done: Done | undefined) {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const around = { t, locale, timeZone: ctx.place.timeZone, now: ctx.now }
  return render(
    c,
    {
      title: person.preferredName,
      variant: 'staff',
      back: <BackLink href="/people" label={t('people.title')} />,
      notice: done ? <Notice kind="success" title={t(doneText[done])} /> : undefined,
    },
    <>
      <PageHeading
        caption={t('people.person.caption')}
        title={person.preferredName}
        aside={
          <Buttons>
            <LinkButton kind="secondary" href={`/people/${person.id}/sessions`}>
              {t('people.person.find_session')}
            </LinkButton>
            <LinkButton kind="quiet" href={`/people/${person.id}/sheet`}>
              {t('people.sheet.link')}
            </LinkButton>
            <LinkButton kind="secondary" href={`/people/${person.id}/edit`}>
              {t('people.person.edit')}
            </LinkButton>
          </Buttons>
        }
      />
      <PersonNav t={t} personId={person.id} part="overview" />
      <EmailTrouble t={t} person={person} />
      <Next c={c} person={person} />
      <Ahead {...around} person={person} />
      <h2>{t('people.person.who')}</h2>
      <SummaryList rows={aboutRows(t, person, locale)} />
      <h2>{t('people.person.consent')}</h2>
      <SummaryList
        rows={[
          { key: t('people.person.consent_words'), value: <Lines text={person.consentWords} /> },
          {
            key: t('people.person.consent_when'),
            value: t('people.person.consent_recorded', {
              date: shortDate(person.consentAt, ctx.place.timeZone, locale),
              name: person.consentBy ?? t(person.isConsentOfReferral ? 'people.person.the_referrer' : 'people.person.somebody_who_left'),
            }),
          },
          { key: t('people.person.stopped'), value: stopped(t, person) },
        ]}
      />
      <Past {...around} person={person} />
      <Said {...around} person={person} />
      <Messages {...around} person={person} />
    </>,
  )
}

function aboutRows(t: T, person: OpenedPerson, locale: 'en' | 'id'): SummaryRow[] {
  const { carer } = person
  const rows: (SummaryRow | undefined)[] = [
    { key: t('people.columns.name'), value: person.name },
    person.birthDate ? { key: t('people.form.birth_date'), value: dayDate(person.birthDate, locale) } : undefined,
    {
      key: t('people.columns.reach'),
      value: `${t(reachText[person.reachBy])}${person.agreesToWhatsapp ? `. ${t('people.form.whatsapp')}` : ''}`,
    },
    person.phone ? { key: t('people.form.phone'), value: <Phone number={person.phone} /> } : undefined,
    person.email ? { key: t('people.form.email'), value: <Address address={person.email} /> } : undefined,
    carer
      ? {
          key: t('people.person.carer'),
          value: (
            <>
              {carer.name}
              {carer.relation ? ` (${carer.relation})` : ''}
              {carer.phone ? (
                <>
                  <br />
                  <Phone number={carer.phone} />
                </>
              ) : null}
              {carer.email ? (
                <>
                  <br />
                  <Address address={carer.email} />
                </>
              ) : null}
            </>
          ),
        }
      : undefined,
    { key: t('people.person.language'), value: t(languageText[person.language]) },
    { key: t('people.columns.area'), value: person.area || t('people.not_said') },
    { key: t('people.person.needs'), value: needsOf(t, person) },
    person.notes ? { key: t('people.person.notes'), value: <Lines text={person.notes} /> } : undefined,
    { key: t('people.columns.link_worker'), value: person.linkWorker ?? t('people.nobody') },
  ]
  return rows.filter((row) => row !== undefined)
}

function needsOf(t: T, { accessNeeds, sharesAccessNeeds }: OpenedPerson): Child {
  if (accessNeeds.length === 0) return t('people.person.no_needs')
  const known = accessNeeds.filter((code): code is AccessNeed => code in needText)
  return (
    <>
      {known.map((code) => t(needText[code])).join(', ')}
      <br />
      <span class="al-muted">{sharesAccessNeeds ? t('people.person.needs_shared') : t('people.person.needs_kept')}</span>
    </>
  )
}

function stopped(t: T, person: OpenedPerson): string {
  const parts = [
    person.remindersStoppedAt && t('people.person.no_reminders'),
    person.surveysStoppedAt && t('people.person.no_surveys'),
    person.wellbeingStoppedAt && t('people.person.no_wellbeing'),
    person.visitsStoppedAt && t('people.person.no_visits'),
  ].filter(Boolean)
  return parts.length > 0 ? parts.join(', ') : t('people.person.nothing_stopped')
}

const EmailTrouble = ({ t, person }: { t: T; person: OpenedPerson }) =>
  person.messages.some(({ status }) => status === 'bounced' || status === 'failed' || status === 'complained') ? (
    <Notice kind="warning" title={t('people.person.email_trouble')}>
      <p>{t('people.person.email_trouble_body')}</p>
    </Notice>
  ) : null

const Address = ({ address }: { address: string }) => <a href={`mailto:${address}`}>{address}</a>
