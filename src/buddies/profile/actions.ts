import type * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { type Country, normalisePhone } from '../../lib/text.ts'
import { promisedVisits } from '../../visits/queries.ts'
import type { EditProfile } from '../inputs.ts'
import { type BuddyRow, buddyByUser, changeBuddy } from '../queries.ts'

export type Profile = Pick<
  BuddyRow,
  'id' | 'name' | 'status' | 'locale' | 'areas' | 'activities' | 'languages' | 'availability' | 'checkedUntilOn' | 'pausedBy'
> & {
  /** When the visits begin that they have promised, soonest first. */
  promisedAt: number[]
  phone: string
  about: string
}

/** The buddy's own profile; undefined for an account that is no buddy of these hubs, e.g. a hub's software. */
export async function seeProfile(ctx: Ctx, permit: Permit<'buddy.profile'>): Promise<Profile | undefined> {
  const [buddy] = await buddyByUser(ctx.db, permit.actor.id, permit.orgs)
  if (!buddy) return undefined
  const promised = await promisedVisits(ctx.db, buddy.id, ctx.now)
  const { id, name, status, locale, areas, activities, languages, availability, checkedUntilOn, pausedBy } = buddy
  const open = (column: 'phone' | 'about') => ctx.vault.open(buddy[column], { column: `buddies.${column}`, rowId: id })
  return {
    ...{ id, name, status, locale, areas, activities, languages, availability, checkedUntilOn, pausedBy },
    promisedAt: promised.map(({ startsAt }) => startsAt),
    phone: await open('phone'),
    about: await open('about'),
  }
}

export type ProfileRefusal = 'no_such_buddy' | 'phone' | 'areas'

/** The buddy changes what they like to do and when. Their name and address were checked, so those stay with the coordinator. */
export async function editProfile(
  ctx: Ctx,
  permit: Permit<'buddy.profile'>,
  input: v.InferOutput<typeof EditProfile>,
): Promise<Result<{ id: string }, ProfileRefusal>> {
  const { db, place, vault } = ctx
  const phone = normalisePhone(input.phone, place.country as Country)
  if (phone === undefined) return no('phone')

  return again(async () => {
    const [buddy] = await buddyByUser(db, permit.actor.id, permit.orgs)
    if (!buddy) return no('no_such_buddy')
    // An area that the place has given up since may stay, but not be chosen anew.
    if (!input.areas.every((area) => place.areas.includes(area) || buddy.areas.includes(area))) return no('areas')

    const slot = (column: string) => ({ column: `buddies.${column}`, rowId: buddy.id })
    const { refusedBy } = await commit(
      db,
      ['stepTaken'],
      changeBuddy(ctx, permit.actor, buddy, {
        action: 'buddy.edit',
        set: {
          phone: await vault.seal(phone, slot('phone')),
          about: await vault.seal(input.about, slot('about')),
          locale: input.locale,
          areas: input.areas,
          activities: input.activities,
          languages: input.languages,
          availability: input.availability,
        },
      }),
    )
    return refusedBy ? moved : ok({ id: buddy.id })
  })
}
