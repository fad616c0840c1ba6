// Whether an invitation still opens a door, and for whom.

import { days } from '../lib/time.ts'

export const invitationLife = days(7)

type Facts = { expiresAt: number; acceptedAt: number | null; revokedAt: number | null; redeemedAt: number | null }
export type InvitationState = 'open' | 'expired' | 'accepted' | 'revoked'

export function invitationState(invitation: Facts, now: number): InvitationState {
  if (invitation.acceptedAt !== null) return 'accepted'
  if (invitation.revokedAt !== null || invitation.redeemedAt !== null) return 'revoked'
  return now < invitation.expiresAt ? 'open' : 'expired'
}
