import { and, eq, sql } from 'drizzle-orm'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { buddies } from '../../db/schema/buddies.ts'
import { stoppedEmails } from '../../db/schema/messages.ts'
import type { MessageKind } from '../rules.ts'

/** Which of these messages are of a kind that its reader does not want. */
export const stoppedAmong = (db: Db, rows: readonly { recipientId: string; kind: string }[]) =>
  db
    .select({ recipientId: stoppedEmails.recipientId, kind: stoppedEmails.kind })
    .from(sql`json_each(${JSON.stringify(rows.map(({ recipientId, kind }) => [recipientId, kind]))}) AS row`)
    .innerJoin(stoppedEmails, sql`${stoppedEmails.recipientId} = row.value->>0 AND ${stoppedEmails.kind} = row.value->>1`)

export const stoppedBy = (db: Db, recipientIds: readonly string[]) =>
  db
    .select({ recipientId: stoppedEmails.recipientId, kind: stoppedEmails.kind })
    .from(stoppedEmails)
    .where(sql`recipient_id IN (SELECT value FROM json_each(${JSON.stringify(recipientIds)}))`)

/** The buddy that a user is, whose letters go to them as a buddy. */
export const buddyOfUser = (db: Db, userId: string) => db.select({ id: buddies.id }).from(buddies).where(eq(buddies.userId, userId))

export const setStop = (ctx: Ctx, recipientId: string, kind: MessageKind, wish: 'stop' | 'start'): Statement =>
  wish === 'stop'
    ? ctx.db.insert(stoppedEmails).values({ recipientId, kind, since: ctx.now }).onConflictDoNothing()
    : ctx.db.delete(stoppedEmails).where(and(eq(stoppedEmails.recipientId, recipientId), eq(stoppedEmails.kind, kind)))
