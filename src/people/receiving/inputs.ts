import * as v from 'valibot'
import type { ReferralSource } from '../../db/schema/referrals.ts'
import { choice, choices, flag, line, optionalId, optionalLine, optionalText } from '../../lib/inputs.ts'
import { reasonCodes, sources, stages } from '../../referrals/rules.ts'
import { contactIsKnown, details, type Here, referrer } from '../inputs.ts'

/** What a referral says, whoever sends it: who the person is and how to reach them, why, who asks, and what was agreed. */
const said = (here: Here) => {
  const { linkWorkerId: _, notes: __, consentWords: ___, ...person } = details(here)
  return {
    ...person,
    teamId: optionalId(),
    reasons: v.pipe(choices(reasonCodes), v.minLength(1, 'choose')),
    story: optionalText(4000),
    ...referrer(here.place),
    /** That somebody gets in touch with them, and that what is written here is kept: without both there is no referral. */
    agreesToContact: agreed(),
    agreesToRecord: agreed(),
    /** Who asked them; empty is the referrer, or the person themselves. */
    consentBy: optionalLine(120),
    /** What was asked and answered, in the words that were used. */
    consentWords: optionalText(1000),
    tells: choices(stages),
  }
}

/** The public form, behind the door of its source. `id` is made with it, so that a second press of its button sends nothing twice. */
export const SendReferral = (here: Here, source: string) =>
  v.pipe(
    v.object({ ...said(here), source: v.optional(choice(sources), source as ReferralSource), id: optionalId() }),
    v.rawCheck((context) => contactIsKnown(context)),
    v.rawCheck((context) => referrerIsKnown(context)),
  )
export type SendReferral = v.InferOutput<ReturnType<typeof SendReferral>>

/** An integration's. The sender's own number makes the same referral sent twice one. */
export const ReceiveReferral = (here: Here) =>
  v.pipe(
    v.object({ ...said(here), source: choice(sources), externalId: v.optional(line(100)) }),
    v.rawCheck((context) => contactIsKnown(context)),
    v.rawCheck((context) => referrerIsKnown(context)),
  )
export type ReceiveReferral = v.InferOutput<ReturnType<typeof ReceiveReferral>>

export type Said = Omit<SendReferral, 'id'>

const agreed = () => v.pipe(flag(), v.literal(true, 'agree'))

/** Somebody else's referral says who they are, where to answer them, and in what words the person agreed. */
function referrerIsKnown<T>({ dataset, addIssue }: v.RawCheckContext<T>) {
  if (typeof dataset.value !== 'object' || dataset.value === null) return
  const input = dataset.value as Record<string, unknown>
  if (input.source === 'self') return
  for (const key of ['referrerName', 'referrerEmail', 'consentWords'])
    if (!input[key]) addIssue({ message: 'required', path: [{ type: 'object', origin: 'value', input, key, value: input[key] }] })
}
