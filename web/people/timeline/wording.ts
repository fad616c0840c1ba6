import type { AddConversationRefusal, CorrectRefusal, SettleRefusal } from '../../../src/conversations/actions.ts'
import { channels } from '../../../src/conversations/rules.ts'
import type { VisitReport } from '../../../src/db/schema/buddies.ts'
import type { Channel } from '../../../src/db/schema/listening.ts'
import type { Wave } from '../../../src/db/schema/outcomes.ts'
import type { ReferralStatus } from '../../../src/db/schema/referrals.ts'
import type { ReplyHow } from '../../../src/db/schema/replies.ts'
import type { Option } from '../../components/field.tsx'
import type { T, TextKey } from '../../render.tsx'

export const doneCodes = ['added', 'corrected', 'step_done', 'put_off'] as const
export const doneText = {
  added: 'conversations.done.added',
  corrected: 'conversations.done.corrected',
  step_done: 'conversations.done.step_done',
  put_off: 'conversations.done.put_off',
} as const satisfies Record<(typeof doneCodes)[number], TextKey>
export type Done = (typeof doneCodes)[number]

export const refusalText = {
  no_such_person: 'conversations.refusals.no_such',
  no_such_conversation: 'conversations.refusals.no_such',
  id_taken: 'conversations.refusals.id_taken',
  not_yours: 'conversations.refusals.not_yours',
  too_late: 'conversations.refusals.too_late',
  changed_meanwhile: 'conversations.refusals.changed_meanwhile',
  no_open_step: 'conversations.refusals.no_open_step',
} as const satisfies Record<AddConversationRefusal | CorrectRefusal | SettleRefusal, TextKey>

export const channelText = {
  phone: 'conversations.channels.phone',
  in_person: 'conversations.channels.in_person',
  home_visit: 'conversations.channels.home_visit',
  video: 'conversations.channels.video',
  message: 'conversations.channels.message',
  email: 'conversations.channels.email',
  letter: 'conversations.channels.letter',
} as const satisfies Record<Channel, TextKey>

export const channelOptions = (t: T): Option[] => channels.map((code) => ({ value: code, label: t(channelText[code]) }))

export const referralText = {
  received: 'conversations.referral.received',
  contacted: 'conversations.referral.contacted',
  supporting: 'conversations.referral.supporting',
  completed: 'conversations.referral.completed',
  declined: 'conversations.referral.declined',
  unreachable: 'conversations.referral.unreachable',
  withdrawn: 'conversations.referral.withdrawn',
} as const satisfies Record<ReferralStatus, TextKey>

export const waveText = {
  start: 'conversations.waves.start',
  week_6: 'conversations.waves.week_6',
  week_12: 'conversations.waves.week_12',
} as const satisfies Record<Wave, TextKey>

export const replyText = {
  seen: 'conversations.replies.seen',
  confirmed: 'conversations.replies.confirmed',
  declined: 'conversations.replies.declined',
  moved: 'conversations.replies.moved',
  booked: 'conversations.replies.booked',
  told: 'conversations.replies.told',
} as const satisfies Record<ReplyHow, TextKey>

export const reportText = {
  went_well: 'conversations.reports.went_well',
  needs_a_call: 'conversations.reports.needs_a_call',
  did_not_come: 'conversations.reports.did_not_come',
  could_not_go: 'conversations.reports.could_not_go',
} as const satisfies Record<VisitReport, TextKey>

/** What a field is called where it stands without its label, in the error summary. */
export const fieldText: Readonly<Record<string, TextKey>> = {
  words: 'conversations.form.words',
  channel: 'conversations.form.channel',
  wasReached: 'conversations.form.was_reached',
  nextStep: 'conversations.form.next_step',
  nextStepOn: 'conversations.form.next_step_on',
  happenedOn: 'conversations.form.happened_on',
  minutes: 'conversations.form.minutes',
}
