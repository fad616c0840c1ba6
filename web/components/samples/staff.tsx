import { Buttons, LinkButton, PostButton } from '../button.tsx'
import { Empty } from '../empty.tsx'
import { FillBar } from '../fill-bar.tsx'
import { BackLink, PageHeading } from '../heading.tsx'
import { SubNav } from '../sub-nav.tsx'
import { SummaryList } from '../summary-list.tsx'
import { type Column, Table } from '../table.tsx'
import { type StateOf, StateTag, Tag } from '../tag.tsx'
import { Lines, Timeline } from '../timeline.tsx'
import { Week, type WeekDay } from '../week.tsx'
import { Figures, Tasks } from '../work.tsx'
import { SampleFrame } from './frame.tsx'

type Row = { name: string; session: string; when: string; state: StateOf<'booking'>; said: string; visits: number }

const rows: Row[] = [
  { name: 'Maria', session: 'Sing for the joy of it', when: 'Tue 9 June, 10:00', state: 'confirmed', said: 'Confirmed', visits: 1 },
  {
    name: 'Mr Okafor',
    session: 'Allotment mornings',
    when: 'Thu 11 June, 10:00',
    state: 'waitlisted',
    said: 'Waiting, number 2',
    visits: 0,
  },
  { name: 'Sulastri', session: 'Slow stroll by the river', when: 'Wed 10 June, 9:30', state: 'offered', said: 'Place offered', visits: 3 },
  { name: 'Geoff', session: 'Talk it over tea', when: 'Fri 5 June, 11:00', state: 'missed', said: 'Did not come', visits: 2 },
]

const columns: Column<Row>[] = [
  { label: 'Person', isRowHeader: true, cell: (row) => <a href="#main">{row.name}</a>, sort: { href: '#main', direction: 'ascending' } },
  { label: 'Session', cell: (row) => row.session },
  { label: 'When', cell: (row) => row.when, sort: { href: '#main' } },
  {
    label: 'State',
    cell: (row) => (
      <StateTag of="booking" state={row.state}>
        {row.said}
      </StateTag>
    ),
  },
  { label: 'Visits', isNumber: true, cell: (row) => row.visits },
]

const days: WeekDay[] = [
  { heading: 'Mon 8 June', items: [] },
  {
    heading: 'Tue 9 June',
    isToday: true,
    items: [
      {
        href: '#main',
        time: '10:00 to 11:30',
        title: 'Sing for the joy of it',
        family: 'arts',
        more: <FillBar taken={7} capacity={8} label="7 of 8" />,
      },
      { href: '#main', time: '14:00 to 15:00', title: 'Make friends with your phone', family: 'learning', more: 'Central library' },
    ],
  },
  { heading: 'Wed 10 June', items: [{ href: '#main', time: '9:30', title: 'Slow stroll by the river', family: 'movement' }] },
  {
    heading: 'Thu 11 June',
    items: [{ href: '#main', time: '10:00', title: 'Allotment mornings', family: 'growing', more: <Tag tone="bad">Cancelled</Tag> }],
  },
  { heading: 'Fri 12 June', items: [{ href: '#main', time: '11:00', title: 'Talk it over tea', family: 'peer' }] },
  { heading: 'Sat 13 June', items: [{ href: '#main', time: '9:00', title: 'Repair café', family: 'helping' }] },
  { heading: 'Sun 14 June', items: [] },
]

export const StaffSample = () => (
  <SampleFrame variant="staff" title="Today" back={<BackLink href="#main" label="All people" />}>
    <PageHeading
      title="Good morning, Priya"
      lead="Tuesday 9 June. Four things need you today."
      aside={<LinkButton href="#main">Add a person</LinkButton>}
    />
    <Figures
      figures={[
        { value: 2, label: 'first visits without a buddy', href: '#main', isAlert: true },
        { value: 5, label: 'people to call', href: '#main' },
        { value: 11, label: 'visits today', href: '#main' },
        { value: '84%', label: 'came last week' },
      ]}
    />
    <h2>Do first</h2>
    <Tasks
      tasks={[
        {
          title: 'Mr Okafor has no buddy for tomorrow',
          tag: <Tag tone="bad">Urgent</Tag>,
          why: 'His buddy had to step back at 8:10. The visit starts tomorrow at 10:00.',
          action: (
            <LinkButton small href="#main">
              Find a buddy
            </LinkButton>
          ),
        },
        {
          title: 'Call Geoff',
          tag: <Tag tone="waiting">Today</Tag>,
          why: 'He did not come on Friday and has no email.',
          action: (
            <PostButton small kind="secondary" action="/dev/components" about="to Geoff">
              I have called
            </PostButton>
          ),
        },
      ]}
    />
    <SubNav
      label="Bookings"
      items={[
        { href: '#main', label: 'Coming up', isCurrent: true, count: 4 },
        { href: '#main', label: 'Waiting' },
        { href: '#main', label: 'Past' },
      ]}
    />
    <Table caption="Bookings" columns={columns} rows={rows} empty={null} />
    <h2>This week</h2>
    <Week label="Sessions this week" days={days} todayLabel="Today" emptyDay="No sessions" />
    <h2>Maria's visit</h2>
    <SummaryList
      rows={[
        {
          key: 'Session',
          value: 'Sing for the joy of it, Tuesday 9 June at 10:00',
          action: { href: '#main', label: 'Change', about: 'the session' },
        },
        { key: 'Buddy', value: 'Tom, meets her at the door at 9:50' },
        { key: 'Confirmed', value: 'By Maria herself, on Sunday at 18:04' },
      ]}
    />
    <Buttons>
      <LinkButton kind="secondary" href="#main">
        Message Tom
      </LinkButton>
      <PostButton kind="warning" action="/dev/components">
        Cancel the visit
      </PostButton>
    </Buttons>
    <h2>What happened with Maria</h2>
    <Timeline
      label="What happened, newest first"
      items={[
        {
          when: 'Tue 9 June, 11:40',
          title: 'Phone call, 12 minutes',
          body: (
            <p>
              <Lines text={'She sang, and stayed for tea.\nWants to bring her neighbour.'} />
            </p>
          ),
          actions: (
            <Buttons inRow>
              <PostButton small kind="secondary" action="/dev/components" about="about Maria">
                Done
              </PostButton>
              <PostButton small kind="quiet" action="/dev/components" about="about Maria">
                In a week
              </PostButton>
            </Buttons>
          ),
        },
        {
          when: 'Tue 9 June, 10:00',
          title: 'Sing for the joy of it',
          tag: (
            <StateTag of="booking" state="attended">
              Came
            </StateTag>
          ),
        },
        { when: 'Mon 1 June', title: 'A referral came in', body: <p>Loneliness, from the surgery.</p> },
      ]}
    />
    <Table
      caption="Waiting"
      columns={columns}
      rows={[]}
      empty={
        <Empty title="Nobody is waiting">
          <p>When a session is full, people wait here in order.</p>
        </Empty>
      }
    />
  </SampleFrame>
)
