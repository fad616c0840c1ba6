import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { type Attendee, attendeesOf, ownSession, recordReading } from './queries.ts'

export type Seen = Omit<Attendee, 'preferredName' | 'accessNeeds'> & { preferredName: string; accessNeeds: string[] }

/** One own session with the people of it, opened for their organiser; the reading is on the audit log. */
export async function openSession(ctx: Ctx, permit: Permit<'session.see'>, sessionId: string) {
  const [[found], attendees] = await ctx.db.batch([
    ownSession(ctx.db, permit.orgs, sessionId),
    attendeesOf(ctx.db, permit.orgs, sessionId),
    recordReading(ctx, permit.actor, permit.orgs, sessionId),
  ])
  if (!found) return no('no_such_session')
  return ok({ ...found, attendees: await Promise.all(attendees.map((attendee) => opened(ctx, attendee))) })
}

export type OpenedSession = Extract<Awaited<ReturnType<typeof openSession>>, Result<unknown, never>>

async function opened(ctx: Ctx, { preferredName, accessNeeds, ...rest }: Attendee): Promise<Seen> {
  const name = await ctx.vault.open(preferredName, { column: 'people.preferred_name', rowId: rest.personId })
  return { ...rest, preferredName: name, accessNeeds: JSON.parse(accessNeeds) as string[] }
}
