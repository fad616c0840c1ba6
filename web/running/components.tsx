import { Notice } from '../components/notice.tsx'
import type { T } from '../render.tsx'

/** Said wherever a coordinator looks: people hear nothing until somebody sets up a provider. */
export const NoProvider = ({ t }: { t: T }) => (
  <Notice kind="urgent" title={t('running.no_provider')}>
    <p>{t('running.no_provider_what_now')}</p>
  </Notice>
)
