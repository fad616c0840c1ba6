// Letters that carry a single-use secret, and those about an offer to be a buddy.

import { aboutApplication } from '../../buddies/emails.tsx'
import type { Ctx } from '../../ctx.ts'
import { invitation } from '../../invitations/emails.tsx'
import { invitationFacts, signInFacts } from '../../letters/accounts/queries.ts'
import { buddyFacts } from '../../letters/queries.ts'
import { firstName } from '../../letters/rules.ts'
import type { MessageRow, Writer } from '../../messages/letters.ts'
import { signInLink } from '../../sign-in/emails.tsx'
import { byId, letterOf, openBuddy, readerOf, texts, type Written, writeEach } from './desk.ts'

const secretOf = (ctx: Ctx, row: MessageRow) =>
  row.secret && ctx.vault.open(row.secret, { column: 'messages.secret', rowId: row.recipientId })

const toSignIn: Writer = async (ctx, due) => {
  const found = await signInFacts(
    ctx.db,
    due.map((row) => row.subjectId),
  )
  return writeEach(due, byId(found), async (row, facts): Promise<Written> => {
    const secret = await secretOf(ctx, row)
    if (!secret || facts.redeemedAt !== null || ctx.now >= facts.expiresAt) return 'no_longer_true'
    const mail = signInLink(texts(facts.locale), {
      name: firstName(facts.name),
      reader: readerOf(ctx, facts.locale),
      until: facts.expiresAt,
      href: `${ctx.origin}/sign-in/${encodeURIComponent(secret)}`,
    })
    return letterOf(ctx, await ctx.vault.open(facts.email, { column: 'users.email', rowId: facts.userId }), facts.locale, mail)
  })
}

const toInvited: Writer = async (ctx, due) => {
  const found = await invitationFacts(
    ctx.db,
    due.map((row) => row.subjectId),
  )
  return writeEach(due, byId(found), async (row, facts): Promise<Written> => {
    const secret = await secretOf(ctx, row)
    const isOpen = facts.acceptedAt === null && facts.revokedAt === null && ctx.now < facts.expiresAt
    if (!secret || !isOpen) return 'no_longer_true'
    const mail = invitation(texts(facts.locale), {
      name: firstName(facts.name),
      inviter: facts.inviter ?? ctx.place.name,
      organisation: facts.organisation,
      role: facts.role,
      reader: readerOf(ctx, facts.locale),
      until: facts.expiresAt,
      href: `${ctx.origin}/invitations/${encodeURIComponent(secret)}`,
    })
    return letterOf(ctx, await ctx.vault.open(facts.email, { column: 'invitations.email', rowId: facts.id }), facts.locale, mail)
  })
}

type Application = 'buddy.applied' | 'buddy.approved' | 'buddy.declined'

/** What a buddy's state must be for the letter to be true, and where its button leads. */
const applications = {
  'buddy.applied': { states: ['applied', 'vetting'], path: '/' },
  'buddy.approved': { states: ['approved'], path: '/visits' },
  'buddy.declined': { states: ['declined'], path: '/' },
} as const satisfies Record<Application, { states: readonly string[]; path: string }>

const toApplicant =
  (kind: Application): Writer =>
  async (ctx, due) => {
    const found = await buddyFacts(
      ctx.db,
      due.map((row) => row.recipientId),
    )
    const buddies = byId(found)
    const { states, path } = applications[kind]
    const written = due.map(async (row): Promise<[number, Written]> => {
      const buddy = buddies.get(row.recipientId)
      if (!buddy || !(states as readonly string[]).includes(buddy.status)) return [row.id, 'no_longer_true']
      const letter = {
        name: firstName(buddy.name),
        reader: readerOf(ctx, buddy.locale),
        href: `${ctx.origin}${path}`,
        reason: buddy.declineReason,
      }
      const mail = aboutApplication(texts(buddy.locale), kind, letter)
      return [row.id, letterOf(ctx, await openBuddy(ctx, buddy), buddy.locale, mail)]
    })
    return new Map(await Promise.all(written))
  }

export const accountWriters = {
  'account.sign_in': toSignIn,
  'account.invitation': toInvited,
  'buddy.applied': toApplicant('buddy.applied'),
  'buddy.approved': toApplicant('buddy.approved'),
  'buddy.declined': toApplicant('buddy.declined'),
}
