import type { Ctx } from '../../ctx.ts'
import { squeezed, unsqueezed, utf8 } from '../../lib/encoding.ts'
import { awakeAt, minutes, nextMorning } from '../../lib/time.ts'
import { stoppedAmong } from '../choices/queries.ts'
import type { MessageRow, Writers } from '../letters.ts'
import { suppressedAmong } from '../queries.ts'
import { isSentAtNight, type Letter, type Outgoing, type Sender, senderLine } from '../rules.ts'
import { addressesOf, type Change, type Fate, fatesOf, unwantedOf } from './letters.ts'
import { type BatchRow, changeRows, closeEmpty, freeze, type Taken, takeNext } from './queries.ts'

// Keeps two runs from doing the same work. No harm is done when it runs out: `attempts` and the key see to that.
const lease = minutes(5)

/** The rows of a new batch, or an open one. */
export type Ahead = { rows: readonly MessageRow[]; batch: BatchRow | undefined }

const quietOf = ({ place }: Ctx) => ({ from: place.quietFrom, until: place.quietUntil })
/** When what need not wake anybody may be sent: now, or in the morning. */
export const nextWaking = (ctx: Ctx): number => awakeAt(ctx.now, ctx.place.timeZone, quietOf(ctx))
/** When the quiet hours end that are now or come next. */
const morningOf = (ctx: Ctx): number => nextMorning(ctx.now, ctx.place.timeZone, quietOf(ctx))

/** The statements that take the next batch; `taken` reads what they returned. */
export const nextOf = (ctx: Ctx, atMost: number) =>
  takeNext(ctx.db, {
    id: ctx.newId(),
    now: ctx.now,
    leasedUntil: ctx.now + lease,
    atMost,
    isNight: nextWaking(ctx) !== ctx.now,
    morning: morningOf(ctx),
  })

export function taken(results: readonly unknown[]): Ahead {
  const [, rows, [batch]] = results.slice(-3) as [unknown, MessageRow[], BatchRow[]]
  return { rows, batch }
}

/** The request of a batch as it is stored: the same letters go out under the same key on every try. */
export type Frozen = {
  key: string
  /** At which taking of the batch it was frozen: the first that may have sent it. */
  attempt: number
  firstTriedAt: number
  /** When the first of its letters goes out of date. */
  usefulUntil: number
  /** Nothing in it is urgent, so it is not sent at night. */
  waitsForDay?: boolean
  letters: readonly Outgoing[]
}

// A row of D1 holds at most 2 MB, whatever the letters hold. Whatever does not fit goes with the next batch.
const mostBytes = 700_000

/** `changed` counts what became of the other rows. */
type Froze = { frozen: Frozen | undefined; changed: { to: string; count: number }[] }

/**
 * Writes the letters of a claimed batch and stores the request before the first call; drops what is no longer true or wanted.
 * Undefined when nothing is left to send, or when another runner has the batch by now.
 */
export async function freezeBatch(
  ctx: Ctx,
  batch: Taken,
  rows: readonly MessageRow[],
  { writers, sender, atMost }: { writers: Writers; sender: Sender; atMost: number },
): Promise<Froze> {
  const changed: Froze['changed'] = []
  for (let fates: ReadonlyMap<number, Fate> = await fatesOf(ctx, writers, rows); ; ) {
    const { letters, changes } = fitting(fates, atMost)
    const changing = changes.map(({ ids, change }) => changeRows(ctx.db, batch, ids, change))
    const inIt = rows.filter(({ id }) => letters.has(id))
    const addresses = await addressesOf(ctx, letters)
    const unwanted = [suppressedAmong(ctx.db, [...addresses.values()]), stoppedAmong(ctx.db, inIt)] as const
    const frozen = letters.size === 0 ? undefined : frozenOf(ctx, batch, inIt, letters, sender)
    // The freezing itself asks whether all are wanted: as a rule they are, and that saves a round trip.
    const moving = frozen
      ? freeze(ctx.db, batch, await ctx.vault.seal(await squeezed(JSON.stringify(frozen)), slot(batch.id)), ctx.now, unwanted)
      : closeEmpty(ctx.db, batch)
    const [moved, suppressed, stopped] = await ctx.db.batch([moving, ...unwanted, ...changing])

    const dropped = unwantedOf(inIt, addresses, { addresses: suppressed, kinds: stopped })
    changed.push(...changes.map(({ ids, change }) => ({ to: change.status, count: ids.length })))
    if (moved.length > 0) return { frozen, changed }
    if (dropped.size === 0) return { frozen: undefined, changed: [] }
    fates = new Map([...letters].map(([id, letter]) => [id, dropped.get(id) ?? { letter }]))
  }
}

const frozenOf = (ctx: Ctx, batch: Taken, rows: readonly MessageRow[], letters: ReadonlyMap<number, Letter>, sender: Sender): Frozen => ({
  key: `${batch.id}.${batch.attempts}`,
  attempt: batch.attempts,
  firstTriedAt: ctx.now,
  usefulUntil: Math.min(...rows.map(({ usefulUntil }) => usefulUntil)),
  waitsForDay: !rows.some((row) => isSentAtNight(row, morningOf(ctx))),
  letters: [...letters].map(([messageId, letter]) => ({
    from: senderLine(sender.from, ctx.place.name),
    replyTo: ctx.place.replyTo,
    ...letter,
    messageId,
    batchId: batch.id,
  })),
})

/** Undefined when the key that sealed it is gone: then only a person can tell what became of it. */
export async function openFrozen(ctx: Ctx, { id, payload }: BatchRow): Promise<Frozen | undefined> {
  try {
    if (!payload) return undefined
    const text = await ctx.vault.open(payload, slot(id))
    // What was frozen before requests were squeezed may still be in doubt.
    return JSON.parse(text.startsWith('{') ? text : await unsqueezed(text))
  } catch {
    return undefined
  }
}

const slot = (batchId: string) => ({ column: 'send_batches.payload', rowId: batchId })

/** The letters that fit into one request, at most so many, and the other rows by the change they are given. */
function fitting(fates: ReadonlyMap<number, Fate>, atMost: number) {
  const letters = new Map<number, Letter>()
  const changes = new Map<string, { ids: number[]; change: Change }>()
  let bytes = 0
  const give = (id: number, change: Change) => {
    const same = changes.get(JSON.stringify(change)) ?? { ids: [], change }
    same.ids.push(id)
    changes.set(JSON.stringify(change), same)
  }
  for (const [id, fate] of fates) {
    if ('change' in fate) {
      give(id, fate.change)
      continue
    }
    const size = utf8(fate.letter.html).length + utf8(fate.letter.text).length
    if (size > mostBytes) give(id, { status: 'failed', outcome: 'too_large' })
    else if (letters.size === atMost || bytes + size > mostBytes) give(id, { status: 'planned', batchId: null })
    else {
      letters.set(id, fate.letter)
      bytes += size
    }
  }
  return { letters, changes: [...changes.values()] }
}
