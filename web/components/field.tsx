import type { Child, PropsWithChildren } from 'hono/jsx'
import { useField } from './form-context.tsx'

export type FieldProps = {
  name: string
  label: Child
  hint?: Child
  /** Shown while nothing has been typed. */
  value?: string | undefined
  /** The label is the page's heading when the page asks one thing. */
  isHeading?: boolean | undefined
}

type Width = 2 | 4 | 5 | 10 | 20

type TextFieldProps = FieldProps & {
  /** `date` is for GET filters only; a form that is posted takes `DateField`, which keeps what was typed. */
  type?: 'text' | 'email' | 'tel' | 'url' | 'search' | 'color' | 'date' | undefined
  autocomplete?: string | undefined
  inputmode?: 'text' | 'numeric' | 'decimal' | 'email' | 'tel' | undefined
  width?: Width | undefined
  suffix?: string | undefined
  spellcheck?: boolean | undefined
}

export const TextField = (props: TextFieldProps) => {
  const field = useField(props.name, !!props.hint, props.value)
  const input = (
    <input
      class={`nhsuk-input${props.width ? ` nhsuk-input--width-${props.width}` : ''}${field.error ? ' nhsuk-input--error' : ''}`}
      id={field.id}
      name={props.name}
      type={props.type ?? 'text'}
      value={field.value}
      autocomplete={props.autocomplete}
      inputmode={props.inputmode}
      spellcheck={props.spellcheck}
      aria-describedby={field.describedBy}
      aria-invalid={field.error ? 'true' : undefined}
    />
  )
  return (
    <Group {...props} field={field}>
      {props.suffix ? (
        <div class="nhsuk-input-wrapper">
          {input}
          <div class="nhsuk-input-wrapper__suffix">{props.suffix}</div>
        </div>
      ) : (
        input
      )}
    </Group>
  )
}

/** Digits in a text input: `type=number` loses what was typed when it is not a number, and scrolling changes it. */
export const NumberField = (props: Omit<TextFieldProps, 'type' | 'inputmode'>) => (
  <TextField width={4} autocomplete="off" {...props} inputmode="numeric" />
)

/** A time of day as text, such as 14:30 or 2.30pm: the server reads both, and what was typed is never lost. */
export const TimeField = (props: Omit<TextFieldProps, 'type' | 'inputmode'>) => <TextField width={5} autocomplete="off" {...props} />

export const TextArea = (props: FieldProps & { rows?: number | undefined; autocomplete?: string | undefined }) => {
  const field = useField(props.name, !!props.hint, props.value)
  return (
    <Group {...props} field={field}>
      <textarea
        class={`nhsuk-textarea${field.error ? ' nhsuk-textarea--error' : ''}`}
        id={field.id}
        name={props.name}
        rows={props.rows ?? 5}
        autocomplete={props.autocomplete}
        aria-describedby={field.describedBy}
        aria-invalid={field.error ? 'true' : undefined}
      >
        {field.value}
      </textarea>
    </Group>
  )
}

export type Option = {
  value: string
  label: string
  hint?: Child
  /** What it has in common with its neighbours: stands above the first of them. */
  group?: string | undefined
}

/** `empty` is the first line while nothing is chosen, such as "Choose a venue". */
export const Select = (props: FieldProps & { options: readonly Option[]; empty?: string | undefined }) => {
  const field = useField(props.name, !!props.hint, props.value)
  return (
    <Group {...props} field={field}>
      <select
        class={`nhsuk-select${field.error ? ' nhsuk-select--error' : ''}`}
        id={field.id}
        name={props.name}
        aria-describedby={field.describedBy}
        aria-invalid={field.error ? 'true' : undefined}
      >
        {props.empty === undefined ? null : <option value="">{props.empty}</option>}
        {props.options.map((option) => (
          <option value={option.value} selected={option.value === field.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Group>
  )
}

type GroupProps = PropsWithChildren<FieldProps & { field: ReturnType<typeof useField> }>

const Group = ({ label, hint, isHeading, field, children }: GroupProps) => {
  const tag = (
    <label class={`nhsuk-label nhsuk-label--${isHeading ? 'l' : 'field'}`} for={field.id}>
      {label}
    </label>
  )
  return (
    <div class={`nhsuk-form-group${field.error ? ' nhsuk-form-group--error' : ''}`}>
      {isHeading ? <h1 class="nhsuk-label-wrapper">{tag}</h1> : tag}
      <HintAndError hint={hint} field={field} />
      {children}
    </div>
  )
}

export const HintAndError = ({ hint, field }: { hint?: Child; field: ReturnType<typeof useField> }) => (
  <>
    {hint ? (
      <div class="nhsuk-hint" id={`${field.id}-hint`}>
        {hint}
      </div>
    ) : null}
    {field.error ? (
      <span class="nhsuk-error-message" id={`${field.id}-error`}>
        <span class="al-hidden">{field.errorPrefix} </span>
        {field.error}
      </span>
    ) : null}
  </>
)
