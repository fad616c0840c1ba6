// The post of a developer's machine: every email that would have been sent, kept in the database instead.

import type { Ctx } from '../ctx.ts'
import { commit } from '../db/commit.ts'
import { mailbox } from '../db/schema/messages.ts'
import { mailboxRow, newestInMailbox } from './queries.ts'
import type { Outgoing, Sender } from './rules.ts'

/** "Sends" into the mailbox: the same key again delivers nothing a second time. */
export const mailboxSender = (ctx: Ctx, from: string): Sender => ({
  from,
  keyLastsFor: Number.POSITIVE_INFINITY,
  async send(key, letters) {
    const sealed = await Promise.all(letters.map((letter, position) => ctx.vault.seal(JSON.stringify(letter), slot(key, position))))
    const deliveries = sealed.map((letter, position) =>
      ctx.db.insert(mailbox).values({ idempotencyKey: key, position, letter, receivedAt: ctx.now }).onConflictDoNothing(),
    )
    await commit(ctx.db, [], deliveries)
    return { outcome: 'accepted', results: letters.map((_, position) => ({ providerId: `mailbox.${key}.${position}` })) }
  },
})

export type Post = Outgoing & { id: number; receivedAt: number }

/** The newest letters, at most `limit`, before one id when given. */
export async function readMailbox(ctx: Ctx, { before, limit = 50 }: { before?: number; limit?: number } = {}): Promise<Post[]> {
  const rows = await newestInMailbox(ctx.db, limit, before)
  return Promise.all(rows.map((row) => open(ctx, row)))
}

export async function readLetter(ctx: Ctx, id: number): Promise<Post | undefined> {
  const [row] = await mailboxRow(ctx.db, id)
  return row && open(ctx, row)
}

async function open(ctx: Ctx, row: typeof mailbox.$inferSelect): Promise<Post> {
  const letter: Outgoing = JSON.parse(await ctx.vault.open(row.letter, slot(row.idempotencyKey, row.position)))
  return { ...letter, id: row.id, receivedAt: row.receivedAt }
}

const slot = (key: string, position: number) => ({ column: 'mailbox.letter', rowId: `${key}.${position}` })
