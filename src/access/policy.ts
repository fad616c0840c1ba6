// The whole access policy: who may do what. Narrower rules ("only their own") live in the scope of each query.

import type { LinkPurpose } from '../lib/links.ts'
import type { HeldRole } from './actor.ts'

/** A role of a signed-in user or integration, the holder of a signed link, or a scheduled job. */
export type Who = HeldRole | `link:${LinkPurpose}` | 'system'

export const policy = {
  'account.manage': ['coordinator', 'organiser', 'link_worker', 'buddy'],
  'place.set_up': ['system'],
  'place.run': ['coordinator'],
  'place.see': ['coordinator'],
  'organisation.manage': ['coordinator'],
  'group.verify': ['coordinator'],
  'buddy.vet': ['coordinator'],
  'group.manage': ['organiser'],
  'session.manage': ['organiser'],
  'session.see': ['organiser'],
  'register.take': ['organiser'],
  'session.find': ['link_worker'],
  'person.see': ['link_worker'],
  'person.manage': ['link_worker'],
  'team.lead': ['team_lead'],
  'referral.see': ['link_worker'],
  'referral.manage': ['link_worker'],
  'referral.follow': ['link:referral'],
  'outcome.answer': ['link_worker', 'link:outcome'],
  'need.see': ['coordinator'],
  'retention.see': ['coordinator', 'link_worker'],
  'booking.create': ['link_worker'],
  'booking.see': ['link_worker', 'organiser', 'link:booking'],
  'booking.answer': ['link_worker', 'link:booking'],
  'booking.cancel': ['link_worker', 'organiser', 'link:booking'],
  'booking.move': ['link_worker', 'link:booking'],
  'person.choose': ['link_worker', 'link:booking', 'link:unsubscribe'],
  'emails.choose': ['link:emails'],
  'feed.read': ['link:feed'],
  'survey.answer': ['link_worker', 'link:survey'],
  'visit.find': ['buddy'],
  'visit.claim': ['buddy'],
  'visit.report': ['buddy'],
  'buddy.profile': ['buddy'],
  'visit.arrange': ['link_worker'],
  'message.report': ['system'],
  'work.scheduled': ['system'],
} as const satisfies Record<string, readonly Who[]>

export type Action = keyof typeof policy
