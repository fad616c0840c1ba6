import { Button, Buttons, LinkButton, PostButton } from '../button.tsx'
import { Checkbox, Checkboxes, Radios } from '../choice.tsx'
import { DateField } from '../date-field.tsx'
import { NumberField, Select, TextArea, TextField, TimeField } from '../field.tsx'
import { Fieldset, Form } from '../form.tsx'
import type { Errors, Fields } from '../form-context.tsx'

export const formErrors: Errors = {
  form: 'The last place was taken a moment ago. You can join the waiting list.',
  name: 'Enter what to call the person',
  email: 'Enter an email address like name@example.org',
  birthOn: 'Enter a date of birth that exists',
  startsAt: 'Enter a time such as 14:30',
  capacity: 'Enter a number from 1 to 500',
  venue: 'Choose a venue',
  reach: 'Choose how to reach the person',
  languages: 'Choose at least one language',
  notes: 'Write 500 letters or fewer',
  consent: 'Tick the box when the person has agreed',
}

const typed: Fields = {
  name: '',
  email: 'maria at example',
  'birthOn-day': '31',
  'birthOn-month': '2',
  'birthOn-year': '1951',
  startsAt: 'half past two',
  capacity: 'twelve',
  languages: [],
  notes: 'Likes singing. Would come with her neighbour.',
}

const stored: Fields = {
  name: 'Maria',
  email: 'maria@example.org',
  birthOn: '1951-02-28',
  startsAt: '14:30',
  capacity: '12',
  venue: 'library',
  reach: 'phone',
  languages: ['en', 'id'],
  notes: 'Likes singing. Would come with her neighbour.',
  consent: 'yes',
}

/** Every field: with what is stored, or sent back with what was typed. */
export const EveryField = ({ isSentBack, idPrefix }: { isSentBack: boolean; idPrefix?: string }) => (
  <Form
    action="/dev/components"
    fields={isSentBack ? typed : stored}
    errors={isSentBack ? formErrors : {}}
    errorPrefix="Error:"
    idPrefix={idPrefix}
    hidden={{ key: 'sample' }}
  >
    <Fieldset legend="About the person" hint="Only what you need to book a first visit.">
      <TextField name="name" label="What do they like to be called?" autocomplete="off" />
      <TextField name="email" type="email" label="Email" hint="Leave empty if they have none." inputmode="email" autocomplete="off" />
      <DateField name="birthOn" label="Date of birth" hint="For example, 27 3 1951" dayLabel="Day" monthLabel="Month" yearLabel="Year" />
    </Fieldset>
    <Fieldset legend="The session">
      <TimeField name="startsAt" label="Starts at" hint="For example, 14:30" />
      <NumberField name="capacity" label="Places" suffix="people" />
      <Select
        name="venue"
        label="Venue"
        empty="Choose a venue"
        options={[
          { value: 'library', label: 'Central library' },
          { value: 'hall', label: "St Mary's hall" },
        ]}
      />
    </Fieldset>
    <Radios
      name="reach"
      label="How should we reach them?"
      options={[
        { value: 'email', label: 'Email' },
        { value: 'phone', label: 'Phone only', hint: 'Their reminders become calls on your list.' },
        { value: 'carer', label: 'Through a carer' },
      ]}
    />
    <Checkboxes
      name="languages"
      label="Languages"
      hint="Choose all that they speak well."
      options={[
        { value: 'en', label: 'English' },
        { value: 'id', label: 'Bahasa Indonesia' },
        { value: 'pa', label: 'Punjabi' },
      ]}
    />
    <TextArea name="notes" label="What matters to them" rows={4} />
    <Checkbox name="consent" label="They agreed that the organiser may know their name and access needs" />
    <Buttons>
      <Button>Save and find sessions</Button>
      <Button kind="secondary" name="then" value="later">
        Save for later
      </Button>
      <Button kind="quiet">Cancel</Button>
    </Buttons>
  </Form>
)

export const EveryButton = () => (
  <>
    <Buttons>
      <LinkButton href="#">Primary</LinkButton>
      <LinkButton kind="secondary" href="#">
        Secondary
      </LinkButton>
      <PostButton action="/dev/components" kind="warning">
        Cancel session
      </PostButton>
      <PostButton action="/dev/components" kind="quiet">
        Quiet, like a link
      </PostButton>
    </Buttons>
    <Buttons>
      <PostButton action="/dev/components" small about="Maria">
        Came
      </PostButton>
      <PostButton action="/dev/components" small kind="secondary" about="Maria">
        Did not come
      </PostButton>
    </Buttons>
  </>
)
