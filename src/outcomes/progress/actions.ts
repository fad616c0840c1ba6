import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { openFields, personIn, recordReads } from '../../people/queries.ts'
import { isOneOf } from '../../people/reading/queries.ts'
import { goingOf } from '../attendance/queries.ts'
import { groupsOf } from '../attendance/rules.ts'
import { bandOf, measures, scoreOf, type Translation } from '../instruments/rules.ts'
import { answerRefusal } from '../rules.ts'
import { goalsOf, outcomesOf, questionnairesOf, ratingsOf } from './queries.ts'

export type Progress = Awaited<ReturnType<typeof opened>>

/** How somebody of an own team has been since their support began, by what they said themselves. The read is on the audit log. */
export async function openProgress(
  ctx: Ctx,
  permit: Permit<'person.see' | 'visit.arrange'>,
  { personId }: { personId: string },
): Promise<Result<Progress, 'no_such_person'>> {
  const { db } = ctx
  const [[person], , asked, answers, goals, ratings, going] = await db.batch([
    personIn(db, permit.orgs, personId),
    recordReads(ctx, permit.actor, 'progress', isOneOf(permit.orgs, personId)) as never,
    questionnairesOf(db, personId),
    outcomesOf(db, personId),
    goalsOf(db, personId),
    ratingsOf(db, personId),
    goingOf(db, personId),
  ])
  return person ? ok(await opened(ctx, person, { asked, answers, goals, ratings, going })) : no('no_such_person')
}

type Person = Awaited<ReturnType<typeof personIn>>[number]
type About = {
  asked: Awaited<ReturnType<typeof questionnairesOf>>
  answers: Awaited<ReturnType<typeof outcomesOf>>
  goals: Awaited<ReturnType<typeof goalsOf>>
  ratings: Awaited<ReturnType<typeof ratingsOf>>
  going: Awaited<ReturnType<typeof goingOf>>
}

async function opened(ctx: Ctx, person: Person, { asked, answers, goals, ratings, going }: About) {
  const { preferredName } = await openFields(ctx.vault, person, ['preferredName'])
  const answered = asked.filter(({ answeredAt }) => answeredAt !== null)
  const to = (questionnaireId: string, instrument: string) =>
    answers.find((one) => one.questionnaireId === questionnaireId && one.instrument === instrument)
  return {
    id: person.id,
    preferredName,
    questionnaires: asked.map(({ linkVersion, ...one }) => ({
      ...one,
      refusal: answerRefusal({ ...one, linkVersion, withdrawnAt: person.withdrawnAt, erasedAt: person.erasedAt }, undefined, ctx.now),
    })),
    measures: measures.map(({ code, instrument, min, max, better }) => ({
      ...{ code, min, max, better },
      points: answered.map(({ id, wave, answeredAt }) => {
        const found = to(id, instrument)
        const score = found ? scoreOf(code, found.values) : null
        const translation: Translation = found?.translation ?? 'original'
        return {
          wave,
          at: answeredAt ?? 0,
          score,
          translation,
          version: found?.version ?? null,
          band: bandOf(code, score, translation) ?? null,
        }
      }),
    })),
    /** The direct question: answers by name, which are never added up. */
    lonely: answered.map(({ id, wave, answeredAt }) => ({ wave, at: answeredAt ?? 0, code: to(id, 'lonely')?.values.lonely ?? null })),
    groups: groupsOf(going, ctx.now),
    goals: await Promise.all(
      goals.map(async ({ id, words, status }) => ({
        id,
        status,
        words: await ctx.vault.open(words, { column: 'goals.words', rowId: id }),
        ratings: ratings.filter(({ goalId }) => goalId === id).map(({ ratedOn, rating }) => ({ ratedOn, rating })),
      })),
    ),
  }
}
