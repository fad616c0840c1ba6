// What people say afterwards, and how they say they are.

import { permit } from '../../../src/access/permit.ts'
import type { Action } from '../../../src/access/policy.ts'
import type { LinkPurpose } from '../../../src/lib/links.ts'
import { hours } from '../../../src/lib/time.ts'
import { answerQuestionnaire } from '../../../src/outcomes/actions.ts'
import { answerSurvey } from '../../../src/surveys/actions.ts'
import type { Story } from './story.ts'

/** Of the surveys of the day before about one in three comes back. */
export async function answerSurveys({ machine, town }: Story): Promise<void> {
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
    const rating = 3 + random.below(3)
    const isGood = rating > 3
    await answerSurvey(await machine.context(), asAttendee(id, 'survey.answer', 'survey'), {
      bookingId: id,
      went: went ? 'yes' : 'no',
      rating: went ? rating : undefined,
      again: (went ? isGood : random.happens(60)) ? 'yes' : random.happens(70) ? 'maybe' : 'no',
      note: random.happens(40) ? random.pick(town.words.surveyNotes[went ? (isGood ? 'good' : 'mixed') : 'absent']) : '',
    })
  }
}

/**
 * Most answer, by their link or together with their link worker, who asks about the twelfth week a little before it is over; each
 * wave is better than the one before for some of them.
 */
export async function answerQuestionnaires({ machine, people }: Story): Promise<void> {
  const { random, clock } = machine
  const asked = await machine.read<{ id: string; wave: string; status: string; person: string }>(
    `SELECT id, wave, status, person_id AS person FROM questionnaires
     WHERE status = 'asked' AND asked_at > ? OR status = 'planned' AND wave = 'week_12' AND due_at < ? ORDER BY id LIMIT 40`,
    clock.now - hours(24 * 6),
    clock.now + hours(24 * 13),
  )
  for (const { id, wave, status, person } of asked) {
    const who = people.find((one) => one.id === person)
    if (!who || who.hasLeft || !random.happens(35)) continue
    const isByLink = who.hasEmail && status === 'asked'
    const gain = wave === 'start' ? 0 : random.below(wave === 'week_6' ? 2 : 3)
    const score = (from: number) => Math.max(0, Math.min(10, from + gain + random.below(3)))
    const worse = (from: number, most: number) => Math.max(1, Math.min(most, from - Math.floor((gain + random.below(2)) / 2)))
    const context = await machine.context()
    await answerQuestionnaire(context, isByLink ? asAttendee(id, 'outcome.answer', 'outcome') : who.linkWorker.can('outcome.answer'), {
      questionnaireId: id,
      language: context.place.locale,
      values: {
        ...{ satisfied: score(3), worthwhile: score(4), happy: score(3), anxious: 10 - score(3), confidence: score(3) },
        ...{ companionship: worse(3, 3), left_out: worse(2, 3), isolated: worse(2, 3), lonely: Math.min(5, 1 + gain + random.below(3)) },
        gp_visits: random.happens(80) ? Math.max(0, 4 - gain - random.below(3)) : null,
      },
      goals: {},
    })
  }
}

/** What the holder of the link in an email may do. */
export function asAttendee<A extends Action>(subjectId: string, action: A, purpose: LinkPurpose = 'booking') {
  const granted = permit({ kind: 'link', id: subjectId, purpose, version: 0 }, action)
  if (!granted) throw new Error(`A link may not ${action}`)
  return granted
}
