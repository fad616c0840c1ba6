import type { Permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { again, commit, moved } from '../db/commit.ts'
import type { LostReason } from '../db/schema/outcomes.ts'
import { no, ok, type Result } from '../lib/result.ts'
import { localDay } from '../lib/time.ts'
import type { Answers } from './inputs.ts'
import { goalsInstrument, instruments } from './instruments/rules.ts'
import {
  answersOf,
  goalsToRate,
  keepOutcomes,
  keepRatings,
  moveQuestionnaire,
  type Questionnaire,
  questionnaireInScope,
  type Response,
} from './queries.ts'
import { answerRefusal, type QuestionnaireRefusal } from './rules.ts'

export type AnswerRefusal = 'no_such_questionnaire' | QuestionnaireRefusal | 'nothing_answered'

export type SeenQuestionnaire = {
  questionnaire: Omit<Questionnaire, 'preferredName'> & { preferredName: string }
  /** What was answered before, by the code of the question. */
  answers: Record<string, number | null>
  /** The person's goals in their own words, with what was rated before. */
  goals: { id: string; words: string; rating: number | null }[]
  /** Why it cannot be answered now. */
  refusal: QuestionnaireRefusal | undefined
}

/**
 * What the page needs to ask. One read, which changes nothing. A carer who answers an email for somebody is not shown that person's
 * goals: those words were said to the link worker.
 */
export async function seeQuestionnaire(
  ctx: Ctx,
  permit: Permit<'outcome.answer'>,
  questionnaireId: string,
): Promise<SeenQuestionnaire | undefined> {
  const [[row], answers, goals] = await ctx.db.batch([
    questionnaireInScope(ctx.db, permit, questionnaireId),
    answersOf(ctx.db, questionnaireId),
    goalsToRate(ctx.db, questionnaireId),
  ])
  if (!row) return undefined
  const refusal = answerRefusal(row, versionOf(permit), ctx.now)
  const isStaff = permit.actor.kind !== 'link'
  const values = Object.assign({}, ...answers.map((answer) => answer.values)) as Record<string, number | null>
  const { preferredName, ...rest } = row
  const showsGoals = refusal === undefined && (isStaff || row.reachBy === 'email')
  return {
    questionnaire: {
      ...rest,
      preferredName:
        isStaff && row.erasedAt === null
          ? await ctx.vault.open(preferredName, { column: 'people.preferred_name', rowId: row.personId })
          : '',
    },
    answers: values,
    goals: showsGoals
      ? await Promise.all(
          goals.map(async ({ id, words }) => ({
            id,
            words: await ctx.vault.open(words, { column: 'goals.words', rowId: id }),
            rating: values[id] ?? null,
          })),
        )
      : [],
    refusal,
  }
}

/** Keeps how somebody is, by themselves or together with their link worker; for a week a second answer corrects the first. */
export async function answerQuestionnaire(
  ctx: Ctx,
  permit: Permit<'outcome.answer'>,
  { questionnaireId, ...answers }: Answers & { questionnaireId: string },
): Promise<Result<{ questionnaireId: string; personId: string }, AnswerRefusal>> {
  return again(async () => {
    const [[row], goals] = await ctx.db.batch([questionnaireInScope(ctx.db, permit, questionnaireId), goalsToRate(ctx.db, questionnaireId)])
    if (!row) return no('no_such_questionnaire')
    const refusal = answerRefusal(row, versionOf(permit), ctx.now)
    if (refusal) return no(refusal)
    // Only goals of this very person: an id from outside names nothing else.
    const own = new Set(goals.map(({ id }) => id))
    const ratings = Object.fromEntries(Object.entries(answers.goals).filter(([id]) => own.has(id)))
    if (Object.values(answers.values).every((value) => value === null) && Object.keys(ratings).length === 0) return no('nothing_answered')

    const { refusedBy } = await commit(
      ctx.db,
      ['stepTaken'],
      [
        ...moveQuestionnaire(ctx, permit.actor, row, 'answered', {
          set: {
            // Of a correction too it is the first answer from which the week counts.
            answeredAt: row.answeredAt ?? ctx.now,
            answeredBy: permit.actor.kind === 'link' ? 'person' : 'together',
            lostReason: null,
          },
        }),
        ...keepOutcomes(ctx, row, responsesOf(answers, ratings)),
        ...keepRatings(ctx, row.teamId, localDay(ctx.now, ctx.place.timeZone), ratings),
      ],
    )
    return refusedBy ? moved : ok({ questionnaireId: row.id, personId: row.personId })
  })
}

/** "I would rather not": nobody is asked again for this wave, and nothing but that is kept. */
export async function declineQuestionnaire(
  ctx: Ctx,
  permit: Permit<'outcome.answer'>,
  { questionnaireId }: { questionnaireId: string },
): Promise<Result<{ personId: string }, Exclude<AnswerRefusal, 'nothing_answered'>>> {
  return again(async () => {
    const [row] = await questionnaireInScope(ctx.db, permit, questionnaireId)
    if (!row) return no('no_such_questionnaire')
    const refusal = answerRefusal(row, versionOf(permit), ctx.now)
    if (refusal) return no(refusal)
    if (row.status === 'answered') return no('already_answered')
    if (row.status === 'lost') return ok({ personId: row.personId })
    const why: LostReason = 'declined'
    const { refusedBy } = await commit(
      ctx.db,
      ['stepTaken'],
      moveQuestionnaire(ctx, permit.actor, row, 'lost', { why, set: { lostReason: why } }),
    )
    return refusedBy ? moved : ok({ personId: row.personId })
  })
}

/** One response an instrument; every question that was asked is in it, with null where nothing was said. */
function responsesOf({ language, values }: Answers, ratings: Readonly<Record<string, number>>): Response[] {
  const asked = instruments.map(({ code, version, translation, items }) => ({
    instrument: code,
    version,
    language,
    translation: translation[language],
    values: Object.fromEntries(items.map((item) => [item.code, values[item.code]])),
  }))
  const { code, version, translation } = goalsInstrument
  return Object.keys(ratings).length === 0
    ? asked
    : [...asked, { instrument: code, version, language, translation: translation[language], values: ratings }]
}

const versionOf = ({ actor }: Permit) => (actor.kind === 'link' ? actor.version : undefined)
