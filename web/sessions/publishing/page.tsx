import { HTTPException } from 'hono/http-exception'
import type { Permit } from '../../../src/access/permit.ts'
import { groupInScope, venuesOf } from '../../../src/groups/queries.ts'
import type { PageContext } from '../../../src/http/env.ts'
import type { Typed } from '../../../src/http/input.ts'
import { clock, dayDate } from '../../../src/lib/dates.ts'
import { localDay, startOfDay } from '../../../src/lib/time.ts'
import type { Preview } from '../../../src/sessions/publishing/actions.ts'
import type { PreviewDate } from '../../../src/sessions/rules.ts'
import { Button, Buttons } from '../../components/button.tsx'
import { Checkboxes } from '../../components/choice.tsx'
import { Form } from '../../components/form.tsx'
import type { Fields } from '../../components/form-context.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { type Reader, reader } from '../../groups/wording.ts'
import { render } from '../../render.tsx'
import { Carried, longWhenOf } from '../components.tsx'
import { SessionForm } from '../form/components.tsx'

/** What came back from a form, or from the preview of it: what is wrong, and what was typed. */
export type Back = { errors?: Record<string, string>; typed: Typed }

export async function publishPage(c: PageContext, permit: Permit<'session.manage'>, groupId: string, back?: Back) {
  const { t, db } = reader(c)
  const [[found], venues] = await db.batch([groupInScope(db, permit.orgs, groupId), venuesOf(db, permit.orgs)])
  if (!found) throw new HTTPException(404)
  const { group } = found
  const blank: Fields = {
    every: 'week',
    venueId: group.venueId,
    interval: '1',
    bookingClosesMinutes: '120',
    buddyForFirstVisit: 'yes',
  }
  return render(
    c,
    {
      title: t('sessions.publish.title'),
      variant: 'staff',
      back: <BackLink href={`/groups/${groupId}`} label={group.name} />,
      ...(back?.errors ? { errors: back.errors } : {}),
    },
    <>
      <PageHeading caption={group.name} title={t('sessions.publish.title')} lead={t('sessions.publish.lead')} />
      <SessionForm
        t={t}
        action={`/groups/${groupId}/sessions/preview`}
        kind="publish"
        fields={back?.typed ?? blank}
        errors={back?.errors}
        venues={venues.filter(({ orgId }) => orgId === group.orgId)}
        submit={t('sessions.publish.preview')}
      />
    </>,
  )
}

/** Every date, before anything is published. Ticking a date leaves it out. */
export function previewPage(c: PageContext, groupId: string, key: string, typed: Typed, preview: Preview) {
  const to = reader(c)
  const { t, locale } = to
  const isSeries = typed.every !== 'once'
  const carried = { ...typed, key: typed.key || key }
  return render(
    c,
    { title: t('sessions.publish.preview_title'), variant: 'staff' },
    <>
      <PageHeading
        caption={preview.groupName}
        title={t('sessions.publish.preview_title')}
        lead={t('sessions.publish.preview_lead', { n: preview.dates.length })}
      />
      {preview.isVerified ? null : <Notice kind="information" title={t('sessions.publish.unverified')} />}
      {preview.dates.some(({ adjusted }) => adjusted === 'gap') ? <Notice kind="warning" title={gapNotice(to, preview.dates)} /> : null}
      <Form action={`/groups/${groupId}/sessions`} fields={{ exceptions: typed.exceptions ?? [] }}>
        <Carried fields={carried} except={isSeries ? ['exceptions'] : []} />
        {isSeries ? (
          <Checkboxes
            small
            name="exceptions"
            label={t('sessions.publish.leave_out')}
            options={preview.dates.map((date) => ({ value: date.day, label: longWhenOf(to, date), hint: noticeOf(to, date) }))}
          />
        ) : (
          <ul>
            {preview.dates.map((date) => (
              <li>
                {longWhenOf(to, date)}
                {noticeOf(to, date) ? <div class="al-muted">{noticeOf(to, date)}</div> : null}
              </li>
            ))}
          </ul>
        )}
        {isSeries ? <p>{t('sessions.publish.ahead', { day: dayDate(preview.publishedTo, locale) })}</p> : null}
        <Buttons>
          <Button>{t('sessions.publish.button')}</Button>
          <Button kind="secondary" formaction={`/groups/${groupId}/sessions/draft`}>
            {t('sessions.publish.change')}
          </Button>
        </Buttons>
      </Form>
    </>,
  )
}

/** What the clocks do to a date, in words. */
export function noticeOf({ t, zone, locale }: Reader, date: PreviewDate): string | undefined {
  const time = clock(date.startsAt, zone, locale)
  if (date.adjusted === 'gap') return t('sessions.publish.gap', { time })
  if (date.adjusted === 'overlap') return t('sessions.publish.overlap')
  return date.isAfterClockChange ? t('sessions.publish.clocks', { time }) : undefined
}

function gapNotice(to: Reader, dates: readonly PreviewDate[]): string {
  const date = dates.find(({ adjusted }) => adjusted === 'gap')
  if (!date) return ''
  const day = dayDate(localDay(startOfDay(date.day, to.zone), to.zone), to.locale)
  return `${day}: ${noticeOf(to, date) ?? ''}`
}
