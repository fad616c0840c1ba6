import type { InviteRefusal, PendingRefusal } from '../../src/invitations/actions.ts'
import type { OrganisationRefusal } from '../../src/organisations/actions.ts'
import type { MemberRefusal } from '../../src/organisations/rules.ts'
import type { PlaceRefusal } from '../../src/places/settings/actions.ts'
import type { TextKey } from '../render.tsx'

/** Refusals that a form shows; 'no_such_…' is a 404 and needs no sentence of its own. */
export const inviteRefusal = {
  no_such_organisation: 'faults.404.title',
  already_member: 'coordinator.invite.already_member',
  already_invited: 'coordinator.invite.already_invited',
  user_disabled: 'coordinator.invite.user_disabled',
  too_many_tries: 'coordinator.invite.too_many_tries',
} as const satisfies Record<InviteRefusal, TextKey>

export const pendingRefusal = {
  no_such_invitation: 'faults.404.title',
  already_accepted: 'coordinator.invite.already_accepted',
  too_many_tries: 'coordinator.invite.too_many_tries',
} as const satisfies Record<PendingRefusal, TextKey>

export const memberRefusal = {
  no_such_member: 'faults.404.title',
  yourself: 'coordinator.member.yourself',
  last_coordinator: 'coordinator.member.last_coordinator',
} as const satisfies Record<MemberRefusal, TextKey>

export const organisationRefusal = {
  no_such_organisation: 'faults.404.title',
  phone: 'fields.phone',
} as const satisfies Record<OrganisationRefusal, TextKey>

export const placeRefusal = {
  time_zone_fixed: 'coordinator.place.time_zone_fixed',
} as const satisfies Record<PlaceRefusal, TextKey>

export const kindText = (kind: string): TextKey => `coordinator.kinds.${kind}` as TextKey
export const kindHint = (kind: string): TextKey => `coordinator.kind_hints.${kind}` as TextKey

/** What the fields of an organisation are called in the error summary. */
export const organisationFields = {
  name: 'coordinator.organisation.name',
  kind: 'coordinator.organisation.kind',
  contactEmail: 'coordinator.organisation.contact_email',
  contactPhone: 'coordinator.organisation.contact_phone',
} as const
