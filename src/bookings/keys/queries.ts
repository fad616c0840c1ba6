// What a request with an Idempotency-Key led to.

import { and, eq, lt } from 'drizzle-orm'
import type { Ctx } from '../../ctx.ts'
import type { Db, Reader, Statement } from '../../db/connect.ts'
import { bookings, idempotencyKeys } from '../../db/schema/bookings.ts'

export const bookingByKey = (db: Db, ownerId: Reader['id'], key: string) =>
  db
    .select({ fingerprint: idempotencyKeys.fingerprint, answered: idempotencyKeys.answered, booking: bookings })
    .from(idempotencyKeys)
    .innerJoin(bookings, eq(bookings.id, idempotencyKeys.bookingId))
    .where(and(eq(idempotencyKeys.ownerId, ownerId), eq(idempotencyKeys.key, key)))

type Key = { key: string; fingerprint: string; answered?: string }
export const rememberKey = (ctx: Ctx, ownerId: string, key: Key, bookingId: string): Statement =>
  ctx.db.insert(idempotencyKeys).values({ ownerId, ...key, bookingId, createdAt: ctx.now })

/** Keys older than a week decide nothing any more: no program tries again so late. */
export const forgetKeys = (db: Db, before: number): Statement => db.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, before))
