// What the provider tells, read as its webhook is and taken by the use case behind it.

import type { Permit } from '../../../src/access/permit.ts'
import { permit } from '../../../src/access/permit.ts'
import type { Ctx } from '../../../src/ctx.ts'
import { takeEvent } from '../../../src/messages/webhooks/actions.ts'
import { readEvent } from '../../../src/messages/webhooks/inputs.ts'
import { bodyOf, type Told } from '../../messages/webhooks.ts'
import type { Telling } from './provider.ts'

export type { Told }

const reporter = permit({ kind: 'system', id: 'resend' }, 'message.report') as Permit<'message.report'>

export async function tellOf(ctx: Ctx, { id, told, providerId, to, tags, acceptedAt }: Telling): Promise<void> {
  const event = readEvent(id, bodyOf(told, { id: providerId, to, tags: tags as never, at: acceptedAt }), ctx.now)
  if (!event) throw new Error('an event that cannot be read')
  await takeEvent(ctx, reporter, event)
}
