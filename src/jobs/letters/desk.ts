// What every writer does: finds the facts of each row, asks whether the letter is still true, wanted and possible, and seals it up.

import type { Ctx } from '../../ctx.ts'
import type { ReachBy } from '../../db/schema/people.ts'
import type { BuddyFacts, UserFacts } from '../../letters/queries.ts'
import type { Reader, Voice } from '../../letters/rules.ts'
import type { Locale } from '../../lib/dates.ts'
import { type Mail, renderMail } from '../../lib/email.tsx'
import { asDialled } from '../../lib/phones.ts'
import type { Sealed } from '../../lib/seal.ts'
import { normaliseEmail } from '../../lib/text.ts'
import { textsOf } from '../../lib/texts.ts'
import { days } from '../../lib/time.ts'
import { type Translate, translator } from '../../lib/wording.ts'
import type { MessageRow } from '../../messages/letters.ts'
import type en from '../../messages/locales/en.json'
import { kinds, type Letter, type MessageKind, type Unsent } from '../../messages/rules.ts'

export type T = Translate<typeof en>
export type Written = Letter | Unsent

/** The texts of one language. The test of the locale files keeps both complete. */
export const texts = (locale: Locale): T => translator(locale, textsOf(locale, 'letters') as typeof en)

export const readerOf = (ctx: Ctx, locale: Locale): Reader => ({
  locale,
  zone: ctx.place.timeZone,
  now: ctx.now,
  phone: asDialled(ctx.place.phone),
  placeName: ctx.place.name,
})

/** Facts by their id; a row whose facts are gone has nothing left to say. */
export async function writeEach<Row>(
  due: readonly MessageRow[],
  facts: ReadonlyMap<string, Row>,
  write: (row: MessageRow, facts: Row) => Promise<Written>,
): Promise<ReadonlyMap<number, Written>> {
  const written = due.map(async (row): Promise<[number, Written]> => {
    const found = facts.get(row.subjectId)
    return [row.id, found ? await write(row, found) : 'no_longer_true']
  })
  return new Map(await Promise.all(written))
}

export const byId = <Row extends { id: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [row.id, row]))

export function letterOf(ctx: Ctx, to: string, locale: Locale, mail: Mail, headers?: Record<string, string>): Letter {
  return { to, ...renderMail(mail, { locale, placeName: ctx.place.name }), ...(headers ? { headers } : {}) }
}

export type Addressee = {
  personId: string
  preferredName: Sealed
  personEmail: Sealed | null
  carer: Sealed | null
  reachBy: ReachBy
  language: Locale
  remindersStoppedAt: number | null
  surveysStoppedAt: number | null
  withdrawnAt: number | null
  erasedAt: number | null
}

/** Where a letter about a person goes and how it speaks, or why none does. Opens no more than that needs. */
export async function addressOf(ctx: Ctx, kind: MessageKind, person: Addressee): Promise<{ to: string; voice: Voice } | Unsent> {
  // Before anything is opened: whoever took their consent back, or was erased, is written to about nothing.
  if (person.withdrawnAt !== null || person.erasedAt !== null) return 'consent_withdrawn'
  const { category } = kinds[kind]
  if (category === 'reminder' && person.remindersStoppedAt !== null) return 'stopped_by_person'
  if (category === 'survey' && person.surveysStoppedAt !== null) return 'stopped_by_person'

  const slot = (column: string) => ({ column: `people.${column}`, rowId: person.personId })
  const name = () => ctx.vault.open(person.preferredName, slot('preferred_name'))
  switch (person.reachBy) {
    // On their link worker's call list instead.
    case 'phone':
      return 'no_address'
    case 'email': {
      const to = person.personEmail && (await ctx.vault.open(person.personEmail, slot('email')))
      return to ? { to, voice: { to: 'person', name: await name(), carer: '' } } : 'no_address'
    }
    case 'carer': {
      const carer = person.carer && (JSON.parse(await ctx.vault.open(person.carer, slot('carer'))) as { name?: string; email?: string })
      return carer?.email ? { to: carer.email, voice: { to: 'carer', name: await name(), carer: carer.name ?? '' } } : 'no_address'
    }
  }
}

export const openUser = (ctx: Ctx, user: UserFacts): Promise<string> =>
  ctx.vault.open(user.email, { column: 'users.email', rowId: user.id })

export const openBuddy = (ctx: Ctx, buddy: BuddyFacts): Promise<string> =>
  ctx.vault.open(buddy.email, { column: 'buddies.email', rowId: buddy.id })

/** Where a person stops letters; RFC 8058 lets their mail program stop those of this kind with one press. */
export async function stopLink(ctx: Ctx, kind: MessageKind, personId: string): Promise<{ stop: string; headers: Record<string, string> }> {
  const link = { purpose: 'unsubscribe', subjectId: personId, version: 0, expiresAt: ctx.now + days(365) } as const
  const stop = `${ctx.origin}/unsubscribe/${await ctx.links.sign(link)}`
  const of = kinds[kind].category === 'survey' ? 'surveys' : 'reminders'
  return { stop, headers: { 'List-Unsubscribe': `<${stop}?of=${of}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } }
}

/** RFC 2369 for staff and buddies, who have no page for it: a note to the place's own people. Nothing for service letters. */
export function headersForStaff(ctx: Ctx, kind: MessageKind): Record<string, string> | undefined {
  const office = normaliseEmail(ctx.place.replyTo)
  if (kinds[kind].category === 'service' || !office) return undefined
  return { 'List-Unsubscribe': `<mailto:${encodeURIComponent(office).replace('%40', '@')}?subject=unsubscribe>` }
}
