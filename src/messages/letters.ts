import type { Ctx } from '../ctx.ts'
import type { messages } from '../db/schema/messages.ts'
import type { Letter, MessageKind, Unsent } from './rules.ts'

export type MessageRow = typeof messages.$inferSelect

/** Writes the letters of one kind from facts loaded afresh: what is no longer true, or no longer consented to, is not sent. */
export type Writer = (ctx: Ctx, due: readonly MessageRow[]) => Promise<ReadonlyMap<number, Letter | Unsent>>
export type Writers = Readonly<Record<MessageKind, Writer>>
