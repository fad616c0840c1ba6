import { Buttons, PostButton } from '../button.tsx'
import { PageHeading } from '../heading.tsx'
import { type Column, Table } from '../table.tsx'
import { type StateOf, StateTag, Tag } from '../tag.tsx'
import { SampleFrame } from './frame.tsx'

type Row = { name: string; isFirst: boolean; needs: string; state: StateOf<'booking'>; said: string }

const rows: Row[] = [
  { name: 'Maria', isFirst: true, needs: 'Comes with Tom, her buddy. Hears better at the front.', state: 'attended', said: 'Came' },
  { name: 'Bapak Hendra', isFirst: false, needs: 'Step-free', state: 'confirmed', said: 'Confirmed' },
  { name: 'Geoff', isFirst: false, needs: '', state: 'missed', said: 'Did not come' },
]

const columns: Column<Row>[] = [
  { label: 'Name', isRowHeader: true, cell: (row) => <strong>{row.name}</strong> },
  {
    label: 'Good to know',
    cell: (row) => (
      <>
        {row.isFirst ? <Tag tone="special">First visit</Tag> : null} {row.needs || 'Nothing special'}
      </>
    ),
  },
  {
    label: 'State',
    cell: (row) => (
      <StateTag of="booking" state={row.state}>
        {row.said}
      </StateTag>
    ),
  },
  {
    label: 'Here today?',
    isWide: true,
    cell: (row) => (
      <>
        <span class="al-tick-box al-print-only" />
        <Buttons inRow>
          <PostButton action="/dev/components" small about={row.name}>
            Came
          </PostButton>
          <PostButton action="/dev/components" small kind="secondary" about={row.name}>
            Did not come
          </PostButton>
        </Buttons>
      </>
    ),
  },
]

/** Taken on a phone at the door, or printed and ticked by hand. */
export const RegisterSample = () => (
  <SampleFrame variant="staff" title="Register">
    <PageHeading caption="Sing for the joy of it" title="Who is here?" lead="Tuesday 9 June, 10:00, St Mary's hall" />
    <Table caption="Register" isCaptionHidden columns={columns} rows={rows} empty={null} />
  </SampleFrame>
)
