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
}

export type Waiter = { places: number; isFirstVisit: boolean }
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

export function fits(room: Room, { places, isFirstVisit }: Waiter): boolean {
  if (room.placesTaken + places > room.capacity) return false
  if (isFirstVisit) return room.newcomerLimit === null || room.newcomersTaken + places <= room.newcomerLimit
  return room.newcomerPlaces === 0 || room.placesTaken - room.newcomersTaken + places <= room.capacity - room.newcomerPlaces
}

const afterTaking = (room: Room, { places, isFirstVisit }: Waiter): Room => ({
  ...room,
  placesTaken: room.placesTaken + places,
  newcomersTaken: room.newcomersTaken + (isFirstVisit ? places : 0),
})

/** Why somebody waits, in the answer to a booking and on their page. */
export type WaitReason = 'session_full' | 'others_first' | 'newcomers_full' | 'kept_for_newcomers' | 'not_enough_for_two'

export function whyWaiting(room: Room, { places, isFirstVisit }: Waiter): WaitReason {
  const free = room.capacity - room.placesTaken
  if (free <= 0) return 'session_full'
  if (free < places) return 'not_enough_for_two'
  if (isFirstVisit && room.newcomerLimit !== null && room.newcomersTaken + places > room.newcomerLimit) return 'newcomers_full'
  if (!fits(room, { places, isFirstVisit })) return 'kept_for_newcomers'
  return 'others_first'
}

/** Kept places become anybody's this long before the session starts. */
export const keptPlacesReleasedBefore = 48 * 3_600_000

/** An offer ends at least this long before the session, so that the next person can still come. */
export const lastOfferBefore = 2 * 3_600_000
