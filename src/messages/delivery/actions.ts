import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import type { MessageRow, Writers } from '../letters.ts'
import { kinds, type Letter, type MessageKind, type Outgoing, type Sender } from '../rules.ts'
import { type Change, type Fate, fatesOf } from './letters.ts'
import { type BatchRow, changeRows, closeEmpty, freeze, type Taken } from './queries.ts'

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

// A row of D1 holds at most 2 MB, and sealing adds a third. Whatever does not fit goes with the next batch.
const mostBytes = 700_000

/**
 * Writes the letters of a claimed batch and stores the request before the first call; drops what is no longer true.
 * Undefined when nothing is left to send, or when another runner has the batch by now.
 */
export async function freezeBatch(
  ctx: Ctx,
  batch: Taken,
  rows: readonly MessageRow[],
  { writers, sender }: { writers: Writers; sender: Sender },
): Promise<{ frozen: Frozen | undefined; changed: { to: string; count: number }[] }> {
  const { letters, changes } = fitting(await fatesOf(ctx, writers, rows))
  const inIt = rows.filter(({ id }) => letters.has(id))
  const frozen: Frozen = {
    key: `${batch.id}.${batch.attempts}`,
    attempt: batch.attempts,
    firstTriedAt: ctx.now,
    usefulUntil: Math.min(...inIt.map(({ usefulUntil }) => usefulUntil)),
    waitsForDay: inIt.every(({ kind }) => kinds[kind as MessageKind].when === 'awake'),
    letters: [...letters].map(([messageId, letter]) => ({
      from: sender.from,
      replyTo: ctx.place.replyTo,
      ...letter,
      messageId,
      batchId: batch.id,
    })),
  }
  const changing = changes.map(({ ids, change }) => changeRows(ctx.db, batch, ids, change))
  const changed = changes.map(({ ids, change }) => ({ to: change.status, count: ids.length }))

  const isEmpty = letters.size === 0
  const moving = isEmpty
    ? closeEmpty(ctx.db, batch)
    : freeze(ctx.db, batch, await ctx.vault.seal(JSON.stringify(frozen), slot(batch.id)), ctx.now)
  const { results } = await commit(ctx.db, [], [moving, ...changing])
  const isMine = (results[0] as unknown[]).length > 0
  return { frozen: isMine && !isEmpty ? frozen : undefined, changed: isMine ? changed : [] }
}

/** Undefined when the key that sealed it is gone: then only a person can tell what became of it. */
export async function openFrozen(ctx: Ctx, { id, payload }: BatchRow): Promise<Frozen | undefined> {
  try {
    return payload ? JSON.parse(await ctx.vault.open(payload, slot(id))) : undefined
  } catch {
    return undefined
  }
}

const slot = (batchId: string) => ({ column: 'send_batches.payload', rowId: batchId })

/** The letters that fit into one request, and the other rows by the change they are given. */
function fitting(fates: ReadonlyMap<number, Fate>) {
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
    const size = new TextEncoder().encode(JSON.stringify(fate.letter)).length
    if (size > mostBytes) give(id, { status: 'failed', outcome: 'too_large' })
    else if (bytes + size > mostBytes) give(id, { status: 'planned', batchId: null })
    else {
      letters.set(id, fate.letter)
      bytes += size
    }
  }
  return { letters, changes: [...changes.values()] }
}
