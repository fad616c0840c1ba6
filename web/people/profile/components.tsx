import type { GoalStatus } from '../../../src/db/schema/listening.ts'
import { transitions } from '../../../src/goals/rules.ts'
import type { PageContext } from '../../../src/http/env.ts'
import { dayDate, shortDate } from '../../../src/lib/dates.ts'
import { localDay } from '../../../src/lib/time.ts'
import type { Goal, Profile } from '../../../src/profiles/actions.ts'
import { Buttons, PostButton } from '../../components/button.tsx'
import { LineChart } from '../../components/chart.tsx'
import { DateField } from '../../components/date-field.tsx'
import { Details } from '../../components/details.tsx'
import { Select, TextArea } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { Tag } from '../../components/tag.tsx'
import { Lines } from '../../components/timeline.tsx'
import { type T, texts } from '../../render.tsx'
import type { GoalSent } from './page.tsx'
import { goalText, goalTones, moveText } from './wording.ts'

type Errors = Record<string, string> | undefined
type GoalsProps = { c: PageContext; profile: Profile; errors: Errors; sent: GoalSent }

/** Each goal in the person's words, how near they say they are and were, and what can be said today; then room for a new one. */
export const Goals = ({ c, profile, errors, sent }: GoalsProps) => {
  const t = texts(c.var.locale)
  const isNew = sent.goalId === undefined
  const typedId = isNew ? sent.typed?.typed.id : undefined
  return (
    <>
      <h2>{t('profiles.goals.title')}</h2>
      {profile.goals.length === 0 ? <p>{t('profiles.goals.none')}</p> : null}
      {profile.goals.map((goal) => (
        <OneGoal c={c} t={t} goal={goal} errors={sent.goalId === goal.id ? errors : undefined} sent={sent} />
      ))}
      <h3>{t('profiles.goals.add')}</h3>
      <Form
        action={`/people/${profile.person.id}/goals`}
        fields={isNew ? (sent.typed?.typed ?? {}) : {}}
        errors={isNew ? (errors ?? {}) : {}}
        errorPrefix={t('site.error_prefix')}
        idPrefix={isNew ? '' : 'new-'}
        hidden={{ id: typeof typedId === 'string' && typedId !== '' ? typedId : c.var.ctx.newId() }}
        submit={t('profiles.goals.save')}
      >
        <TextArea name="words" label={t('profiles.goals.words')} hint={t('profiles.goals.words_hint')} rows={2} />
        <RatingField t={t} />
      </Form>
    </>
  )
}

const RatingField = ({ t }: { t: T }) => (
  <Select
    name="rating"
    label={t('profiles.goals.rating')}
    hint={t('profiles.goals.rating_hint')}
    empty={t('people.not_said')}
    options={Array.from({ length: 11 }, (_, value) => ({ value: String(value), label: String(value) }))}
  />
)

type GoalProps = { c: PageContext; t: T; goal: Goal; errors: Errors; sent: GoalSent }

const OneGoal = ({ c, t, goal, errors, sent }: GoalProps) => {
  const isSent = sent.goalId === goal.id
  const { ctx, locale } = c.var
  return (
    <section>
      <h3>
        <Lines text={goal.words} /> <Tag tone={goalTones[goal.status]}>{t(goalText[goal.status])}</Tag>
      </h3>
      <p class="al-muted">{t('profiles.goals.set_on', { date: shortDate(goal.createdAt, ctx.place.timeZone, locale) })}</p>
      <Ratings c={c} t={t} goal={goal} />
      {goal.status === 'active' ? (
        <Details summary={t('profiles.goals.rate')} isOpen={isSent}>
          <Form
            action={`/goals/${goal.id}/ratings`}
            fields={isSent ? (sent.typed?.typed ?? {}) : { ratedOn: localDay(ctx.now, ctx.place.timeZone) }}
            errors={errors ?? {}}
            errorPrefix={t('site.error_prefix')}
            // The form that was sent is the one that the error summary points at.
            idPrefix={isSent ? '' : `${goal.id}-`}
            submit={t('profiles.goals.save_rating')}
          >
            <RatingField t={t} />
            <DateField
              name="ratedOn"
              label={t('profiles.goals.rated_on')}
              dayLabel={t('people.form.day')}
              monthLabel={t('people.form.month')}
              yearLabel={t('people.form.year')}
            />
          </Form>
        </Details>
      ) : null}
      <Buttons inRow>
        {(transitions[goal.status] as readonly GoalStatus[]).map((status) => (
          <PostButton small kind="secondary" action={`/goals/${goal.id}/status`} hidden={{ status }} about={`: ${goal.words}`}>
            {t(moveText[status])}
          </PostButton>
        ))}
      </Buttons>
    </section>
  )
}

/** A line needs two ends: one rating is a sentence. */
const Ratings = ({ c, t, goal }: { c: PageContext; t: T; goal: Goal }) => {
  const { locale } = c.var
  const [first, last] = [goal.ratings[0], goal.ratings.at(-1)]
  if (!first || !last) return <p>{t('profiles.goals.not_rated')}</p>
  const on = ({ ratedOn, rating }: typeof first) => t('profiles.goals.said', { rating, date: dayDate(ratedOn, locale) })
  if (goal.ratings.length === 1) return <p>{on(first)}</p>
  return (
    <LineChart
      title={t('profiles.goals.chart')}
      summary={`${on(first)} ${on(last)}`}
      points={goal.ratings.map(({ ratedOn, rating }) => ({ label: dayDate(ratedOn, locale), value: rating }))}
      most={10}
      tableLabel={t('profiles.goals.as_table')}
      columns={[t('profiles.goals.day'), t('profiles.goals.rating_column')]}
    />
  )
}
