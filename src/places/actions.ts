import * as v from 'valibot'
import type { OrgId } from '../access/actor.ts'
import type { Permit } from '../access/permit.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import { commit } from '../db/commit.ts'
import { locales } from '../lib/dates.ts'
import { choice, email, line } from '../lib/inputs.ts'
import { no, ok, type Result } from '../lib/result.ts'
import { areas, phoneOfCountry, timeZone } from './inputs.ts'
import { insertFirstCoordinator, insertOffice, insertPlace } from './queries.ts'
import { countries } from './rules.ts'

export const SetUpPlace = v.pipe(
  v.object({
    name: line(80),
    timeZone: timeZone(),
    locale: choice(locales),
    country: choice(countries),
    phone: line(40),
    replyTo: email(),
    areas: areas(),
    coordinator: v.object({ name: line(80), email: email() }),
  }),
  phoneOfCountry(),
)

/** What a place is set up with exists before the place itself, so its context has everything but the place. */
export type SetUpCtx = Omit<Ctx, 'place'>

/** The first thing in an empty database: the place, the office that runs it, and its first coordinator. */
export async function setUpPlace(
  ctx: SetUpCtx,
  permit: Permit<'place.set_up'>,
  input: v.InferOutput<typeof SetUpPlace>,
): Promise<Result<{ officeId: OrgId; coordinatorId: string }, 'already_set_up'>> {
  const { coordinator, ...place } = input
  const officeId = ctx.newId() as OrgId
  const coordinatorId = ctx.newId()
  const { refusedBy } = await commit(
    ctx.db,
    ['placeExists'],
    [
      insertPlace(ctx.db, place),
      insertOffice(ctx.db, { id: officeId, name: place.name, createdAt: ctx.now }),
      ...insertFirstCoordinator(ctx.db, {
        id: coordinatorId,
        officeId,
        name: coordinator.name,
        email: await ctx.vault.seal(coordinator.email, { column: 'users.email', rowId: coordinatorId }),
        emailIndex: await ctx.vault.index('email', coordinator.email),
        locale: place.locale,
        createdAt: ctx.now,
      }),
      record(ctx, permit.actor, { action: 'place.set_up', subjectKind: 'place', subjectId: 'place', step: 1, to: 'open' }),
    ],
  )
  return refusedBy ? no('already_set_up') : ok({ officeId, coordinatorId })
}
