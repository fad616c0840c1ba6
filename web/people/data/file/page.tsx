import type { PageContext } from '../../../../src/http/env.ts'
import { dayDate, shortDate } from '../../../../src/lib/dates.ts'
import { asDialled } from '../../../../src/lib/phones.ts'
import type { PersonFile } from '../../../../src/rights/file/actions.ts'
import { BackLink, PageHeading } from '../../../components/heading.tsx'
import { SummaryList, type SummaryRow } from '../../../components/summary-list.tsx'
import { render, type T, texts } from '../../../render.tsx'
import { languageText, needText, reachText } from '../../wording.ts'
import { wordsOf } from '../wording.ts'
import { Answers, Booked, Emails, Hopes, type Part, Said, Seen, Talked } from './components.tsx'

/** A letter to the person: everything that is held about them, in their language, to be read on paper. */
export function filePage(c: PageContext, file: PersonFile) {
  const { person, heldBy } = file
  const t = texts(person.language)
  const part = { t, locale: person.language, timeZone: c.var.ctx.place.timeZone, file }
  return render(
    c,
    {
      title: t('rights.file.title', { name: person.preferredName }),
      variant: 'attendee',
      locale: person.language,
      languageAction: undefined,
      // For the link worker who prints it, in their own language; it is not on paper.
      back: <BackLink href={`/people/${person.id}/data`} label={texts(c.var.locale)('rights.file.back')} />,
    },
    <>
      <PageHeading
        title={t('rights.file.title', { name: person.preferredName })}
        lead={t('rights.file.lead', {
          date: shortDate(file.madeAt, part.timeZone, person.language),
          team: heldBy.team?.name ?? heldBy.place,
          place: heldBy.place,
        })}
      />
      <p>{t('rights.file.contact', { phone: asDialled(heldBy.phone), email: heldBy.email })}</p>
      <h2>{t('rights.file.you')}</h2>
      <SummaryList rows={aboutYou(t, file, part.timeZone)} />
      <Referred {...part} />
      <Hopes {...part} />
      <Talked {...part} />
      <Booked {...part} />
      <Said {...part} />
      <Answers {...part} />
      <Emails {...part} />
      <Seen {...part} />
    </>,
  )
}

function aboutYou(t: T, { person }: PersonFile, timeZone: string): SummaryRow[] {
  const date = (at: number) => shortDate(at, timeZone, person.language)
  const { carer } = person
  const rows: (SummaryRow | undefined)[] = [
    { key: t('rights.file.name'), value: person.name },
    { key: t('rights.file.called'), value: person.preferredName },
    line(t('rights.file.born'), person.birthDate && dayDate(person.birthDate, person.language)),
    { key: t('people.person.language'), value: t(languageText[person.language]) },
    { key: t('people.columns.reach'), value: t(reachText[person.reachBy]) },
    line(t('people.form.email'), person.email),
    line(t('people.form.phone'), asDialled(person.phone)),
    line(t('people.person.carer'), carer && [carer.name, carer.relation, carer.phone, carer.email].filter(Boolean).join(', ')),
    line(t('people.columns.area'), person.area),
    line(
      t('people.person.needs'),
      person.accessNeeds.map((code) => (Object.hasOwn(needText, code) ? t(needText[code as keyof typeof needText]) : code)).join(', '),
    ),
    { key: t('people.form.whatsapp'), value: t(person.agreesToWhatsapp ? 'rights.file.yes' : 'rights.file.no') },
    { key: t('rights.file.shared'), value: t(person.sharesAccessNeeds ? 'rights.file.yes' : 'rights.file.no') },
    line(t('people.person.notes'), person.notes),
    line(t('people.columns.link_worker'), person.linkWorker),
    { key: t('rights.file.agreed'), value: person.consentWords },
    {
      key: t('rights.file.agreed_when'),
      value: [date(person.consentAt), person.consentBy].filter(Boolean).join(', '),
    },
    line(t('rights.file.taken_back'), person.withdrawnAt && date(person.withdrawnAt)),
    line(t('rights.file.no_reminders'), person.remindersStoppedAt && date(person.remindersStoppedAt)),
    line(t('rights.file.no_surveys'), person.surveysStoppedAt && date(person.surveysStoppedAt)),
    line(t('rights.file.no_wellbeing'), person.wellbeingStoppedAt && date(person.wellbeingStoppedAt)),
    line(t('rights.file.no_visits'), person.visitsStoppedAt && date(person.visitsStoppedAt)),
    { key: t('rights.file.since'), value: date(person.createdAt) },
  ]
  return rows.filter((row) => row !== undefined)
}

const line = (key: string, value: string | null | 0): SummaryRow | undefined => (value ? { key, value } : undefined)

const Referred = ({ t, locale, timeZone, file }: Part) => (
  <>
    {file.referrals.map((referral) => {
      const { referrer } = referral
      const news = file.news.filter(({ referralId }) => referralId === referral.id)
      const date = (at: number) => shortDate(at, timeZone, locale)
      const list = (where: string, codes: readonly string[]) => codes.map((code) => wordsOf(t, where, code)).join(', ')
      const rows: (SummaryRow | undefined)[] = [
        { key: t('rights.file.referral_from'), value: wordsOf(t, 'referrals.sources', referral.source) },
        line(
          t('rights.file.referrer'),
          referrer &&
            Object.entries(referrer)
              .flatMap(([k, v]) => (k === 'locale' || !v ? [] : [v]))
              .join(', '),
        ),
        line(t('rights.file.reasons'), list('referrals.reasons', referral.reasons)),
        line(t('rights.file.story'), referral.story),
        line(t('rights.file.agreed'), referral.consentWords),
        { key: t('rights.file.agreed_when'), value: [date(referral.consentAt), referral.consentBy].filter(Boolean).join(', ') },
        line(t('rights.file.may_learn'), list('referrals.stages', referral.tells)),
        line(t('rights.file.was_told'), news.map(({ stage, at }) => `${wordsOf(t, 'referrals.stages', stage)} (${date(at)})`).join(', ')),
        { key: t('rights.file.state'), value: t(`components.states.referral.${referral.status}`) },
        line(t('rights.file.ended'), referral.endedAt && date(referral.endedAt)),
        line(t('rights.file.ended_why'), referral.endReason && wordsOf(t, 'referrals.ends', referral.endReason)),
        line(t('rights.file.ended_words'), referral.endWords),
        line(t('rights.file.looked_after_by'), referral.assignedTo),
      ]
      return (
        <>
          <h2>{t('rights.file.referral', { date: date(referral.receivedAt) })}</h2>
          <SummaryList rows={rows.filter((row) => row !== undefined)} />
        </>
      )
    })}
  </>
)
