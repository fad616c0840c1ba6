import { type FieldProps, HintAndError } from './field.tsx'
import { useField } from './form-context.tsx'

/** The three names that are posted, in reading order; src/http/input.ts makes one day of them. */
const dateParts = (name: string) => ({ day: `${name}-day`, month: `${name}-month`, year: `${name}-year` }) as const

type DateFieldProps = Omit<FieldProps, 'value'> & {
  /** A stored day, 'YYYY-MM-DD', shown while nothing has been typed. */
  value?: string | undefined
  dayLabel: string
  monthLabel: string
  yearLabel: string
  /** For a birth date that the person types themselves. */
  isBirthday?: boolean | undefined
}

/**
 * Three boxes instead of the browser's date picker: the picker speaks the language of the browser, not of the page, is hard for
 * people who use voice or a screen magnifier, and posts nothing at all for a date that does not exist, so what was typed would be lost.
 */
export const DateField = (props: DateFieldProps) => {
  const field = useField(props.name, !!props.hint)
  const names = dateParts(props.name)
  const stored = /^(\d{4})-(\d\d)-(\d\d)$/.exec(field.value ?? props.value ?? '')
  const typed = (part: string, index: number) => {
    const value = field.fields[part]
    return typeof value === 'string' ? value : stored?.[index]?.replace(/^0/, '')
  }
  const boxes = [
    { name: names.day, id: field.id, label: props.dayLabel, value: typed(names.day, 3), width: 2, autocomplete: 'bday-day' },
    {
      name: names.month,
      id: `${field.id}-month`,
      label: props.monthLabel,
      value: typed(names.month, 2),
      width: 2,
      autocomplete: 'bday-month',
    },
    { name: names.year, id: `${field.id}-year`, label: props.yearLabel, value: typed(names.year, 1), width: 4, autocomplete: 'bday-year' },
  ]
  return (
    <div class={`nhsuk-form-group${field.error ? ' nhsuk-form-group--error' : ''}`}>
      <fieldset class="nhsuk-fieldset" aria-describedby={field.describedBy}>
        <legend class={`nhsuk-fieldset__legend nhsuk-fieldset__legend--${props.isHeading ? 'l' : 'field'}`}>
          {props.isHeading ? <h1 class="nhsuk-fieldset__heading">{props.label}</h1> : props.label}
        </legend>
        <HintAndError hint={props.hint} field={field} />
        <div class="nhsuk-date-input">
          {boxes.map((box) => (
            <div class="nhsuk-date-input__item">
              <label class="nhsuk-label nhsuk-date-input__label" for={box.id}>
                {box.label}
              </label>
              <input
                class={`nhsuk-input nhsuk-date-input__input nhsuk-input--width-${box.width}${field.error ? ' nhsuk-input--error' : ''}`}
                id={box.id}
                name={box.name}
                type="text"
                inputmode="numeric"
                value={box.value}
                autocomplete={props.isBirthday ? box.autocomplete : 'off'}
                aria-invalid={field.error ? 'true' : undefined}
              />
            </div>
          ))}
        </div>
      </fieldset>
    </div>
  )
}
