import type { Permit } from '../../access/permit.ts'
import type { Ctx } from '../../ctx.ts'
import { bookingFacts } from '../../letters/queries.ts'
import { meetsOf } from '../../letters/rules.ts'
import { no, ok } from '../../lib/result.ts'
import { heldIn, heldPersonIn, openFields, recordReads } from '../queries.ts'
import { bookedAhead } from './queries.ts'

export type Sheet = Extract<Awaited<ReturnType<typeof openSheet>>, { ok: true }>['value']

/** As many as fit on one page in large type. */
const most = 3

/** What somebody without email takes home on paper: when, where, who meets them, what to bring. The read is on the audit log. */
export async function openSheet(ctx: Ctx, permit: Permit<'person.see'>, { personId }: { personId: string }) {
  const { db, now } = ctx
  const [[person], ahead] = await db.batch([
    heldPersonIn(db, permit.orgs, personId),
    bookedAhead(db, personId, now, most + 1),
    recordReads(ctx, permit.actor, 'sheet', heldIn(permit.orgs, personId)) as never,
  ])
  if (!person) return no('no_such_person')
  const ids = ahead.slice(0, most).map(({ id }) => id)
  const facts = ids.length > 0 ? await bookingFacts(db, ids, now) : []
  return ok({
    personId,
    language: person.language,
    ...(await openFields(ctx.vault, person, ['preferredName'])),
    hasMore: ahead.length > most,
    bookings: ids.flatMap((id) => {
      const found = facts.find((row) => row.id === id)
      if (!found) return []
      const { status, offerExpiresAt, startsAt, endsAt, groupName, venueName, address, postcode, howToFind } = found
      const { meetingPoint, whatToBring, contactName } = found
      const where = [address, postcode].filter(Boolean).join(', ')
      return [
        {
          id,
          status,
          offerExpiresAt,
          startsAt,
          endsAt,
          groupName,
          venueName,
          address: where,
          howToFind,
          meetingPoint,
          whatToBring,
          contactName,
          meets: meetsOf(found),
        },
      ]
    }),
  })
}
