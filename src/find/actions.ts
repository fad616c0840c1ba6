import type { Permit } from '../access/permit.ts'
import type { Ctx } from '../ctx.ts'
import { no, ok, type Result } from '../lib/result.ts'
import { openFields, personIn, recordReads } from '../people/queries.ts'
import { isOneOf } from '../people/reading/queries.ts'
import { bookableSessions, knownTo, oneSession, pageSize, type SessionFound, type Wanted } from './queries.ts'
import { type Misfit, misfitsOf, type Outlook, outlookFor } from './rules.ts'

export type Wishes = Omit<Wanted, 'after' | 'fitsPersonId'> & { fitting?: boolean | undefined; after?: string | undefined }

/** A session as it would be for one person. `bookingId` is theirs if they are in it already. */
export type Fitting = SessionFound & { outlook: Outlook; misfits: Misfit[]; isFirstVisit: boolean; bookingId: string | undefined }
export type Seeker = { id: string; preferredName: string; language: 'en' | 'id'; area: string; accessNeeds: readonly string[] }

/** Sessions that can be booked, soonest first, whoever they are for. `next` goes on after this page. */
export async function findSessions(
  ctx: Ctx,
  _: Permit<'session.find'>,
  wishes: Wishes,
): Promise<{ sessions: Fitting[]; next: string | undefined }> {
  const found = await bookableSessions(ctx.db, ctx.now, { ...wishes, after: readAfter(wishes.after) })
  const sessions = found.map((session) => ({
    ...session,
    outlook: outlookFor(session, true),
    misfits: [],
    isFirstVisit: true,
    bookingId: undefined,
  }))
  return { sessions, next: nextOf(found) }
}

/** The same for one person of an own team, with what does not fit them; reading their needs is on the audit log. */
export async function sessionsFor(
  ctx: Ctx,
  permit: Permit<'session.find'>,
  personId: string,
  { fitting, after, ...wishes }: Wishes,
): Promise<Result<{ person: Seeker; sessions: Fitting[]; next: string | undefined }, 'no_such_person'>> {
  const wanted = { ...wishes, after: readAfter(after), fitsPersonId: fitting ? personId : undefined }
  const [[person], , known, found] = await ctx.db.batch([
    personIn(ctx.db, permit.orgs, personId),
    recordReads(ctx, permit.actor, 'find_session', isOneOf(permit.orgs, personId)) as never,
    knownTo(ctx.db, personId),
    bookableSessions(ctx.db, ctx.now, wanted),
  ])
  if (!person) return no('no_such_person')
  return ok({
    person: await seeker(ctx, person),
    sessions: found.map((session) => fittingFor(person, known, session)),
    next: nextOf(found),
  })
}

/** One session for one person, before it is booked. */
export async function sessionFor(
  ctx: Ctx,
  permit: Permit<'session.find' | 'booking.create'>,
  personId: string,
  sessionId: string,
): Promise<Result<{ person: Seeker; session: Fitting }, 'no_such_person' | 'no_such_session'>> {
  const [[person], , known, [session]] = await ctx.db.batch([
    personIn(ctx.db, permit.orgs, personId),
    recordReads(ctx, permit.actor, 'find_session', isOneOf(permit.orgs, personId)) as never,
    knownTo(ctx.db, personId),
    oneSession(ctx.db, sessionId),
  ])
  if (!person) return no('no_such_person')
  if (!session) return no('no_such_session')
  return ok({ person: await seeker(ctx, person), session: fittingFor(person, known, session) })
}

type Person = Awaited<ReturnType<typeof personIn>>[number]
type Known = Awaited<ReturnType<typeof knownTo>>

function fittingFor(person: Person, known: Known, session: SessionFound): Fitting {
  const isFirstVisit = !known.some(({ groupId }) => groupId === session.groupId)
  return {
    ...session,
    outlook: outlookFor(session, isFirstVisit),
    misfits: misfitsOf(person, session),
    isFirstVisit,
    bookingId: known.find(({ sessionId }) => sessionId === session.id)?.id,
  }
}

async function seeker(ctx: Ctx, person: Person): Promise<Seeker> {
  const { preferredName } = await openFields(ctx.vault, person, ['preferredName'])
  const { id, language, area, accessNeeds } = person
  return { id, preferredName, language, area, accessNeeds }
}

function nextOf(found: readonly SessionFound[]): string | undefined {
  const last = found.at(-1)
  return last && found.length === pageSize ? `${last.startsAt}_${last.id}` : undefined
}

function readAfter(text: string | undefined) {
  const [, startsAt, id] = /^(\d{1,15})_([0-9a-f-]{36})$/.exec(text ?? '') ?? []
  return startsAt && id ? { startsAt: Number(startsAt), id } : undefined
}
