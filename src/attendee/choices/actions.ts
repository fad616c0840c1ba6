import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import { locales } from '../../lib/dates.ts'
import { choice, uuid } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import type { PersonStop } from '../../messages/rules.ts'
import { type Chooser, personToChoose, setChoice } from './queries.ts'

export const ChangeLanguage = v.object({
  language: choice(locales),
  /** Only for a link worker, who chooses with the person on the phone; a link is for one person anyway. */
  personId: v.optional(uuid()),
})

/** The language of everything that is written to the person from now on. */
export async function changeLanguage(
  ctx: Ctx,
  permit: Permit<'person.choose'>,
  { language, personId }: v.InferInput<typeof ChangeLanguage>,
): Promise<Result<{ language: 'en' | 'id' }, 'no_such_person'>> {
  return again(async () => {
    const [person] = await personToChoose(ctx.db, permit, personId)
    if (!person) return no('no_such_person')
    if (person.language === language) return ok({ language })
    const isDone = await choose(ctx, permit, person, 'person.language', { language }, language)
    return isDone ? ok({ language }) : moved
  })
}

/** Which emails a person can do without. `all` leaves those about visits, instead of which somebody has to ring. */
export const categories = ['reminders', 'surveys', 'wellbeing', 'visits', 'all'] as const

const columns = {
  reminders: ['remindersStoppedAt'],
  surveys: ['surveysStoppedAt'],
  wellbeing: ['wellbeingStoppedAt'],
  visits: ['visitsStoppedAt'],
  all: ['remindersStoppedAt', 'surveysStoppedAt', 'wellbeingStoppedAt'],
} as const satisfies Record<(typeof categories)[number], readonly (keyof Chooser)[]>

export const StopMessages = v.object({
  category: choice(categories),
  /** `start` takes an earlier stop back. */
  wish: v.optional(choice(['stop', 'start']), 'stop'),
  personId: v.optional(uuid()),
})

export type Stopped = { language: 'en' | 'id'; left: boolean } & Record<PersonStop, boolean>

/** Stops, or starts again, what is written to a person besides the answers to their own acts and changes they must know of. */
export async function stopMessages(
  ctx: Ctx,
  permit: Permit<'person.choose'>,
  { category, wish = 'stop', personId }: v.InferInput<typeof StopMessages>,
): Promise<Result<Stopped, 'no_such_person'>> {
  return again(async () => {
    const [person] = await personToChoose(ctx.db, permit, personId)
    if (!person) return no('no_such_person')
    // An earlier stop keeps its date.
    const changed = columns[category].filter((column) => (person[column] === null) === (wish === 'stop'))
    const stops = Object.fromEntries(changed.map((column) => [column, wish === 'start' ? null : ctx.now]))
    const after = stoppedOf({ ...person, ...stops })
    if (changed.length === 0) return ok(after)
    const isDone = await choose(ctx, permit, person, `messages.${wish}`, stops, category)
    return isDone ? ok(after) : moved
  })
}

/** What is written to the person now, for the page where they choose; undefined when there is no such person. */
export async function messagesOf(ctx: Ctx, permit: Permit<'person.choose'>): Promise<Stopped | undefined> {
  const [person] = await personToChoose(ctx.db, permit, undefined)
  return person && stoppedOf(person)
}

const stoppedOf = ({ language, withdrawnAt, ...stops }: Chooser): Stopped => ({
  language,
  reminders: stops.remindersStoppedAt !== null,
  surveys: stops.surveysStoppedAt !== null,
  wellbeing: stops.wellbeingStoppedAt !== null,
  visits: stops.visitsStoppedAt !== null,
  left: withdrawnAt !== null,
})

type Choice = Parameters<typeof setChoice>[2]

/** False when somebody else changed the person in between. */
async function choose(ctx: Ctx, permit: Permit, person: Chooser, action: string, choice: Choice, why: string): Promise<boolean> {
  const { refusedBy } = await commit(
    ctx.db,
    ['stepTaken'],
    [
      record(ctx, permit.actor, {
        action,
        subjectKind: 'person',
        subjectId: person.id,
        step: person.step + 1,
        personId: person.id,
        orgId: person.teamId,
        why,
      }),
      setChoice(ctx.db, person, choice),
    ],
  )
  return refusedBy === undefined
}
