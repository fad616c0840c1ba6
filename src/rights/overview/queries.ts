import { and, desc, eq, inArray } from 'drizzle-orm'
import type { Db } from '../../db/connect.ts'
import { auditEntries } from '../../db/schema/audit.ts'
import { users } from '../../db/schema/organisations.ts'

/** What was put right or chosen about a person, by whom and when; newest first. */
export const correctionsOf = (db: Db, personId: string) =>
  db
    .select({
      id: auditEntries.id,
      at: auditEntries.at,
      action: auditEntries.action,
      actorKind: auditEntries.actorKind,
      by: users.name,
      why: auditEntries.why,
    })
    .from(auditEntries)
    .leftJoin(users, and(eq(auditEntries.actorKind, 'user'), eq(users.id, auditEntries.actorId)))
    .where(and(eq(auditEntries.personId, personId), inArray(auditEntries.action, [...corrections])))
    .orderBy(desc(auditEntries.id))
    .limit(100)

const corrections = [
  'person.add',
  'person.edit',
  'person.language',
  'messages.stop',
  'messages.start',
  'person.withdraw',
  'person.died',
  'person.consent_again',
] as const
