import type { BookRoutineRefusal } from '../../../../src/bookings/routine/actions.ts'
import type { TextKey } from '../../../render.tsx'

export const routineRefusalText = {
  too_few_dates: 'routines.refusals.too_few_dates',
  some_full: 'routines.refusals.some_full',
  nothing_new: 'routines.refusals.nothing_new',
  no_such_person: 'routines.refusals.no_such_person',
  no_such_session: 'routines.refusals.no_such_session',
  key_used_for_another_request: 'routines.refusals.key_used_for_another_request',
} as const satisfies Record<BookRoutineRefusal, TextKey>
