import { type SQL, sql } from 'drizzle-orm'
import { kinds, type MessageKind } from '../rules.ts'
import type { Unmailed } from './rules.ts'

const col = (table: string, name: string) => sql.raw(`${table}.${name}`)
const ofCategory = (category: string) =>
  sql.raw(
    `(${(Object.keys(kinds) as MessageKind[]).filter((kind) => kinds[kind].to === 'person' && kinds[kind].category === category).map((kind) => `'${kind}'`)})`,
  )

/** Why no email tells somebody, whether delivery has found that out yet or not; null when one may, for a carer's record is sealed. */
export const unmailed = (kind: SQL, person: string) => sql<Unmailed | null>`CASE
  WHEN ${kind} IN ${ofCategory('reminder')} AND ${col(person, 'reminders_stopped_at')} IS NOT NULL THEN 'stopped'
  WHEN ${kind} IN ${ofCategory('survey')} AND ${col(person, 'surveys_stopped_at')} IS NOT NULL THEN 'stopped'
  WHEN ${col(person, 'reach_by')} = 'phone' THEN 'by_phone'
  WHEN ${kind} IN ${ofCategory('visit')} AND ${col(person, 'visits_stopped_at')} IS NOT NULL THEN 'no_emails'
  WHEN ${col(person, 'reach_by')} = 'carer' AND ${col(person, 'carer')} IS NULL THEN 'by_carer'
  WHEN ${col(person, 'reach_by')} = 'email' AND ${col(person, 'email')} IS NULL THEN 'no_address' END`

/** Its batch waits for a person's decision. */
export const isHeld = (batchId: SQL) =>
  sql<0 | 1>`EXISTS (SELECT 1 FROM send_batches AS held WHERE held.id = ${batchId} AND held.status = 'held')`
