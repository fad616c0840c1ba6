import { HTTPException } from 'hono/http-exception'
import type { Permit } from '../../../src/access/permit.ts'
import type { PageContext } from '../../../src/http/env.ts'
import type { Recurrence } from '../../../src/lib/recurrence.ts'
import { concernedBy } from '../../../src/sessions/cancellation/queries.ts'
import { concerned } from '../../../src/sessions/editing/queries.ts'
import { ownSession } from '../../../src/sessions/overview/queries.ts'
import { seriesWithGroup } from '../../../src/sessions/queries.ts'
import { alternativesTo } from '../../../src/sessions/whats-on/queries.ts'
import { Button, Buttons, LinkButton } from '../../components/button.tsx'
import { DateField } from '../../components/date-field.tsx'
import { TextField } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { reader } from '../../groups/wording.ts'
import { render } from '../../render.tsx'
import { longWhenOf, whenOf } from '../components.tsx'
import type { Back } from '../publishing/page.tsx'
import { ruleInWords } from '../wording.ts'

const offered = 3

/** Before the button: who will be told, and what they will be offered instead. */
export async function cancelPage(c: PageContext, permit: Permit<'session.manage'>, sessionId: string, back?: Back) {
  const to = reader(c)
  const { t, db, now } = to
  const [[found], [told], others] = await db.batch([
    ownSession(db, permit.orgs, sessionId),
    concernedBy(db, [sessionId]),
    alternativesTo(db, sessionId, now, offered),
  ])
  if (!found) throw new HTTPException(404)
  const { session, group } = found
  const { people, buddies, linkWorkers } = told ?? { people: 0, buddies: 0, linkWorkers: 0 }
  const href = `/sessions/${sessionId}/bookings`
  return render(
    c,
    {
      title: t('sessions.cancel.title'),
      variant: 'staff',
      back: <BackLink href={href} label={group.name} />,
      ...(back?.errors ? { errors: back.errors } : {}),
    },
    <>
      <PageHeading
        caption={`${group.name}, ${longWhenOf(to, session)}`}
        title={t('sessions.cancel.title')}
        lead={t('sessions.cancel.final')}
      />
      <h2>{t('sessions.cancel.who')}</h2>
      <ul>
        <li>{t('sessions.cancel.told', { people })}</li>
        {buddies ? <li>{t('sessions.cancel.told_buddies', { n: buddies })}</li> : null}
        {linkWorkers ? <li>{t('sessions.cancel.told_workers', { n: linkWorkers })}</li> : null}
      </ul>
      {people ? (
        others.length ? (
          <>
            <p>{t('sessions.cancel.instead')}</p>
            <ul>
              {others.map((other) => (
                <li>
                  {other.groupName}, {whenOf(to, other)}
                </li>
              ))}
            </ul>
          </>
        ) : (
          <p>{t('sessions.cancel.no_instead')}</p>
        )
      ) : null}
      <Form
        action={`/sessions/${sessionId}/cancellation`}
        fields={back?.typed ?? {}}
        errors={back?.errors}
        errorPrefix={t('site.error_prefix')}
      >
        <TextField name="reason" label={t('sessions.cancel.reason')} hint={t('sessions.cancel.reason_hint')} />
        <Buttons>
          <Button kind="warning">{t('sessions.cancel.button')}</Button>
          <LinkButton kind="secondary" href={href}>
            {t('sessions.cancel.keep')}
          </LinkButton>
        </Buttons>
      </Form>
    </>,
  )
}

export async function endSeriesPage(c: PageContext, permit: Permit<'session.manage'>, seriesId: string, back?: Back) {
  const to = reader(c)
  const { t, db, now } = to
  const [[found], [people]] = await db.batch([seriesWithGroup(db, permit.orgs, seriesId), concerned(db, { seriesId }, now)])
  if (!found) throw new HTTPException(404)
  const { series, groupName } = found
  return render(
    c,
    {
      title: t('sessions.cancel.end_title'),
      variant: 'staff',
      back: <BackLink href={`/groups/${series.groupId}`} label={groupName} />,
      ...(back?.errors ? { errors: back.errors } : {}),
    },
    <>
      <PageHeading
        caption={t('sessions.labelled', { label: groupName, sentence: ruleInWords(to, series.recurrence as Recurrence) })}
        title={t('sessions.cancel.end_title')}
        lead={t('sessions.cancel.end_lead')}
      />
      <p>
        <strong>{t('sessions.edit.concerned', { people: people?.people ?? 0 })}</strong>
      </p>
      <Form action={`/series/${seriesId}/ending`} fields={back?.typed ?? {}} errors={back?.errors} errorPrefix={t('site.error_prefix')}>
        <DateField
          name="lastOn"
          label={t('sessions.cancel.last_on')}
          hint={t('sessions.publish.date_hint')}
          dayLabel={t('sessions.publish.day')}
          monthLabel={t('sessions.publish.month_box')}
          yearLabel={t('sessions.publish.year')}
        />
        <TextField name="reason" label={t('sessions.cancel.reason')} hint={t('sessions.cancel.end_reason_hint')} />
        <Buttons>
          <Button kind="warning">{t('sessions.cancel.end_button')}</Button>
          <LinkButton kind="secondary" href={`/groups/${series.groupId}`}>
            {t('sessions.cancel.keep')}
          </LinkButton>
        </Buttons>
      </Form>
    </>,
  )
}
