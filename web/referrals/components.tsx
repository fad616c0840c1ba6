import type { Child } from 'hono/jsx'
import { permit } from '../../src/access/permit.ts'
import type { PageContext } from '../../src/http/env.ts'
import { type Locale, shortDate } from '../../src/lib/dates.ts'
import { daysBetween, localDay, type Zone } from '../../src/lib/time.ts'
import { type InboxItem, openInbox } from '../../src/people/inbox/actions.ts'
import type { ReasonCode } from '../../src/referrals/rules.ts'
import { LinkButton } from '../components/button.tsx'
import { Tag } from '../components/tag.tsx'
import { type Figure, Tasks } from '../components/work.tsx'
import { type T, texts } from '../render.tsx'
import { reasonText, sourceText } from './wording.ts'

type Around = { t: T; locale: Locale; zone: Zone; now: number }
export const around = ({ var: { ctx, locale } }: PageContext): Around => ({
  t: texts(locale),
  locale,
  zone: ctx.place.timeZone,
  now: ctx.now,
})

/** How long somebody has waited, in whole local days: what a person would count. */
export const waitingFor = ({ t, zone, now }: Around, since: number): string =>
  t('referrals.waits', { days: daysBetween(localDay(since, zone), localDay(now, zone)) })

type Due = Pick<InboxItem, 'contactDueAt' | 'answerDueAt' | 'late' | 'status'>

/** By when, and in red whether that has passed; what it is that is late is said in words. */
export const DueBy = ({ to, due }: { to: Around; due: Due }) => {
  const { t, locale, zone } = to
  return (
    <>
      {shortDate(due.contactDueAt, zone, locale)}{' '}
      {due.late ? <Tag tone="bad">{due.late === 'answer' ? t('referrals.answer_late') : t('referrals.contact_late')}</Tag> : null}
    </>
  )
}

export const reasonsInWords = (t: T, reasons: readonly string[]): string =>
  reasons
    .filter((code): code is ReasonCode => code in reasonText)
    .map((code) => t(reasonText[code]))
    .join(', ')

const shown = 5
/** The dot stays with what is before it, so that no line of a phone begins with one. */
const separator = '\u00a0· '

/** The link worker's new referrals for /today, late ones first, and how many wait; nothing where none does, or for anybody else. */
export async function newReferrals(c: PageContext): Promise<{ figures: Figure[]; list: Child } | null> {
  const { actor, ctx } = c.var
  const held = actor && permit(actor, 'referral.see')
  if (!held) return null
  const { referrals, figures } = await openInbox(ctx, held)
  const to = around(c)
  const { t } = to
  if (figures.waiting === 0) return null
  const list = (
    <section>
      <h2 id="new-referrals">{t('referrals.today.title')}</h2>
      <Tasks
        tasks={referrals.slice(0, shown).map((row) => ({
          title: <a href={`/referrals/${row.id}`}>{row.preferredName}</a>,
          tag: row.late ? <Tag tone="bad">{row.late === 'answer' ? t('referrals.answer_late') : t('referrals.contact_late')}</Tag> : null,
          why: [t(sourceText[row.source]), reasonsInWords(t, row.reasons), waitingFor(to, row.receivedAt)].filter(Boolean).join(separator),
          action: (
            <LinkButton small kind="secondary" href={`/referrals/${row.id}`} about={row.preferredName}>
              {t('referrals.open')}
            </LinkButton>
          ),
        }))}
      />
      <p>
        <a href="/referrals">
          {figures.waiting > shown ? t('people.today.others', { count: figures.waiting - shown }) : t('referrals.today.all')}
        </a>
      </p>
    </section>
  )
  return {
    figures: [
      { value: figures.waiting, label: t('referrals.today.waiting', { n: figures.waiting }), href: '#new-referrals' },
      ...(figures.late > 0
        ? [{ value: figures.late, label: t('referrals.today.late', { n: figures.late }), href: '#new-referrals', isAlert: true }]
        : []),
    ],
    list,
  }
}
