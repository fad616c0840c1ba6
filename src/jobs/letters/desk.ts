// What every writer does: finds the facts of each row, asks whether the letter is still true, wanted and possible, and seals it up.

import type { Ctx } from '../../ctx.ts'
import type { ReachBy } from '../../db/schema/people.ts'
import type { BuddyFacts, UserFacts } from '../../letters/queries.ts'
import type { Reader, Voice } from '../../letters/rules.ts'
import type { Locale } from '../../lib/dates.ts'
import { type Brand, type Mail, renderMail } from '../../lib/email.tsx'
import { asDialled } from '../../lib/phones.ts'
import type { Sealed } from '../../lib/seal.ts'
import { normaliseEmail } from '../../lib/text.ts'
import { textsOf } from '../../lib/texts.ts'
import { days } from '../../lib/time.ts'
import { type Translate, translator } from '../../lib/wording.ts'
import type { MessageRow } from '../../messages/letters.ts'
import type en from '../../messages/locales/en.json'
import { kinds, type Letter, type MessageKind, type PersonStop, stopOf, stopVersion, type Unsent } from '../../messages/rules.ts'

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

/** The letter in the place's own dress. What is no answer to the reader's own act says how to stop it, to them and to their mail program. */
export async function letterOf(ctx: Ctx, row: MessageRow, to: string, locale: Locale, mail: Mail): Promise<Letter> {
  const stop = await stopping(ctx, row)
  const label = stop && texts(locale)(`frame.stop_${stop.of}`)
  const rendered = renderMail(mail, { locale, brand: brandOf(ctx.place, locale), stop: stop && { label: label ?? '', href: stop.href } })
  return { to, ...rendered, ...(stop ? { headers: stop.headers } : {}) }
}

export const brandOf = ({ name, colour, footerEn, footerId }: Branded, locale: Locale): Brand => ({
  name,
  colour,
  footer: locale === 'id' ? footerId : footerEn,
})
type Branded = Pick<Ctx['place'], 'name' | 'colour' | 'footerEn' | 'footerId'>

/** Where its reader stops such letters. RFC 8058 lets a mail program do it with one press, RFC 2369 by a note to the place. */
async function stopping(ctx: Ctx, row: MessageRow) {
  const kind = row.kind as MessageKind
  const of = stopOf(kind)
  if (of === undefined) return undefined
  const isPerson = kinds[kind].to === 'person'
  const purpose = isPerson ? 'unsubscribe' : 'emails'
  const version = isPerson ? 0 : stopVersion(kind)
  const token = await ctx.links.sign({ purpose, subjectId: row.recipientId, version, expiresAt: ctx.now + days(365) })
  const href = `${ctx.origin}/${purpose}/${token}${isPerson ? '?of=' : '/about/'}${of}`
  const office = normaliseEmail(ctx.place.replyTo)
  const byMail = office ? `, <mailto:${encodeURIComponent(office).replace('%40', '@')}?subject=unsubscribe>` : ''
  const headers = { 'List-Unsubscribe': `<${href}>${byMail}`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
  return { of: isPerson ? (of as PersonStop) : ('kind' as const), href, headers }
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
  wellbeingStoppedAt: number | null
  visitsStoppedAt: number | null
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
  if (category === 'wellbeing' && person.wellbeingStoppedAt !== null) return 'stopped_by_person'
  // For visits they are somebody whom no email reaches, and whom their link worker rings.
  if (category === 'visit' && person.visitsStoppedAt !== null) return 'no_address'

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
