import type { PageContext } from '../../../src/http/env.ts'
import type { Typed } from '../../../src/http/input.ts'
import { asDialled } from '../../../src/lib/phones.ts'
import { handoverReasons } from '../../../src/people/inbox/inputs.ts'
import type { OpenedReferral } from '../../../src/people/referral/actions.ts'
import { triesBeforeUnreachable } from '../../../src/referrals/rules.ts'
import { Button, Buttons, LinkButton, PostButton } from '../../components/button.tsx'
import { Radios } from '../../components/choice.tsx'
import { Select } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { BackLink, PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { Phone } from '../../components/phone.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { StateTag } from '../../components/tag.tsx'
import { Lines } from '../../components/timeline.tsx'
import { render, type T } from '../../render.tsx'
import { around, DueBy, reasonsInWords, waitingFor } from '../components.tsx'
import { Loop } from '../telling/components.tsx'
import { type Done, doneText, handoverText, sourceText } from '../wording.ts'
import { Agreed, Alike, Person, Steps } from './components.tsx'

type Sent = { done?: Done | undefined; typed?: Typed; errors?: Record<string, string> }

/** One referral: what is next, who it is about, why, what was agreed, who may be the same person, and every step so far. */
export function referralPage(c: PageContext, referral: OpenedReferral, { done, typed, errors }: Sent = {}) {
  const to = around(c)
  const { t } = to
  const { person } = referral
  const isOpen = ['received', 'contacted', 'supporting'].includes(referral.status)
  return render(
    c,
    {
      title: t('referrals.page.title', { name: person.preferredName }),
      variant: 'staff',
      back: <BackLink href="/referrals" label={t('referrals.title')} />,
      notice: done ? <Notice kind="success" title={t(doneText[done])} /> : undefined,
      returnTo: `/referrals/${referral.id}`,
      ...(errors ? { errors } : {}),
    },
    <>
      <PageHeading
        caption={t('referrals.page.caption')}
        title={person.preferredName}
        aside={
          <StateTag of="referral" state={referral.status}>
            {t(`components.states.referral.${referral.status}`)}
          </StateTag>
        }
      />
      <Alike t={t} referral={referral} to={to} />
      <Next t={t} referral={referral} />
      <h2>{t('referrals.page.request')}</h2>
      <SummaryList
        rows={[
          { key: t('referrals.columns.why'), value: reasonsInWords(t, referral.reasons) || t('people.not_said') },
          ...(referral.story ? [{ key: t('referrals.page.story'), value: <Lines text={referral.story} /> }] : []),
          { key: t('referrals.columns.waits'), value: waitingFor(to, referral.receivedAt) },
          ...(referral.status === 'received' ? [{ key: t('referrals.columns.due'), value: <DueBy to={to} due={referral} /> }] : []),
          { key: t('referrals.columns.from'), value: t(sourceText[referral.source]) },
          ...(referral.referrer ? [{ key: t('referrals.page.referrer'), value: <Sender referrer={referral.referrer} /> }] : []),
        ]}
      />
      <Person t={t} locale={to.locale} person={person} />
      <Agreed to={to} referral={referral} />
      <Loop t={t} referralId={referral.id} isOpen={isOpen} />
      {isOpen ? <Assign t={t} c={c} referral={referral} typed={typed} errors={errors} /> : null}
      <Steps to={to} referral={referral} />
    </>,
  )
}

/** The one thing to do now. */
const Next = ({ t, referral }: { t: T; referral: OpenedReferral }) => {
  const { id, status, person, tries } = referral
  const ring = person.phone || person.carer?.phone
  if (status === 'received') {
    return (
      <>
        <p class="al-lead">{t('referrals.page.next_contact')}</p>
        {tries > 0 ? <p>{t('referrals.page.tries', { n: tries, most: triesBeforeUnreachable })}</p> : null}
        <Buttons>
          {ring ? <LinkButton href={`tel:${ring}`}>{t('referrals.page.ring', { number: asDialled(ring) })}</LinkButton> : null}
          <PostButton action={`/referrals/${id}/contact`} kind={ring ? 'secondary' : 'primary'}>
            {t('referrals.page.spoke')}
          </PostButton>
        </Buttons>
      </>
    )
  }
  if (status !== 'contacted' && status !== 'supporting') return null
  return (
    <Buttons>
      {status === 'contacted' ? <PostButton action={`/referrals/${id}/support`}>{t('referrals.page.start')}</PostButton> : null}
      <LinkButton kind={status === 'contacted' ? 'secondary' : 'primary'} href={`/people/${person.id}`}>
        {t('referrals.page.person', { name: person.preferredName })}
      </LinkButton>
      <LinkButton kind="secondary" href={`/people/${person.id}/sessions`}>
        {t('people.person.find_session')}
      </LinkButton>
    </Buttons>
  )
}

type AssignProps = { t: T; c: PageContext; referral: OpenedReferral; typed: Typed | undefined; errors: Record<string, string> | undefined }

/** Who looks after how many, and who has the most room: the choice stays with people. */
const Assign = ({ t, c, referral, typed, errors }: AssignProps) => {
  const me = c.var.actor?.id
  const isMine = referral.assignedTo === me
  return (
    <>
      <h2>{t('referrals.assign.title')}</h2>
      {!isMine && referral.linkWorkers.some(({ id }) => id === me) ? (
        <PostButton action={`/referrals/${referral.id}/assignment`} hidden={{ linkWorkerId: me ?? '' }}>
          {t('referrals.assign.take')}
        </PostButton>
      ) : null}
      <Form
        action={`/referrals/${referral.id}/assignment`}
        fields={typed ?? { linkWorkerId: referral.assignedTo ?? referral.suggested ?? '' }}
        errors={errors ?? {}}
        errorPrefix={t('site.error_prefix')}
      >
        <Radios
          name="linkWorkerId"
          label={referral.assignedTo ? t('referrals.assign.hand_over') : t('referrals.assign.to')}
          options={[
            ...referral.linkWorkers.map(({ id, name, openPeople }) => ({
              value: id,
              label: name,
              hint: [
                t('referrals.assign.people', { n: openPeople }),
                id === referral.suggested ? t('referrals.assign.suggested') : '',
                id === referral.assignedTo ? t('referrals.assign.now') : '',
              ]
                .filter(Boolean)
                .join(' · '),
            })),
            ...(referral.assignedTo ? [{ value: '', label: t('referrals.assign.nobody') }] : []),
          ]}
        />
        {referral.assignedTo ? (
          <Select
            name="reason"
            label={t('referrals.assign.reason')}
            hint={t('referrals.assign.reason_hint')}
            empty={t('people.not_said')}
            options={handoverReasons.map((code) => ({ value: code, label: t(handoverText[code]) }))}
          />
        ) : null}
        <Button kind="secondary">{t('referrals.assign.save')}</Button>
      </Form>
    </>
  )
}

const Sender = ({ referrer }: { referrer: NonNullable<OpenedReferral['referrer']> }) => (
  <>
    {[referrer.name, referrer.job, referrer.organisation].filter(Boolean).join(', ')}
    {referrer.phone ? (
      <>
        <br />
        <Phone number={referrer.phone} />
      </>
    ) : null}
    {referrer.email ? (
      <>
        <br />
        <a href={`mailto:${referrer.email}`}>{referrer.email}</a>
      </>
    ) : null}
  </>
)
