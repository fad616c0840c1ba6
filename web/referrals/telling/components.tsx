import { Buttons, LinkButton } from '../../components/button.tsx'
import type { T } from '../../render.tsx'

/** From a referral's page on to how it ends, and to what whoever sent it is told. */
export const Loop = ({ t, referralId, isOpen }: { t: T; referralId: string; isOpen: boolean }) => (
  <>
    <h2>{t('news.loop.title')}</h2>
    <Buttons>
      <LinkButton kind="secondary" href={`/referrals/${referralId}/telling`}>
        {t('news.telling.title')}
      </LinkButton>
      {isOpen ? (
        <LinkButton kind="secondary" href={`/referrals/${referralId}/ending`}>
          {t('news.ending.title')}
        </LinkButton>
      ) : null}
    </Buttons>
  </>
)
