// What became of every message: nothing lost, nothing twice, nothing too late, nothing untrue. Reads the history of the rows and the
// provider's log, and shares no code with delivery.

import { messagesNeedingAttention } from '../../../src/messages/attention/queries.ts'
import { kinds, type MessageKind } from '../../../src/messages/rules.ts'
import { testDb } from '../../world.ts'
import type { Evidence, Report } from './auditor.ts'
import { look } from './engine/engine.ts'
import type { Change, History } from './history.ts'
import { aroundOf, isBeforehand, isTrue, type Letter, type Moment, saysWhen } from './truth.ts'

/** The longest that a run stands still, plus its own length: for so long its clock may be behind. */
const slack = 16 * 60_000
const hour = 3_600_000

type Row = {
  id: number
  kind: string
  subject_id: string
  recipient_id: string
  status: string
  outcome: string | null
  batch_id: string | null
  due_at: number
  useful_until: number
  secret: string | null
}

export async function auditLetters({ history, accepted, conflicts, now, town }: Evidence, report: Report): Promise<void> {
  const rows = await look<Row>('SELECT * FROM messages ORDER BY id')
  const held = new Set((await look<{ id: string }>(`SELECT id FROM send_batches WHERE status = 'held'`)).map(({ id }) => id))
  const attention = await messagesNeedingAttention(testDb(), { limit: 10_000 })
  const shown = new Set(attention.messages.map(({ id }) => id))
  const shownBatches = new Set(attention.batches.map(({ id }) => id))
  const acceptedOf = Map.groupBy(accepted, ({ message }) => message)
  const planned = new Map(
    history
      .ofKind('message')
      .map((one) => [one.id, one] as const)
      .reverse(),
  )

  for (const { key, at } of conflicts) report.fault('key_with_other_bytes', key, at)
  for (const row of rows) {
    const about = `${row.kind} #${row.id} (${row.status}${row.outcome ? ` ${row.outcome}` : ''})`
    const own = acceptedOf.get(row.id) ?? []
    const letter: Letter = {
      id: row.id,
      kind: row.kind,
      subject: row.subject_id,
      recipient: row.recipient_id,
      plannedSeq: planned.get(String(row.id))?.seq ?? 0,
      plannedAt: planned.get(String(row.id))?.at ?? 0,
    }
    report.saw(`message ${row.status}${row.outcome ? ` ${row.outcome}` : ''}`)

    if (own.length > 1) report.fault('accepted_twice', `${about}: ${own.map(({ key }) => key).join(', ')}`, own[1]?.at ?? 0)
    const isDone = ['sent', 'delivered', 'bounced', 'complained'].includes(row.status)
    const isHeld = row.status === 'sending' && row.batch_id !== null && held.has(row.batch_id)
    // The coordinator decides about a whole batch, in which one address may have been refused.
    const isDecided = row.outcome === 'counted_as_sent' && row.recipient_id === town.people[7]
    if (isDone && own.length === 0 && !isDecided) report.fault('lost_said_sent', about, row.due_at)
    const isTold = ['provider_failed', 'soft_bounce', 'hard_bounce', 'address_suppressed'].includes(row.outcome ?? '')
    if (!isDone && own.length > 0 && !isHeld && !isTold) report.fault('accepted_but_not_said', about, own[0]?.at ?? 0)
    if (row.status === 'sending' && !(isHeld && shownBatches.has(row.batch_id ?? ''))) report.fault('stuck', about, row.due_at)
    if (row.status === 'planned' && row.due_at <= now - 12 * hour) report.fault('stuck', about, row.due_at)
    if (row.status === 'failed' && !shown.has(row.id)) report.fault('failed_unseen', about, row.due_at)
    if ((row.status === 'cancelled' || row.status === 'suppressed') && !row.outcome)
      report.fault('dropped_without_reason', about, row.due_at)
    if (isDone && row.secret !== null) report.fault('secret_left_over', about, row.due_at)
    for (const one of own) {
      // Nobody is woken for what could be read in the morning, whatever else was in its batch.
      const isUrgent = kinds[row.kind as MessageKind].when === 'at_once' || !hasMorning(one.handedAt, row.useful_until, town.script.zone)
      if (!isUrgent && isNight(one.handedAt, town.script.zone)) report.fault('sent_at_night', about, one.handedAt)
    }
    for (const one of own) auditSent(history, letter, one, town.script.zone, report)
    if (row.status === 'cancelled' && row.outcome === 'no_longer_true') auditDropped(history, letter, report)
  }
}

/** Between nine in the evening and eight in the morning by the clocks of the place; a run that stood still may be a little late. */
const isNight = (at: number, zone: string) => {
  const hourOf = (one: number) =>
    Number(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: zone }).format(one))
  return [at, at - slack].every((one) => hourOf(one) >= 21 || hourOf(one) < 8)
}

/** Whether it is day at some time before an email is of no use any more. */
const hasMorning = (at: number, usefulUntil: number, zone: string) => {
  for (let quarter = at; quarter < Math.min(usefulUntil, at + 12 * hour); quarter += hour / 4) if (!isNight(quarter, zone)) return true
  return false
}

function auditSent(history: History, letter: Letter, { handedAt, at, text }: Evidence['accepted'][number], zone: string, report: Report) {
  const window = windowOf(
    history,
    letter.id,
    (change) => change.fact.status === 'frozen' && history.before(change)?.status !== 'frozen',
    at,
  )
  if (!window) return report.fault('sent_without_freezing', `${letter.kind} #${letter.id}`, at)
  const { from, until } = window
  const says = momentsOf(history, from, until).map((moment) => {
    const true_ = isTrue(history, letter, { ...moment, early: from.at - slack, late: until.at })
    const session = aroundOf(history, letter, moment.seq)?.session
    const isWhen =
      !session ||
      !/^booking\.(confirm_request|changed|offered|reminder)/.test(letter.kind) ||
      saysWhen(text, Number(session.starts_at), zone)
    return true_ === undefined ? undefined : true_ && isWhen
  })
  if (says.length > 0 && says.every((one) => one === false)) report.fault('untrue', `${letter.kind} #${letter.id}`, at)
  if (says.some((one) => one !== undefined)) report.saw(`sent ${letter.kind}`)

  const session = aroundOf(history, letter, until.seq)?.session
  if (!session) return
  if (isBeforehand(letter.kind) && handedAt > Number(session.starts_at) + slack)
    report.fault('sent_after_start', `${letter.kind} #${letter.id}`, handedAt)
  // On the morning of the day itself it would say what the reminder of the day says.
  const morning = Number(session.starts_at) - 90 * 60_000
  if (letter.kind === 'booking.reminder_48h' && handedAt > morning + slack)
    report.fault('sent_out_of_date', `${letter.kind} #${letter.id}`, handedAt)
}

/** What was dropped as untrue must have been untrue at some moment between the look and the decision. */
function auditDropped(history: History, letter: Letter, report: Report) {
  const dropped = history.of(String(letter.id)).findLast(({ kind, fact }) => kind === 'message' && fact.status === 'cancelled')
  if (!dropped) return
  const window = windowOf(history, letter.id, () => true, dropped.at, dropped.seq)
  if (!window) return
  const says = momentsOf(history, window.from, dropped).map((moment) =>
    isTrue(history, letter, { ...moment, early: dropped.at + slack, late: window.from.at - slack }),
  )
  if (says.length > 0 && says.every((one) => one === true))
    report.fault('dropped_although_true', `${letter.kind} #${letter.id}`, dropped.at)
}

/** From the taking of the batch by a run to what that run then did with it; the last one that fits at or before an instant. */
function windowOf(history: History, messageId: number, ends: (change: Change) => boolean, at: number, maxSeq = Number.POSITIVE_INFINITY) {
  const batchIds = new Set(
    history.of(String(messageId)).flatMap(({ kind, fact }) => (kind === 'message' && fact.batch_id ? [String(fact.batch_id)] : [])),
  )
  const found = [...batchIds].flatMap((id) => {
    const changes = history.of(id).filter((one) => one.at <= at && one.seq <= maxSeq)
    const until = changes.findLast(ends)
    if (!until) return []
    const from = changes.findLast((one) => one.seq <= until.seq && one.fact.attempts !== history.before(one)?.attempts)
    return from ? [{ from, until }] : []
  })
  return found.sort((a, b) => b.until.seq - a.until.seq)[0]
}

/** Every state of affairs that a run may have seen. */
function momentsOf(history: History, from: Change, until: Change): Moment[] {
  const seqs = [from.seq, ...history.between(from.seq, until.seq).map(({ seq }) => seq)]
  return seqs.map((seq) => ({ seq, early: from.at, late: until.at }))
}
