// What letters about a change need to know of the letters before them.

import { sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.ts'
import { messages } from '../../db/schema/messages.ts'
import { movedAtOnce, movedFrom } from '../../messages/replies/queries.ts'

/**
 * By the letter's id: `movedFrom`, the earliest start that its reader may still have in mind, and for a buddy `lostFrom`, the one that
 * they had promised when the move itself took the visit from them; `isOvertaken`: a later one of its kind says all that it would.
 */
export const newsFacts = (db: Db, letters: readonly { id: number }[], table: 'bookings' | 'visits' = 'bookings') =>
  db
    .select({
      id: messages.id,
      movedFrom: movedFrom(sql`${messages}`, table).as('moved_from'),
      lostFrom: movedAtOnce(sql`${messages}`, table).as('lost_from'),
      isOvertaken: sql`EXISTS (SELECT 1 FROM messages AS later WHERE later.subject_id = messages.subject_id AND later.id > messages.id
        AND later.kind = messages.kind AND later.recipient_id = messages.recipient_id)`
        .mapWith(Boolean)
        .as('is_overtaken'),
    })
    .from(messages)
    .where(sql`${messages.id} IN (SELECT value FROM json_each(${JSON.stringify(letters.map(({ id }) => id))}))`)
