import type { PageContext } from '../../../src/http/env.ts'
import { longDate } from '../../../src/lib/dates.ts'
import { asDialled } from '../../../src/lib/phones.ts'
import type { ClosedFollowing, Followed } from '../../../src/referrals/following/actions.ts'
import type { Ending } from '../../../src/referrals/news/actions.ts'
import { Buttons, LinkButton, PostButton } from '../../components/button.tsx'
import { PageHeading } from '../../components/heading.tsx'
import { Notice } from '../../components/notice.tsx'
import { Phone } from '../../components/phone.tsx'
import { Steps } from '../../components/steps.tsx'
import { render, type T, texts } from '../../render.tsx'
import { reasonText, stageText } from '../ending/wording.ts'

/** Where things are with somebody whom the reader referred: what they agreed to share, and nothing else. */
export function followingPage(c: PageContext, page: Followed | ClosedFollowing) {
  const t = texts(page.language)
  return render(
    c,
    { variant: 'attendee', title: t('news.follow.tab'), locale: page.language, languageAction: undefined },
    page.state === 'open' ? <Open c={c} t={t} page={page} /> : <Closed c={c} t={t} page={page} />,
  )
}

const Open = ({ c, t, page }: { c: PageContext; t: T; page: Followed }) => {
  const { timeZone } = c.var.ctx.place
  const day = (at: number) => longDate(at, timeZone, page.language)
  return (
    <>
      <PageHeading
        caption={t('news.follow.reference', { reference: page.reference })}
        title={t('news.follow.title', { initial: page.initial, day: day(page.receivedAt) })}
        lead={lead(c, t, page, day)}
      />
      {page.told.length > 0 ? (
        <>
          <h2>{t('news.follow.way')}</h2>
          <Steps
            steps={page.told.map(({ stage, at }, i) => ({
              title: t(stageText[stage]),
              body: day(at),
              state: i === page.told.length - 1 && stage !== 'ended' ? ('now' as const) : ('done' as const),
              stateLabel: i === page.told.length - 1 && stage !== 'ended' ? t('news.follow.now') : t('news.follow.done'),
            }))}
          />
        </>
      ) : null}
      {page.ending ? <Ended t={t} ending={page.ending} /> : null}
      <h2>{t('news.follow.talk')}</h2>
      <p>{t('news.follow.talk_lead', { team: page.team, reference: page.reference })}</p>
      <Ring t={t} phone={page.teamPhone || c.var.ctx.place.phone} />
      <p class="al-muted">{t('news.follow.least')}</p>
    </>
  )
}

function lead(c: PageContext, t: T, page: Followed, day: (at: number) => string): string {
  if (page.told.length > 0) return t('news.follow.lead')
  if (!page.isShared) return t('news.follow.nothing_shared')
  return c.var.ctx.now < page.answerDueAt ? t('news.follow.nothing_yet', { day: day(page.answerDueAt) }) : t('news.follow.nothing_late')
}

const Ended = ({ t, ending }: { t: T; ending: Ending }) => (
  <>
    <h2>{t('news.follow.why')}</h2>
    <p>{t(reasonText[ending.reason])}</p>
    {ending.words
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (
        <p>{line}</p>
      ))}
    {ending.offers.groups.length + ending.offers.teams.length > 0 ? (
      <>
        <h2>{t('news.follow.instead')}</h2>
        <ul class="nhsuk-list nhsuk-list--bullet">
          {ending.offers.groups.map(({ id, name, summary }) => (
            <li>
              <a href={`/whats-on/${id}`}>{name}</a>: {summary}
            </li>
          ))}
          {ending.offers.teams.map(({ name, phone }) => (
            <li>
              {name}
              {phone ? (
                <>
                  {': '}
                  <Phone number={phone} />
                </>
              ) : null}
            </li>
          ))}
        </ul>
      </>
    ) : null}
  </>
)

/** A link that is too old, or was taken back: why, and what to do now. Says nothing of the referral. */
const Closed = ({ c, t, page }: { c: PageContext; t: T; page: ClosedFollowing }) => {
  const says = page.state === 'expired' && c.req.query('done') === 'link_sent' ? 'sent' : page.state
  return (
    <>
      {says === 'sent' ? <Notice kind="success" title={t('news.follow.sent.notice')} /> : null}
      <PageHeading title={t(`news.follow.${says}.title`)} lead={t(`news.follow.${says}.lead`)} />
      <Buttons>{says === 'expired' ? <PostButton action={`${c.req.path}/link`}>{t('news.follow.send')}</PostButton> : null}</Buttons>
      <Ring t={t} phone={c.var.ctx.place.phone} />
    </>
  )
}

const Ring = ({ t, phone }: { t: T; phone: string }) => (
  <LinkButton kind="secondary" href={`tel:${phone}`}>
    {t('news.follow.ring', { phone: asDialled(phone) })}
  </LinkButton>
)
