// The hash chain over the audit log: a later edit of any entry, by whoever, is found.

import type { Permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { sha256 } from '../lib/encoding.ts'
import { type AuditEntry, entriesAfter, insertLinks, lastLink, linksAfter } from './queries.ts'

const pageSize = 500
const pagesARun = 20
const beginning = 'alongside'

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
