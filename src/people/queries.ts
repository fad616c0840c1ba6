import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Actor, OrgId } from '../access/actor.ts'
import type { Ctx } from '../ctx.ts'
import type { Db, Statement } from '../db/connect.ts'
import { auditEntries } from '../db/schema/audit.ts'
import { memberships, organisations, users } from '../db/schema/organisations.ts'
import { people } from '../db/schema/people.ts'
import type { BlindIndex, Sealed, Slot, Vault } from '../lib/seal.ts'
import type { Details } from './inputs.ts'
import { type Carer, nameAndBirth } from './rules.ts'

export type PersonRow = typeof people.$inferSelect

const columns = {
  name: 'people.name',
  preferredName: 'people.preferred_name',
  birthDate: 'people.birth_date',
  email: 'people.email',
  phone: 'people.phone',
  carer: 'people.carer',
  notes: 'people.notes',
  consentWords: 'people.consent_words',
} as const
export type SealedField = keyof typeof columns

const slot = (field: SealedField, personId: string): Slot => ({ column: columns[field], rowId: personId })

/** Opens the named fields of one person and no others; an empty one is ''. */
export async function openFields<F extends SealedField>(
  vault: Vault,
  row: { id: string } & Record<F, Sealed | null>,
  fields: readonly F[],
): Promise<Record<F, string>> {
  const opened = await Promise.all(
    fields.map(async (field) => {
      const value: Sealed | null = row[field]
      return [field, value === null ? '' : await vault.open(value, slot(field, row.id))] as const
    }),
  )
  return Object.fromEntries(opened) as Record<F, string>
}

export const carerOf = (opened: string): Carer | null => (opened === '' ? null : (JSON.parse(opened) as Carer))

/** The columns that hold what names or reaches a person: all sealed, three of them findable by their keyed index. */
export async function sealedColumns(vault: Vault, personId: string, details: Details) {
  const seal = async (field: SealedField, text: string | undefined) => (text ? vault.seal(text, slot(field, personId)) : null)
  const must = (field: SealedField, text: string) => vault.seal(text, slot(field, personId))
  const { name, email, phone, birthDate } = details
  const [sealedName, preferredName, birth, mail, number, carer, notes, consentWords, indexes] = await Promise.all([
    must('name', name),
    must('preferredName', details.preferredName || firstWord(name)),
    seal('birthDate', birthDate),
    seal('email', email),
    seal('phone', phone),
    seal('carer', details.carerName && JSON.stringify(carerFrom(details))),
    seal('notes', details.notes),
    must('consentWords', details.consentWords),
    indexesOf(vault, details),
  ])
  return { name: sealedName, preferredName, birthDate: birth, email: mail, phone: number, carer, notes, consentWords, ...indexes }
}

export type Indexes = { emailIndex: BlindIndex | null; phoneIndex: BlindIndex | null; nameBirthIndex: BlindIndex | null }

export async function indexesOf(vault: Vault, { name, birthDate, email, phone }: Details): Promise<Indexes> {
  const nameBirth = nameAndBirth(name, birthDate)
  return {
    emailIndex: email ? await vault.index('email', email) : null,
    phoneIndex: phone ? await vault.index('phone', phone) : null,
    nameBirthIndex: nameBirth ? await vault.index('name_birth', nameBirth) : null,
  }
}

const carerFrom = (details: Details): Carer => ({
  name: details.carerName,
  relation: details.carerRelation,
  email: details.carerEmail ?? '',
  phone: details.carerPhone ?? '',
})

const firstWord = (name: string) => name.split(' ')[0] ?? name

/** One person of these teams, or nothing: missing and another team's are the same. */
export const personIn = (db: Db, teams: readonly OrgId[], personId: string) =>
  db
    .select()
    .from(people)
    .where(and(eq(people.id, personId), inTeams(teams)))

/** Whoever was erased, or is known under another id now, is nobody any more. */
export const isSomebody = sql`${people.mergedInto} IS NULL AND ${people.erasedAt} IS NULL`

export const inTeams = (teams: readonly OrgId[]) => and(inArray(people.teamId, [...teams]), isSomebody)

/** Neither erased nor taken over by another record of the same person. */
export const isHeld = sql`${people.erasedAt} IS NULL AND ${people.mergedInto} IS NULL`

/** One person who can still be helped: whoever was erased or merged is missing like a person of another team. */
export const heldIn = (teams: readonly OrgId[], personId: string) => and(eq(people.id, personId), inTeams(teams), isHeld)

export const heldPersonIn = (db: Db, teams: readonly OrgId[], personId: string) => db.select().from(people).where(heldIn(teams, personId))

/**
 * People of one team who may be the same, by email, phone, or name with birth date. Three index look-ups of at most ten rows each:
 * one condition with OR would read the whole team.
 */
export function lookAlikes(db: Db, teamId: OrgId, indexes: Indexes) {
  const by = (column: typeof people.emailIndex | typeof people.phoneIndex | typeof people.nameBirthIndex, value: BlindIndex | null) =>
    db
      .select({ id: people.id, preferredName: people.preferredName, area: people.area, createdAt: people.createdAt })
      .from(people)
      .where(and(eq(people.teamId, teamId), eq(column, value ?? ('' as BlindIndex)), isSomebody))
      .limit(10)
  return [
    by(people.emailIndex, indexes.emailIndex),
    by(people.phoneIndex, indexes.phoneIndex),
    by(people.nameBirthIndex, indexes.nameBirthIndex),
  ] as const
}
export type LookAlike = Awaited<ReturnType<typeof lookAlikes>[0]>[number]

export const insertPerson = (db: Db, person: typeof people.$inferInsert): Statement => db.insert(people).values(person)

export const updatePerson = (db: Db, personId: string, set: Partial<PersonRow>): Statement =>
  db.update(people).set(set).where(eq(people.id, personId))

/** The teams a link worker can add people to, by name. */
export const teamsNamed = (db: Db, teams: readonly OrgId[]) =>
  db
    .select({ id: organisations.id, name: organisations.name })
    .from(organisations)
    .where(inArray(organisations.id, [...teams]))
    .orderBy(organisations.name)

export const linkWorkersOf = (db: Db, teams: readonly OrgId[]) =>
  db
    .select({ id: users.id, name: users.name, teamId: memberships.orgId })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(inArray(memberships.orgId, [...teams]), eq(memberships.role, 'link_worker'), sql`${users.disabledAt} IS NULL`))
    .orderBy(users.name)

/** The same for people who were found first, e.g. by their opened names: nobody is shown before this is written. */
export const recordReadsOf = (ctx: Ctx, actor: Actor, why: string, ids: readonly string[]): Statement =>
  recordReads(ctx, actor, why, sql`${people.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`, ids.length)

/**
 * Records that staff read each person that the condition selects. It goes into the same batch as the read, with the same condition,
 * so that the log names exactly those who were read.
 */
export function recordReads(ctx: Ctx, actor: Actor, why: string, condition: SQL | undefined, limit = 1): Statement {
  const text = (value: string | null, name: string) => sql<string>`${value}`.as(name)
  return ctx.db.insert(auditEntries).select(
    ctx.db
      .select({
        id: sql<number>`NULL`.as('id'),
        at: sql<number>`${ctx.now}`.as('at'),
        actorKind: sql<Actor['kind']>`${actor.kind}`.as('actor_kind'),
        actorId: text(actor.id, 'actor_id'),
        action: text('person.read', 'action'),
        subjectKind: text('person', 'subject_kind'),
        subjectId: people.id,
        step: sql<number>`NULL`.as('step'),
        fromState: text(null, 'from_state'),
        toState: text(null, 'to_state'),
        personId: sql<string>`${people.id}`.as('person_id'),
        orgId: people.teamId,
        why: text(why, 'why'),
        requestId: text(ctx.requestId, 'request_id'),
      })
      .from(people)
      .where(condition)
      .orderBy(sql`${people.createdAt} DESC, ${people.id} DESC`)
      .limit(limit),
  )
}
