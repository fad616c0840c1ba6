import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import type { ReachBy } from '../../db/schema/people.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import type { Sealed } from '../../lib/seal.ts'
import { normaliseEmail, normalisePhone } from '../../lib/text.ts'
import { countryOf } from '../inputs.ts'
import { carerOf, openFields, personIn, recordReads, recordReadsOf } from '../queries.ts'
import { isCalled } from '../rules.ts'
import {
  type After,
  bookingsOf,
  idsByIndex,
  isOneOf,
  type Listed,
  listPeople,
  messagesTo,
  namesPerSearch,
  openStepOf,
  pageSize,
  peopleByIds,
  peopleListed,
  responsesOf,
  sealedNames,
  uncontactedOf,
  usersNamed,
  visitsOf,
} from './queries.ts'

export type ListedPerson = {
  id: string
  name: string
  preferredName: string
  area: string
  reachBy: ReachBy
  linkWorker: string | null
  nextAt: number | null
  createdAt: number
}
export type People = { people: ListedPerson[]; next: string | undefined }

/** One page of the people of own teams, newest first; `after` is the `next` of the page before. Each read is on the audit log. */
export async function openPeople(
  ctx: Ctx,
  permit: Permit<'person.see'>,
  { after, isMine = false }: { after?: string | undefined; isMine?: boolean } = {},
): Promise<People> {
  const range = { teams: permit.orgs, after: readAfter(after), linkWorkerId: isMine ? permit.actor.id : undefined }
  const [rows] = await ctx.db.batch([
    listPeople(ctx.db, range, ctx.now),
    recordReads(ctx, permit.actor, 'list', peopleListed(range), pageSize) as never,
  ])
  return { people: await openNames(ctx, rows), next: rows.length === pageSize ? afterOf(rows.at(-1)) : undefined }
}

/**
 * Finds people of own teams: an email or phone number exactly, by its index; anything else by the beginnings of the words of a name.
 * Names are sealed, so a search by name opens them a stretch at a time, newest first; `next` goes on where it stopped.
 */
export async function findPeople(ctx: Ctx, permit: Permit<'person.see'>, { q, after }: { q: string; after?: string }): Promise<People> {
  const { ids, next } = await matching(ctx, permit, q, readAfter(after))
  if (ids.length === 0) return { people: [], next }
  const [rows] = await ctx.db.batch([
    peopleByIds(ctx.db, permit.orgs, ids, ctx.now),
    recordReadsOf(ctx, permit.actor, 'search', ids) as never,
  ])
  return { people: await openNames(ctx, rows), next }
}

async function matching(
  ctx: Ctx,
  permit: Permit,
  q: string,
  after: After | undefined,
): Promise<{ ids: string[]; next: string | undefined }> {
  const email = normaliseEmail(q)
  const phone = normalisePhone(q, countryOf(ctx.place))
  if (email || phone) {
    const index = email ? await ctx.vault.index('email', email) : await ctx.vault.index('phone', phone ?? '')
    const found = await idsByIndex(ctx.db, permit.orgs, email ? 'emailIndex' : 'phoneIndex', index)
    return { ids: found.map(({ id }) => id), next: undefined }
  }
  const stretch = await sealedNames(ctx.db, permit.orgs, after)
  const names = await Promise.all(stretch.map((row) => openFields(ctx.vault, row, ['name', 'preferredName'])))
  const found = stretch.filter((_, at) => isCalled(q, names[at]?.name ?? '', names[at]?.preferredName ?? ''))
  const shown = found.slice(0, pageSize)
  const isMore = found.length > shown.length || stretch.length === namesPerSearch
  return { ids: shown.map(({ id }) => id), next: isMore ? afterOf(found.length > shown.length ? shown.at(-1) : stretch.at(-1)) : undefined }
}

export type OpenedPerson = Awaited<ReturnType<typeof opened>>

/** Everything about one person of an own team, opened; the read and its `why` are on the audit log in the same batch. */
export async function openPerson(
  ctx: Ctx,
  permit: Permit<'person.see' | 'person.manage'>,
  { personId, why }: { personId: string; why: 'page' | 'edit' | 'find_session' | 'api' },
): Promise<Result<OpenedPerson, 'no_such_person'>> {
  const { db } = ctx
  const condition = isOneOf(permit.orgs, personId)
  const [[person], , named, booked, visits, messages, responses, steps, uncontacted] = await db.batch([
    personIn(db, permit.orgs, personId),
    recordReads(ctx, permit.actor, why, condition) as never,
    usersNamed(db, personId),
    bookingsOf(db, personId),
    visitsOf(db, personId),
    messagesTo(db, personId),
    responsesOf(db, personId),
    openStepOf(db, personId),
    uncontactedOf(db, personId),
  ])
  return person ? ok(await opened(ctx, person, { named, booked, visits, messages, responses, steps, uncontacted })) : no('no_such_person')
}

type Row = Awaited<ReturnType<typeof personIn>>[number]
type About = {
  named: Awaited<ReturnType<typeof usersNamed>>
  booked: Awaited<ReturnType<typeof bookingsOf>>
  visits: Awaited<ReturnType<typeof visitsOf>>
  messages: Awaited<ReturnType<typeof messagesTo>>
  responses: Awaited<ReturnType<typeof responsesOf>>
  steps: Awaited<ReturnType<typeof openStepOf>>
  uncontacted: Awaited<ReturnType<typeof uncontactedOf>>
}

async function opened({ vault }: Pick<Ctx, 'vault'>, person: Row, about: About) {
  const { named, booked, visits, messages, responses, steps, uncontacted } = about
  const open = (value: Sealed | null, column: string, rowId: string) => (value === null ? '' : vault.open(value, { column, rowId }))
  const all = ['name', 'preferredName', 'birthDate', 'email', 'phone', 'carer', 'notes', 'consentWords'] as const
  const { carer, ...texts } = await openFields(vault, person, all)
  const nameOf = (id: string) => named.find((user) => user.id === id)?.name
  return {
    id: person.id,
    teamId: person.teamId,
    step: person.step,
    ...texts,
    carer: carerOf(carer),
    reachBy: person.reachBy,
    language: person.language,
    area: person.area,
    accessNeeds: person.accessNeeds,
    sharesAccessNeeds: person.sharesAccessNeeds,
    agreesToWhatsapp: person.agreesToWhatsapp,
    consentAt: person.consentAt,
    consentBy: nameOf(person.consentBy) ?? null,
    /** Who asked stands in the referral that the person came with. */
    isConsentOfReferral: person.consentBy === '',
    linkWorkerId: person.linkWorkerId,
    linkWorker: nameOf(person.linkWorkerId) ?? null,
    remindersStoppedAt: person.remindersStoppedAt,
    surveysStoppedAt: person.surveysStoppedAt,
    wellbeingStoppedAt: person.wellbeingStoppedAt,
    visitsStoppedAt: person.visitsStoppedAt,
    createdAt: person.createdAt,
    /** Whoever referred them was promised that somebody speaks with them by then. */
    uncontacted: uncontacted[0] ?? null,
    nextStep: await openedStep(open, steps[0]),
    bookings: booked,
    visits: await Promise.all(
      visits.map(async ({ id, reportNote, ...visit }) => ({ ...visit, reportNote: await open(reportNote, 'visits.report_note', id) })),
    ),
    messages,
    responses: await Promise.all(
      responses.map(async ({ note, ...response }) => ({ ...response, note: await open(note, 'responses.note', response.bookingId) })),
    ),
  }
}

async function openedStep(
  open: (value: Sealed | null, column: string, rowId: string) => unknown,
  step: About['steps'][number] | undefined,
) {
  if (!step?.dueOn) return null
  return { conversationId: step.id, words: String(await open(step.nextStep, 'conversations.next_step', step.id)), dueOn: step.dueOn }
}

const openNames = (ctx: Ctx, rows: readonly Listed[]): Promise<ListedPerson[]> =>
  Promise.all(rows.map(async (row) => ({ ...row, ...(await openFields(ctx.vault, row, ['name', 'preferredName'])) })))

const afterOf = (row: After | undefined) => row && `${row.createdAt}_${row.id}`

function readAfter(text: string | undefined): After | undefined {
  const [, createdAt, id] = /^(\d{1,15})_([0-9a-f-]{36})$/.exec(text ?? '') ?? []
  return createdAt && id ? { createdAt: Number(createdAt), id } : undefined
}
