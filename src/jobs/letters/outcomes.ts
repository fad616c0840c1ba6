// Letters that ask somebody how they are.

import { questionnaireFacts } from '../../letters/queries.ts'
import type { Writer } from '../../messages/letters.ts'
import { howAreYou } from '../../outcomes/emails.tsx'
import { isPastAsking, linkLife } from '../../outcomes/rules.ts'
import { subject } from './bookings.ts'
import { addressOf, byId, letterOf, readerOf, texts, writeEach } from './desk.ts'

const asking =
  (kind: 'outcome.asked' | 'outcome.reminder'): Writer =>
  async (ctx, due) =>
    writeEach(due, byId(await questionnaireFacts(ctx.db, due.map(subject))), async (row, facts) => {
      if (row.recipientId !== facts.personId || facts.status !== 'asked' || isPastAsking(facts)) return 'no_longer_true'
      const address = await addressOf(ctx, kind, facts)
      if (typeof address === 'string') return address

      const link = { purpose: 'outcome', subjectId: facts.id, version: facts.linkVersion, expiresAt: ctx.now + linkLife } as const
      const page = `${ctx.origin}/how-are-you/${await ctx.links.sign(link)}`
      const mail = howAreYou(texts(facts.language), kind, { voice: address.voice, reader: readerOf(ctx, facts.language), page })
      return letterOf(ctx, row, address.to, facts.language, mail)
    })

export const outcomeWriters = {
  'outcome.asked': asking('outcome.asked'),
  'outcome.reminder': asking('outcome.reminder'),
}
