// Somebody's whole life here: a row with telling words in every table that holds something about a person.

import { eq, getTableColumns, getTableName, sql, type Table } from 'drizzle-orm'
import { bookings } from '../../src/db/schema/bookings.ts'
import { visits } from '../../src/db/schema/buddies.ts'
import { conversations, followUpPauses, goalRatings, goals, needs, profiles } from '../../src/db/schema/listening.ts'
import { messages } from '../../src/db/schema/messages.ts'
import { outcomes, questionnaires } from '../../src/db/schema/outcomes.ts'
import type { people } from '../../src/db/schema/people.ts'
import { referralNews, referrals } from '../../src/db/schema/referrals.ts'
import { callTries, replies } from '../../src/db/schema/replies.ts'
import { sessions } from '../../src/db/schema/sessions.ts'
import { responses } from '../../src/db/schema/surveys.ts'
import type { Sealed } from '../../src/lib/seal.ts'
import { days, hours } from '../../src/lib/time.ts'
import type { World } from '../world.ts'

/** Every word that could say who it was, each once, and none of them in another's words. */
export const canaries = [
  ...['Wilhelmina', 'Thistlewood', 'Minnie', '1931-05-17', 'minnie@thistle.example', '+441632960777', 'Cuthbert', 'Nightingales'],
  ...['Zinnias', 'Doctor-Quill', 'Storyline', 'Agreeably', 'Surgeon-asked', 'Farewell-words', 'Piano-lid', 'Ring-Tuesday', 'Kestrels'],
  ...['Whittling', 'Postcode-QX9', 'Wanderers-goal', 'Buddy-remark', 'Afterthought', 'EXT-4711'],
]

export type Life = Awaited<ReturnType<typeof life>>

export async function life(place: World, scene?: Awaited<ReturnType<World['scene']>>) {
  const here = scene ?? (await place.scene())
  const { db, vault, clock } = place
  const newId = () => place.ctx().newId()
  const [personId, referralId, conversationId, goalId, questionnaireId] = [newId(), newId(), newId(), newId(), newId()]
  const [pastId, aheadId, visitId] = [newId(), newId(), newId()]
  const seal = (words: string, column: string, rowId: string): Promise<Sealed> => vault.seal(words, { column, rowId })
  const of = (column: string) => `people.${column}`
  await place.person(here.team, {
    id: personId,
    linkWorkerId: here.linkWorker.id,
    consentBy: here.linkWorker.id,
    name: await seal('Wilhelmina Thistlewood', of('name'), personId),
    preferredName: await seal('Minnie', of('preferred_name'), personId),
    birthDate: await seal('1931-05-17', of('birth_date'), personId),
    email: await seal('minnie@thistle.example', of('email'), personId),
    phone: await seal('+441632960777', of('phone'), personId),
    carer: await seal(JSON.stringify({ name: 'Cuthbert', relation: 'Son', email: '', phone: '' }), of('carer'), personId),
    notes: await seal('Nightingales', of('notes'), personId),
    consentWords: await seal('Zinnias', of('consent_words'), personId),
    emailIndex: await vault.index('email', 'minnie@thistle.example'),
    phoneIndex: await vault.index('phone', '+441632960777'),
    nameBirthIndex: await vault.index('name_birth', 'wilhelmina thistlewood|1931-05-17'),
    area: 'Riverside',
    accessNeeds: ['step_free'],
  })
  await db.insert(referrals).values({
    id: referralId,
    teamId: here.team,
    personId,
    source: 'gp_practice',
    via: 'form',
    reasons: ['loneliness'],
    story: await seal('Storyline', 'referrals.story', referralId),
    referrer: await seal(
      JSON.stringify({ name: 'Doctor-Quill', job: '', organisation: '', email: 'q@example.org', phone: '' }),
      'referrals.referrer',
      referralId,
    ),
    consentAt: clock.now,
    consentBy: await seal('Surgeon-asked', 'referrals.consent_by', referralId),
    consentWords: await seal('Agreeably', 'referrals.consent_words', referralId),
    endWords: await seal('Farewell-words', 'referrals.end_words', referralId),
    tells: ['contacted'],
    status: 'supporting',
    assignedTo: here.linkWorker.id,
    receivedAt: clock.now - days(30),
    contactDueAt: clock.now - days(25),
    answerDueAt: clock.now - days(20),
    contactedAt: clock.now - days(28),
    externalId: 'EXT-4711',
    sentBy: referralId,
    step: 3,
    createdAt: clock.now - days(30),
  })
  await db.insert(referralNews).values({ referralId, stage: 'contacted', at: clock.now - days(28) })
  await db.insert(conversations).values({
    id: conversationId,
    teamId: here.team,
    personId,
    happenedAt: clock.now - days(27),
    channel: 'phone',
    minutes: 40,
    wasReached: true,
    words: await seal('Piano-lid', 'conversations.words', conversationId),
    nextStep: await seal('Ring-Tuesday', 'conversations.next_step', conversationId),
    nextStepOn: '2026-06-02',
    writtenBy: here.linkWorker.id,
    step: 1,
    createdAt: clock.now,
  })
  await db.insert(profiles).values({
    personId,
    teamId: here.team,
    matters: await seal('Kestrels', 'profiles.matters', personId),
    strengths: await seal('Whittling', 'profiles.strengths', personId),
    point: await seal(JSON.stringify({ latitude: 1, longitude: 2, label: 'Postcode-QX9' }), 'profiles.point', personId),
    gender: await seal('woman', 'profiles.gender', personId),
    interests: ['singing'],
    suits: ['tue_morning'],
    cannot: ['fri_evening'],
    languages: ['en'],
    languageRequired: false,
    reachKm: 5,
    step: 1,
    updatedAt: clock.now,
  })
  await db.insert(needs).values({ personId, code: 'lonely', teamId: here.team, since: clock.now })
  await db.insert(goals).values({
    id: goalId,
    teamId: here.team,
    personId,
    words: await seal('Wanderers-goal', 'goals.words', goalId),
    status: 'active',
    step: 1,
    createdAt: clock.now,
  })
  await db.insert(followUpPauses).values({ personId, about: 'quiet', teamId: here.team, untilOn: '2026-06-20' })
  await db.insert(goalRatings).values({ goalId, ratedOn: '2026-05-20', teamId: here.team, rating: 4, createdAt: clock.now })
  await db.insert(questionnaires).values({
    id: questionnaireId,
    teamId: here.team,
    personId,
    referralId,
    wave: 'start',
    status: 'answered',
    dueAt: clock.now,
    answeredAt: clock.now,
    answeredBy: 'person',
    step: 2,
    createdAt: clock.now,
  })
  const openQuestionsId = newId()
  await db.insert(questionnaires).values({
    id: openQuestionsId,
    teamId: here.team,
    personId,
    referralId,
    wave: 'week_6',
    status: 'asked',
    dueAt: clock.now,
    askedAt: clock.now,
    step: 2,
    createdAt: clock.now,
  })
  await db.insert(outcomes).values({
    questionnaireId,
    instrument: 'ons4',
    version: '1',
    language: 'en',
    translation: 'original',
    teamId: here.team,
    personId,
    values: { satisfied: 6 },
    answeredAt: clock.now,
  })

  const past = await place.session(here.provider, here.groupId, here.venueId, {
    startsAt: clock.now - days(7),
    endsAt: clock.now - days(7) + hours(2),
    status: 'held',
  })
  const booking = (id: string, sessionId: string, status: 'attended' | 'booked') => ({
    ...{
      id,
      sessionId,
      status,
      personId,
      providerId: here.provider,
      teamId: here.team,
      groupId: here.groupId,
      bookedBy: here.linkWorker.id,
    },
    ...{ places: 1, isFirstVisit: true, buddyWish: 'wanted' as const, answeredStatus: 'booked' as const, step: 1, createdAt: clock.now },
  })
  await db.insert(bookings).values([booking(pastId, past, 'attended'), booking(aheadId, here.sessionId, 'booked')])
  await db
    .update(sessions)
    .set({ placesTaken: sql`places_taken + 1`, newcomersTaken: sql`newcomers_taken + 1` })
    .where(eq(sessions.id, here.sessionId))
  await db.insert(visits).values({
    ...{
      id: visitId,
      bookingId: pastId,
      sessionId: past,
      providerId: here.provider,
      teamId: here.team,
      area: 'Northfield',
      activity: 'singing',
      language: 'en',
    },
    ...{ startsAt: clock.now - days(7), endsAt: clock.now - days(7), status: 'accompanied' as const, step: 1, createdAt: clock.now },
    reportNote: await seal('Buddy-remark', 'visits.report_note', visitId),
  })
  await db.insert(responses).values({
    bookingId: pastId,
    teamId: here.team,
    personId,
    went: 'yes',
    rating: 5,
    again: 'yes',
    note: await seal('Afterthought', 'responses.note', pastId),
    language: 'en',
    answeredBy: 'person',
    answeredAt: clock.now,
    step: 1,
  })
  const message = { dueAt: clock.now + days(1), usefulUntil: clock.now + days(9), createdAt: clock.now, status: 'planned' as const }
  await db.insert(messages).values([
    {
      ...message,
      kind: 'booking.reminder_48h',
      recipientKind: 'person',
      recipientId: personId,
      subjectId: aheadId,
      dedupeKey: `a${aheadId}`,
    },
    {
      ...message,
      kind: 'booking.link',
      recipientKind: 'person',
      recipientId: personId,
      subjectId: pastId,
      dedupeKey: `b${pastId}`,
      status: 'delivered',
    },
  ])
  const [first] = await db.select({ id: messages.id }).from(messages).where(eq(messages.subjectId, aheadId))
  const messageId = first?.id ?? 0
  const rang = { messageId, at: clock.now }
  await db.insert(replies).values({ ...rang, how: 'told', actorKind: 'user', actorId: here.linkWorker.id })
  await db.insert(callTries).values({ ...rang, id: newId(), how: 'left_word', userId: here.linkWorker.id, againAt: clock.now + days(1) })
  return { ...here, personId, referralId, conversationId, goalId, questionnaireId, openQuestionsId, pastId, aheadId, visitId }
}

/** Every row of every table as JSON, with every sealed value opened that any slot of its row opens: what the holder of the keys could read. */
export async function readable({ db, vault }: World, tables: readonly Table[]): Promise<string> {
  const lines: string[] = []
  for (const table of tables) {
    const columns = Object.values(getTableColumns(table)).map(({ name }) => name)
    for (const row of await db.select().from(table as typeof people)) {
      lines.push(JSON.stringify(row))
      const values = Object.values(row).filter((value): value is string => typeof value === 'string')
      for (const value of values.filter((text) => /^k\d\./.test(text)))
        for (const column of columns)
          for (const rowId of values.filter((text) => text.length < 50))
            lines.push(await vault.open(value as Sealed, { column: `${getTableName(table)}.${column}`, rowId }).catch(() => ''))
    }
  }
  return lines.filter(Boolean).join('\n')
}
