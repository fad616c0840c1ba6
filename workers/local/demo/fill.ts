// Fills an empty database with a believable town, through the same use cases that people use.

import { permit } from '../../../src/access/permit.ts'
import { runJobs } from '../../../src/jobs/run.ts'
import { jobs } from '../../../src/jobs/schedule.ts'
import { addDays, hours, instantOf, localDay } from '../../../src/lib/time.ts'
import { mailboxSender } from '../../../src/messages/mailbox.ts'
import type { Sender } from '../../../src/messages/rules.ts'
import { lookBack } from '../../../src/people/calls/rules.ts'
import { setUpPlace } from '../../../src/places/actions.ts'
import { currentPlace } from '../../../src/places/queries.ts'
import { ring } from './calls.ts'
import { askToBeBuddy, gather, inTurn } from './cast.ts'
import { answerInbox, fillInbox } from './inbox.ts'
import jakarta from './jakarta.json' with { type: 'json' }
import { evening, morning } from './life.ts'
import { closeLoops } from './loop.ts'
import { tellWhatIsMissing } from './missing.ts'
import northfield from './northfield.json' with { type: 'json' }
import type { DemoPlace } from './places.ts'
import { describeGroup, publishGroup } from './publish.ts'
import { keepNoLonger, takeBack } from './rights.ts'
import type { Story } from './story.ts'
import { type Machine, timeMachine } from './time-machine.ts'
import type { Town } from './town.ts'

/** Waited for, so that whoever reads it sees each line while the work goes on, however slow the machine is. */
export type Report = (done: number, total: number, doing: string) => Promise<void>

const towns: Record<string, Town> = { northfield: northfield as unknown as Town, jakarta: jakarta as unknown as Town }

type Demo = {
  town: string
  place: DemoPlace
  database: D1Database
  settings: Record<string, string>
  report: Report
  /** How long the town has lived already: twelve weeks, or fewer for a test that cannot wait. */
  daysBehind?: number
}

/** True when the database was empty and is now filled; a place that is there already is left as it is. */
export async function fillDemo({ town: name, place, database, settings, report, daysBehind = 84 }: Demo): Promise<boolean> {
  const machine = await timeMachine(database, settings, daysBehind)
  const town = towns[name]
  if (!town) throw new Error(`There is no town ${name}`)
  if (await currentPlace(machine.db)) return false

  await report(0, daysBehind + 1, place.name)
  const until = machine.clock.now + daysBehind * hours(24)
  const setUp = permit({ kind: 'system', id: 'demo' }, 'place.set_up')
  if (!setUp) throw new Error('The policy lets nobody set up a place')
  const opened = await setUpPlace(machine.contextBefore(), setUp, { ...place, areas: [...place.areas] })
  if (!opened.ok) throw new Error(opened.reason)
  const cast = await gather(machine, town, opened.value.coordinatorId, opened.value.officeId)
  await keepNoLonger(machine, cast.coordinator)
  await inTurn(town.groups, (group) => publishGroup(machine, town, cast, group))
  const story: Story = { machine, town, cast, people: [], sent: [], until }
  await live(story, place, daysBehind, report)
  await tellWhatIsMissing(story)
  // Something for the coordinator to decide today.
  await askToBeBuddy(machine, town, town.applicant, town.words.buddyAbout.at(-1))
  await describeGroup(machine, town, cast, town.groupToCheck)
  return true
}

/** Only of whoever came so many days ago can be known how they were after twelve weeks, so more come early. */
const longEnough = 70
const daysOnCallList = lookBack / hours(24)

/** The weeks in fast motion, up to this minute. Everybody of the town is referred on its working days, and none in the last week. */
async function live(story: Story, place: DemoPlace, daysBehind: number, report: Report): Promise<void> {
  const { machine } = story
  const end = story.until
  const newcomers = Math.ceil((story.town.people.length * 7) / (daysBehind * 5))
  const today = localDay(end, place.timeZone)
  const at = (day: string, time: string) => Math.min(instantOf(day, time, place.timeZone).at, end)
  for (let day = localDay(machine.clock.now, place.timeZone), n = 1; day <= today; day = addDays(day, 1), n++) {
    machine.clock.now = at(day, '03:00')
    await run(machine, '0 3 * * *')
    machine.clock.now = at(day, '09:30')
    await fillInbox(story, daysBehind - n)
    await answerInbox(story, daysBehind - n)
    const weekday = new Date(day).getUTCDay()
    const isWorkingDay = weekday > 0 && weekday < 6
    const arriving = isWorkingDay && n < daysBehind - 6 ? newcomers * (daysBehind - n >= longEnough ? 2 : 1) : 0
    await morning(story, arriving, isWorkingDay)
    await takeBack(story, daysBehind - n)
    // Earlier calls are about sessions that are over and off every list.
    if (n > daysBehind - daysOnCallList) await ring(story)
    // Word of a visit this very day is sent before it begins.
    await send(machine, end)
    machine.clock.now = at(day, '13:00')
    await run(machine, '*/15 * * * *')
    // Reminders of the day go out before its sessions, not after them.
    await send(machine, end)
    // Whoever has no email is rung about them before they go; today's calls are left for whoever looks.
    if (n > daysBehind - daysOnCallList && day < today) await ring(story)
    machine.clock.now = at(day, '20:30')
    await evening(story)
    if (n % 7 === 5) await closeLoops(story)
    await send(machine, end)
    await report(n, daysBehind + 1, day)
  }
  // So that no offer is overdue and no job is late when the first visitor looks.
  machine.clock.now = end
  await run(machine, '*/15 * * * *')
  await send(machine, end)
}

const run = (machine: Machine, cron: string) =>
  runJobs(
    jobs.filter((job) => job.cron === cron),
    machine.context,
    { sender: undefined },
  )

/** The emails of the last day can be read in the mailbox; those of the weeks before have gone out and are forgotten. */
async function send(machine: Machine, end: number): Promise<void> {
  const isRecent = machine.clock.now > end - hours(30)
  const sender = isRecent ? (ctx: Parameters<typeof mailboxSender>[0]) => mailboxSender(ctx, 'Alongside <alongside@localhost>') : () => away
  await runJobs(
    jobs.filter((job) => job.cron === '* * * * *'),
    machine.context,
    { sender },
  )
}

const away: Sender = {
  from: 'Alongside <alongside@localhost>',
  keyLastsFor: Number.POSITIVE_INFINITY,
  send: async (key, letters) => ({ outcome: 'accepted', results: letters.map((_, at) => ({ providerId: `demo.${key}.${at}` })) }),
}
