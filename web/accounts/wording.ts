import type { AcceptRefusal } from '../../src/invitations/acceptance/actions.ts'
import type { RedeemRefusal } from '../../src/sign-in/actions.ts'
import type { T, TextKey } from '../render.tsx'

/** What is said at the field of the code. */
export const redeemRefusal = {
  link_dead: 'accounts.link.dead',
  code_needed: 'accounts.link.code_needed',
  wrong_code: 'accounts.link.wrong_code',
  too_many_tries: 'accounts.link.too_many_tries',
} as const satisfies Record<RedeemRefusal, TextKey>

export const acceptRefusal = {
  link_dead: 'accounts.invitation.dead',
  wrong_address: 'accounts.invitation.wrong_address',
  already_member: 'accounts.invitation.already_member',
  too_many_tries: 'accounts.invitation.too_many_tries',
} as const satisfies Record<AcceptRefusal, TextKey>

/** 'Firefox on Android', from what was stored as 'Firefox/Android'. */
export function deviceText(device: string, t: T): string {
  const [browser, system] = device.split('/')
  if (!browser) return t('accounts.mine.unknown_device')
  return system ? t('accounts.mine.device', { browser, system }) : browser
}

export const roleText = (role: string): TextKey => `accounts.roles.${role}` as TextKey
