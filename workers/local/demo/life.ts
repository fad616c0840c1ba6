// What happens in the town, day by day: people are referred, booked, accompanied, ticked off and asked how it was.

import * as v from 'valibot'
import { BookPerson, bookPerson } from '../../../src/bookings/actions.ts'
import { confirmBooking } from '../../../src/bookings/answer/actions.ts'
import { cancelBooking } from '../../../src/bookings/cancellation/actions.ts'
import { takeRegister } from '../../../src/bookings/register/actions.ts'
import { BookRoutine, bookRoutine } from '../../../src/bookings/routine/actions.ts'
import { hours } from '../../../src/lib/time.ts'
import { reportVisit } from '../../../src/visits/mine/actions.ts'
import { answerQuestionnaires, answerSurveys, asAttendee } from './answers.ts'
import { inTurn } from './cast.ts'
import { accompany } from './company.ts'
import { firstTalk, listen } from './listening.ts'
import { refer } from './referring.ts'
import { present, type Referred, type Story } from './story.ts'
import type { Machine } from './time-machine.ts'

/** The morning: newcomers are referred, listened to and booked, regulars are booked again, people answer their emails, buddies claim. */
export async function morning(story: Story, newcomers: number, isWorkingDay: boolean): Promise<void> {
  for (let n = 0; n < newcomers && story.people.length < story.town.people.length; n++) {
    const person = await refer(story)
    await firstTalk(story, person)
    await book(story, person)
    if (story.machine.random.happens(40)) await book(story, person)
  }
  for (const person of story.machine.random.some(present(story), Math.ceil(present(story).length / 4))) await book(story, person)
  if (isWorkingDay) await listen(story)
  await answerEmails(story)
  await accompany(story)
}

/** Whoever has found a group mostly goes there again, a few for several dates at once. */
async function book({ machine }: Story, person: Referred): Promise<void> {
  const { random } = machine
  const again = random.happens(60) ? await nextOfFavourite(machine, person) : undefined
  const sessionId = again ?? (await someSession(machine))
  if (sessionId === undefined) return
  const can = person.linkWorker.can('booking.create')
  const input = {
    sessionId,
    personId: person.id,
    withCarer: person.hasCarer && random.happens(60),
    buddyWish: random.happens(15) ? 'not_wanted' : 'unasked',
  }
  // Somebody who is booked there already stays as they are.
  if (again && random.happens(12))
    await bookRoutine(await machine.context(), can, v.parse(BookRoutine, { ...input, times: 3, mode: 'as_many' }))
  else await bookPerson(await machine.context(), can, v.parse(BookPerson, input))
}

/** The next date of the group that they have been to most often, if they have no place in it. */
async function nextOfFavourite({ read, clock }: Machine, { id }: Referred): Promise<string | undefined> {
  const [next] = await read<{ id: string }>(
    `SELECT s.id AS id FROM sessions s WHERE s.status = 'scheduled' AND s.booking_closes_at > ? AND s.starts_at < ?
       AND s.group_id = (SELECT group_id FROM bookings WHERE person_id = ? AND status = 'attended' GROUP BY group_id ORDER BY count(*) DESC, group_id LIMIT 1)
       AND NOT EXISTS (SELECT 1 FROM bookings b WHERE b.session_id = s.id AND b.person_id = ?) ORDER BY s.starts_at LIMIT 1`,
    ...[clock.now, clock.now + hours(24 * 12), id, id],
  )
  return next?.id
}

/** Small groups are wanted most, so that some fill up and a waiting list grows. */
async function someSession({ read, random, clock }: Machine): Promise<string | undefined> {
  const open = await read<{ id: string }>(
    `SELECT id FROM sessions WHERE status = 'scheduled' AND booking_closes_at > ? AND starts_at BETWEEN ? AND ? ORDER BY capacity, starts_at LIMIT 60`,
    ...[clock.now, clock.now + hours(30), clock.now + hours(24 * 12)],
  )
  return open[random.below(random.happens(40) ? Math.ceil(open.length / 4) : open.length)]?.id
}

async function answerEmails({ machine, people }: Story): Promise<void> {
  const { random, clock } = machine
  const asked = await machine.read<{ id: string; status: string; person: string }>(
    `SELECT id, status, person_id AS person FROM bookings WHERE status IN ('booked', 'offered') AND created_at < ? ORDER BY id LIMIT 60`,
    clock.now - hours(3),
  )
  await inTurn(asked, async ({ id, status, person }) => {
    const who = people.find((one) => one.id === person)
    if (!who || !random.happens(45)) return
    if (random.happens(status === 'offered' ? 25 : 8)) {
      await cancelBooking(await machine.context(), asAttendee(id, 'booking.cancel'), { bookingId: id })
    } else if (who.hasEmail) {
      await confirmBooking(await machine.context(), asAttendee(id, 'booking.answer'), { bookingId: id })
    } else {
      await confirmBooking(await machine.context(), who.linkWorker.can('booking.answer'), { bookingId: id, how: 'phone' })
    }
  })
}

/** The evening: registers of the day, buddies' reports, and the answers to the surveys of the day before. */
export async function evening(story: Story): Promise<void> {
  await takeRegisters(story)
  await report(story)
  await answerSurveys(story)
  await answerQuestionnaires(story)
}

/** All but the last of each organiser, so that each has one to take when the first visitor looks. */
async function takeRegisters({ machine, cast, until }: Story): Promise<void> {
  const { random, clock } = machine
  const over = await machine.read<{ id: string; org: string }>(
    `SELECT s.id AS id, s.org_id AS org FROM sessions s WHERE s.status = 'scheduled' AND s.ends_at BETWEEN ? AND ? AND (s.places_taken = 0 OR EXISTS (
       SELECT 1 FROM sessions l WHERE l.org_id = s.org_id AND l.places_taken > 0 AND l.starts_at > s.starts_at AND l.ends_at <= ?))
     ORDER BY s.starts_at`,
    ...[clock.now - hours(24 * 6), clock.now, until],
  )
  for (const { id, org } of over) {
    const organiser = cast.organisers.find(({ orgId }) => orgId === org)
    if (!organiser) continue
    const listed = await machine.read<{ id: string }>(
      `SELECT id FROM bookings WHERE session_id = ? AND status IN ('booked', 'confirmed')`,
      id,
    )
    const entries = listed.map((booking) =>
      random.happens(84)
        ? { bookingId: booking.id, outcome: 'attended' as const }
        : { bookingId: booking.id, outcome: 'missed' as const, cause: 'person' as const },
    )
    await takeRegister(await machine.context(), organiser.can('register.take'), {
      sessionId: id,
      entries,
      walkIns: random.happens(20) ? 1 : 0,
    })
  }
}

async function report({ machine, cast, town }: Story): Promise<void> {
  const { random, clock } = machine
  const due = await machine.read<{ id: string; user: string; came: number }>(
    `SELECT v.id AS id, b.user_id AS user, p.status <> 'missed' AS came
     FROM visits v JOIN buddies b ON b.id = v.buddy_id JOIN bookings p ON p.id = v.booking_id WHERE v.status = 'claimed' AND v.ends_at BETWEEN ? AND ?`,
    clock.now - hours(24 * 3),
    clock.now,
  )
  for (const { id, user, came } of due) {
    const buddy = cast.buddies.find((one) => one.id === user)
    if (!buddy || random.happens(15)) continue
    // As the register has it.
    const said = !came ? 'did_not_come' : random.happens(85) ? 'went_well' : 'needs_a_call'
    const note = said === 'needs_a_call' ? random.pick(town.words.visitNotes) : ''
    await reportVisit(await machine.context(), buddy.can('visit.report'), { visitId: id, report: said, note })
  }
}
