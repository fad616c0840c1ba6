/**
 * The named rules that the database itself keeps, as SQLite words their refusal: a CHECK by its name, a UNIQUE by its
 * columns. The text is the same on D1 and libSQL.
 */
export const constraints = {
  /** Never overbooked. */
  sessionFull: 'session_within_capacity',
  /** A group said how many newcomers it can welcome. */
  newcomersFull: 'session_newcomers_within_limit',
  /** And how many over all its sessions of one week. */
  weekFull: 'group_week_newcomers_within_limit',
  /** Places kept for newcomers are not given to others before they are released. */
  keptForNewcomers: 'session_keeps_newcomer_places',
  /** A cancelled session holds nobody, however the race ended. */
  sessionCancelled: 'session_cancelled_holds_nobody',
  /** One live booking per person per session. */
  alreadyBooked: 'bookings.session_id, bookings.person_id',
  /** A booking finds its person only while they can be booked for: not merged away, withdrawn or erased a moment ago. */
  personGone: 'bookings.person_id',
  /** Nobody is erased, or ends what they have, past a booking that was made meanwhile. */
  bookedMeanwhile: 'people.step',
  /** One active visit per booking. */
  visitActive: 'visits.booking_id',
  /** Every change of state writes the next step on the audit log: of two changes from the same step one is refused. */
  stepTaken: 'audit_entries.subject_id, audit_entries.step',
  /** A buddy is in one place at a time. */
  buddyBusy: 'buddy_slots.buddy_id, buddy_slots.slot_at',
  /** A claim finds its buddy only while they are approved and checked; without one the visit cannot be claimed. */
  buddyNotApproved: 'visits_claimed_by_someone',
  /** One application per address, and one buddy per account. */
  appliedBefore: 'buddies.email_index',
  isBuddyAlready: 'buddies.user_id',
  /** The same Idempotency-Key was used before. */
  keyUsed: 'idempotency_keys.owner_id, idempotency_keys.key',
  /** The same message, or the same answer to a survey, exists already. */
  messagePlanned: 'messages.dedupe_key',
  answered: 'responses.booking_id',
  /** The provider tells the same thing at least once; it has an effect once. */
  eventTaken: 'webhook_events.id',
  /** One reply a message: of two colleagues who rang, or a person and a colleague, one was faster. */
  replied: 'replies.message_id',
  /** A single-use token has been used: of many parallel tries exactly one inserts its redemption. */
  tokenUsed: 'redemptions.token_hash',
  /** One membership per user, organisation and role; one address per user. */
  alreadyMember: 'memberships.user_id, memberships.org_id',
  emailTaken: 'users.email_index',
  /** A database holds one place, set up once. */
  placeExists: 'places.id',
  /** One occurrence of a series per day, cancelled ones included, so that they are not generated again. */
  occurrenceExists: 'sessions.series_id, sessions.occurs_on',
  /** The same referral sent twice under the sender's own number. */
  referralSent: 'referrals.sent_by, referrals.external_id',
  /** Nobody counts as not answering before somebody tried often enough. */
  triedTooLittle: 'referral_end_has_reason',
  /** A referrer is told each stage once. */
  stageTold: 'referral_news.referral_id, referral_news.stage',
  /** One questionnaire a referral and wave. */
  questionnaireExists: 'questionnaires.referral_id, questionnaires.wave',
} as const

export type ConstraintName = keyof typeof constraints
