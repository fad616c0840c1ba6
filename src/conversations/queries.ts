import { and, eq, inArray } from 'drizzle-orm'
import type { OrgId } from '../access/actor.ts'
import type { Db, Statement } from '../db/connect.ts'
import { conversations } from '../db/schema/listening.ts'
import { people } from '../db/schema/people.ts'
import type { Sealed, Vault } from '../lib/seal.ts'
import { isHeld } from '../people/queries.ts'

export type ConversationRow = typeof conversations.$inferSelect

/** One note about a person of these teams; missing and another team's are the same, and so is one about somebody who was erased. */
export const conversationIn = (db: Db, teams: readonly OrgId[], conversationId: string) =>
  db
    .select({ note: conversations })
    .from(conversations)
    .innerJoin(people, eq(people.id, conversations.personId))
    .where(and(eq(conversations.id, conversationId), inArray(conversations.teamId, [...teams]), isHeld))

export const insertConversation = (db: Db, row: typeof conversations.$inferInsert): Statement => db.insert(conversations).values(row)

export const updateConversation = (db: Db, id: string, set: Partial<ConversationRow>): Statement =>
  db.update(conversations).set(set).where(eq(conversations.id, id))

type Words = { words: string; nextStep: string }

export async function sealWords(vault: Vault, id: string, { words, nextStep }: Words): Promise<{ words: Sealed; nextStep: Sealed | null }> {
  return {
    words: await vault.seal(words, { column: 'conversations.words', rowId: id }),
    nextStep: nextStep === '' ? null : await vault.seal(nextStep, { column: 'conversations.next_step', rowId: id }),
  }
}

export async function openWords(
  vault: Vault,
  { id, words, nextStep }: { id: string; words: Sealed; nextStep: Sealed | null },
): Promise<Words> {
  return { words: await vault.open(words, { column: 'conversations.words', rowId: id }), nextStep: await openStep(vault, { id, nextStep }) }
}

export const openStep = async (vault: Vault, { id, nextStep }: { id: string; nextStep: Sealed | null }): Promise<string> =>
  nextStep === null ? '' : vault.open(nextStep, { column: 'conversations.next_step', rowId: id })
