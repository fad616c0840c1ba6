// The waiting list in plain maps, written from its rule in words and sharing no code with the real one.
// First come, first served; places kept for newcomers go to newcomers; a person and their carer together or not at all;
// an offered place counts as taken; who does not fit keeps their turn.

export type Party = {
  personId: string
  places: 1 | 2
  isNewcomer: boolean
  status: string
  ticket: number | null
  offerEnds: number | null
  bookedAt: number
  /** When the email went out that asks whether they come, or whether they take the place offered. */
  askedAt: number | null
}

export type Model = {
  now: number
  startsAt: number
  status: 'scheduled' | 'cancelled'
  capacity: number
  limit: number | null
  /** The most newcomers of the group in the week, in which this is its only session. */
  week: number | null
  kept: number
  tickets: number
  /** By booking id. */
  parties: Map<string, Party>
}

const hour = 3_600_000
const holding = ['offered', 'booked', 'confirmed']
export const isLive = ({ status }: Party) => status === 'waitlisted' || holding.includes(status)

export const waiting = (model: Model) =>
  [...model.parties].filter(([, { status }]) => status === 'waitlisted').sort(([, a], [, b]) => (a.ticket ?? 0) - (b.ticket ?? 0))

export const held = (model: Model, who: (party: Party) => boolean = () => true) =>
  [...model.parties.values()].filter((party) => holding.includes(party.status) && who(party)).reduce((sum, { places }) => sum + places, 0)

export function hasRoom(model: Model, { places, isNewcomer }: Pick<Party, 'places' | 'isNewcomer'>): boolean {
  if (held(model) + places > model.capacity) return false
  const newcomers = held(model, (party) => party.isNewcomer)
  if (isNewcomer) return newcomers + places <= Math.min(model.limit ?? newcomers + places, model.week ?? newcomers + places)
  const regulars = held(model, (party) => !party.isNewcomer)
  return model.kept === 0 || regulars + places <= model.capacity - model.kept
}

/** An offer ends two hours before the start, and there must be an hour to think. */
export const canOffer = (model: Model) => model.status === 'scheduled' && model.now + 3 * hour <= model.startsAt

const offerEnd = (model: Model) => Math.min(model.now + 24 * hour, model.startsAt - 2 * hour)

/** Everybody whose turn it is gets an offer. Returns whether somebody was passed over because they did not fit. */
export function serve(model: Model): { offered: string[]; skipped: boolean } {
  const offered: string[] = []
  let skipped = false
  if (!canOffer(model)) return { offered, skipped }
  for (const [id, party] of waiting(model)) {
    if (hasRoom(model, party)) {
      party.status = 'offered'
      party.offerEnds = offerEnd(model)
      party.askedAt = null
      offered.push(id)
    } else skipped = true
  }
  return { offered, skipped: skipped && offered.length > 0 }
}

export function tick(model: Model): { prolonged: number; expired: number; released: number; gaveWay: number; offered: string[] } {
  let prolonged = 0
  for (const party of model.parties.values()) {
    const gained = offerEnd(model) - (party.offerEnds ?? 0)
    if (party.status !== 'offered' || party.askedAt !== null || !canOffer(model) || gained < hour / 4) continue
    party.offerEnds = offerEnd(model)
    prolonged += 1
  }
  let expired = 0
  for (const party of model.parties.values()) {
    if (party.status !== 'offered' || (party.offerEnds ?? 0) > model.now) continue
    party.status = 'expired'
    expired += 1
  }
  const isAhead = model.status === 'scheduled' && model.now < model.startsAt
  const released = isAhead && model.startsAt - model.now <= 48 * hour ? model.kept : 0
  if (released > 0) model.kept = 0

  let gaveWay = 0
  if (canOffer(model)) {
    const unconfirmed = [...model.parties]
      .filter(
        ([, { status, askedAt }]) =>
          status === 'booked' && askedAt !== null && model.now >= Math.max(model.startsAt, askedAt + 48 * hour) - 24 * hour,
      )
      .sort(([a, { bookedAt: first }], [b, { bookedAt: second }]) => second - first || (a < b ? 1 : -1))
    for (const [, party] of unconfirmed) {
      const before = wouldBeServed(model)
      party.status = 'expired'
      if (wouldBeServed(model) > before) gaveWay += 1
      else party.status = 'booked'
    }
  }
  return { prolonged, expired, released, gaveWay, offered: serve(model).offered }
}

/** Emails go out: who has a place is asked, and who is offered one, before that is too late. */
export function post(model: Model): boolean {
  if (model.now >= model.startsAt) return false
  const unasked = [...model.parties.values()].filter(
    ({ status, askedAt, offerEnds }) => askedAt === null && (status === 'booked' || (status === 'offered' && model.now < (offerEnds ?? 0))),
  )
  for (const party of unasked) party.askedAt = model.now
  return unasked.length > 0
}

function wouldBeServed(model: Model): number {
  const copy = { ...model, parties: new Map([...model.parties].map(([id, party]) => [id, { ...party }])) }
  return serve(copy).offered.length
}
