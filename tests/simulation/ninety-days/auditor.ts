// Says what went wrong in a life, from the rows, their history, the provider's log, and who was cut off: independent of the code.

import { auditLetters } from './auditor-letters.ts'
import { auditPlaces, auditTurns } from './auditor-places.ts'
import { auditPlanning } from './auditor-planning.ts'
import { auditTellings } from './auditor-tellings.ts'
import { type Hand, LostAnswer } from './crew.ts'
import { look } from './engine/engine.ts'
import type { History } from './history.ts'
import type { Fault } from './life.ts'
import type { Accepted, Provider } from './provider.ts'
import type { Town } from './town.ts'

export type Evidence = {
  history: History
  accepted: readonly Accepted[]
  conflicts: Provider['conflicts']
  tellings: Provider['tellings']
  hands: readonly Hand[]
  now: number
  town: Town
}
export type Report = { fault: (what: string, about: string, at: number) => void; saw: (what: string) => void }

export const auditCalm = auditPlaces

export async function audit(evidence: Evidence): Promise<{ faults: Fault[]; reached: Map<string, number> }> {
  const faults: Fault[] = []
  const reached = new Map<string, number>()
  const report: Report = {
    fault: (what, about, at) => faults.push({ what, about, at }),
    saw: (what) => reached.set(what, (reached.get(what) ?? 0) + 1),
  }
  await auditLetters(evidence, report)
  await auditPlanning(evidence, report)
  auditTurns(evidence, report)
  await auditJobs(evidence, report)
  await auditTellings(evidence, report)
  for (const { name, ended, fate, fault, at } of evidence.hands) {
    report.saw(`${ended} ${/^(tick|told)/.exec(name)?.[0] ?? 'act'}`)
    const wasInjected = fate.losesEvery !== undefined && isLostAnswer(fault)
    if (ended === 'threw' && !wasInjected) report.fault('unexpected_error', `${name}: ${fault instanceof Error ? fault.stack : fault}`, at)
    if (ended === 'no' && at <= evidence.now) report.fault('never_ended', name, at)
  }
  return { faults, reached }
}

type Run = { id: string; ended_at: number | null; error: string | null; counts: string | null }

const isLostAnswer = (fault: unknown): boolean => fault instanceof LostAnswer || (fault instanceof Error && isLostAnswer(fault.cause))

/** The record of each run says what the run did: whether it ended, how, and how much it planned or sent. */
async function auditJobs({ history, hands }: Evidence, report: Report) {
  const rows = await look<Run>('SELECT id, ended_at, error, counts FROM job_runs')
  const records = new Map(rows.map((row) => [row.id, row]))
  const lastOf = new Map<number, string>()
  const starts = history.ofKind('run').filter((one) => history.before(one) === undefined)
  for (const { hand, id } of starts) lastOf.set(hand, id)
  for (const start of starts) {
    const hand = hands[start.hand]
    const end = history.of(start.id).at(-1)
    // The oldest records are forgotten after sixty days.
    const record = records.get(start.id)
    if (!hand || !end || !record) continue
    const about = `${start.fact.job} of ${hand.name}`
    const isLast = lastOf.get(start.hand) === start.id
    report.saw(`run ${record.ended_at === null ? 'open' : record.error ? 'failed' : 'well'}`)
    if (record.ended_at === null && !(hand.ended === 'died' && isLast) && hand.fate.losesEvery === undefined)
      report.fault('run_left_open', about, start.at)
    if (record.error && hand.fate.losesEvery === undefined) report.fault('job_failed', `${about}: ${record.error}`, start.at)
    if (record.ended_at === null || record.error) continue

    const { more: _, ...counts }: Record<string, number> = JSON.parse(String(record.counts ?? '{}'))
    const during = history.between(start.seq, end.seq).filter((one) => one.hand === start.hand && one.kind === 'message')
    const did = (isSo: (fact: (typeof during)[number]) => boolean) => during.filter(isSo).length
    if (start.fact.job === 'plan-reminders' || start.fact.job === 'plan-surveys') {
      const planned = did((one) => history.before(one) === undefined)
      const said = Object.values(counts).reduce((sum, count) => sum + count, 0)
      if (planned !== said) report.fault('run_counts_wrong', `${about} says ${said}, planned ${planned}`, start.at)
    }
    if (start.fact.job === 'deliver') {
      const sent = did((one) => one.fact.status === 'sent' && history.before(one)?.status !== 'sent')
      if (sent > (counts.sent ?? 0)) report.fault('run_counts_wrong', `${about} says ${counts.sent} sent, marked ${sent}`, start.at)
    }
  }
}
