import type { Child } from 'hono/jsx'
import { familyOf } from '../../src/groups/rules.ts'
import { briefDate, clock, longDate, shortDate, timeRange } from '../../src/lib/dates.ts'
import type { OwnSession } from '../../src/sessions/overview/queries.ts'
import type { Card as PublicCard } from '../../src/sessions/whats-on/queries.ts'
import { Card } from '../components/card.tsx'
import { FillBar } from '../components/fill-bar.tsx'
import { Table } from '../components/table.tsx'
import { StateTag, Tag } from '../components/tag.tsx'
import { accessName, familyName, type Reader } from '../groups/wording.ts'
import type { T } from '../render.tsx'
import { hasWaitingList, placesInWords } from './wording.ts'

/** 'Tue 9 Jun 2026, 10am to 11:30am'; without an end only the start. */
export const whenOf = ({ zone, locale }: Reader, { startsAt, endsAt }: { startsAt: number; endsAt?: number }): string =>
  `${shortDate(startsAt, zone, locale)}, ${endsAt === undefined ? clock(startsAt, zone, locale) : timeRange(startsAt, endsAt, zone, locale)}`

export const longWhenOf = ({ zone, locale }: Reader, { startsAt, endsAt }: { startsAt: number; endsAt: number }): string =>
  `${longDate(startsAt, zone, locale)}, ${timeRange(startsAt, endsAt, zone, locale)}`

/** 'Tue 9 Jun, 10am to 11:30am', within the twelve weeks that are shown ahead. */
const nearWhenOf = ({ zone, locale }: Reader, { startsAt, endsAt }: { startsAt: number; endsAt: number }): string =>
  `${briefDate(startsAt, zone, locale)}, ${timeRange(startsAt, endsAt, zone, locale)}`

/** A session as the public sees it. The whole card is a link. */
export const SessionCard = ({ reader, session }: { reader: Reader; session: Omit<PublicCard, 'summary' | 'languages' | 'cost'> }) => {
  const { t, now } = reader
  const access = session.accessFeatures.slice(0, 3).map((code) => accessName(t, code))
  return (
    <Card
      family={familyOf(session.activities[0])}
      familyLabel={familyName(t, session.activities[0])}
      title={session.groupName}
      href={`/sessions/${session.id}`}
      tag={hasWaitingList(session, now) ? <Tag tone="waiting">{t('sessions.left.tag_full')}</Tag> : null}
      meta={[
        { icon: 'calendar', text: nearWhenOf(reader, session) },
        { icon: 'place', text: `${session.venueName}, ${session.area}` },
        ...(access.length ? [{ icon: 'access' as const, text: access.join(', ') }] : []),
      ]}
    >
      <FillBar taken={session.placesTaken} capacity={session.capacity} label={placesInWords(t, session, now)} />
    </Card>
  )
}

/** Values that travel with a form from one step to the next. */
export const Carried = ({
  fields,
  except,
}: {
  fields: Readonly<Record<string, string | readonly string[]>>
  except: readonly string[]
}) => (
  <>
    {Object.entries(fields)
      .filter(([name]) => !except.includes(name))
      .flatMap(([name, value]) => [value].flat().map((one) => <input type="hidden" name={name} value={one} />))}
  </>
)

/** Own sessions with how full they are; each leads to the page of the session. */
export const OwnSessions = ({
  reader,
  rows,
  empty,
  isGroupShown = false,
}: {
  reader: Reader
  rows: readonly OwnSession[]
  empty: Child
  isGroupShown?: boolean
}) => {
  const { t } = reader
  return (
    <Table
      caption={t('groups.upcoming')}
      isCaptionHidden
      isCompact
      rows={rows}
      empty={empty}
      columns={[
        {
          label: t('sessions.when'),
          isRowHeader: true,
          cell: ({ session }) => <a href={`/sessions/${session.id}/bookings`}>{whenOf(reader, session)}</a>,
        },
        ...(isGroupShown ? [{ label: t('groups.name'), isPlain: true, cell: ({ groupName }: OwnSession) => groupName }] : []),
        { label: t('sessions.where'), isPlain: true, cell: ({ venueName }) => venueName },
        { label: t('sessions.places'), isWide: true, cell: ({ session }) => <Fullness t={t} session={session} /> },
        {
          label: t('sessions.manage.state'),
          isPlain: true,
          cell: (row) => <SessionState t={t} {...row} />,
        },
      ]}
    />
  )
}

type HowItWent = Pick<OwnSession, 'session' | 'didNotRun'>

export const SessionState = ({ t, ...row }: HowItWent & { t: T }) => (
  <StateTag of="session" state={row.didNotRun ? 'cancelled' : row.session.status}>
    {stateOf(t, row)}
  </StateTag>
)

export const stateOf = (t: T, { session, didNotRun }: HowItWent): string =>
  t(didNotRun ? 'sessions.manage.did_not_run' : `sessions.states.${session.status}`)

export const Fullness = ({ t, session }: { t: T; session: OwnSession['session'] }) => (
  <FillBar taken={session.placesTaken} capacity={session.capacity} label={fullnessOf(t, session)} />
)

export const fullnessOf = (t: T, session: OwnSession['session']): string => {
  const { placesTaken, capacity, newcomersTaken, newcomerLimit, waiting } = session
  // Else nobody would see why somebody waits beside free places.
  const isLimit = waiting > 0 && placesTaken < capacity && newcomerLimit !== null && newcomersTaken >= newcomerLimit
  return [
    t('sessions.manage.taken', { taken: placesTaken, capacity }),
    ...(isLimit ? [t('sessions.manage.newcomers_taken', { n: newcomerLimit })] : []),
    ...(waiting > 0 ? [t('sessions.manage.waiting', { n: waiting })] : []),
  ].join(', ')
}
