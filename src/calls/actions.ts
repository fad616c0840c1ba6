import * as v from 'valibot'
import type { OrgId } from '../access/actor.ts'
import type { Permit } from '../access/permit.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import { commit } from '../db/commit.ts'
import { bookingFacts, visitFacts } from '../letters/queries.ts'
import { alsoOn, cancelledBy, firstName, meetsOf, type Voice } from '../letters/rules.ts'
import { choice } from '../lib/inputs.ts'
import { asDialled } from '../lib/phones.ts'
import { no, ok, type Result } from '../lib/result.ts'
import { textsOf } from '../lib/texts.ts'
import { type Translate, translator } from '../lib/wording.ts'
import type en from '../messages/locales/en.json'
import { messageToRing, replied } from '../messages/replies/queries.ts'
import { otherStart } from '../messages/replies/rules.ts'
import { asHandedOver, isRung, ringBy, whyByVoice } from '../messages/voice/rules.ts'
import { carerOf, openFields, recordReadsOf } from '../people/queries.ts'
import { whomToRing } from '../people/rules.ts'
import { type Asked, messagesToRing, most, noteTries, type ToRing, type Tried } from './queries.ts'
import { agains, answersTo, asking, asksBeside, groupCalls, topicOf, tryAgainAt, tryHows } from './rules.ts'
import { greetingOf, sayingOf } from './saying/rules.ts'

export type Calls = Awaited<ReturnType<typeof openCalls>>
export type CallToMake = Calls[number]

/**
 * Whom of own teams to ring because no email told them, soonest first: one call a booking, with what to say in the person's language
 * and what they can answer. What is not true any more is not on it. With `one`, only calls to the recipient of that message.
 * `isCut`: there are more, which have more time.
 */
export async function listCalls(ctx: Ctx, permit: Permit<'person.see'>, { one }: { one?: number } = {}) {
  const { found, isCut } = await callsFor(ctx, permit.orgs, { one })
  const calls = groupCalls(found)
  const people = [...new Set(calls.map(({ personId }) => personId))]
  if (people.length > 0) await commit(ctx.db, [], [recordReadsOf(ctx, permit.actor, 'calls', people)])
  const opening = calls.map((call) =>
    opened(
      ctx,
      call,
      found.filter(({ bookingId }) => bookingId === call.bookingId),
    ),
  )
  return { calls: await Promise.all(opening), isCut }
}

export const openCalls = async (...asked: Parameters<typeof listCalls>) => (await listCalls(...asked)).calls

/** Every message of these teams that has to be said by voice and is still true. Nobody is opened, so none is on the audit log. */
async function callsFor(ctx: Ctx, teams: readonly OrgId[], asked: Asked) {
  const { isCut, ...subjects } = await subjectsOf(ctx, teams, asked)
  return { found: callsAt(ctx, subjects, ctx.now), isCut }
}

/** What may have to be said by voice, with what each message is about. */
async function subjectsOf(ctx: Ctx, teams: readonly OrgId[], asked: Asked) {
  const { db, now } = ctx
  const { atMost = most } = asked
  const rows = await messagesToRing(ctx, teams, asked)
  const isCut = rows.length > atMost
  if (isCut) rows.pop()
  if (rows.length === 0) return { rows, bookings: [], visits: [], isCut }
  const [bookings, visits] = await db.batch([
    bookingFacts(
      db,
      rows.flatMap(({ bookingId, together }) => [bookingId, ...(JSON.parse(together) as string[])]),
      now,
    ),
    visitFacts(
      db,
      rows.filter(({ kind }) => kind.startsWith('visit.')).map(({ subjectId }) => subjectId),
    ),
  ])
  return { rows, bookings, visits, isCut }
}

type Subjects = Omit<Awaited<ReturnType<typeof subjectsOf>>, 'isCut'>

/** Those that are to be said at an instant: now, or later if nobody answers until then. */
function callsAt({ now, place }: Ctx, { rows, bookings, visits }: Subjects, at: number) {
  const bookingOf = new Map(bookings.map((booking) => [booking.id, booking]))
  const visitOf = new Map(visits.map((visit) => [visit.visitId, visit]))
  const { timeZone: zone, quietFrom, quietUntil, confirmHours } = place
  const deadline = { zone, quiet: { from: quietFrom, until: quietUntil }, confirmHours }
  return rows.flatMap((row) => {
    const booking = spokenOf(row)
    const visit = visitOf.get(row.subjectId)
    const topic = booking && row.usefulUntil > at && topicOf(row, { booking, visit }, at)
    if (!booking || !topic) return []
    const by = Math.min(ringBy(topic, row, booking, deadline), row.usefulUntil)
    const message = { ...row, isHeld: row.isHeld === 1, ringBy: by }
    const why = whyByVoice(at > now ? asHandedOver(message) : message, at)
    const movedFrom = topic === 'cancelled' ? earlier(row.movedFrom, booking.insteadOf) : row.movedFrom
    return why && isRung(topic, why, booking, { movedFrom }, at)
      ? [{ ...row, bookingId: booking.id, topic, why, booking, visit, ringBy: by }]
      : []
  })

  /** As `bookingSpokenOf`, at that instant. */
  function spokenOf({ bookingId, together }: ToRing) {
    const [first, ...more] = [bookingId, ...(JSON.parse(together) as string[])].flatMap((id) => bookingOf.get(id) ?? [])
    return [first, ...more.toSorted((a, b) => a.startsAt - b.startsAt)].find((one) => one && one.startsAt > at) ?? first
  }
}

const earlier = (a: number | null, b: number | null) => (a === null || b === null ? (a ?? b) : Math.min(a, b))

/** The calls that wait in these teams at each of some instants, each by whom it is to be made: what the list says, in numbers. */
export async function callsWaiting(ctx: Ctx, teams: readonly OrgId[], instants: readonly number[]) {
  const subjects = await subjectsOf(ctx, teams, { atMost: 2_000, by: Math.max(...instants) })
  return instants.map((at) =>
    groupCalls(callsAt(ctx, subjects, at)).map(({ linkWorkerId, teamId, booking: { status, startsAt } }) => ({
      ...{ linkWorkerId, teamId, status, startsAt },
    })),
  )
}

type Found = ToRing & {
  why: NonNullable<ReturnType<typeof whyByVoice>>
  topic: NonNullable<ReturnType<typeof topicOf>>
  booking: Awaited<ReturnType<typeof bookingFacts>>[number]
  visit: Awaited<ReturnType<typeof visitFacts>>[number] | undefined
  ringBy: number
  messageIds: number[]
}

/** Opens whom to ring, and nothing else that is sealed. */
async function opened(ctx: Ctx, call: Found, about: readonly { tries: string }[]) {
  const { booking, topic } = call
  const person = { id: call.personId, name: call.name, preferredName: booking.preferredName, phone: call.phone, carer: booking.carer }
  const { carer, preferredName, name, phone } = await openFields(ctx.vault, person, ['name', 'preferredName', 'phone', 'carer'])
  const ring = whomToRing({ reachBy: call.reachBy, phone, carer: carerOf(carer) })
  const voice: Voice = { to: ring.carer ? 'carer' : 'person', name: preferredName, carer: ring.carer }
  const t: Translate<typeof en> = translator(booking.language, textsOf(booking.language, 'letters') as typeof en)
  const reader = {
    ...{ locale: booking.language, zone: ctx.place.timeZone, now: ctx.now },
    ...{ phone: asDialled(ctx.place.phone), placeName: ctx.place.name },
  }
  const tries = about.flatMap((row) => JSON.parse(row.tries) as Tried[]).toSorted((a, b) => b[1] - a[1])
  const [last] = tries
  return {
    id: call.messageId,
    messageIds: call.messageIds,
    ...{ topic, why: call.why, ringBy: call.ringBy, personId: call.personId, bookingId: call.bookingId },
    ...{ name, preferredName, ring, language: booking.language, status: booking.status },
    ...{ sessionId: booking.sessionId, groupName: booking.groupName, venueName: booking.venueName, startsAt: booking.startsAt },
    say: sayingOf(t, {
      ...{ topic, voice, reader, occasion: booking, meets: meetsOf(booking), status: booking.status },
      ...{ offerExpiresAt: booking.offerExpiresAt, position: booking.position, buddy: firstName(call.visit?.buddyName ?? '') },
      ...{
        by: cancelledBy(booking),
        before: otherStart({ startsAt: booking.startsAt, movedFrom: call.movedFrom }),
        insteadOf: booking.insteadOf,
        asks: asksBeside(topic, booking.status),
        ...alsoOn(call.kind, booking),
      },
    }),
    /** Words to send first, where they agreed to WhatsApp; nobody sends them but whoever rings. */
    whatsapp: call.agreesToWhatsapp && ring.phone ? greetingOf(t, voice) : null,
    answers: answersTo(topic, booking.status),
    tries: new Set(tries.map(([, at]) => at)).size,
    lastTry: last ? { how: last[0], at: last[1], againAt: last[2] } : null,
  }
}

type Gone = 'no_such_call' | 'answered_before'

/** They were told; nothing of theirs was to be answered, or they did not answer it. Closes the call. */
export async function tellByPhone(
  ctx: Ctx,
  permit: Permit<'person.manage'>,
  { messageId }: { messageId: number },
): Promise<Result<{ personId: string; bookingId: string }, Gone>> {
  const [found] = await messageToRing(ctx, permit.orgs, messageId)
  if (!found) return no('no_such_call')
  if (found.repliedAt !== null) return no('answered_before')
  const { personId, bookingId, sessionId, teamId } = found
  const call = { messageId, taken: 'answered_before' } as const
  const booking = { id: bookingId, sessionId, personId }
  const { refusedBy } = await commit(
    ctx.db,
    ['replied'],
    [
      ...replied(ctx, permit.actor, { booking, how: 'told', call, butNot: asking }),
      record(ctx, permit.actor, {
        ...{ action: 'booking.told', subjectKind: 'booking', subjectId: bookingId, personId, orgId: teamId, why: 'phone' },
      }),
    ],
  )
  return refusedBy ? no('answered_before') : ok({ personId, bookingId })
}

export const NoteTry = v.object({ how: choice(tryHows), again: v.optional(choice(agains), 'in_three_hours') })

/** Nobody answered, or word was left with somebody: the call stays, and says when to try again. */
export async function noteTry(
  ctx: Ctx,
  permit: Permit<'person.manage'>,
  { messageId, how, again }: v.InferOutput<typeof NoteTry> & { messageId: number },
): Promise<Result<{ personId: string; againAt: number }, Gone>> {
  const [found] = await messageToRing(ctx, permit.orgs, messageId)
  if (!found) return no('no_such_call')
  if (found.repliedAt !== null) return no('answered_before')
  const { timeZone, quietFrom: from, quietUntil: until } = ctx.place
  const { personId, bookingId, teamId } = found
  const againAt = tryAgainAt(again, ctx.now, timeZone, { from, until })
  await commit(
    ctx.db,
    [],
    [
      noteTries(ctx.db, [{ id: ctx.newId(), messageId, how, userId: permit.actor.id, at: ctx.now, againAt }]),
      record(ctx, permit.actor, {
        ...{ action: 'booking.call_tried', subjectKind: 'booking', subjectId: bookingId, personId, orgId: teamId, why: how },
      }),
    ],
  )
  return ok({ personId, againAt })
}
