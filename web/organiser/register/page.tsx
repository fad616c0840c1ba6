import { HTTPException } from 'hono/http-exception'
import { orgsAs, type Permit } from '../../../src/access/permit.ts'
import { type BookingSeen, seeSessionBookings } from '../../../src/bookings/reading/actions.ts'
import { missedIfNotRun, type RegisterRefusal, registerOpensBefore, registerRefusal } from '../../../src/bookings/register/rules.ts'
import type { PageContext } from '../../../src/http/env.ts'
import type { Typed } from '../../../src/http/input.ts'
import { clock, longDate } from '../../../src/lib/dates.ts'
import { ownSession } from '../../../src/sessions/overview/queries.ts'
import { Buttons, PostButton } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { NumberField } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { type StateOf, StateTag, Tag } from '../../components/tag.tsx'
import { doneNotice } from '../../groups/components.tsx'
import { type Reader, reader } from '../../groups/wording.ts'
import { render, type T } from '../../render.tsx'
import { longWhenOf } from '../../sessions/components.tsx'
import { buddyWords, goodToKnow } from '../wording.ts'

type Sent = { errors?: Record<string, string> | undefined; typed?: Typed | undefined }

/** The register for a phone at the door, or printed and ticked by hand: one press a person, which can be taken back by the other. */
export async function registerPage(c: PageContext, permit: Permit<'booking.see'>, sessionId: string, { errors, typed }: Sent = {}) {
  const to = reader(c)
  const { t, db, now } = to
  const [[found], seen] = await Promise.all([
    ownSession(db, orgsAs(permit, 'organiser'), sessionId),
    seeSessionBookings(c.var.ctx, permit, sessionId),
  ])
  if (!found || !seen.ok) throw new HTTPException(404)
  const { session, group } = found
  const expected = seen.value.filter(({ status }) => !notExpected.includes(status))
  const others = seen.value.filter(({ status }) => notExpected.includes(status))
  const came = seen.value.filter(({ status }) => status === 'attended').length
  const refusal = registerRefusal(session, now)
  const action = refusal ? undefined : `/sessions/${sessionId}/register`
  return render(
    c,
    {
      title: t('sessions.register.title'),
      variant: 'staff',
      notice: doneNotice(c),
      back: <BackLink href={`/sessions/${sessionId}/bookings`} label={group.name} />,
      ...(errors ? { errors } : {}),
    },
    <div class="al-sheet">
      <PageHeading caption={group.name} title={t('sessions.register.title')} lead={longWhenOf(to, session)} />
      {refusal ? <NotNow to={to} refusal={refusal} opensAt={session.startsAt - registerOpensBefore} /> : null}
      {action ? (
        <p role="status">
          <strong>
            {found.didNotRun ? t('sessions.register.did_not_run') : t('sessions.register.so_far', { came, walkIns: session.walkIns })}
          </strong>
        </p>
      ) : null}
      <Table
        caption={t('sessions.register.expected')}
        rows={expected}
        columns={columns(t, action, true)}
        empty={
          <Empty title={t('sessions.manage.nobody')}>
            <p>{t('sessions.register.nobody')}</p>
          </Empty>
        }
      />
      {action && now >= session.startsAt && missedIfNotRun(seen.value).length > 0 ? (
        <div class="al-screen-only">
          <PostButton kind="quiet" action={`${action}/did-not-run`}>
            {t('sessions.register.did_not_run')}
          </PostButton>
          <p>{t('sessions.register.did_not_run_hint')}</p>
        </div>
      ) : null}
      {others.length ? (
        <Table
          caption={t(action ? 'sessions.register.others' : 'sessions.register.not_expected')}
          rows={others}
          columns={columns(t, action, false)}
          empty={null}
        />
      ) : null}
      {action ? (
        <>
          <h2 class="al-screen-only">{t('sessions.register.walk_ins')}</h2>
          <Form
            action={`/sessions/${sessionId}/walk-ins`}
            fields={typed ?? { walkIns: String(session.walkIns) }}
            errors={errors}
            errorPrefix={t('site.error_prefix')}
            submit={t('sessions.register.save_walk_ins')}
          >
            <NumberField
              name="walkIns"
              label={t('sessions.register.walk_ins_label')}
              hint={t('sessions.register.walk_ins_hint')}
              width={4}
            />
          </Form>
        </>
      ) : null}
    </div>,
  )
}

/** Printed before, it is ticked by hand; on a screen it waits until it can be taken. */
const NotNow = ({ to: { t, zone, locale }, refusal, opensAt }: { to: Reader; refusal: RegisterRefusal; opensAt: number }) => (
  <div class="al-screen-only">
    <Notice
      kind="information"
      title={
        refusal === 'session_cancelled'
          ? t('sessions.cancelled_title')
          : t('sessions.register.opens', { day: longDate(opensAt, zone, locale), time: clock(opensAt, zone, locale) })
      }
    />
  </div>
)

const notExpected: readonly string[] = ['cancelled', 'expired', 'waitlisted']

/** Without an `action` there is nothing to press. */
const columns = (t: T, action: string | undefined, isExpected: boolean): Column<BookingSeen>[] => [
  {
    label: t('sessions.manage.name'),
    isRowHeader: true,
    cell: ({ id, preferredName }) => <strong id={`b-${id}`}>{preferredName}</strong>,
  },
  {
    label: t('sessions.manage.know'),
    cell: (booking) => {
      const buddy = buddyWords[booking.buddy]
      const words = [buddy ? t(buddy) : '', goodToKnow(t, booking)].filter(Boolean).join('. ')
      if (!booking.isFirstVisit && !words) return null
      return (
        <>
          {booking.isFirstVisit ? <Tag tone="special">{t('sessions.manage.first')}</Tag> : null} {words}
        </>
      )
    },
  },
  {
    label: t('sessions.manage.state'),
    cell: ({ status }) => (
      <StateTag of="booking" state={status as StateOf<'booking'>}>
        {t(`sessions.booking.${status as StateOf<'booking'>}`)}
      </StateTag>
    ),
  },
  {
    label: t('sessions.register.here'),
    isWide: true,
    cell: ({ id, preferredName, status, buddy, missedCause }) => (
      <>
        <span class="al-tick-box al-print-only" />
        {action ? (
          <Buttons inRow>
            {status === 'attended' ? null : (
              <PostButton action={action} about={preferredName} hidden={{ bookingId: id, outcome: 'attended' }}>
                {t('sessions.register.came')}
              </PostButton>
            )}
            {status === 'missed' || (!isExpected && status !== 'attended') ? null : (
              <PostButton kind="secondary" action={action} about={preferredName} hidden={{ bookingId: id, outcome: 'missed' }}>
                {t('sessions.register.missed')}
              </PostButton>
            )}
          </Buttons>
        ) : null}
        {action && status === 'missed' && buddy !== 'none' && missedCause !== 'buddy' ? (
          <PostButton kind="quiet" action={action} about={preferredName} hidden={{ bookingId: id, outcome: 'missed_by_buddy' }}>
            {t('sessions.register.missed_by_buddy')}
          </PostButton>
        ) : null}
      </>
    ),
  },
]
