import { longDate, timeRange } from '../../../src/lib/dates.ts'
import { PostButton } from '../../components/button.tsx'
import { Card, Cards } from '../../components/card.tsx'
import { Empty } from '../../components/empty.tsx'
import type { Shown } from '../page.tsx'

/** The nearest has a button of its own above. */
export const furtherDates = ({ otherDates, nearest }: Shown['page']) =>
  otherDates.filter(({ sessionId }) => sessionId !== nearest?.sessionId)

/** The dates of the group that have room for this person, each with its button. */
export const Dates = ({ c, t, page, home, level = 2 }: Shown & { level?: 2 | 3 }) => {
  const { timeZone } = c.var.ctx.place
  const dates = furtherDates(page)
  if (dates.length === 0)
    return (
      <Empty title={t('attendee.dates.none')} level={level}>
        <p>{t('attendee.dates.none_what_now')}</p>
      </Empty>
    )
  const action = page.taking === 'anew' ? `${home}/return` : `${home}/dates`
  return (
    <Cards
      cards={dates.map(({ sessionId, startsAt, endsAt, venueName }) => {
        const day = longDate(startsAt, timeZone, page.language)
        return (
          <Card
            title={day}
            level={level}
            meta={[
              { icon: 'clock', text: timeRange(startsAt, endsAt, timeZone, page.language) },
              ...(venueName ? [{ icon: 'place' as const, text: venueName }] : []),
            ]}
            foot={
              <PostButton action={action} hidden={{ sessionId }} kind="secondary" about={day}>
                {t('attendee.dates.choose')}
              </PostButton>
            }
          />
        )
      })}
    />
  )
}
