// Reading the audit log, and the hash chain over it: a later edit of any entry, by whoever, is found.

import type { Permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { sha256 } from '../lib/encoding.ts'
import { type AuditEntry, entriesAfter, entriesBefore, insertLinks, lastLink, linksAfter } from './queries.ts'

const pageSize = 500
const pagesARun = 20
const beginning = 'alongside'

const entriesAPage = 50

/** A page of the log, newest first: ids and codes, and the names of users who acted. */
export async function readLog(ctx: Ctx, _permit: Permit<'place.run'>, { before }: { before?: number | undefined } = {}) {
  const found = await entriesBefore(ctx.db, before ?? Number.MAX_SAFE_INTEGER, entriesAPage + 1)
  const entries = found.slice(0, entriesAPage).map(({ entry, actorName }) => ({ ...entry, actorName }))
  return { entries, olderThan: found.length > entriesAPage ? entries.at(-1)?.id : undefined }
}

export type LogPage = Awaited<ReturnType<typeof readLog>>

/** Links entries that are not on the chain yet. Ids count up in the order of commits, so every run makes the same chain. */
export async function linkEntries(ctx: Ctx, _permit: Permit<'work.scheduled'>): Promise<{ linked: number }> {
  const [last] = await lastLink(ctx.db)
  let { entryId, hash } = last ?? { entryId: 0, hash: beginning }
  let linked = 0
  for (let page = 0; page < pagesARun; page++) {
    const entries = await entriesAfter(ctx.db, entryId, pageSize)
    if (entries.length === 0) break
    const links: { entryId: number; hash: string }[] = []
    for (const entry of entries) {
      hash = await hashAfter(hash, entry)
      entryId = entry.id
      links.push({ entryId, hash })
    }
    await insertLinks(ctx.db, links)
    linked += links.length
  }
  return { linked }
}

export type Verdict = { ok: true; checked: number; head: string } | { ok: false; entryId: number; checked: number }

/** Walks the whole chain. `entryId` is the first entry that was changed, taken away or put in afterwards. */
export async function verifyChain(ctx: Ctx, _permit: Permit<'place.run' | 'work.scheduled'>): Promise<Verdict> {
  let entryId = 0
  let hash = beginning
  let checked = 0
  for (;;) {
    const links = await linksAfter(ctx.db, entryId, pageSize)
    if (links.length === 0) return { ok: true, checked, head: hash }
    for (const link of links) {
      if (!link.entry || (await hashAfter(hash, link.entry)) !== link.hash) return { ok: false, entryId: link.entryId, checked }
      hash = link.hash
      entryId = link.entryId
      checked++
    }
  }
}

// Every column, in one fixed order, after the hash of the entry before.
function hashAfter(before: string, entry: AuditEntry): Promise<string> {
  const { id, at, actorKind, actorId, action, subjectKind, subjectId, step, fromState, toState, personId, orgId, why, requestId } = entry
  return sha256(
    JSON.stringify([
      before,
      id,
      at,
      actorKind,
      actorId,
      action,
      subjectKind,
      subjectId,
      step,
      fromState,
      toState,
      personId,
      orgId,
      why,
      requestId,
    ]),
  )
}
