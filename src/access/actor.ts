// Who is asking. Pure: how they proved it is the business of `sign-in` and of signed links.

import type { LinkPurpose } from '../lib/links.ts'

declare const orgId: unique symbol
/** Comes from a Permit or a typed row, never from a string that a request carries. */
export type OrgId = string & { readonly [orgId]: true }

export const orgKinds = ['provider', 'referral_team', 'volunteer_hub', 'place_office'] as const
export type OrgKind = (typeof orgKinds)[number]

export const roles = ['coordinator', 'organiser', 'link_worker', 'buddy'] as const
export type Role = (typeof roles)[number]

/** Which role an organisation can give: a provider has organisers, a referral team link workers, and so on. */
export const roleOf = {
  provider: 'organiser',
  referral_team: 'link_worker',
  volunteer_hub: 'buddy',
  place_office: 'coordinator',
} as const satisfies Record<OrgKind, Role>

/** Whoever leads a team is a link worker of it too, and holds both. */
export type HeldRole = Role | 'team_lead'
export type Membership = { orgId: OrgId; role: HeldRole }

export type Actor =
  | { kind: 'user'; id: string; signInId: string; name: string; memberships: readonly Membership[] }
  | { kind: 'integration'; id: string; memberships: readonly Membership[]; mayWrite: boolean }
  /** `version` is the one that the link was signed with: a thing that has moved on from it has revoked the link. */
  | { kind: 'link'; id: string; purpose: LinkPurpose; version: number }
  | { kind: 'system'; id: string }
