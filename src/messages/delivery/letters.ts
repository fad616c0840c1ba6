// What becomes of each row of a batch, from facts as they are now: a letter, or the reason why there is none.

import type { Ctx } from '../../ctx.ts'
import { isBusy } from '../../db/connect.ts'
import type { MessageStatus } from '../../db/schema/messages.ts'
import { describeFault, log } from '../../lib/log.ts'
import type { BlindIndex } from '../../lib/seal.ts'
import { normaliseEmail } from '../../lib/text.ts'
import { awakeAt } from '../../lib/time.ts'
import type { MessageRow, Writers } from '../letters.ts'
import { isSentAtNight, type Letter, type MessageKind, nextTryAt, statusOfUnsent, type Unsent } from '../rules.ts'

/** A letter to send, or the change that the row is given instead. */
export type Fate = { letter: Letter } | { change: Change }
export type Change = { status: MessageStatus; outcome?: string; secret?: null; dueAt?: number; batchId?: null }

const triesToWrite = 5

export async function fatesOf(ctx: Ctx, writers: Writers, rows: readonly MessageRow[]): Promise<Map<number, Fate>> {
  const fates = new Map<number, Fate>()
  const toWrite = rows.filter((row) => {
    const change = notNow(ctx, row)
    if (change) fates.set(row.id, { change })
    return !change
  })
  const letters = await write(ctx, writers, toWrite)
  for (const row of toWrite) fates.set(row.id, fateOf(ctx, row, letters.get(row.id)))
  return fates
}

/** A batch may have been claimed hours ago, when a run was cut or the provider was away. */
function notNow(ctx: Ctx, row: MessageRow): Change | undefined {
  if (row.usefulUntil <= ctx.now) return { status: 'failed', outcome: 'too_late', secret: null }
  const awake = awakeAt(ctx.now, ctx.place.timeZone, { from: ctx.place.quietFrom, until: ctx.place.quietUntil })
  if (awake === ctx.now || isSentAtNight(row, awake)) return undefined
  return { status: 'planned', batchId: null, dueAt: awake }
}

function fateOf(ctx: Ctx, row: MessageRow, written: Letter | Unsent | undefined): Fate {
  if (typeof written === 'string') return unsent(written)
  if (!written) return { change: notWritten(ctx, row) }
  const to = normaliseEmail(written.to)
  return to ? { letter: { ...written, to } } : { change: { status: 'failed', outcome: 'bad_address' } }
}

/** A fault of ours: tried again for a while, for a deploy may mend it, then shown to people. */
function notWritten(ctx: Ctx, row: MessageRow): Change {
  const dueAt = nextTryAt(String(row.id), row.attempts, ctx.now)
  const isLastTry = row.attempts >= triesToWrite || dueAt >= row.usefulUntil
  return isLastTry ? { status: 'failed', outcome: 'not_written' } : { status: 'planned', batchId: null, dueAt }
}

async function write(ctx: Ctx, writers: Writers, rows: readonly MessageRow[]): Promise<Map<number, Letter | Unsent>> {
  const letters = new Map<number, Letter | Unsent>()
  for (const [kind, due] of Map.groupBy(rows, (row) => row.kind as MessageKind)) {
    for (const [id, letter] of await writeKind(ctx, writers, kind, due)) letters.set(id, letter)
  }
  return letters
}

/** One row that a writer cannot take must not keep the others of its kind. */
async function writeKind(
  ctx: Ctx,
  writers: Writers,
  kind: MessageKind,
  due: readonly MessageRow[],
): Promise<ReadonlyMap<number, Letter | Unsent>> {
  try {
    return await writers[kind](ctx, due)
  } catch (error) {
    if (isBusy(error)) throw error
    log({ level: 'error', event: 'letter_not_written', kind, count: due.length, requestId: ctx.requestId, ...describeFault(error) })
    if (due.length === 1) return new Map()
  }
  const one = new Map<number, Letter | Unsent>()
  for (const row of due) for (const [id, letter] of await writeKind(ctx, writers, kind, [row])) one.set(id, letter)
  return one
}

/** The index of the address that each letter goes to. */
export async function addressesOf(ctx: Ctx, letters: ReadonlyMap<number, Letter>): Promise<ReadonlyMap<number, BlindIndex>> {
  return new Map(await Promise.all([...letters].map(async ([id, { to }]) => [id, await ctx.vault.index('email', to)] as const)))
}

type Unwanted = { addresses: readonly { addressIndex: BlindIndex }[]; kinds: readonly { recipientId: string; kind: string }[] }

/** What goes to an address that takes no more email, or is of a kind that its reader stopped. */
export function unwantedOf(
  rows: readonly MessageRow[],
  addresses: ReadonlyMap<number, BlindIndex>,
  unwanted: Unwanted,
): ReadonlyMap<number, Fate> {
  const suppressed = new Set(unwanted.addresses.map(({ addressIndex }) => addressIndex))
  const stopped = new Set(unwanted.kinds.map(({ recipientId, kind }) => `${kind} ${recipientId}`))
  return new Map(
    rows.flatMap(({ id, kind, recipientId }): [number, Fate][] => {
      const addressIndex = addresses.get(id)
      if (addressIndex && suppressed.has(addressIndex)) return [[id, unsent('address_suppressed')]]
      return stopped.has(`${kind} ${recipientId}`) ? [[id, unsent('stopped_by_person')]] : []
    }),
  )
}

const unsent = (why: Unsent): Fate => ({ change: { status: statusOfUnsent[why], outcome: why, secret: null } })
