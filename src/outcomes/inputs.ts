import * as v from 'valibot'
import { choice, count, uuid } from '../lib/inputs.ts'
import { type Item, type ItemCode, isAnswer, items } from './instruments/rules.ts'

/** Left out, empty and "prefer not to say" are the same: missing, and never a nought. */
const unsaid = v.pipe(
  v.union([v.literal(''), v.literal('none'), v.null()]),
  v.transform(() => null),
)
const rating = () => v.union([unsaid, count(0, 10)], 'choose')

const answerTo = (item: Item) => {
  const { answers } = item
  if (answers.is === 'count') return v.optional(v.union([unsaid, count(answers.min, answers.max)], 'whole_number'), null)
  const codes =
    answers.is === 'scale'
      ? count(answers.min, answers.max)
      : v.pipe(
          count(0, 99),
          v.check((code) => isAnswer(item, code), 'choose'),
        )
  return v.optional(v.union([unsaid, codes], 'choose'), null)
}

type AnswerSchema = v.GenericSchema<unknown, number | null>
const asked = Object.fromEntries(items.map((item) => [item.code, answerTo(item)])) as unknown as Record<ItemCode, AnswerSchema>
/** The language in which the questions were read or read out. */
const language = choice(['en', 'id'])

export type Answers = { language: 'en' | 'id'; values: Record<ItemCode, number | null>; goals: Record<string, number> }

const answersOf = ({
  language,
  goals,
  ...values
}: { language: 'en' | 'id'; goals: Record<string, number | null> } & Record<ItemCode, number | null>): Answers => ({
  language,
  values: values as Record<ItemCode, number | null>,
  goals: Object.fromEntries(Object.entries(goals).filter((entry): entry is [string, number] => entry[1] !== null)),
})

/** As JSON: a code or null for each question, and a rating for each goal by its id. */
export const AnswerQuestionnaire = v.object({ language, ...asked, goals: v.optional(v.record(uuid(), rating()), {}) })

/** As a form posts it: each goal's rating in a field `goal-<id>`. */
export const QuestionnaireForm = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((fields) => ({
    ...fields,
    goals: Object.fromEntries(
      Object.entries(fields).flatMap(([name, value]) => (name.startsWith('goal-') ? [[name.slice('goal-'.length), value]] : [])),
    ),
  })),
  AnswerQuestionnaire,
)

/** What the use case takes, of either. */
export const answersIn = (parsed: v.InferOutput<typeof AnswerQuestionnaire>): Answers => answersOf(parsed as never)
