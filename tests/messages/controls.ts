// Three ways of sending that look right on a quiet day. The matrix has to find each of them out, or it proves nothing.

import { and, asc, eq, inArray, lte } from 'drizzle-orm'
import type { Ctx } from '../../src/ctx.ts'
import { messages } from '../../src/db/schema/messages.ts'
import { sha256 } from '../../src/lib/encoding.ts'
import type { Writers } from '../../src/messages/letters.ts'
import type { MessageKind, Outgoing, Sender } from '../../src/messages/rules.ts'

export type Pipeline = (ctx: Ctx, delivery: { writers: Writers; sender: Sender }) => Promise<Record<string, number>>

export const sendThenMark: Pipeline = async (ctx, { writers, sender }) => {
  const letters = await lettersDue(ctx, writers)
  if (letters.length === 0) return { batches: 0 }
  const answer = await sender.send(ctx.newId(), letters)
  if (answer.outcome === 'accepted') await mark(ctx, letters)
  return { batches: 1 }
}

export const markThenSend: Pipeline = async (ctx, { writers, sender }) => {
  const letters = await lettersDue(ctx, writers)
  if (letters.length === 0) return { batches: 0 }
  await mark(ctx, letters)
  await sender.send(ctx.newId(), letters)
  return { batches: 1 }
}

/** The key names the same batch on every try, but the batch is put together and written anew. */
export const recomputedBatch: Pipeline = async (ctx, { writers, sender }) => {
  const letters = await lettersDue(ctx, writers)
  if (letters.length === 0) return { batches: 0 }
  const answer = await sender.send(await sha256(String(letters[0]?.messageId)), letters)
  if (answer.outcome === 'accepted') await mark(ctx, letters)
  return { batches: 1 }
}

async function lettersDue(ctx: Ctx, writers: Writers): Promise<Outgoing[]> {
  const due = await ctx.db
    .select()
    .from(messages)
    .where(and(eq(messages.status, 'planned'), lte(messages.dueAt, ctx.now)))
    .orderBy(asc(messages.id))
    .limit(100)
  const written = due[0] ? await writers[due[0].kind as MessageKind](ctx, due) : new Map()
  return due.flatMap(({ id }) => {
    const letter = written.get(id)
    return letter && typeof letter === 'object' ? [{ from: 'a@b.org', replyTo: 'a@b.org', ...letter, messageId: id }] : []
  })
}

const mark = (ctx: Ctx, letters: readonly Outgoing[]) =>
  ctx.db
    .update(messages)
    .set({ status: 'sent', sentAt: ctx.now, secret: null })
    .where(
      inArray(
        messages.id,
        letters.map(({ messageId }) => messageId),
      ),
    )
