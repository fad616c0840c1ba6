// Reads only rows of the database and the provider's log, and says what went wrong. It shares no code with delivery.

import { inArray } from 'drizzle-orm'
import { messages, sendBatches } from '../../src/db/schema/messages.ts'
import type { PostOffice } from './post-office.ts'

export type Fault = 'duplicate' | 'lost' | 'stuck' | 'untrue' | 'left_over'
export type Faults = Record<Fault, number>
export const noFaults = (): Faults => ({ duplicate: 0, lost: 0, stuck: 0, untrue: 0, left_over: 0 })

/** What a letter may say: the words of today, or, when it was frozen before they changed, those of that day. */
export type Change = { frozenBefore: ReadonlySet<number>; subjects: ReadonlySet<string> }

/** To be called when facts are about to change: which messages may be with the provider already, and are beyond recall. */
export async function beyondRecall({ db }: PostOffice): Promise<Set<number>> {
  const open = db
    .select({ id: sendBatches.id })
    .from(sendBatches)
    .where(inArray(sendBatches.status, ['frozen', 'held', 'done']))
  const rows = await db.select({ id: messages.id, status: messages.status }).from(messages).where(inArray(messages.batchId, open))
  return new Set(rows.map(({ id }) => id))
}

export async function audit(office: PostOffice, planned: readonly string[], change?: Change): Promise<Faults> {
  const [rows, batches, attention, log] = await Promise.all([office.messageRows(), office.batchRows(), office.attention(), office.log()])
  const faults = noFaults()
  const shownBatches = new Set(attention.batches.map(({ id }) => id))
  const shownMessages = new Set(attention.messages.map(({ id }) => id))

  for (const subject of planned) if (!rows.some(({ subjectId }) => subjectId === subject)) faults.lost++
  for (const row of rows) {
    const accepted = log.accepted.filter(({ message }) => message === String(row.id))
    const isShown = shownMessages.has(row.id) || (row.batchId !== null && row.status === 'sending' && shownBatches.has(row.batchId))
    const fact = office.facts.get(row.subjectId)
    const isDropped = row.status === 'cancelled' && row.outcome === 'no_longer_true' && fact?.isTrue === false

    if (accepted.length > 1) faults.duplicate++
    if (accepted.length === 0 && !isShown && !isDropped) faults[row.status === 'planned' || row.status === 'sending' ? 'stuck' : 'lost']++
    if (accepted.length > 0 && row.status !== 'sent' && !isShown) faults.stuck++
    if (change?.subjects.has(row.subjectId) && !change.frozenBefore.has(row.id)) {
      const isNews = fact?.isTrue === true
      if (accepted.some(({ text }) => !isNews || !text.startsWith(fact.words))) faults.untrue++
    }
    if ((row.status === 'sent' || row.status === 'cancelled') && row.secret !== null) faults.left_over++
  }
  faults.left_over += batches.filter(({ status, payload }) => (status === 'done' || status === 'held') && payload !== null).length
  return faults
}
