import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { OrgId } from '../../access/actor.ts'

/**
 * Who did what to whom, why and when; never what was said. Ids count up in the order of commits, which is also the
 * order of the hash chain. `step` counts the changes of one subject: the unique index lets only one of two commands
 * that start from the same step through, so an entry is the lock as well as the record.
 */
export const auditEntries = sqliteTable(
  'audit_entries',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    at: integer('at').notNull(),
    actorKind: text('actor_kind').$type<'user' | 'integration' | 'link' | 'system' | 'public'>().notNull(),
    actorId: text('actor_id').notNull(),
    action: text('action').notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectId: text('subject_id').notNull(),
    step: integer('step'),
    fromState: text('from_state'),
    toState: text('to_state'),
    personId: text('person_id'),
    orgId: text('org_id').$type<OrgId>(),
    /** A code or a short sentence of ours, e.g. 'first_come', 'declined'. */
    why: text('why'),
    requestId: text('request_id').notNull(),
  },
  (table) => [
    uniqueIndex('audit_entries_step').on(table.subjectId, table.step),
    index('audit_entries_person').on(table.personId, table.id),
    index('audit_entries_org').on(table.orgId, table.id),
  ],
)

/** The hash chain over the audit log, linked by a job: hashing inside the batch would make concurrent bookings wait. */
export const auditLinks = sqliteTable('audit_links', {
  entryId: integer('entry_id').primaryKey(),
  hash: text('hash').notNull(),
})
