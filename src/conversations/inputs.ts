import * as v from 'valibot'
import type { Place } from '../db/schema/place.ts'
import { choice, day, flag, optionalCount, optionalDay, optionalLine, text, uuid } from '../lib/inputs.ts'
import { localDay } from '../lib/time.ts'
import { channels } from './rules.ts'

type Here = { now: number; place: Pick<Place, 'timeZone'> }

const nothing = () =>
  v.pipe(
    v.literal(''),
    v.transform(() => undefined),
  )

/** What was said, on a day that has come, and what happens next, on one that has not gone by. */
const fields = ({ place, now }: Here) => {
  const today = localDay(now, place.timeZone)
  const pastDay = v.pipe(
    day(),
    v.check((typed) => typed <= today, 'future'),
  )
  return {
    /** Left out or empty means today. */
    happenedOn: v.optional(v.union([nothing(), pastDay], ({ issues }) => issues?.at(-1)?.message ?? 'date')),
    channel: choice(channels),
    minutes: optionalCount(0, 1440),
    wasReached: flag(),
    words: text(8000),
    nextStep: optionalLine(300),
    nextStepOn: optionalDay(),
  }
}

export const AddConversation = (here: Here) =>
  v.pipe(
    v.object({
      ...fields(here),
      /** The new note's id, made with the form, so that a second click writes nothing twice. */
      id: v.optional(v.union([nothing(), uuid()], 'unknown')),
    }),
    v.rawCheck((context) => stepIsWhole(context, localDay(here.now, here.place.timeZone))),
  )
export type AddConversation = v.InferOutput<ReturnType<typeof AddConversation>>

export const CorrectConversation = (here: Here) =>
  v.pipe(
    v.object({
      ...fields(here),
      /** The step that the form was made from: a change meanwhile is not overwritten. */
      step: optionalCount(1, 1_000_000),
    }),
    // A note is corrected within a day, so its next step cannot have gone by unless it was planned for that very day.
    v.rawCheck((context) => stepIsWhole(context, undefined)),
  )
export type CorrectConversation = v.InferOutput<ReturnType<typeof CorrectConversation>>

/** A step without a day is never due, and a day without a step says nothing: each asks for the other. */
function stepIsWhole<T>({ dataset, addIssue }: v.RawCheckContext<T>, today: string | undefined) {
  if (typeof dataset.value !== 'object' || dataset.value === null) return
  const input = dataset.value as { nextStep?: unknown; nextStepOn?: unknown }
  const fault = (key: 'nextStep' | 'nextStepOn', message: string) =>
    addIssue({ message, path: [{ type: 'object', origin: 'value', input: input as Record<string, unknown>, key, value: input[key] }] })
  if (input.nextStep && !input.nextStepOn) fault('nextStepOn', 'required')
  if (input.nextStepOn && !input.nextStep) fault('nextStep', 'required')
  if (today && typeof input.nextStepOn === 'string' && input.nextStepOn < today) fault('nextStepOn', 'past')
}

export const outcomes = ['done', 'in_a_week'] as const
export const SettleStep = v.object({ how: choice(outcomes) })
