import type { ActivityFamily } from '../activity.tsx'
import { Buttons, LinkButton } from '../button.tsx'
import { Card, Cards } from '../card.tsx'
import { Select } from '../field.tsx'
import { FillBar } from '../fill-bar.tsx'
import { Filters } from '../filters.tsx'
import { Hero } from '../hero.tsx'
import { Pagination } from '../pagination.tsx'
import { Tag } from '../tag.tsx'
import { SampleFrame } from './frame.tsx'

type Sample = { family: ActivityFamily; kind: string; title: string; when: string; where: string; taken: number; capacity: number }

const sessions: Sample[] = [
  {
    family: 'arts',
    kind: 'Art and music',
    title: 'Sing for the joy of it',
    when: 'Tuesday 9 June, 10:00 to 11:30',
    where: "St Mary's hall, Mill Lane",
    taken: 7,
    capacity: 12,
  },
  {
    family: 'movement',
    kind: 'Walking and light sport',
    title: 'Slow stroll by the river',
    when: 'Wednesday 10 June, 9:30 to 10:30',
    where: 'Meet at the boathouse',
    taken: 15,
    capacity: 20,
  },
  {
    family: 'growing',
    kind: 'Gardening and cooking',
    title: 'Allotment mornings',
    when: 'Thursday 11 June, 10:00 to 12:00',
    where: 'Bridge Road allotments',
    taken: 8,
    capacity: 8,
  },
  {
    family: 'books',
    kind: 'Book corner',
    title: 'Shared reading, read aloud',
    when: 'Thursday 11 June, 14:00 to 15:30',
    where: 'Central library, quiet room',
    taken: 3,
    capacity: 10,
  },
  {
    family: 'peer',
    kind: 'Peer support',
    title: 'Talk it over tea',
    when: 'Friday 12 June, 11:00 to 12:30',
    where: 'The Old Bakery',
    taken: 5,
    capacity: 9,
  },
  {
    family: 'learning',
    kind: 'Classes for older people',
    title: 'Make friends with your phone',
    when: 'Friday 12 June, 14:00 to 15:00',
    where: 'Central library, room 2',
    taken: 2,
    capacity: 6,
  },
]

const SessionCard = (s: Sample) => (
  <Card
    family={s.family}
    familyLabel={s.kind}
    title={s.title}
    href="#main"
    tag={s.taken === s.capacity ? <Tag tone="waiting">Waiting list</Tag> : null}
    meta={[
      { icon: 'calendar', text: s.when },
      { icon: 'place', text: s.where },
      { icon: 'access', text: 'Step-free, quiet space' },
    ]}
  >
    <FillBar taken={s.taken} capacity={s.capacity} label={s.taken === s.capacity ? 'Full' : `${s.capacity - s.taken} places free`} />
  </Card>
)

export const PublicSample = () => (
  <SampleFrame variant="public" title="What's on">
    <Hero
      title="Good company is closer than you think"
      lead="Choirs, gardens, walks and book corners in Harbour Town. Someone friendly can meet you at the door the first time."
      actions={
        <Buttons>
          <LinkButton href="#on">See what's on</LinkButton>
        </Buttons>
      }
    />
    <h2 id="on">This week</h2>
    <Filters
      action="/dev/components"
      label="Find a group"
      fields={{ kind: 'arts', day: '' }}
      submit="Show"
      clear={{ href: '#main', label: 'Clear all' }}
      chosen={[{ label: 'Art and music', href: '#main', removeLabel: 'remove this filter' }]}
    >
      <Select name="kind" label="Kind of group" empty="All" options={[{ value: 'arts', label: 'Art and music' }]} />
      <Select name="day" label="Day" empty="Any day" options={[{ value: 'tue', label: 'Tuesday' }]} />
      <Select name="access" label="Access" empty="Any" options={[{ value: 'step', label: 'Step-free' }]} />
    </Filters>
    <Cards cards={sessions.map(SessionCard)} />
    <Pagination label="More sessions" older={{ href: '#main', label: 'Next week' }} newer={{ href: '#main', label: 'Week before' }} />
  </SampleFrame>
)
