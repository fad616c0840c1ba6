import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { commit } from '../../db/commit.ts'
import { choice, choices, count, email, line, optionalLine, time } from '../../lib/inputs.ts'
import { no, ok, type Result } from '../../lib/result.ts'
import { isTime } from '../../lib/time.ts'
import { sources } from '../../referrals/rules.ts'
import { areas, colour, phoneOfCountry, timeZone } from '../inputs.ts'
import { countries, leavesWakingHours } from '../rules.ts'
import { changeSettings, settingsNow } from './queries.ts'

type Nights = { quietFrom: string; quietUntil: string }

export const EditPlace = v.pipe(
  v.object({
    name: line(80),
    country: choice(countries),
    /** Left out, it stays as it is; another one only before the first session. */
    timeZone: v.optional(timeZone()),
    phone: line(40),
    replyTo: email(),
    /** Of buttons and links in emails; white words must be readable on it. */
    colour: colour(),
    /** What stands below every email in each language; it may be empty. */
    footerEn: optionalLine(300),
    footerId: optionalLine(300),
    areas: areas(),
    /** Local times; the same twice means that there are no quiet hours. */
    quietFrom: time(),
    quietUntil: time(),
    /** Waking hours that an offer is held, and hours before the start by which a place is confirmed when others wait. */
    offerHours: count(1, 168),
    confirmHours: count(1, 168),
    /** Days in which a referred person hears from somebody, and their referrer gets an answer. */
    contactDays: count(1, 60),
    answerDays: count(1, 120),
    /** Days after that on which a referral without an answer reaches the coordinator as well. */
    escalateDays: count(1, 60),
    referralSources: choices(sources),
    /** Weeks without a sign of a person after which they have gone quiet. */
    quietWeeks: count(1, 26),
    keepPeopleMonths: count(1, 240),
    keepDeclinedMonths: count(1, 120),
  }),
  v.forward(
    v.partialCheck(
      [['quietFrom'], ['quietUntil']],
      ({ quietFrom, quietUntil }: Nights) =>
        leavesWakingHours({ from: quietFrom, until: quietUntil }) || !isTime(quietFrom) || !isTime(quietUntil),
      'too_quiet',
    ),
    ['quietUntil'],
  ),
  v.forward(
    v.partialCheck([['contactDays'], ['answerDays']], ({ contactDays, answerDays }) => answerDays >= contactDays, 'answer_before_contact'),
    ['answerDays'],
  ),
  phoneOfCountry(),
)

export type PlaceRefusal = 'time_zone_fixed'

/** The settings as they stand in the database, and whether the time zone may still change. */
export async function seeSettings(ctx: Ctx, _permit: Permit<'place.run'>) {
  const [found] = await settingsNow(ctx.db)
  if (!found) throw new Error('The database has no place')
  const { id: _, locale: __, matchWeights: ___, ...settings } = found.place
  return { ...settings, timeZoneIsFixed: found.isBegun !== 0 }
}

/** Replaces the settings. Running copies of the Worker take them over within a minute. */
export async function editPlace(
  ctx: Ctx,
  permit: Permit<'place.run'>,
  input: v.InferOutput<typeof EditPlace>,
): Promise<Result<undefined, PlaceRefusal>> {
  const { timeZoneIsFixed, timeZone: zone } = await seeSettings(ctx, permit)
  const wanted = input.timeZone ?? zone
  if (timeZoneIsFixed && wanted !== zone) return no('time_zone_fixed')
  await commit(
    ctx.db,
    [],
    [
      changeSettings(ctx, { ...input, timeZone: wanted }),
      record(ctx, permit.actor, { action: 'place.edit', subjectKind: 'place', subjectId: 'place' }),
    ],
  )
  return ok(undefined)
}
