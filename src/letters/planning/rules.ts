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

/** A register that is corrected this long after the surveys went out still brings one to whoever came after all. */
export const correctedFor = days(1)

/** Which spans each kind goes by, and when. */
export const timetable = {
  'booking.reminder_48h': { by: 'start', timing: twoDaysBefore },
  'booking.reminder_day': { by: 'start', timing: onTheDay },
  'visit.reminder_48h': { by: 'start', timing: twoDaysBefore },
  'visit.reminder_day': { by: 'start', timing: onTheDay },
  'provider.register_due': { by: 'end', timing: registerDue },
  'booking.survey': { by: 'end', timing: surveyDue },
} as const satisfies Record<string, { by: 'start' | 'end'; timing: (span: Span, clocks: Clocks) => Timing }>

export type PlannedKind = keyof typeof timetable
export const plannedKinds = Object.keys(timetable) as PlannedKind[]

/** What is to be planned now: its hour has come, and there is still time. At night it waits for the morning. */
export const slotsDue = <S extends Span>(spans: readonly S[], kind: PlannedKind, clocks: Clocks, now: number): (S & Slot)[] =>
  slotsUntil(spans, kind, clocks, { now, until: now })

/** What will have been planned by then, each by the first run after its hour, if nothing changes meanwhile. */
export function slotsUntil<S extends Span>(
  spans: readonly S[],
  kind: PlannedKind,
  clocks: Clocks,
  { now, until }: { now: number; until: number },
): (S & Slot)[] {
  return spans
    .map((span) => ({ ...span, ...timetable[kind].timing(span, clocks) }))
    .filter(({ idealAt }) => idealAt <= until)
    .map((slot) => ({ ...slot, dueAt: awake(Math.max(now, slot.idealAt), clocks) }))
    .filter(({ dueAt, usefulUntil }) => dueAt < usefulUntil)
}

/**
 * The slots in portions of about as many places as one statement plans. A statement that meets its limit is asked again, and looks
 * once more at all that it has planned: over one portion that costs little, over everything it would grow with the square.
 */
export function portions<S extends { places: number }>(slots: readonly S[], most: number): S[][] {
  const found: S[][] = []
  let last: S[] | undefined
  let room = 0
  for (const slot of slots) {
    if (!last || slot.places > room) {
      last = []
      found.push(last)
      room = most
    }
    last.push(slot)
    room -= slot.places
  }
  return found
}

const awake = (at: number, { zone, quiet }: Clocks) => awakeAt(at, zone, quiet)
