import { Buttons, PostButton } from '../button.tsx'
import { Radios } from '../choice.tsx'
import { Details } from '../details.tsx'
import { Facts } from '../facts.tsx'
import { Form } from '../form.tsx'
import { PageHeading } from '../heading.tsx'
import { Notice } from '../notice.tsx'
import { Tag } from '../tag.tsx'
import { SampleFrame } from './frame.tsx'

/** One thing: will you come? */
export const AttendeeSample = () => (
  <SampleFrame variant="attendee" title="Your visit to the choir">
    <PageHeading
      title="Hello Maria. Will you come to the choir?"
      lead="We have kept a place for you."
      caption={<Tag tone="going">Place booked</Tag>}
    />
    <Facts
      facts={[
        { icon: 'calendar', label: 'When', value: 'Tuesday 9 June, 10:00 to 11:30' },
        { icon: 'place', label: 'Where', value: "St Mary's hall, Mill Lane", note: 'The blue door, beside the bakery' },
        { icon: 'person', label: 'Who meets you', value: 'Tom, at the door from 9:50', note: 'He wears a yellow badge' },
        { icon: 'bag', label: 'What to bring', value: 'Nothing. Tea is on us.' },
      ]}
    />
    <Buttons>
      <PostButton action="/dev/components">Yes, I will come</PostButton>
      <PostButton action="/dev/components" kind="secondary">
        I can't come
      </PostButton>
    </Buttons>
    <Details summary="Another date, a buddy, or no emails">
      <p>
        <a href="#main">See other dates of this group</a>
      </p>
      <p>
        <a href="#main">I would rather go without a buddy</a>
      </p>
    </Details>
  </SampleFrame>
)

export const AttendeeDoneSample = () => (
  <SampleFrame
    variant="attendee"
    lang="id"
    title="Terima kasih"
    notice={
      <Notice kind="success" title="Terima kasih, sampai jumpa hari Selasa">
        <p>Tempat Anda sudah pasti. Kami akan mengingatkan Anda sehari sebelumnya.</p>
      </Notice>
    }
  >
    <Form action="/dev/components" submit="Kirim" fields={{ how: 'good' }}>
      <Radios
        name="how"
        label="Bagaimana kunjungan Anda?"
        isHeading
        hint="Pilih satu jawaban."
        options={[
          { value: 'good', label: 'Menyenangkan' },
          { value: 'fair', label: 'Biasa saja' },
          { value: 'bad', label: 'Kurang cocok' },
        ]}
      />
    </Form>
  </SampleFrame>
)
