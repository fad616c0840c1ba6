import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import type { Sealed, Vault } from '../../lib/seal.ts'
import { carerOf, openFields, personIn, recordReads } from '../../people/queries.ts'
import { isOneOf } from '../../people/reading/queries.ts'
import { everythingAbout } from './queries.ts'

export type PersonFile = Awaited<ReturnType<typeof opened>>

/** Everything that is held about one person of an own team, opened. Reading it is on the audit log, and so in the next file. */
export async function readFile(ctx: Ctx, permit: Permit<'person.see'>, personId: string): Promise<Result<PersonFile, 'no_such_person'>> {
  const { db } = ctx
  const [[person], , ...rows] = await db.batch([
    personIn(db, permit.orgs, personId),
    recordReads(ctx, permit.actor, 'file', isOneOf(permit.orgs, personId)) as never,
    ...everythingAbout(db, personId),
  ])
  return person ? ok(await opened(ctx, person, rows)) : no('no_such_person')
}

type Person = Awaited<ReturnType<typeof personIn>>[number]
type EachAwaited<T extends readonly unknown[]> = { [I in keyof T]: Awaited<T[I]> }
type Rows = EachAwaited<ReturnType<typeof everythingAbout>>

async function opened(ctx: Ctx, person: Person, rows: Rows) {
  const [referrals, news, conversations, profiles, needs, goals, ratings, questionnaires, outcomes] = rows
  const [, , , , , , , , , bookings, visits, responses, messages, changes, replies, tries, pauses, reads, names, [team]] = rows
  const { vault, now, place } = ctx
  const fields = ['name', 'preferredName', 'birthDate', 'email', 'phone', 'carer', 'notes', 'consentWords'] as const
  const { carer, ...texts } = await openFields(vault, person, fields)
  const [profile] = await all(profiles, (row) => openRow(vault, row, 'profiles', row.personId, ['matters', 'strengths', 'point', 'gender']))
  const nameOf = (id: string | null) => names.find((user) => user.id === id)?.name ?? null
  return {
    madeAt: now,
    heldBy: { place: place.name, phone: place.phone, email: place.replyTo, team: team ?? null },
    person: { ...person, ...texts, carer: carerOf(carer), linkWorker: nameOf(person.linkWorkerId), consentBy: nameOf(person.consentBy) },
    referrals: await all(referrals, async (row) => {
      const sealed = ['story', 'referrer', 'consentBy', 'consentWords', 'endWords'] as const
      const words = await openRow(vault, row, 'referrals', row.id, sealed)
      return {
        ...words,
        referrer: words.referrer ? (JSON.parse(words.referrer) as Record<string, string>) : null,
        assignedTo: nameOf(row.assignedTo),
      }
    }),
    news,
    conversations: await all(conversations, async (row) => ({
      ...(await openRow(vault, row, 'conversations', row.id, ['words', 'nextStep'])),
      writtenBy: nameOf(row.writtenBy),
    })),
    profile: profile ? { ...profile, point: profile.point ? (JSON.parse(profile.point) as { label?: string }) : null } : null,
    needs,
    pauses,
    goals: await all(goals, (row) => openRow(vault, row, 'goals', row.id, ['words'])),
    ratings,
    questionnaires,
    outcomes,
    bookings: bookings.map((row) => ({ ...row, bookedBy: nameOf(row.bookedBy) })),
    visits: await all(visits, (row) => openRow(vault, row, 'visits', row.id, ['reportNote'])),
    responses: await all(responses, (row) => openRow(vault, row, 'responses', row.bookingId, ['note'])),
    messages,
    replies: replies.map((row) => ({ ...row, by: nameOf(row.actorId) })),
    calls: tries.map((row) => ({ ...row, by: nameOf(row.userId) })),
    changes: changes.map((row) => ({ ...row, by: nameOf(row.actorId) })),
    reads: reads.map((row) => ({ ...row, by: nameOf(row.actorId) })),
  }
}

type Opened<Row, K extends keyof Row> = { [F in keyof Row]: F extends K ? (null extends Row[F] ? string | null : string) : Row[F] }

/** The row with some sealed columns opened; each is sealed to its own table, column and row. */
async function openRow<Row extends object, K extends keyof Row & string>(
  vault: Vault,
  row: Row,
  table: string,
  rowId: string,
  fields: readonly K[],
): Promise<Opened<Row, K>> {
  const columnOf = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  const words = await Promise.all(
    fields.map(async (field) => {
      const value = row[field] as Sealed | null
      return [field, value ? await vault.open(value, { column: `${table}.${columnOf(field)}`, rowId }) : value] as const
    }),
  )
  return { ...row, ...Object.fromEntries(words) } as Opened<Row, K>
}

const all = <A, B>(rows: readonly A[], open: (row: A) => Promise<B>): Promise<B[]> => Promise.all(rows.map(open))
