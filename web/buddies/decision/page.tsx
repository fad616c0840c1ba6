import type { Child } from 'hono/jsx'
import { type Decision, declineReasons } from '../../../src/buddies/rules.ts'
import type { BuddyRecord } from '../../../src/buddies/vetting/actions.ts'
import type { Typed } from '../../../src/http/input.ts'
import { Button } from '../../components/button.tsx'
import { Checkbox, Radios } from '../../components/choice.tsx'
import { DateField } from '../../components/date-field.tsx'
import { Details } from '../../components/details.tsx'
import { Form } from '../../components/form.tsx'
import type { T } from '../../render.tsx'
import { declineWords } from '../wording.ts'

type Props = { t: T; buddy: BuddyRecord; typed: Typed | undefined; errors: Record<string, string> | undefined }

/** One decision with what it asks for; the usual next step stands open, the others behind their name. */
export const DecisionForm = ({ decision, ...props }: Props & { decision: Decision }) => {
  const { t, buddy, typed } = props
  const { status, name } = buddy
  const isRenewal = status === 'approved' || status === 'expired'
  switch (decision) {
    case 'start_checks':
      return (
        <DecisionFrame
          {...props}
          decision={decision}
          label={t('buddies.decisions.start_checks')}
          why={t('buddies.decisions.start_checks_why', { name })}
          isOpen={status === 'applied'}
        />
      )
    case 'approve':
      return (
        <DecisionFrame
          {...props}
          decision={decision}
          label={t(isRenewal ? 'buddies.decisions.renew' : 'buddies.decisions.approve')}
          why={isRenewal ? t('buddies.decisions.renew_why') : t('buddies.decisions.approve_why', { name })}
          isOpen={status !== 'approved' || !!typed}
        >
          <DateField
            name="checkedUntilOn"
            label={t('buddies.decisions.checked_until')}
            hint={t('buddies.decisions.checked_until_hint')}
            value={buddy.checkedUntilOn ?? undefined}
            dayLabel={t('buddies.decisions.day')}
            monthLabel={t('buddies.decisions.month')}
            yearLabel={t('buddies.decisions.year')}
          />
        </DecisionFrame>
      )
    case 'pause':
      return (
        <DecisionFrame
          {...props}
          decision={decision}
          label={t('buddies.decisions.pause')}
          why={t('buddies.decisions.pause_why', { name })}
          isOpen={!!typed}
        >
          {buddy.visitsAhead > 0 ? (
            <Checkbox
              name="stepBack"
              label={t('buddies.decisions.step_back', { count: buddy.visitsAhead })}
              hint={t('buddies.decisions.step_back_hint')}
            />
          ) : null}
        </DecisionFrame>
      )
    case 'decline':
      return (
        <DecisionFrame
          {...props}
          decision={decision}
          label={t('buddies.decisions.decline')}
          why={t('buddies.decisions.decline_why', { name })}
          isOpen={!!typed}
        >
          {buddy.visitsAhead > 0 ? <p>{t('buddies.decisions.decline_ahead')}</p> : null}
          <Radios
            name="reason"
            label={t('buddies.decisions.reason')}
            options={declineReasons.map((reason) => ({ value: reason, label: t(declineWords[reason]) }))}
          />
        </DecisionFrame>
      )
  }
}

type FrameProps = Props & { decision: Decision; label: string; why: string; isOpen: boolean; children?: Child }

const DecisionFrame = ({ t, buddy, typed, errors, decision, label, why, isOpen, children }: FrameProps) => (
  <Details summary={label} isOpen={isOpen}>
    <p>{why}</p>
    <Form
      action={`/buddies/${buddy.id}/decisions`}
      hidden={{ decision }}
      fields={typed}
      errors={typed ? errors : undefined}
      errorPrefix={t('site.error_prefix')}
    >
      {children}
      <Button kind={decision === 'decline' ? 'warning' : decision === 'pause' ? 'secondary' : 'primary'}>{label}</Button>
    </Form>
  </Details>
)
