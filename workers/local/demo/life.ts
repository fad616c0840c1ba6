// What happens in the town, day by day: people are referred, booked, accompanied, ticked off and asked how it was.

import * as v from 'valibot'
import { permit } from '../../../src/access/permit.ts'
import type { Action } from '../../../src/access/policy.ts'
import { BookPerson, bookPerson } from '../../../src/bookings/actions.ts'
import { confirmBooking } from '../../../src/bookings/answer/actions.ts'
import { cancelBooking } from '../../../src/bookings/cancellation/actions.ts'
import { takeRegister } from '../../../src/bookings/register/actions.ts'
import { hours } from '../../../src/lib/time.ts'
import { answerQuestionnaire } from '../../../src/outcomes/actions.ts'
import { addPerson } from '../../../src/people/actions.ts'
import { AddPerson } from '../../../src/people/inputs.ts'
import { accessNeeds } from '../../../src/people/rules.ts'
import { answerSurvey } from '../../../src/surveys/actions.ts'
import { reportVisit } from '../../../src/visits/mine/actions.ts'
import { claimVisit, findOpenVisits } from '../../../src/visits/open/actions.ts'
import { address, type Cast, inTurn, type Player } from './cast.ts'
import { listen } from './listening.ts'
import type { Machine } from './time-machine.ts'
import type { Town } from './town.ts'

export type Referred = { id: string; linkWorker: Player; hasEmail: boolean }
export type Story = { machine: Machine; town: Town; cast: Cast; people: Referred[] }

/** The morning: newcomers are referred and booked, regulars are booked again, people answer their emails, buddies claim. */
export async function morning(story: Story, newcomers: number): Promise<void> {
  const known = story.people.length
  for (let n = 0; n < newcomers && story.people.length < story.town.people.length; n++) {
    const person = await refer(story)
    await book(story, person)
    if (story.machine.random.happens(40)) await book(story, person)
  }
  for (const person of story.machine.random.some(story.people, Math.ceil(story.people.length / 5))) await book(story, person)
  await listen(story, story.people.slice(known))
  await answerEmails(story)
  await claim(story)
}

const brought = {
  gp_practice: ['loneliness', 'long_term_condition', 'low_mood'],
  hospital: ['bereavement', 'low_activity'],
  social_care: ['older_living_alone', 'money_or_housing'],
  school: ['student_stress', 'everyday_anxiety'],
  community: ['new_to_area', 'loneliness'],
  self: ['loneliness', 'carer_burnout', 'retired_or_out_of_work'],
} as const

async function refer({ machine, town, cast, people }: Story): Promise<Referred> {
  const { random } = machine
  const ctx = await machine.context()
  const at = people.length
  const [given, family] = town.people[at] as readonly [string, string]
  const linkWorker = cast.linkWorkers[at % cast.linkWorkers.length] as Cast['linkWorkers'][number]
  const reachBy = random.happens(75) ? 'email' : random.happens(60) ? 'phone' : 'carer'
  const source = random.pick(Object.keys(brought) as (keyof typeof brought)[])
  const added = await addPerson(
    ctx,
    linkWorker.can('person.manage'),
    v.parse(AddPerson(ctx), {
      name: `${given} ${family}`,
      preferredName: given,
      birthDate: `${1938 + random.below(65)}-0${1 + random.below(9)}-1${random.below(10)}`,
      language: random.happens(92) ? ctx.place.locale : ctx.place.locale === 'en' ? 'id' : 'en',
      reachBy,
      email: reachBy === 'email' ? address(town, `${given} ${family}`) : '',
      phone: `${town.phonePrefix}${3000 + at}`,
      carerName: reachBy === 'carer' ? `${random.pick(town.buddies)}` : '',
      carerRelation: '',
      carerEmail: reachBy === 'carer' ? address(town, `carer ${family}`) : '',
      area: random.pick(ctx.place.areas),
      accessNeeds: random.happens(35) ? random.some(accessNeeds, 1 + random.below(2)) : [],
      sharesAccessNeeds: random.happens(80),
      notes: random.happens(60) ? random.pick(town.words.notes) : '',
      consentWords: town.words.consent,
      source,
      reasons: random.some(brought[source], 1),
      tells: source === 'self' ? [] : ['contacted', 'first_attended', 'ended'],
      ...(source === 'self' ? {} : town.referrers[at % town.referrers.length]),
    }),
  )
  if (!added.ok) throw new Error(`${given} ${family}: ${added.reason}`)
  const person = { id: added.value.id, linkWorker, hasEmail: reachBy !== 'phone' }
  people.push(person)
  return person
}

/** Small groups are wanted most, so that some fill up and a waiting list grows. */
async function book({ machine }: Story, person: Referred): Promise<void> {
  const { random, clock } = machine
  const open = await machine.read<{ id: string }>(
    `SELECT id FROM sessions WHERE status = 'scheduled' AND booking_closes_at > ? AND starts_at BETWEEN ? AND ? ORDER BY capacity, starts_at LIMIT 60`,
    clock.now,
    clock.now + hours(30),
    clock.now + hours(24 * 12),
  )
  if (open.length === 0) return
  const sessionId = open[random.below(random.happens(40) ? Math.ceil(open.length / 4) : open.length)]?.id
  const input = { sessionId, personId: person.id, withCarer: random.happens(8), buddyWish: random.happens(15) ? 'not_wanted' : 'unasked' }
  // Somebody who is booked there already stays as they are.
  await bookPerson(await machine.context(), person.linkWorker.can('booking.create'), v.parse(BookPerson, input))
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

async function claim({ machine, cast }: Story): Promise<void> {
  for (const buddy of machine.random.some(cast.buddies, 5)) {
    const { fitting, others } = await findOpenVisits(await machine.context(), buddy.can('visit.find'))
    const [visit] = [...fitting, ...others]
    if (visit) await claimVisit(await machine.context(), buddy.can('visit.claim'), { visitId: visit.id })
  }
}

/** The evening: registers of the day, buddies' reports, and the answers to the surveys of the day before. */
export async function evening(story: Story, leavesLast: boolean): Promise<void> {
  await takeRegisters(story, leavesLast)
  await report(story)
  await answerSurveys(story)
  await answerQuestionnaires(story)
}

async function takeRegisters({ machine, cast }: Story, leavesLast: boolean): Promise<void> {
  const { random, clock } = machine
  const over = await machine.read<{ id: string; org: string }>(
    `SELECT id, org_id AS org FROM sessions WHERE status = 'scheduled' AND ends_at BETWEEN ? AND ? ORDER BY starts_at`,
    clock.now - hours(24 * 3),
    clock.now,
  )
  for (const { id, org } of leavesLast ? over.slice(0, -3) : over) {
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
  const due = await machine.read<{ id: string; user: string }>(
    `SELECT v.id AS id, b.user_id AS user FROM visits v JOIN buddies b ON b.id = v.buddy_id WHERE v.status = 'claimed' AND v.ends_at BETWEEN ? AND ?`,
    clock.now - hours(24 * 3),
    clock.now,
  )
  for (const { id, user } of due) {
    const buddy = cast.buddies.find((one) => one.id === user)
    if (!buddy || random.happens(15)) continue
    const said = random.happens(80) ? 'went_well' : random.happens(50) ? 'needs_a_call' : 'did_not_come'
    const note = said === 'needs_a_call' ? random.pick(town.words.surveyNotes) : ''
    await reportVisit(await machine.context(), buddy.can('visit.report'), { visitId: id, report: said, note })
  }
}

async function answerSurveys({ machine, town }: Story): Promise<void> {
  const { random, clock } = machine
  const asked = await machine.read<{ id: string; status: string }>(
    `SELECT b.id AS id, b.status AS status FROM bookings b JOIN sessions s ON s.id = b.session_id LEFT JOIN responses r ON r.booking_id = b.id
     WHERE b.status IN ('attended', 'missed') AND s.ends_at BETWEEN ? AND ? AND r.booking_id IS NULL`,
    clock.now - hours(48),
    clock.now - hours(12),
  )
  for (const { id, status } of asked) {
    if (!random.happens(30)) continue
    const went = status === 'attended'
    await answerSurvey(await machine.context(), asAttendee(id, 'survey.answer', 'survey'), {
      bookingId: id,
      went: went ? 'yes' : 'no',
      rating: went ? 3 + random.below(3) : undefined,
      again: random.happens(75) ? 'yes' : random.happens(70) ? 'maybe' : 'no',
      note: random.happens(40) ? random.pick(town.words.surveyNotes) : '',
    })
  }
}

/** About two in three answer, most by their link; each wave is a little better than the one before. */
async function answerQuestionnaires({ machine, people }: Story): Promise<void> {
  const { random, clock } = machine
  const asked = await machine.read<{ id: string; wave: string; person: string }>(
    `SELECT id, wave, person_id AS person FROM questionnaires WHERE status = 'asked' AND asked_at > ? ORDER BY id LIMIT 40`,
    clock.now - hours(24 * 5),
  )
  for (const { id, wave, person } of asked) {
    const who = people.find((one) => one.id === person)
    if (!who || !random.happens(25)) continue
    const better = wave === 'start' ? 0 : wave === 'week_6' ? 1 : 2
    const score = (from: number) => Math.max(0, Math.min(10, from + better + random.below(3)))
    const worse = (from: number, most: number) => Math.max(1, Math.min(most, from - better + random.below(2)))
    const context = await machine.context()
    await answerQuestionnaire(context, who.hasEmail ? asAttendee(id, 'outcome.answer', 'outcome') : who.linkWorker.can('outcome.answer'), {
      questionnaireId: id,
      language: context.place.locale,
      values: {
        ...{ satisfied: score(3), worthwhile: score(4), happy: score(3), anxious: 10 - score(3), confidence: score(3) },
        ...{ companionship: worse(3, 3), left_out: worse(3, 3), isolated: worse(2, 3), lonely: Math.min(5, 1 + better + random.below(2)) },
        gp_visits: random.happens(80) ? Math.max(0, 4 - better - random.below(3)) : null,
      },
      goals: {},
    })
  }
}

/** What the holder of the link in an email may do. */
function asAttendee<A extends Action>(subjectId: string, action: A, purpose: 'booking' | 'survey' | 'outcome' = 'booking') {
  const granted = permit({ kind: 'link', id: subjectId, purpose, version: 0 }, action)
  if (!granted) throw new Error(`A link may not ${action}`)
  return granted
}
