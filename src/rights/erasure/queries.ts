// Everything that could say who somebody was goes; the rows stay, so that counts stay true. Any number of people in one batch.

import { type SQL, sql } from 'drizzle-orm'
import type { Actor, OrgId } from '../../access/actor.ts'
import type { Ctx } from '../../ctx.ts'
import type { Db, Statement } from '../../db/connect.ts'
import { auditEntries } from '../../db/schema/audit.ts'
import { bookings } from '../../db/schema/bookings.ts'
import { visits } from '../../db/schema/buddies.ts'
import { conversations, followUpPauses, goals, profiles } from '../../db/schema/listening.ts'
import { messages } from '../../db/schema/messages.ts'
import { people } from '../../db/schema/people.ts'
import { referrals } from '../../db/schema/referrals.ts'
import { responses } from '../../db/schema/surveys.ts'
import type { Sealed } from '../../lib/seal.ts'
import { among } from '../queries.ts'
import { cancelMessagesTo, loseQuestionnaires } from '../withdrawal/queries.ts'
import { nobody } from './rules.ts'

export type Leaving = { id: string; teamId: OrgId; step: number }
export type EraseWhy = 'asked_for' | 'kept_long_enough'

/** The same person under earlier ids, whose rows still hold what was known of them when they were merged. */
export const mergedAway = (db: Db, ids: readonly string[]) =>
  db
    .select({ id: people.id, teamId: people.teamId, step: people.step })
    .from(people)
    .where(sql`${people.mergedInto} IN (${among(ids)}) AND ${people.erasedAt} IS NULL`)

/**
 * Letters to somebody, or about them to a buddy, their link worker or whoever sent them, that a batch is writing or has frozen: their
 * bytes hold words about the person until the provider has answered. A held batch has let go of its bytes.
 */
const lettersAbout = (personId: SQL) => sql`
  FROM send_batches AS w CROSS JOIN messages AS m ON m.batch_id = w.id
  WHERE w.status IN ('claimed', 'frozen') AND (m.recipient_id = ${personId} OR m.subject_id IN (
    SELECT ${personId} UNION ALL SELECT r.id FROM referrals AS r WHERE r.person_id = ${personId}
    UNION ALL SELECT b.id FROM bookings AS b WHERE b.person_id = ${personId}
    UNION ALL SELECT v.id FROM bookings AS b JOIN visits AS v ON v.session_id = b.session_id AND v.booking_id = b.id
      WHERE b.person_id = ${personId}))`

export const emailsUnderWay = (db: Db, ids: readonly string[]) =>
  db
    .select({
      id: sql<string>`p.value`.as('of_person'),
      n: sql<number>`(SELECT count(*) ${lettersAbout(sql.raw('p.value'))})`.as('under_way'),
    })
    .from(sql`json_each(${JSON.stringify(ids)}) AS p`)
    .where(sql`under_way > 0`)

/** Expect `erasureRaces`: somebody changed or booked one of them meanwhile, and nobody is erased. */
export async function erase(ctx: Ctx, actor: Actor, leaving: readonly Leaving[], why: EraseWhy): Promise<Statement[]> {
  const { db, now } = ctx
  const ids = among(leaving.map(({ id }) => id))
  const bookingsOf = sql`SELECT id FROM bookings WHERE person_id IN (${ids})`
  const visitsOf = sql`SELECT v.id FROM bookings AS b JOIN visits AS v ON v.session_id = b.session_id AND v.booking_id = b.id
    WHERE b.person_id IN (${ids})`
  return [
    ...(await blank(ctx, actor, leaving, why)),
    db
      .update(referrals)
      .set({
        ...{
          story: null,
          referrer: null,
          consentBy: null,
          consentWords: null,
          endWords: null,
          externalId: null,
          sentIndex: null,
          tells: [],
        },
        linkVersion: sql`link_version + 1`,
        erasedAt: now,
      })
      .where(sql`person_id IN (${ids})`),
    db.delete(profiles).where(sql`person_id IN (${ids})`),
    db.delete(followUpPauses).where(sql`person_id IN (${ids})`),
    db
      .update(conversations)
      .set({ words: '' as Sealed, nextStep: null, nextStepOn: null })
      .where(sql`person_id IN (${ids})`),
    db
      .update(goals)
      .set({ words: '' as Sealed })
      .where(sql`person_id IN (${ids})`),
    db.update(visits).set({ reportNote: null }).where(sql`id IN (${visitsOf})`),
    db.update(responses).set({ note: null }).where(sql`booking_id IN (${bookingsOf})`),
    // Every link that was ever sent for a booking is worth nothing from now on.
    db.update(bookings).set({ linkVersion: sql`link_version + 1` }).where(sql`person_id IN (${ids})`),
    ...loseQuestionnaires(ctx, actor, ids, 'consent_withdrawn'),
    cancelMessagesTo(db, ids, 'erased'),
    // What waits to be said about them to others, too; and single-use secrets of anything that was said.
    db
      .update(messages)
      .set({ status: 'cancelled', outcome: 'erased', secret: null })
      .where(sql`subject_id IN (${bookingsOf} UNION ALL ${visitsOf} UNION ALL SELECT id FROM referrals WHERE person_id IN (${ids})
          UNION ALL SELECT * FROM (${ids})) AND status = 'planned'`),
    db.update(messages).set({ secret: null }).where(sql`recipient_id IN (${ids}) AND secret IS NOT NULL`),
  ]
}

export const erasureRaces = ['stepTaken', 'bookedMeanwhile'] as const

const bookedAhead = (now: number) => sql`SELECT 1 FROM bookings AS held JOIN sessions AS ahead ON ahead.id = held.session_id
  WHERE held.person_id = people.id AND held.status IN ('waitlisted', 'offered', 'booked', 'confirmed')
    AND ahead.status = 'scheduled' AND ahead.starts_at > ${now}`

async function blank(ctx: Ctx, actor: Actor, leaving: readonly Leaving[], why: EraseWhy): Promise<Statement[]> {
  const seal = (rowId: string, column: string) => ctx.vault.seal(nobody, { column: `people.${column}`, rowId })
  const rows = await Promise.all(
    leaving.map(async ({ id, teamId, step }) => ({
      id,
      teamId,
      step: step + 1,
      name: await seal(id, 'name'),
      called: await seal(id, 'preferred_name'),
      words: await seal(id, 'consent_words'),
    })),
  )
  const json = JSON.stringify(rows)
  const e = (field: string) => sql.raw(`e.value ->> '${field}'`)
  return [
    ctx.db.insert(auditEntries).select(sql`
      SELECT NULL AS id, CAST(${ctx.now} AS INTEGER) AS at, ${actor.kind} AS actor_kind, ${actor.id} AS actor_id,
        'person.erase' AS action, 'person' AS subject_kind, ${e('id')} AS subject_id, ${e('step')} AS step,
        NULL AS from_state, NULL AS to_state, ${e('id')} AS person_id, ${e('teamId')} AS org_id,
        ${why} AS why, ${ctx.requestId} AS request_id
      FROM json_each(${json}) AS e`),
    ctx.db
      .update(people)
      .set({
        name: sql`${e('name')}`,
        preferredName: sql`${e('called')}`,
        consentWords: sql`${e('words')}`,
        birthDate: null,
        email: null,
        phone: null,
        carer: null,
        notes: null,
        emailIndex: null,
        phoneIndex: null,
        nameBirthIndex: null,
        reachBy: 'phone',
        area: '',
        accessNeeds: [],
        sharesAccessNeeds: false,
        agreesToWhatsapp: false,
        withdrawnAt: sql`coalesce(withdrawn_at, ${ctx.now})`,
        erasedAt: ctx.now,
        // NULL, which no person takes, for somebody who was booked or written about since they were read.
        step: sql`CASE WHEN EXISTS (${bookedAhead(ctx.now)}) OR EXISTS (SELECT 1 ${lettersAbout(sql.raw('people.id'))})
          THEN NULL ELSE ${e('step')} END`,
      })
      .from(sql`json_each(${json}) AS e`)
      .where(sql`${people.id} = ${e('id')}`),
  ]
}
