import { eq } from 'drizzle-orm'
import type { OrgId } from '../../src/access/actor.ts'
import { groups, venues } from '../../src/db/schema/groups.ts'
import { profiles } from '../../src/db/schema/listening.ts'
import type { World } from '../world.ts'

/** Central Testford: where people of these tests live. */
export const home = { latitude: 51.5, longitude: -0.12, label: 'TF1' }

/** What a link worker wrote down about somebody. */
export async function profile(
  place: World,
  teamId: OrgId,
  personId: string,
  seed: Partial<typeof profiles.$inferInsert> & { spot?: object; who?: string } = {},
) {
  const { spot = home, who, ...columns } = seed
  const slot = (column: string) => ({ column: `profiles.${column}`, rowId: personId })
  const row = {
    personId,
    teamId,
    point: await place.vault.seal(JSON.stringify(spot), slot('point')),
    gender: who ? await place.vault.seal(who, slot('gender')) : null,
    interests: ['singing'],
    suits: ['mon_afternoon'],
    cannot: [],
    languages: [],
    languageRequired: false,
    reachKm: null,
    step: 1,
    updatedAt: place.clock.now,
    ...columns,
  }
  await place.db.insert(profiles).values(row).onConflictDoUpdate({ target: profiles.personId, set: row })
}

/** Puts a venue on the map, so many kilometres north of home. */
export const venueAt = (place: World, venueId: string, km: number) =>
  place.db
    .update(venues)
    .set({ latitude: home.latitude + km / 111.195, longitude: home.longitude })
    .where(eq(venues.id, venueId))

export const changeGroup = (place: World, groupId: string, set: Partial<typeof groups.$inferInsert>) =>
  place.db.update(groups).set(set).where(eq(groups.id, groupId))
