// Hands due messages to the provider. Nothing is sent twice, nothing is lost, nothing untrue is sent:
//   claim   due rows become the rows of one batch
//   freeze  facts are loaded afresh, letters written, and the request stored, sealed, before the first call
//   send    every try hands over the same bytes under the same key
//   settle  the answer is written down; what is done is erased
// A run may be cut at any await, and two may run at once: each step says in SQL what it expects, and the next run goes on.

import type { Permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { commit } from '../db/commit.ts'
import type { MessageStatus } from '../db/schema/messages.ts'
import { log } from '../lib/log.ts'
import { type Ahead, type Frozen, freezeBatch, nextOf, nextWaking, openFrozen, taken } from './delivery/actions.ts'
import {
  type BatchRow,
  closeSent,
  hold,
  markRefused,
  markSent,
  putOff,
  rowsOf,
  splitOff,
  sweep,
  type Taken,
  thaw,
} from './delivery/queries.ts'
import type { MessageRow, Writers } from './letters.ts'
import { circuitNow, doubtfulNow, leaveProbe, recovered, takeProbe, troubled } from './provider/queries.ts'
import { type Circuit, gateOf, longestPause, pauseAfter, probeLasts } from './provider/rules.ts'
import { type Answer, type HeldBecause, holdReason, nextTryAt, type Sender } from './rules.ts'

export type Delivery = {
  writers: Writers
  sender: Sender
  /** How many batches one run handles at most; the next run goes on. */
  limit?: number
  /** Whether there is room for one more batch: whoever runs this may have to stop earlier. */
  hasRoom?: () => boolean
  /** How many messages a batch has at most; the provider takes 100 a call. */
  perBatch?: number
  /** What is counted in, for whoever wants to know it also of a run that was cut. */
  counts?: Delivered
}
/** What a run counts: what became of messages, and of batches. */
type Counted = MessageStatus | 'batches' | 'split' | 'held' | 'thawed' | 'put_off' | 'more' | 'left_alone' | 'slowed'
export type Delivered = Partial<Record<Counted, number>>

type Run = {
  ctx: Ctx
  count: (what: Counted, by?: number) => void
  /** The provider is not well and has not answered yet. */
  isProbing: boolean
  /** How long the last answer asks to wait before the next call. */
  pauseMs: number
  /** How many batches it has handled. */
  handled: number
  /** The next batch, taken in the round trip that settled the one before. */
  ahead: Ahead | undefined
} & Required<Delivery>
/** `stop` when the provider is in trouble: more calls would only make it worse. */
type Next = 'go_on' | 'stop'

/**
 * One bounded run over what is due. Returns counts: sent, failed, suppressed, cancelled, planned (put back), batches, and of
 * batches held, put_off, thawed and split. `more`: it stopped at its bound. `left_alone`: the provider is in trouble and this run
 * did not call it. `slowed`: it asked for a longer pause than a run can make.
 */
export async function deliver(ctx: Ctx, _permit: Permit<'work.scheduled'>, delivery: Delivery): Promise<Delivered> {
  const { counts = { batches: 0, sent: 0 } } = delivery
  const count = (what: Counted, by = 1) => {
    counts[what] = (counts[what] ?? 0) + by
  }
  const run: Run = {
    limit: 10,
    perBatch: 100,
    hasRoom: () => true,
    ...delivery,
    counts,
    ctx,
    count,
    isProbing: false,
    pauseMs: 0,
    handled: 0,
    ahead: undefined,
  }
  const { results } = await commit(ctx.db, [], [...sweep(ctx.db, ctx.now), circuitNow(ctx.db)])
  const [circuit] = results.at(-1) as Circuit[]
  const gate = gateOf(circuit, ctx.now)
  const probeUntil = ctx.now + probeLasts
  const mayCall = gate === 'open' || (gate === 'probe' && (await takeProbe(ctx.db, circuit?.probeAt ?? 0, probeUntil)).length > 0)
  if (!mayCall) {
    count('left_alone')
    return counts
  }
  run.isProbing = gate === 'probe'
  if (run.isProbing) await doubtfulNow(ctx.db, ctx.now)
  let next = await handle(run)
  while (next === 'go_on') {
    if (!run.ahead && run.pauseMs > longestPause) {
      count('slowed')
      break
    }
    if (!run.ahead && !mayGoOn(run)) {
      count('more')
      break
    }
    next = await handle(run)
  }
  if (run.isProbing) await leaveProbe(ctx.db, probeUntil, ctx.now)
  return counts
}

/** What may newly be lost sight of while the provider is not well is as little as can be: one letter, until it has answered. */
const sizeOf = ({ isProbing, perBatch }: Run) => (isProbing ? 1 : perBatch)

const mayGoOn = ({ handled, limit, hasRoom, pauseMs }: Run) => handled < limit && hasRoom() && pauseMs <= longestPause

/** One batch: an open one, or else a new one; undefined when nothing is due. */
async function handle(run: Run): Promise<Next | undefined> {
  const { db } = run.ctx
  const { rows, batch } = run.ahead ?? taken((await commit(db, [], nextOf(run.ctx, sizeOf(run)))).results)
  run.ahead = undefined
  const [first] = rows
  if (!first && !batch) return undefined
  run.count('batches')
  run.handled++
  // A new one. RETURNING promises no order.
  if (first)
    return writeAndSend(
      run,
      { id: first.batchId ?? '', attempts: 1 },
      rows.toSorted((a, b) => a.dueAt - b.dueAt || a.id - b.id),
    )
  // One that an earlier run left behind, or that is due for its next try.
  if (!batch) return undefined
  return batch.status === 'frozen' ? tryAgain(run, batch) : writeAndSend(run, batch, await rowsOf(db, batch.id))
}

async function writeAndSend(run: Run, batch: Taken, rows: readonly MessageRow[]): Promise<Next> {
  const { frozen, changed } = await freezeBatch(run.ctx, batch, rows, { ...run, atMost: sizeOf(run) })
  for (const { to, count } of changed) run.count(to as MessageStatus, count)
  return frozen ? send(run, batch, frozen) : 'go_on'
}

async function tryAgain(run: Run, batch: BatchRow): Promise<Next> {
  const { ctx, sender } = run
  const frozen = await openFrozen(ctx, batch)
  if (!frozen) return holdBack(run, batch, 'unreadable')
  const why = holdReason(frozen, sender.keyLastsFor, ctx.now)
  if (why) return holdBack(run, batch, why)
  const morning = frozen.waitsForDay ? nextWaking(ctx) : ctx.now
  // An email that nobody is to be woken by is not tried again at night either.
  if (morning === ctx.now) return send(run, batch, frozen)
  await putOff(ctx.db, batch, morning, batch.lastError ?? 'no_answer')
  run.count('put_off')
  return 'go_on'
}

async function send(run: Run, batch: Taken, frozen: Frozen): Promise<Next> {
  if (run.pauseMs > 0) await run.sender.pause?.(run.pauseMs)
  const answer = await run.sender.send(frozen.key, frozen.letters)
  run.isProbing = false
  run.pauseMs = pauseAfter(answer.limits ?? {})
  switch (answer.outcome) {
    case 'accepted':
      return settle(run, batch, frozen.letters, answer.results)
    case 'key_conflict':
      return holdBack(run, batch, 'key_conflict')
    case 'in_doubt':
      break
    case 'refused':
      // Certain of this try only: an earlier one may have got through.
      if (frozen.attempt !== batch.attempts) break
      if (answer.reason === 'request_refused') return divide(run, batch, frozen.letters)
      return later(run, batch, 'thawed', answer)
  }
  return later(run, batch, 'put_off', answer)
}

/** Tried again later: as it is, or, when it is certain that the provider has nothing of it, written afresh. */
async function later(run: Run, batch: Taken, what: 'thawed' | 'put_off', { reason, retryAfterMs }: Unanswered): Promise<Next> {
  const { db, now } = run.ctx
  const move = what === 'thawed' ? thaw : putOff
  await commit(
    db,
    [],
    [move(db, batch, nextTryAt(batch.id, batch.attempts, now, retryAfterMs), reason), ...troubled(db, reason, now, retryAfterMs)],
  )
  return trouble(run, batch, what, reason)
}

type Unanswered = Extract<Answer, { reason: string }>
type Results = Extract<Answer, { outcome: 'accepted' }>['results']

async function settle(run: Run, batch: Taken, letters: Frozen['letters'], results: Results): Promise<Next> {
  const { ctx, count } = run
  const goesOn = mayGoOn(run)
  const sent: Record<number, string> = {}
  const refused: number[] = []
  letters.forEach(({ messageId }, at) => {
    const result = results[at]
    if (result && 'providerId' in result) sent[messageId] = result.providerId
    else refused.push(messageId)
  })
  const { results: settled } = await commit(
    ctx.db,
    [],
    [
      markSent(ctx.db, batch.id, sent, ctx.now),
      ...(refused.length > 0 ? [markRefused(ctx.db, batch.id, refused)] : []),
      closeSent(ctx.db, batch.id),
      recovered(ctx.db),
      // The same round trip takes the next batch.
      ...(goesOn ? nextOf(ctx, sizeOf(run)) : []),
    ],
  )
  if (goesOn) run.ahead = taken(settled)
  count('sent', letters.length - refused.length)
  if (refused.length > 0) count('failed', refused.length)
  return 'go_on'
}

/** The provider refused the whole request because of something in a letter: halves it until the one is found. */
async function divide(run: Run, batch: Taken, letters: Frozen['letters']): Promise<Next> {
  const { ctx } = run
  if (letters.length === 1) return settle(run, batch, letters, [{ refused: true }])
  const half = letters.slice(letters.length / 2).map(({ messageId }) => messageId)
  await commit(ctx.db, [], [...splitOff(ctx.db, batch, half, ctx.newId(), ctx.now), thaw(ctx.db, batch, ctx.now, 'request_refused')])
  run.count('split')
  return 'go_on'
}

async function holdBack(run: Run, batch: Taken, why: HeldBecause): Promise<Next> {
  await hold(run.ctx.db, batch, why)
  trouble(run, batch, 'held', why)
  return 'go_on'
}

function trouble({ ctx, count }: Run, batch: Taken, what: Counted, reason: string): Next {
  count(what)
  log({ level: 'warn', event: 'delivery', what, reason, batch: batch.id, attempts: batch.attempts, requestId: ctx.requestId })
  return 'stop'
}
