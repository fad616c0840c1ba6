// What the API reference shows. Everybody here is invented, and the telephone numbers are ones that nobody can have.

import { orNull } from '../http/doc.ts'

export const ids = {
  booking: '0190a1b2-0000-7000-8000-00000000b001',
  otherBooking: '0190a1b2-0000-7000-8000-00000000b002',
  buddy: '0190a1b2-0000-7000-8000-00000000bd01',
  group: '0190a1b2-0000-7000-8000-000000009001',
  invitation: '0190a1b2-0000-7000-8000-000000001001',
  linkWorker: '0190a1b2-0000-7000-8000-00000000a001',
  organisation: '0190a1b2-0000-7000-8000-00000000c001',
  person: '0190a1b2-0000-7000-8000-000000000001',
  series: '0190a1b2-0000-7000-8000-00000000e001',
  session: '0190a1b2-0000-7000-8000-000000005001',
  otherSession: '0190a1b2-0000-7000-8000-000000005002',
  team: '0190a1b2-0000-7000-8000-00000000d001',
  venue: '0190a1b2-0000-7000-8000-00000000f001',
  visit: '0190a1b2-0000-7000-8000-000000007001',
} as const

/** Monday 1 June 2026, 11:00 to 13:00 in London. */
export const span = { startsAt: 1780308000000, endsAt: 1780315200000 } as const
/** Two weeks earlier. */
export const before = 1779098400000

const described = {
  name: 'Riverside Gardeners',
  summary: 'Two hours in the kitchen garden, at your own pace',
  description: 'We sow, weed and harvest together, then sit down for tea. Nobody has to know anything about plants.',
  activities: ['gardening'],
  languages: ['en'],
  accessFeatures: ['step_free', 'seating'],
  whoItIsFor: 'Anybody over 18',
  newcomersPerWeek: 4,
  cost: 'Free',
  whatToBring: 'Shoes that may get muddy',
  contactName: 'Rosa Lindqvist',
  contactPhone: '01632 960145',
  minAge: 18,
  gender: 'anyone',
}

export const groupSent = {
  ...described,
  venueName: 'Riverside Community Garden',
  venueAddress: '2 Mill Lane',
  venueArea: 'Riverside',
  venuePosition: '54.9783, -1.6178',
  venueHowToFind: 'Through the green gate beside the bus stop; the shed is on the left.',
}

export const group = {
  id: ids.group,
  orgId: ids.organisation,
  venueId: ids.venue,
  ...described,
  contactPhone: '+441632960145',
  contactEmail: '',
  maxAge: null,
  status: 'verified',
  step: 2,
  createdAt: before,
}

export const venue = {
  id: ids.venue,
  orgId: ids.organisation,
  name: groupSent.venueName,
  address: groupSent.venueAddress,
  postcode: '',
  area: 'Riverside',
  latitude: 54.9783,
  longitude: -1.6178,
  howToFind: groupSent.venueHowToFind,
  createdAt: before,
}

const details = {
  venueId: ids.venue,
  startsTime: '11:00',
  endsTime: '13:00',
  capacity: 12,
  newcomerLimit: 3,
  newcomerPlaces: 2,
  bookingClosesMinutes: 120,
  buddyForFirstVisit: true,
  meetingPoint: 'At the green gate',
}
export const sessionSent = { startsOn: '2026-06-01', ...details }
export const seriesSent = { every: 'week', interval: 1, weekdays: [1], startsOn: '2026-06-01', exceptions: ['2026-08-31'], ...details }

const filling = {
  status: 'scheduled',
  capacity: 12,
  placesTaken: 7,
  newcomerLimit: orNull(3),
  newcomersTaken: 1,
  newcomerPlaces: 2,
  waiting: 0,
}
export const session = {
  id: ids.session,
  groupId: ids.group,
  seriesId: ids.series,
  venueId: ids.venue,
  occursOn: '2026-06-01',
  ...span,
  bookingClosesAt: 1780300800000,
  ...filling,
  meetingPoint: details.meetingPoint,
}
/** A session in a list, with what its group says of itself. */
export const card = {
  id: ids.session,
  groupId: ids.group,
  ...span,
  bookingClosesAt: session.bookingClosesAt,
  ...filling,
  groupName: group.name,
  summary: group.summary,
  activities: group.activities,
  languages: group.languages,
  accessFeatures: group.accessFeatures,
  cost: group.cost,
  venueName: venue.name,
  area: venue.area,
}

export const booking = {
  id: ids.booking,
  sessionId: ids.session,
  status: 'booked',
  places: 1,
  position: null,
  offerExpiresAt: null,
  preferredName: 'Annie',
  accessNeeds: orNull(['step_free']),
  isFirstVisit: true,
  buddy: 'looked_for',
  confirmedAt: null,
  confirmedHow: null,
  cancelledBy: null,
  missedCause: null,
  reach: { state: 'arrived', at: orNull(1779703260000), triedAt: null },
  buddyReach: orNull({ state: 'seen', at: orNull(1779703260000), triedAt: null }),
  team: { personId: ids.person, reason: null, buddyWish: 'wanted', bookedBy: ids.linkWorker, createdAt: before },
}

const wishes = {
  areas: ['Riverside'],
  activities: ['gardening', 'walking'],
  languages: ['en'],
  availability: ['mon_morning', 'wed_afternoon'],
}
export const profileSent = { phone: '01632 960178', about: 'I like being outdoors and have time on Mondays.', locale: 'en', ...wishes }
export const application = {
  name: 'Tomasz Wren',
  email: 'tomasz.wren@example.org',
  ...profileSent,
  agreesToCheck: true,
  agreesToPrivacy: true,
}
export const buddy = {
  id: ids.buddy,
  name: application.name,
  status: 'approved',
  locale: 'en',
  ...wishes,
  checkedUntilOn: '2028-05-31',
  phone: '+441632960178',
  about: profileSent.about,
  pausedBy: null,
}

export const openVisit = { id: ids.visit, area: 'Riverside', activity: 'gardening', language: 'en', kind: 'accompanied', ...span }
/** What a buddy sees of a visit that they promised. */
export const ownVisit = {
  ...openVisit,
  status: 'claimed',
  report: null,
  preferredName: 'Annie',
  accessNeeds: ['step_free'],
  meetingPoint: details.meetingPoint,
  groupName: group.name,
  contactName: group.contactName,
  contactPhone: group.contactPhone,
  venueName: venue.name,
  address: venue.address,
  postcode: venue.postcode,
  howToFind: venue.howToFind,
}
/** What the link worker sees of it. */
export const teamVisit = {
  id: ids.visit,
  bookingId: ids.booking,
  personId: ids.person,
  teamId: ids.team,
  preferredName: 'Annie',
  groupName: group.name,
  meetingPoint: 'Under the clock',
  area: 'Riverside',
  ...span,
  status: 'wanted',
  alarmedAt: 1780135200000,
  arrangement: null,
  report: null,
  reportNote: '',
  reportedAt: null,
  reportAnsweredAt: null,
  buddyName: null,
}

export const settingsSent = {
  name: 'Northfield',
  country: 'GB',
  phone: '01632 960100',
  replyTo: 'hello@northfield.example',
  colour: '#0b5c5e',
  footerEn: 'Northfield Together, 2 Mill Lane, Northfield',
  footerId: '',
  areas: ['Old Town', 'Riverside'],
  quietFrom: '21:00',
  quietUntil: '08:00',
  offerHours: 24,
  confirmHours: 24,
  contactDays: 5,
  answerDays: 10,
  escalateDays: 3,
  quietWeeks: 3,
  referralSources: ['gp_practice', 'self'],
  keepPeopleMonths: 24,
  keepDeclinedMonths: 6,
}
