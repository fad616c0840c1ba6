// What the provider told was taken once each, in whatever order it came.

import { hours } from '../../../src/lib/time.ts'
import type { Evidence, Report } from './auditor.ts'
import { look } from './engine/engine.ts'

const rank: Record<string, number> = { sent: 1, failed: 2, suppressed: 3, delivered: 4, bounced: 5, complained: 6 }

export async function auditTellings({ history, tellings, accepted, now }: Evidence, report: Report): Promise<void> {
  for (const change of history.ofKind('message')) {
    const was = history.before(change)?.status
    const [from, to] = [rank[String(was)], rank[String(change.fact.status)]]
    if (from !== undefined && to !== undefined && to < from)
      report.fault('went_back', `#${change.id} from ${was} to ${change.fact.status}`, change.at)
  }
  const stops = await look<{ subject_id: string; n: number }>(
    `SELECT subject_id, count(*) AS n FROM audit_entries WHERE action = 'message.stopped_address' GROUP BY subject_id`,
  )
  const stopping = Map.groupBy(
    tellings.filter(({ told }) => told === 'bounced' || told === 'complained'),
    ({ message }) => String(message),
  )
  for (const { subject_id, n } of stops) {
    const told = stopping.get(subject_id)?.length ?? 0
    report.saw('an address was stopped')
    if (n > told) report.fault('event_taken_twice', `#${subject_id}: ${n} times for ${told} tellings`, 0)
  }
  // What was to be told before the end was told at last, so every such email that was accepted is known to be.
  const rows = new Map((await look<{ id: number; status: string }>('SELECT id, status FROM messages')).map((row) => [row.id, row]))
  for (const { told, message, acceptedAt, after } of tellings) {
    report.saw(`told ${told}`)
    if (told === 'delivered' && acceptedAt + after + hours(1) < now && rows.get(message)?.status === 'sent')
      report.fault('told_in_vain', `#${message}`, 0)
  }
  if (accepted.length > 0 && tellings.length === 0) report.fault('nothing_told', '', 0)
}
