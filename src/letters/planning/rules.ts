// When a reminder or a survey goes out, on the clocks of the place. Pure.

import { addDays, awakeAt, days, hours, instantOf, localDay, localTime, minutes, type Quiet, type Zone } from '../../lib/time.ts'

export type Span = { startsAt: number; endsAt: number }
export type Clocks = { zone: Zone; quiet: Quiet }
/** When it should go out in a perfect world, and from when on it is of no use. */
export type Timing = { idealAt: number; usefulUntil: number }
export type Slot = Span & Timing & { dueAt: number }

/** Two days before, at the local hour of the session itself; useless once the reminder of the day is due. */
export function twoDaysBefore({ startsAt, endsAt }: Span, clocks: Clocks): Timing {
  const day = addDays(localDay(startsAt, clocks.zone), -2)
  const at = instantOf(day, localTime(startsAt, clocks.zone), clocks.zone).at
  return { idealAt: awake(at, clocks), usefulUntil: onTheDay({ startsAt, endsAt }, clocks).idealAt }
}

/** At eight in the morning of the day; for a session that begins soon after that, the evening before. */
export function onTheDay({ startsAt }: Span, clocks: Clocks): Timing {
  const day = localDay(startsAt, clocks.zone)
  const morning = awake(instantOf(day, '08:00', clocks.zone).at, clocks)
  const evening = awake(instantOf(addDays(day, -1), '18:00', clocks.zone).at, clocks)
  return { idealAt: morning <= startsAt - minutes(90) ? morning : Math.min(evening, morning), usefulUntil: startsAt }
}

export const registerDue = ({ endsAt }: Span, clocks: Clocks): Timing => ({
  idealAt: awake(endsAt + minutes(15), clocks),
  usefulUntil: endsAt + days(3),
})

/** Two hours after the end, when people are home again. */
export const surveyDue = ({ endsAt }: Span, clocks: Clocks): Timing => ({
  idealAt: awake(endsAt + hours(2), clocks),
  usefulUntil: endsAt + days(14),
})

/** Whoever was booked, or promised to come, less than this before a reminder would go out has just read all of it. */
export const freshFor = hours(4)

/** How far back planners look for sessions that ended: some days without a run are caught up. */
export const caughtUp = days(3)
/** No session lasts longer. */
export const longestSession = days(2)

/** What is to be planned now: its hour has come, and there is still time. At night it waits for the morning. */
export function slotsDue(spans: readonly Span[], timing: (span: Span, clocks: Clocks) => Timing, clocks: Clocks, now: number): Slot[] {
  return spans
    .map((span) => ({ ...span, ...timing(span, clocks) }))
    .filter(({ idealAt }) => idealAt <= now)
    .map((slot) => ({ ...slot, dueAt: awake(now, clocks) }))
    .filter(({ dueAt, usefulUntil }) => dueAt < usefulUntil)
}

const awake = (at: number, { zone, quiet }: Clocks) => awakeAt(at, zone, quiet)
