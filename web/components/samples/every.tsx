import type { Child } from 'hono/jsx'
import { activityFamilies } from '../activity.tsx'
import { LinkButton } from '../button.tsx'
import { Card, Cards } from '../card.tsx'
import { BarChart, LineChart, ScaleChart } from '../chart.tsx'
import { Details } from '../details.tsx'
import { Empty } from '../empty.tsx'
import { FillBar } from '../fill-bar.tsx'
import { PageHeading } from '../heading.tsx'
import { Notice } from '../notice.tsx'
import { Steps } from '../steps.tsx'
import { stateTones, Tag, type Tone } from '../tag.tsx'
import { EveryButton, EveryField, formErrors } from './forms.tsx'
import { SampleFrame } from './frame.tsx'

/** Every component in every state, on one page. */
export const EverySample = () => (
  <SampleFrame variant="public" title="Components" errors={formErrors}>
    <PageHeading caption="Alongside" title="Components" lead="Every part that a page may be made of, in every state." />
    <Part title="Buttons">
      <EveryButton />
    </Part>
    <Part title="Tags">
      {Object.entries(stateTones).map(([machine, tones]) => (
        <p>
          {machine}:{' '}
          {Object.entries<Tone>(tones).map(([state, tone]) => (
            <>
              <Tag tone={tone}>{state.replace('_', ' ')}</Tag>{' '}
            </>
          ))}
        </p>
      ))}
    </Part>
    <Part title="Notices">
      <Notices />
    </Part>
    <Part title="Places">
      <FillBar taken={7} capacity={12} label="7 of 12 places taken" />
      <FillBar taken={5} offered={1} capacity={6} label="5 of 6 places taken, 1 offered, 3 people waiting" />
      <FillBar taken={0} capacity={8} label="8 places free" />
      <FillBar taken={31} offered={4} capacity={40} label="31 of 40 places taken, 4 offered" />
      <FillBar taken={30} capacity={30} label="Full" />
    </Part>
    <Part title="Families of activities">
      <Cards
        cards={activityFamilies.map((family) => (
          <Card family={family} familyLabel={family} title="A group" meta={[{ icon: 'calendar', text: 'Tuesdays at 10:00' }]} />
        ))}
      />
    </Part>
    <Part title="Steps and details">
      <Steps
        steps={[
          { title: 'Booked', body: 'You have a place.', state: 'done', stateLabel: 'done' },
          { title: 'Meet Tom at the door', body: 'Tuesday at 9:50.', state: 'now', stateLabel: 'now' },
          { title: 'Tell us how it was', state: 'next' },
        ]}
      />
      <Details summary="How the waiting list works">
        <p>First come, first served. An open offer counts as taken.</p>
      </Details>
    </Part>
    <Part title="Nothing here yet">
      <Empty title="No groups yet" level={3} action={<LinkButton href="#">Add a group</LinkButton>}>
        <p>When you add one, its sessions show up here.</p>
      </Empty>
    </Part>
    <Part title="Charts">
      <Charts />
    </Part>
    <Part title="Form, as stored">
      <EveryField isSentBack={false} idPrefix="stored-" />
    </Part>
    <Part title="Form, sent back with what was typed">
      <EveryField isSentBack />
    </Part>
  </SampleFrame>
)

const Part = ({ title, children }: { title: string; children?: Child }) => (
  <section class="al-section">
    <h2>{title}</h2>
    {children}
  </section>
)

const Notices = () => (
  <>
    <Notice kind="success" title="Maria has a place" level={3}>
      <p>We have sent her an email to confirm.</p>
    </Notice>
    <Notice kind="information" title="The clocks change on Sunday" level={3}>
      <p>Sessions stay at their usual local time.</p>
    </Notice>
    <Notice kind="warning" title="A person with this phone number is already here" level={3}>
      <p>
        <a href="#main">Look at the other record</a> before you add a new one.
      </p>
    </Notice>
    <Notice kind="urgent" title="Two first visits tomorrow have no buddy" level={3}>
      <p>Call them today, so that nobody arrives alone.</p>
    </Notice>
  </>
)

const Charts = () => (
  <>
    <BarChart
      title="Bookings by kind of group"
      tableLabel="Show as a table"
      columns={['Kind', 'Bookings']}
      points={[
        { label: 'Art and music', value: 42 },
        { label: 'Walking and light sport', value: 31 },
        { label: 'Gardening and cooking', value: 18 },
        { label: 'Book corners', value: 5 },
      ]}
    />
    <LineChart
      title="First visits a week"
      summary="From 3 in March to 14 in June."
      tableLabel="Show as a table"
      columns={['Week', 'First visits']}
      points={[3, 4, 4, 7, 6, 9, 8, 11, 12, 10, 13, 14].map((value, i) => ({ label: `Week ${i + 1}`, value }))}
    />
    <ScaleChart
      title="Satisfied with life"
      summary="0 is ‘not at all’, 10 is ‘completely’."
      tableLabel="Show as a table"
      columns={['When', 'Answer']}
      min={0}
      max={10}
      readings={[
        { label: 'At the start', value: 4, text: '4' },
        { label: 'After 6 weeks', value: null, text: 'Not said' },
        { label: 'After 12 weeks', value: 7, text: '7' },
      ]}
    />
  </>
)
