import { permit } from '../../../src/access/permit.ts'
import type { PageContext } from '../../../src/http/env.ts'
import type { Form } from '../../../src/http/input.ts'
import { shortDate } from '../../../src/lib/dates.ts'
import { localDay } from '../../../src/lib/time.ts'
import type { AddPersonRefusal, Candidate, EditPersonRefusal } from '../../../src/people/actions.ts'
import { linkWorkersOf, teamsNamed } from '../../../src/people/queries.ts'
import type { OpenedPerson } from '../../../src/people/reading/actions.ts'
import { Button, Buttons, LinkButton } from '../../components/button.tsx'
import { Card, Cards } from '../../components/card.tsx'
import { Form as FormOf } from '../../components/form.tsx'
import type { Fields } from '../../components/form-context.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { errorsOf, render, texts } from '../../render.tsx'
import { alikeText, fieldText, refusalText } from '../wording.ts'
import { dayBoxes, PersonFields } from './components.tsx'
import { ReferredFields } from './referred/components.tsx'

type Refusal = AddPersonRefusal | EditPersonRefusal

export async function addPage(c: PageContext, typed?: Form<unknown>, refusal?: Refusal) {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const errors = faults(c, typed, refusal)
  const { teams, linkWorkers } = await choices(c)
  const today = dayBoxes('consentOn', localDay(ctx.now, ctx.place.timeZone))
  const fresh = { id: ctx.newId(), language: ctx.place.locale, linkWorkerId: c.var.actor?.id, hasSpoken: 'yes', source: 'self', ...today }
  return render(
    c,
    {
      title: t('people.add'),
      variant: 'staff',
      back: <BackLink href="/people" label={t('people.title')} />,
      ...(errors ? { errors } : {}),
    },
    <>
      <PageHeading title={t('people.add')} lead={t('people.form.lead')} />
      <FormOf
        action="/people"
        fields={typed?.typed ?? fresh}
        errors={errors ?? {}}
        errorPrefix={t('site.error_prefix')}
        hidden={{ id: text(typed?.typed.id) || fresh.id }}
        submit={t('people.form.add')}
        wide
      >
        <ReferredFields t={t} />
        <PersonFields t={t} place={ctx.place} teams={teams} linkWorkers={linkWorkers} />
      </FormOf>
    </>,
  )
}

export async function editPage(c: PageContext, person: OpenedPerson, typed?: Form<unknown>, refusal?: Refusal) {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const errors = faults(c, typed, refusal)
  const { linkWorkers } = await choices(c)
  const back = `/people/${person.id}`
  return render(
    c,
    {
      title: t('people.form.edit_title', { name: person.preferredName }),
      variant: 'staff',
      back: <BackLink href={back} label={person.preferredName} />,
      ...(errors ? { errors } : {}),
    },
    <>
      <PageHeading title={t('people.form.edit_title', { name: person.preferredName })} />
      <FormOf
        action={back}
        fields={typed?.typed ?? stored(person, localDay(person.consentAt, ctx.place.timeZone))}
        errors={errors ?? {}}
        errorPrefix={t('site.error_prefix')}
        // After a change by somebody else the form starts from theirs, so that pressing the button once more is a decision.
        hidden={{ step: refusal === 'changed_meanwhile' ? String(person.step) : text(typed?.typed.step) || String(person.step) }}
        wide
      >
        <PersonFields t={t} place={ctx.place} teams={[]} linkWorkers={linkWorkers} mayBeNobody={person.linkWorkerId === ''} />
        <Buttons>
          <Button>{t('people.form.save')}</Button>
          <LinkButton kind="quiet" href={back}>
            {t('people.form.cancel')}
          </LinkButton>
        </Buttons>
      </FormOf>
    </>,
  )
}

/** Who may be the same, from the own team only; everything that was typed travels along, whichever way one goes. */
export async function mayBeTheSamePage(c: PageContext, typed: Form<unknown>, candidates: readonly Candidate[]) {
  const { ctx, locale } = c.var
  const t = texts(locale)
  const { teams, linkWorkers } = await choices(c)
  return render(
    c,
    {
      title: t('people.same.title'),
      variant: 'staff',
      status: 409,
      back: <BackLink href="/people" label={t('people.title')} />,
      notice: (
        <Notice kind="warning" title={t('people.same.notice')}>
          <p>{t('people.same.nothing_saved')}</p>
        </Notice>
      ),
    },
    <>
      <PageHeading title={t('people.same.title')} lead={t('people.same.lead', { count: candidates.length })} />
      <Cards
        cards={candidates.map((one) => (
          <Card
            title={one.preferredName}
            level={2}
            meta={[
              { icon: 'place', text: one.area || t('people.not_said') },
              { icon: 'calendar', text: t('people.same.added_on', { date: shortDate(one.createdAt, ctx.place.timeZone, locale) }) },
              { icon: 'info', text: one.alike.map((why) => t(alikeText[why])).join(' · ') },
            ]}
            foot={
              <LinkButton kind="secondary" small href={`/people/${one.id}`} about={one.preferredName}>
                {t('people.same.go_there')}
              </LinkButton>
            }
          />
        ))}
      />
      <FormOf action="/people" fields={typed.typed} hidden={{ id: text(typed.typed.id) || ctx.newId() }} wide>
        <h2>{t('people.same.typed')}</h2>
        <ReferredFields t={t} />
        <PersonFields t={t} place={ctx.place} teams={teams} linkWorkers={linkWorkers} />
        <Buttons>
          <Button name="evenIfDuplicate" value="yes">
            {t('people.same.add_all_the_same')}
          </Button>
          <LinkButton kind="quiet" href="/people">
            {t('people.form.cancel')}
          </LinkButton>
        </Buttons>
      </FormOf>
    </>,
  )
}

function faults(c: PageContext, typed: Form<unknown> | undefined, refusal: Refusal | undefined): Record<string, string> | undefined {
  const t = texts(c.var.locale)
  if (refusal === 'no_such_link_worker') return { linkWorkerId: t(refusalText[refusal]) }
  if (refusal === 'no_such_team') return { teamId: t(refusalText[refusal]) }
  if (refusal) return { form: t(refusalText[refusal]) }
  if (!typed || typed.ok) return undefined
  // With so many fields "Fill this in" alone does not say which.
  return errorsOf(typed, t, fieldText)
}

async function choices(c: PageContext) {
  const { ctx, actor } = c.var
  const teams = (actor && permit(actor, 'person.manage')?.orgs) ?? []
  const [named, linkWorkers] = await ctx.db.batch([teamsNamed(ctx.db, teams), linkWorkersOf(ctx.db, teams)])
  return { teams: named.length > 1 ? named : [], linkWorkers: [...new Map(linkWorkers.map((one) => [one.id, one])).values()] }
}

const stored = (person: OpenedPerson, consentOn: string): Fields => ({
  name: person.name,
  preferredName: person.preferredName,
  ...dayBoxes('birthDate', person.birthDate),
  language: person.language,
  reachBy: person.reachBy,
  email: person.email,
  phone: person.phone,
  carerName: person.carer?.name ?? '',
  carerRelation: person.carer?.relation ?? '',
  carerEmail: person.carer?.email ?? '',
  carerPhone: person.carer?.phone ?? '',
  area: person.area,
  accessNeeds: person.accessNeeds,
  sharesAccessNeeds: person.sharesAccessNeeds ? 'yes' : '',
  agreesToWhatsapp: person.agreesToWhatsapp ? 'yes' : '',
  notes: person.notes,
  consentWords: person.consentWords,
  ...dayBoxes('consentOn', consentOn),
  linkWorkerId: person.linkWorkerId,
})

const text = (value: string | readonly string[] | undefined): string => (typeof value === 'string' ? value : '')
