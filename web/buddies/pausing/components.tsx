import type { Profile } from '../../../src/buddies/profile/actions.ts'
import type { PageContext } from '../../../src/http/env.ts'
import { clock, longDate } from '../../../src/lib/dates.ts'
import { Button, PostButton } from '../../components/button.tsx'
import { Radios } from '../../components/choice.tsx'
import { Form } from '../../components/form.tsx'
import { type T, texts } from '../../render.tsx'

/** A break of one's own: what happens to promised visits stands above the button. */
export function Pausing({ c, profile }: { c: PageContext; profile: Profile }) {
  const t = texts(c.var.locale)
  if (profile.status === 'approved') return <TakeBreak c={c} t={t} promisedAt={profile.promisedAt} />
  if (profile.status !== 'paused') return null
  return (
    <>
      <h2>{t('buddies.break.on_break')}</h2>
      {profile.pausedBy === 'buddy' ? (
        <>
          <p>{t('buddies.break.come_back_lead')}</p>
          <PostButton action="/visits/profile/return">{t('buddies.break.come_back')}</PostButton>
        </>
      ) : (
        <p>{t('buddies.break.by_coordinator')}</p>
      )}
    </>
  )
}

const TakeBreak = ({ c, t, promisedAt }: { c: PageContext; t: T; promisedAt: readonly number[] }) => {
  const { timeZone } = c.var.ctx.place
  const when = (at: number) => `${longDate(at, timeZone, c.var.locale)}, ${clock(at, timeZone, c.var.locale)}`
  return (
    <>
      <h2>{t('buddies.break.title')}</h2>
      <p>{t('buddies.break.lead')}</p>
      <Form action="/visits/profile/break" fields={{ stepBack: 'no' }}>
        {promisedAt.length ? (
          <>
            <p>{t('buddies.break.promised', { n: promisedAt.length })}</p>
            <ul>
              {promisedAt.map((at) => (
                <li>{when(at)}</li>
              ))}
            </ul>
            <Radios
              name="stepBack"
              label={t('buddies.break.what_of_them')}
              options={[
                { value: 'no', label: t('buddies.break.keep'), hint: t('buddies.break.keep_hint') },
                { value: 'yes', label: t('buddies.break.give_back'), hint: t('buddies.break.give_back_hint') },
              ]}
            />
          </>
        ) : null}
        <Button kind="secondary">{t('buddies.break.button')}</Button>
      </Form>
    </>
  )
}
