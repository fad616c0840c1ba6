import type { PageContext } from '../../src/http/env.ts'
import type { providerState } from '../../src/messages/provider/actions.ts'
import { PostButton } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import type { T } from '../render.tsx'
import { moment, whatNow, whyRetried } from './wording.ts'

/** Said wherever a coordinator looks: people hear nothing until somebody sets up a provider. */
export const NoProvider = ({ t }: { t: T }) => (
  <Notice kind="urgent" title={t('running.no_provider')}>
    <p>{t('running.no_provider_what_now')}</p>
  </Notice>
)

type Trouble = Awaited<ReturnType<typeof providerState>>

/** The provider is left alone for a while: since when, why, and what to do. Nothing while it works. */
export function ProviderTrouble({ c, t, provider }: { c: PageContext; t: T; provider: Trouble }) {
  if (!provider) return null
  const { since, nextTryAt, reason, pressing } = provider
  const isQuota = reason === 'quota_used_up'
  const when = { when: moment(c, since), next: moment(c, nextTryAt) }
  return (
    <Notice kind="urgent" title={t(isQuota ? 'running.circuit.quota_title' : 'running.circuit.title')}>
      <p>
        {isQuota ? null : `${whyRetried(t, reason)} `}
        {t(isQuota ? 'running.circuit.quota_since' : 'running.circuit.since', when)} {t('running.circuit.waits')}
      </p>
      {pressing > 0 ? <p>{t('running.circuit.pressing', { n: pressing })}</p> : null}
      <p>{whatNow(t, reason)}</p>
      <PostButton small kind="secondary" action="/running/provider/trial">
        {t('running.circuit.try')}
      </PostButton>
    </Notice>
  )
}
