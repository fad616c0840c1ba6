import { eq, isNotNull } from 'drizzle-orm'
import type { Db, Statement } from '../db/connect.ts'
import { venues } from '../db/schema/groups.ts'
import { profiles } from '../db/schema/listening.ts'
import type { Sealed, Vault } from '../lib/seal.ts'
import type { Gender, Known, Spot } from './rules.ts'

export type ProfileRow = typeof profiles.$inferSelect

export const profileOf = (db: Db, personId: string) => db.select().from(profiles).where(eq(profiles.personId, personId))

/** Writes the whole profile: the first one, or over the one before. */
export const setProfile = (db: Db, { personId, ...row }: ProfileRow): Statement =>
  db
    .insert(profiles)
    .values({ personId, ...row })
    .onConflictDoUpdate({ target: profiles.personId, set: row })

/** The venues of the place that are on the map: what a postcode or a neighbourhood means here. */
export const venuesOnMap = (db: Db) =>
  db
    .select({
      name: venues.name,
      postcode: venues.postcode,
      area: venues.area,
      latitude: venues.latitude,
      longitude: venues.longitude,
    })
    .from(venues)
    .where(isNotNull(venues.latitude))
    .limit(2000)

export const onMap = (rows: Awaited<ReturnType<typeof venuesOnMap>>): Known[] =>
  rows.flatMap(({ latitude, longitude, ...venue }) => (latitude === null || longitude === null ? [] : [{ ...venue, latitude, longitude }]))

export type Told = { matters: string; strengths: string; gender: Gender | ''; point: Spot | null }
const columns = {
  matters: 'profiles.matters',
  strengths: 'profiles.strengths',
  gender: 'profiles.gender',
  point: 'profiles.point',
} as const
type Column = keyof typeof columns

/** Seals what could say who somebody is; an empty one is nothing. */
export async function sealTold(vault: Vault, personId: string, told: Told): Promise<Record<Column, Sealed | null>> {
  const seal = async (column: Column, text: string) => (text === '' ? null : vault.seal(text, { column: columns[column], rowId: personId }))
  return {
    matters: await seal('matters', told.matters),
    strengths: await seal('strengths', told.strengths),
    gender: await seal('gender', told.gender),
    point: await seal('point', told.point ? JSON.stringify(told.point) : ''),
  }
}

export async function openTold(vault: Vault, row: Pick<ProfileRow, 'personId' | Column>): Promise<Told> {
  const open = async (column: Column) => {
    const value = row[column]
    return value === null ? '' : vault.open(value, { column: columns[column], rowId: row.personId })
  }
  const [matters, strengths, gender, point] = await Promise.all([open('matters'), open('strengths'), open('gender'), open('point')])
  return { matters, strengths, gender: gender as Gender | '', point: point === '' ? null : (JSON.parse(point) as Spot) }
}
