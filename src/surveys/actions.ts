import * as v from 'valibot'
import type { Permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { commit } from '../db/commit.ts'
import { choice, optionalCount, optionalText } from '../lib/inputs.ts'
import { no, ok, type Result } from '../lib/result.ts'
import { keepResponse, type Surveyed, surveyInScope } from './queries.ts'
import { again, ratingOf, type SurveyRefusal, surveyRefusal, went } from './rules.ts'

export const SurveyAnswer = v.object({
  went: v.pipe(v.string('choose'), choice(went)),
  /** 1 to 5; left out by whoever did not go or would rather not say. */
  rating: optionalCount(1, 5),
  again: v.optional(
    v.union([
      v.pipe(
        v.literal(''),
        v.transform(() => undefined),
      ),
      choice(again),
    ]),
  ),
  note: optionalText(1000),
})
export type SurveyAnswer = v.InferOutput<typeof SurveyAnswer>

export type AnswerRefusal = 'no_such_booking' | SurveyRefusal

/** What the page needs to ask; `refusal` is why it does not. One read, which changes nothing. */
export async function seeSurvey(
  ctx: Ctx,
  permit: Permit<'survey.answer'>,
  bookingId: string,
): Promise<{ booking: Surveyed; refusal: SurveyRefusal | undefined } | undefined> {
  const [booking] = await surveyInScope(ctx.db, permit, bookingId)
  return booking && { booking, refusal: surveyRefusal(booking, versionOf(permit), ctx.now) }
}

/** Keeps how it was, by the person themselves or by their link worker for them; a later answer replaces an earlier one. */
export async function answerSurvey(
  ctx: Ctx,
  permit: Permit<'survey.answer'>,
  { bookingId, ...answer }: SurveyAnswer & { bookingId: string },
): Promise<Result<{ bookingId: string }, AnswerRefusal>> {
  const [booking] = await surveyInScope(ctx.db, permit, bookingId)
  if (!booking) return no('no_such_booking')
  const refusal = surveyRefusal(booking, versionOf(permit), ctx.now)
  if (refusal) return no(refusal)

  const note = answer.note === '' ? null : await ctx.vault.seal(answer.note, { column: 'responses.note', rowId: booking.id })
  await commit(
    ctx.db,
    [],
    keepResponse(ctx, permit, {
      bookingId: booking.id,
      teamId: booking.teamId,
      personId: booking.personId,
      went: answer.went,
      rating: ratingOf(answer),
      again: answer.again ?? null,
      note,
      language: booking.language,
      answeredBy: permit.actor.kind === 'link' ? 'person' : 'link_worker',
      answeredAt: ctx.now,
    }),
  )
  return ok({ bookingId: booking.id })
}

const versionOf = ({ actor }: Permit) => (actor.kind === 'link' ? actor.version : undefined)
