import { sessions } from '../../db/schema/sessions.ts'
import { weekLeft } from '../../groups/weeks/queries.ts'

/** What tells whether a session has a place, as columns of a query that joins `groups`. */
export const room = {
  startsAt: sessions.startsAt,
  endsAt: sessions.endsAt,
  bookingClosesAt: sessions.bookingClosesAt,
  status: sessions.status,
  capacity: sessions.capacity,
  placesTaken: sessions.placesTaken,
  newcomerLimit: sessions.newcomerLimit,
  newcomersTaken: sessions.newcomersTaken,
  newcomerPlaces: sessions.newcomerPlaces,
  weekLeft,
  waiting: sessions.waiting,
}
