// Ninety days of a town, again and again: each tick of the clock fires never to three times, hours late, several at once and in any
// order; any of them is cut off or stands still at any await; the database commits and answers with an error; the provider
// refuses, delays, drops, and talks rubbish; and people book, confirm, move, cancel and change their minds meanwhile.

import { expect, it } from 'vitest'
import { engine } from './engine/engine.ts'
import { live } from './life.ts'
import { chosenSeed, howMany, hush, liveAll, seedsFrom } from './lives.ts'
import { scriptOf } from './script.ts'

// In memory by the hundred (the other half is in more-lives.test.ts); on the engines that places use, a sample.
const wanted = { memory: Math.ceil(howMany / 2), d1: 3, libsql: 2 }[engine]
const length = { memory: 90, d1: 14, libsql: 10 }[engine]

it('loses nothing, sends nothing twice or untrue, and keeps every turn, whatever happens', { timeout: 3_600_000 }, async () => {
  const reached = await liveAll(seedsFrom(1, wanted, 2), length)
  if (engine !== 'memory' || chosenSeed !== undefined || wanted < 100) return
  console.log(
    [...reached]
      .sort()
      .map(([what, times]) => `${times} × ${what}`)
      .join('\n'),
  )
  // A simulation that never gets there shows nothing.
  expect(rare.filter((what) => !reached.get(what))).toEqual([])
})

it.runIf(engine === 'memory')('lives the same life again from the same seed', { timeout: 600_000 }, async () => {
  const [seed = 1] = seedsFrom(20, 1)
  hush()
  const first = await live(scriptOf(seed))
  const second = await live(scriptOf(seed))
  expect(second.hash).toBe(first.hash)
  expect((await live(scriptOf(seed + 1))).hash).not.toBe(first.hash)
})

const rare = [
  'died tick',
  'died act',
  'threw act',
  'run open',
  'run failed',
  'message failed too_late',
  'message failed refused_by_provider',
  'message cancelled no_longer_true',
  'message cancelled too_late',
  'message cancelled consent_withdrawn',
  'message suppressed stopped_by_person',
  'sent booking.offered',
  'sent booking.offer_ended',
  'sent booking.reminder_48h',
  'sent booking.reminder_day',
  'sent booking.survey',
  'sent booking.changed',
  'sent booking.cancelled',
  'sent visit.introduced',
  'sent visit.stepped_back',
  'sent provider.visit_freed',
  'an organiser was told that no buddy comes',
  'sent visit.cancelled',
  'sent visit.changed',
  'sent team.session_cancelled',
  'sent provider.register_due',
  'booking offered > confirmed',
  'booking offered > expired',
  'booking offered > cancelled',
  'booking booked > expired',
  'a waiting person was served',
  'a reminder of the day was due',
  'a survey was due',
]
