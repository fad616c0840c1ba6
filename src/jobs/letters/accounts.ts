// Letters that carry a single-use secret, and those about an offer to be a buddy.

import { type ApplicationKind, aboutApplication } from '../../buddies/emails.tsx'
import { endsSoon } from '../../buddies/rules.ts'
import type { Ctx } from '../../ctx.ts'
import { invitation } from '../../invitations/emails.tsx'
import { invitationFacts, signInFacts } from '../../letters/accounts/queries.ts'
import { type BuddyFacts, buddyFacts } from '../../letters/queries.ts'
import { firstName } from '../../letters/rules.ts'
import { sha256 } from '../../lib/encoding.ts'
import { type Day, localDay } from '../../lib/time.ts'
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
    return letterOf(ctx, row, await ctx.vault.open(facts.email, { column: 'users.email', rowId: facts.userId }), facts.locale, mail)
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
    // Another link may have been sent meanwhile: this one opens nothing then.
    if (!secret || !isOpen || facts.tokenHash !== (await sha256(secret))) return 'no_longer_true'
    const mail = invitation(texts(facts.locale), {
      name: firstName(facts.name),
      inviter: facts.inviter ?? ctx.place.name,
      organisation: facts.organisation,
      role: facts.role,
      reader: readerOf(ctx, facts.locale),
      until: facts.expiresAt,
      href: `${ctx.origin}/invitations/${encodeURIComponent(secret)}`,
    })
    return letterOf(ctx, row, await ctx.vault.open(facts.email, { column: 'invitations.email', rowId: facts.id }), facts.locale, mail)
  })
}

/** What must be so for a letter to a buddy to be true, and where its button leads. */
type Plot = { isTrue: (buddy: BuddyFacts, today: Day) => boolean; path: string }
const plots: Record<ApplicationKind, Plot> = {
  'buddy.applied': { isTrue: ({ status }) => status === 'applied' || status === 'vetting', path: '/' },
  'buddy.checks_asked': { isTrue: ({ status }) => status === 'vetting', path: '/' },
  'buddy.approved': { isTrue: ({ status }) => status === 'approved', path: '/visits' },
  'buddy.resumed': { isTrue: ({ status }) => status === 'approved', path: '/visits' },
  'buddy.paused': { isTrue: ({ status, pausedBy }) => status === 'paused' && pausedBy === null, path: '/visits' },
  'buddy.check_ends': { isTrue: (buddy, today) => endsSoon(buddy, today), path: '/visits' },
  'buddy.check_expired': { isTrue: ({ status }) => status === 'expired', path: '/visits' },
  'buddy.declined': { isTrue: ({ status }) => status === 'declined', path: '/' },
}

const toApplicant =
  (kind: ApplicationKind): Writer =>
  async (ctx, due) => {
    const buddies = byId(
      await buddyFacts(
        ctx.db,
        due.map((row) => row.recipientId),
      ),
    )
    const { isTrue, path } = plots[kind]
    const today = localDay(ctx.now, ctx.place.timeZone)
    return writeEach(due, buddies, async (row, buddy): Promise<Written> => {
      if (!isTrue(buddy, today)) return 'no_longer_true'
      const letter = {
        name: firstName(buddy.name),
        reader: readerOf(ctx, buddy.locale),
        href: `${ctx.origin}${path}`,
        reason: buddy.declineReason,
        checkedUntilOn: buddy.checkedUntilOn,
      }
      const mail = aboutApplication(texts(buddy.locale), kind, letter)
      return letterOf(ctx, row, await openBuddy(ctx, buddy), buddy.locale, mail)
    })
  }

export const accountWriters = {
  'account.sign_in': toSignIn,
  'account.invitation': toInvited,
  'buddy.applied': toApplicant('buddy.applied'),
  'buddy.approved': toApplicant('buddy.approved'),
  'buddy.checks_asked': toApplicant('buddy.checks_asked'),
  'buddy.resumed': toApplicant('buddy.resumed'),
  'buddy.paused': toApplicant('buddy.paused'),
  'buddy.check_ends': toApplicant('buddy.check_ends'),
  'buddy.check_expired': toApplicant('buddy.check_expired'),
  'buddy.declined': toApplicant('buddy.declined'),
}
