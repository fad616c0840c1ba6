import type { Locale } from '../../src/lib/dates.ts'
import type { SeenQuestionnaire } from '../../src/outcomes/actions.ts'
import { goalScale, type Instrument, type Item, instruments } from '../../src/outcomes/instruments/rules.ts'
import { Radios } from '../components/choice.tsx'
import { NumberField } from '../components/field.tsx'
import type { T } from '../render.tsx'

/** `t` says what stands around the questions, `language` is that of the questions themselves. */
type Asked = { t: T; language: Locale }

/** Every question of every instrument, in its order and its own words, and the goals after them. */
export const Questions = ({ t, language, goals }: Asked & { goals: SeenQuestionnaire['goals'] }) => (
  <div lang={language}>
    {(instruments as readonly Instrument[]).map((instrument, at) => (
      <>
        {t(sections[instrument.code] ?? 'outcomes.title') === t(sections[instruments[at - 1]?.code ?? ''] ?? 'outcomes.title') ? null : (
          <h2>{t(sections[instrument.code] ?? 'outcomes.title')}</h2>
        )}
        {instrument.intro ? <p>{instrument.intro[language]}</p> : null}
        {instrument.items.map((item) => (
          <Question t={t} language={language} name={item.code} label={item.question[language]} answers={item.answers} />
        ))}
      </>
    ))}
    {goals.length > 0 ? <h2>{t('outcomes.sections.goals')}</h2> : null}
    {goals.map(({ id, words }) => (
      <Question t={t} language={language} name={`goal-${id}`} label={t('outcomes.goal', { words })} answers={goalScale} />
    ))}
  </div>
)

const sections: Record<
  string,
  | 'outcomes.sections.ons4'
  | 'outcomes.sections.ucla3'
  | 'outcomes.sections.lonely'
  | 'outcomes.sections.confidence'
  | 'outcomes.sections.gp_visits'
> = {
  ons4: 'outcomes.sections.ons4',
  ucla3: 'outcomes.sections.ucla3',
  lonely: 'outcomes.sections.lonely',
  confidence: 'outcomes.sections.confidence',
  gp_visits: 'outcomes.sections.gp_visits',
}

type QuestionProps = Asked & { name: string; label: string; answers: Item['answers'] }

/** Whoever would rather not say has an answer of their own, so that a slip of the finger can be taken back without a script. */
const Question = ({ t, language, name, label, answers }: QuestionProps) => {
  const notSaid = { value: 'none', label: t('outcomes.not_said') }
  switch (answers.is) {
    case 'count':
      return <NumberField name={name} label={label} hint={t('outcomes.count_hint')} width={4} />
    case 'options':
      return (
        <Radios
          name={name}
          label={label}
          options={[...answers.options.map((one) => ({ value: String(one.code), label: one[language] })), notSaid]}
        />
      )
    case 'scale': {
      const numbers = Array.from({ length: answers.max - answers.min + 1 }, (_, i) => String(answers.min + i))
      return (
        <Radios
          name={name}
          label={label}
          hint={t('outcomes.scale_hint', {
            min: answers.min,
            max: answers.max,
            low: answers.ends[0][language],
            high: answers.ends[1][language],
          })}
          inline
          options={[...numbers.map((value) => ({ value, label: value })), notSaid]}
        />
      )
    }
  }
}
