// Guards taken away one at a time: the auditor has to notice each within a few lives, or it proves nothing. They reach the code from
// outside: by a trigger of the test's database, by rewriting a statement, or between delivery and the provider.

import { eq, inArray } from 'drizzle-orm'
import { messages } from '../../../src/db/schema/messages.ts'
import { writers } from '../../../src/jobs/letters/writers.ts'
import type { MessageKind } from '../../../src/messages/rules.ts'
import { change, memory } from './engine/engine.ts'
import type { Sabotage } from './life.ts'

const trigger = (sql: string): Sabotage => ({
  before: () => change(`CREATE TRIGGER sabotage ${sql}`),
  after: () => change('DROP TRIGGER sabotage'),
})

const rewriting = (from: RegExp, to: string): Sabotage => ({
  before: async () => {
    if (memory) memory.rewrite = (sql) => sql.replace(from, to)
  },
  after: async () => {
    if (memory) memory.rewrite = (sql) => sql
  },
})

let tries = 0

export const sabotages: Record<string, { by: Sabotage; found: readonly string[]; isHarsh?: boolean }> = {
  'no key against planning twice': {
    by: trigger(`AFTER INSERT ON messages BEGIN UPDATE messages SET dedupe_key = dedupe_key || ':' || id WHERE id = NEW.id; END`),
    found: ['planned_twice'],
  },
  'another key at the provider on every try': {
    by: { sender: (sender) => ({ ...sender, send: (_, letters) => sender.send(`try-${++tries}`, letters) }) },
    found: ['accepted_twice'],
  },
  'letters written anew on every try': {
    by: {
      sender: (sender, ctx) => ({
        ...sender,
        async send(key, letters) {
          const ids = letters.map(({ messageId }) => messageId)
          const rows = await ctx.db.select().from(messages).where(inArray(messages.id, ids))
          const anew = new Map<number, object>()
          for (const row of rows) {
            const written = (await writers[row.kind as MessageKind](ctx, [row])).get(row.id)
            if (typeof written === 'object') anew.set(row.id, written)
          }
          return sender.send(
            key,
            letters.map((letter) => ({ ...letter, ...anew.get(letter.messageId), replyTo: ctx.place.replyTo })),
          )
        },
      }),
    },
    found: ['key_with_other_bytes'],
  },
  'a batch that is not frozen before the call': {
    by: trigger(`AFTER UPDATE OF status ON send_batches WHEN NEW.status = 'frozen' AND OLD.status = 'claimed' BEGIN
      UPDATE send_batches SET status = 'claimed', payload = NULL WHERE id = NEW.id; END`),
    found: ['accepted_twice'],
  },
  'an answer that nobody at the provider gave': {
    by: {
      sender: (sender) => ({
        ...sender,
        send: async (_, letters) => ({
          outcome: 'accepted',
          results: letters.map(({ messageId }) => ({ providerId: `never-${messageId}` })),
        }),
      }),
    },
    found: ['lost_said_sent'],
  },
  'a batch that stays with whoever took it': {
    by: trigger(`AFTER UPDATE OF leased_until ON send_batches WHEN NEW.leased_until > 0 BEGIN
      UPDATE send_batches SET leased_until = NEW.leased_until + 8640000000 WHERE id = NEW.id; END`),
    found: ['stuck'],
  },
  'letters that do not look whether somebody still comes': {
    by: rewriting(/^(select (?:(?! from ).)*?)"bookings"\."status"(?=.*is_answered)/is, `$1'booked'`),
    found: ['untrue'],
  },
  'a lease that does not count the takings': {
    by: rewriting(/send_batches\.attempts = \?/g, '? IS NOT NULL'),
    found: ['accepted_twice', 'accepted_but_not_said', 'key_with_other_bytes'],
    isHarsh: true,
  },
  'usefulUntil that is never over': {
    by: trigger('AFTER INSERT ON messages BEGIN UPDATE messages SET useful_until = useful_until + 5184000000 WHERE id = NEW.id; END'),
    found: ['sent_after_start', 'sent_out_of_date'],
  },
  'ids of events that are not kept': {
    by: trigger('AFTER INSERT ON webhook_events BEGIN DELETE FROM webhook_events WHERE id = NEW.id; END'),
    found: ['event_taken_twice'],
  },
  'a place without a night': { by: { place: { quietFrom: '00:00', quietUntil: '00:00' } }, found: ['sent_at_night'] },
  'a counter that is not moved': {
    by: trigger(`AFTER UPDATE OF places_taken ON sessions WHEN NEW.places_taken > OLD.places_taken BEGIN
      UPDATE sessions SET places_taken = OLD.places_taken WHERE id = NEW.id; END`),
    found: ['counters_differ'],
  },
  'a waiting list from its end': {
    by: rewriting(/order by \+"bookings"\."ticket"|order by \+"ticket"/gi, 'ORDER BY +ticket DESC'),
    found: ['turn_not_kept'],
  },
  'a waiting list that nobody looks at': {
    by: rewriting(/status = 'waitlisted' AND places = /g, `status = 'nobody' AND places = `),
    found: ['free_beside_waiting'],
  },
  'reminders that are not planned': {
    by: trigger(`BEFORE INSERT ON messages WHEN NEW.kind = 'booking.reminder_day' BEGIN SELECT RAISE(IGNORE); END`),
    found: ['never_planned'],
  },
  'organisers who are left waiting for a buddy': {
    by: trigger(`BEFORE INSERT ON messages WHEN NEW.kind = 'provider.visit_freed' BEGIN SELECT RAISE(IGNORE); END`),
    found: ['never_planned'],
  },
  'a record of runs that says too little': {
    by: trigger(`AFTER UPDATE OF counts ON job_runs WHEN NEW.counts LIKE '%attendees_48h%' BEGIN
      UPDATE job_runs SET counts = '{}' WHERE id = NEW.id; END`),
    found: ['run_counts_wrong'],
  },
  'a sender who takes letters that nobody gave out': {
    by: {
      sender: (sender, ctx) => ({
        ...sender,
        async send(key, letters) {
          const [early] = await ctx.db.select().from(messages).where(eq(messages.status, 'planned')).limit(1)
          const [like] = letters
          if (early && like) await sender.send(`early-${early.id}`, [{ ...like, messageId: early.id }])
          return sender.send(key, letters)
        },
      }),
    },
    found: ['sent_without_freezing'],
  },
  'letters that take everybody for somebody who stays away': {
    by: rewriting(/^(select (?:(?! from ).)*?)"bookings"\."status"(?=.*is_answered)/is, `$1'cancelled'`),
    found: ['dropped_although_true'],
  },
  'letters dropped in silence': {
    by: trigger(`AFTER UPDATE OF status ON messages WHEN NEW.status IN ('cancelled', 'suppressed') BEGIN
      UPDATE messages SET outcome = NULL WHERE id = NEW.id; END`),
    found: ['dropped_without_reason'],
  },
  'letters that were sent and are put away as dropped': {
    by: trigger(`AFTER UPDATE OF status ON messages WHEN NEW.status = 'sent' BEGIN
      UPDATE messages SET status = 'cancelled', outcome = 'no_longer_true' WHERE id = NEW.id; END`),
    found: ['accepted_but_not_said'],
  },
  'a list of what failed that leaves it out': { by: rewriting(/status IN \('failed', /g, 'status IN ('), found: ['failed_unseen'] },
  'a secret that stays after it was sent': {
    by: trigger(
      `AFTER UPDATE OF status ON messages WHEN NEW.status = 'sent' BEGIN UPDATE messages SET secret = 'kept' WHERE id = NEW.id; END`,
    ),
    found: ['secret_left_over'],
  },
  'news of the provider that is forgotten': {
    by: trigger(`AFTER UPDATE OF status ON messages WHEN NEW.status = 'delivered' BEGIN
      UPDATE messages SET status = 'sent' WHERE id = NEW.id; END`),
    found: ['told_in_vain'],
  },
  'news of the provider in the order it comes': {
    by: rewriting(/ELSE 0 END < \?/g, 'ELSE 0 END < ? + 99'),
    found: ['went_back'],
  },
  'a run whose end is not written down': {
    by: trigger('AFTER UPDATE OF ended_at ON job_runs BEGIN UPDATE job_runs SET ended_at = NULL WHERE id = NEW.id; END'),
    found: ['run_left_open'],
  },
  'a job that fails': {
    by: trigger(`BEFORE INSERT ON messages WHEN NEW.kind = 'booking.survey' BEGIN SELECT RAISE(ABORT, 'no'); END`),
    found: ['job_failed'],
  },
  'an answer that cannot be taken': {
    by: trigger(`BEFORE UPDATE OF status ON bookings WHEN NEW.status = 'confirmed' BEGIN SELECT RAISE(ABORT, 'no'); END`),
    found: ['unexpected_error'],
  },
  'places that have no end': {
    by: trigger(`AFTER INSERT ON bookings WHEN NEW.status = 'waitlisted' BEGIN
      UPDATE bookings SET status = 'booked' WHERE id = NEW.id; END`),
    found: ['overbooked'],
  },
  'no key against booking twice': {
    by: {
      before: () => change('DROP INDEX bookings_live'),
      after: () =>
        change(
          `UPDATE bookings SET status = 'cancelled'`,
          `CREATE UNIQUE INDEX bookings_live ON bookings (session_id, person_id) WHERE status NOT IN ('cancelled', 'expired')`,
        ),
    },
    found: ['booked_twice'],
    isHarsh: true,
  },
  'a cancelled session that keeps its bookings': {
    by: trigger(`BEFORE UPDATE OF status ON bookings WHEN NEW.cancelled_by = 'organiser' BEGIN SELECT RAISE(IGNORE); END`),
    found: ['booked_on_cancelled'],
  },
}
