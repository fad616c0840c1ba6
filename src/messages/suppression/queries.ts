import { desc, eq, lte, type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '../../ctx.ts'
import type { Db } from '../../db/connect.ts'
import { messages, suppressedAddresses } from '../../db/schema/messages.ts'
import type { BlindIndex } from '../../lib/seal.ts'
import { normaliseEmail } from '../../lib/text.ts'
import { suppressedAmong } from '../queries.ts'

const shown = {
  addressIndex: suppressedAddresses.addressIndex,
  reason: suppressedAddresses.reason,
  since: suppressedAddresses.since,
  messageId: suppressedAddresses.messageId,
  recipientKind: messages.recipientKind,
  recipientId: messages.recipientId,
}

const withMessage = (db: Db) =>
  db.select(shown).from(suppressedAddresses).leftJoin(messages, eq(messages.id, suppressedAddresses.messageId)).$dynamic()

/** Addresses that are written to no more, newest first. */
export const stoppedAddresses = (db: Db, now: number, limit: number) =>
  withMessage(db).where(lte(suppressedAddresses.since, now)).orderBy(desc(suppressedAddresses.since)).limit(limit)

export const stoppedAddress = (db: Db, addressIndex: BlindIndex) =>
  withMessage(db).where(sql`${suppressedAddresses.addressIndex} = ${addressIndex}`)

export const lift = (db: Db, addressIndex: BlindIndex, since: number) =>
  db.delete(suppressedAddresses).where(sql`address_index = ${addressIndex} AND since = ${since}`)

/** Whether the own address of a recipient takes no email now. A carer's is sealed and a stranger's not kept, so they count as fine. */
export const takesNoEmail = (kind: SQL, id: SQL): SQL =>
  sql`EXISTS (SELECT 1 FROM suppressed_addresses AS x WHERE x.address_index = CASE ${kind}
    WHEN 'person' THEN (SELECT email_index FROM people WHERE id = ${id} AND reach_by = 'email')
    WHEN 'buddy' THEN (SELECT email_index FROM buddies WHERE id = ${id})
    WHEN 'user' THEN (SELECT email_index FROM users WHERE id = ${id}) END)`

/** Whether a message stopped at an address that still takes none: sent again it would go nowhere. */
export const isAtStoppedAddress = sql`(messages.status IN ('bounced', 'complained')
  AND ${takesNoEmail(sql`messages.recipient_kind`, sql`messages.recipient_id`)})`

/** Which of these are still at an address that is not written to: it may have been put right, or lifted, meanwhile. */
export async function stillStopped(ctx: Ctx, addresses: ReadonlyMap<string, string>): Promise<Set<string>> {
  const indexed = await Promise.all(
    [...addresses].map(async ([id, address]) => ({ id, addressIndex: await ctx.vault.index('email', normaliseEmail(address) ?? '') })),
  )
  const stopped = new Set(
    (
      await suppressedAmong(
        ctx.db,
        indexed.map(({ addressIndex }) => addressIndex),
      )
    ).map(({ addressIndex }) => addressIndex),
  )
  return new Set(indexed.filter(({ addressIndex }) => stopped.has(addressIndex)).map(({ id }) => id))
}
