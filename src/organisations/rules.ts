// What a coordinator may do with organisations and their members.

/** The place's own office is made with the place and exists once. */
export const newKinds = ['provider', 'referral_team', 'volunteer_hub'] as const

export type MemberRefusal = 'no_such_member' | 'yourself' | 'last_coordinator'

/** A place without a coordinator could invite none: so nobody takes the last one's role, or their own, away. */
export function removalRefusal(
  member: { id: string; role: string; disabledAt: number | null } | undefined,
  facts: { actorId: string; coordinators: number },
): MemberRefusal | undefined {
  if (!member) return 'no_such_member'
  if (member.id === facts.actorId) return 'yourself'
  if (member.role === 'coordinator' && member.disabledAt === null && facts.coordinators <= 1) return 'last_coordinator'
  return undefined
}
