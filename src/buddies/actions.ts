import type * as v from 'valibot'
import type { Ctx } from '../ctx.ts'
import { again, commit, moved } from '../db/commit.ts'
import { no, ok, type Result } from '../lib/result.ts'
import { type Country, normalisePhone } from '../lib/text.ts'
import { days, localDay } from '../lib/time.ts'
import { plan } from '../messages/queries.ts'
import { takeTurns } from '../sign-in/limits/queries.ts'
import { mostAnHour, networkOf } from '../sign-in/limits/rules.ts'
import type { ApplyAsBuddy } from './inputs.ts'
import { buddyByEmail, insertBuddy, volunteerHubs } from './queries.ts'

/** `address` is where the request came from, as the edge saw it. */
type Applying = v.InferOutput<typeof ApplyAsBuddy> & { address: string }
export type ApplyRefusal = 'phone' | 'areas' | 'choose_hub' | 'no_hub' | 'too_many_tries'

/**
 * Takes an application from anybody. An address that has applied before gets the same answer and one more email a day at
 * most; what the first application said stays as it is, because nobody has proved that this is the same person. One network
 * sends so many an hour as may ask to sign in; what is wrong in itself does not count.
 */
export async function applyAsBuddy(ctx: Ctx, input: Applying): Promise<Result<{ received: true }, ApplyRefusal>> {
  const { db, now, place, vault } = ctx
  const phone = normalisePhone(input.phone, place.country as Country)
  if (phone === undefined) return no('phone')
  if (!input.areas.every((area) => place.areas.includes(area))) return no('areas')
  const network = await vault.index('network', networkOf(input.address))
  const granted = await takeTurns(db, now, [{ key: `apply:${network}`, most: mostAnHour.applicationsFromNetwork }])
  if (granted.length === 0) return no('too_many_tries')

  const id = ctx.newId()
  const emailIndex = await vault.index('email', input.email)
  const slot = (column: string) => ({ column: `buddies.${column}`, rowId: id })
  const sealed = {
    email: await vault.seal(input.email, slot('email')),
    phone: await vault.seal(phone, slot('phone')),
    about: await vault.seal(input.about, slot('about')),
  }

  return again(async () => {
    const [hubs, [known]] = await db.batch([volunteerHubs(db), buddyByEmail(db, emailIndex)])
    const hub = hubs.length === 1 ? hubs[0] : hubs.find((one) => one.id === input.hubId)
    if (!hub) return no(hubs.length === 0 ? 'no_hub' : 'choose_hub')

    const { refusedBy } = await commit(
      db,
      ['appliedBefore'],
      [
        ...(known
          ? []
          : insertBuddy(ctx, {
              id,
              hubId: hub.id,
              name: input.name,
              ...sealed,
              emailIndex,
              locale: input.locale,
              areas: input.areas,
              activities: input.activities,
              languages: input.languages,
              availability: input.availability,
              status: 'applied',
              step: 1,
              createdAt: now,
            })),
        plan(ctx, {
          kind: 'buddy.applied',
          recipientId: known?.id ?? id,
          subjectId: known?.id ?? id,
          about: localDay(now, place.timeZone),
          usefulUntil: now + days(7),
        }),
      ],
    )
    return refusedBy ? moved : ok({ received: true as const })
  })
}

/** The hubs that an applicant can choose from. */
export const hubsToApplyTo = (ctx: Ctx) => volunteerHubs(ctx.db)
