// The one rule of the waiting list, as the session page words it: first come, first served; places kept for newcomers go
// to newcomers first; a person and their carer get places together or not at all; a place that is offered counts as taken.

export type Room = {
  capacity: number
  placesTaken: number
  /** How many newcomers the group can welcome; null for no limit. */
  newcomerLimit: number | null
  newcomersTaken: number
  /** Places kept for newcomers. */
  newcomerPlaces: number
  /** How many more newcomers the group can welcome in this week, over all its sessions; null for no limit. */
  weekLeft: number | null
}

/** Who moves within a week counts among its newcomers already. */
export type Waiter = { places: number; isFirstVisit: boolean; isInWeek?: boolean }
export type Why = 'first_in_line' | 'first_who_fits' | 'kept_for_newcomers'
export type Turn<W> = { waiter: W; why: Why }

/**
 * Who gets a place now. `line` is in the order of joining. Somebody whose party does not fit keeps their turn, and the
 * place goes to the first who can use it, so that no place stays empty beside somebody who waits for it.
 */
export function whoIsNext<W extends Waiter>(room: Room, line: readonly W[]): Turn<W>[] {
  const turns: Turn<W>[] = []
  let left = room
  let hasSkipped = false
  for (const waiter of line) {
    if (!fits(left, waiter)) {
      hasSkipped = true
      continue
    }
    const onlyKeptPlaces = waiter.isFirstVisit && !fits(left, { ...waiter, isFirstVisit: false })
    turns.push({ waiter, why: onlyKeptPlaces ? 'kept_for_newcomers' : hasSkipped ? 'first_who_fits' : 'first_in_line' })
    left = afterTaking(left, waiter)
  }
  return turns
}

/** Whether somebody who joins now gets a place at once, and whose turn comes before theirs. */
export function turnOf<W extends Waiter>(room: Room, line: readonly W[], joining: Waiter): { hasPlace: boolean; others: Turn<W>[] } {
  const others = whoIsNext(room, line)
  const left = others.map(({ waiter }) => waiter).reduce<Room>(afterTaking, room)
  // As many as are looked at wait for the same kind of place, so more may stand behind them.
  const alike = line.filter(({ places, isFirstVisit }) => places === joining.places && isFirstVisit === joining.isFirstVisit)
  return { hasPlace: fits(left, joining) && alike.length < lineDepth, others }
}

export function fits(room: Room, { places, isFirstVisit, isInWeek }: Waiter): boolean {
  if (room.placesTaken + places > room.capacity) return false
  if (isFirstVisit && !isInWeek && room.weekLeft !== null && places > room.weekLeft) return false
  if (isFirstVisit) return room.newcomerLimit === null || room.newcomersTaken + places <= room.newcomerLimit
  return room.newcomerPlaces === 0 || room.placesTaken - room.newcomersTaken + places <= room.capacity - room.newcomerPlaces
}

const afterTaking = (room: Room, { places, isFirstVisit }: Waiter): Room => roomAfter(room, places, isFirstVisit ? places : 0)
const afterLeaving = (room: Room, { places, isFirstVisit }: Waiter): Room => roomAfter(room, -places, isFirstVisit ? -places : 0)

const roomAfter = (room: Room, places: number, newcomers: number): Room => ({
  ...room,
  placesTaken: room.placesTaken + places,
  newcomersTaken: room.newcomersTaken + newcomers,
  weekLeft: room.weekLeft === null ? null : room.weekLeft - newcomers,
})

/** Why somebody waits, in the answer to a booking and on their page. */
export type WaitReason = 'session_full' | 'others_first' | 'newcomers_full' | 'week_full' | 'kept_for_newcomers' | 'not_enough_for_two'

export function whyWaiting(room: Room, { places, isFirstVisit }: Waiter): WaitReason {
  const free = room.capacity - room.placesTaken
  if (free <= 0) return 'session_full'
  if (free < places) return 'not_enough_for_two'
  if (isFirstVisit && room.newcomerLimit !== null && room.newcomersTaken + places > room.newcomerLimit) return 'newcomers_full'
  if (isFirstVisit && room.weekLeft !== null && places > room.weekLeft) return 'week_full'
  if (!fits(room, { places, isFirstVisit })) return 'kept_for_newcomers'
  return 'others_first'
}

/** Kept places become anybody's this long before the session starts. */
export const keptPlacesReleasedBefore = 48 * 3_600_000

/** An offer ends at least this long before the session, so that the place can still be given to whoever rings. */
export const lastOfferBefore = 2 * 3_600_000

/** The least time that somebody gets to think. A place that comes free later than that is given to whoever asks for it. */
export const leastThinkingTime = 3_600_000

/** The latest end of an offer that was made before its session moved: once nobody else would have time to answer, the place stays theirs. */
export const latestOfferEnd = (startsAt: number, now: number): number =>
  startsAt - (startsAt - lastOfferBefore < now + leastThinkingTime ? 0 : lastOfferBefore)

/** How many of each kind of party (alone or two, newcomer or not) are looked at, in order: more than one change can serve. */
export const lineDepth = 20

/**
 * Which unconfirmed places go on, out of those whose time to confirm is over: no more than help somebody who waits, and the
 * latest booking first. A place that would stand empty stays with whoever has it. `leaving` are places that are free anyway.
 */
export function whoGivesWay<B extends Waiter>(
  room: Room,
  line: readonly Waiter[],
  unconfirmed: readonly B[],
  leaving: readonly Waiter[] = [],
): B[] {
  const giving: B[] = []
  let left = leaving.reduce<Room>(afterLeaving, room)
  for (const booking of unconfirmed) {
    const without = afterLeaving(left, booking)
    if (whoIsNext(without, line).length <= whoIsNext(left, line).length) continue
    giving.push(booking)
    left = without
  }
  return giving
}
