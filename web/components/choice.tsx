import type { Child, PropsWithChildren } from 'hono/jsx'
import { type FieldProps, HintAndError, type Option } from './field.tsx'
import { useField } from './form-context.tsx'

type ChoiceProps = FieldProps & { options: readonly Option[]; small?: boolean | undefined; inline?: boolean | undefined }

/** One of several. Nothing is chosen beforehand unless `value` says so. */
export const Radios = (props: ChoiceProps) => {
  const field = useField(props.name, !!props.hint, props.value)
  return (
    <ChoiceGroup {...props} field={field}>
      <div class={`nhsuk-radios${props.small ? ' nhsuk-radios--small' : ''}${inlineClass(props)}`}>
        {props.options.map((option, i) => (
          <>
            {option.group && option.group !== props.options[i - 1]?.group ? <p class="al-group">{option.group}</p> : null}
            <Item
              kind="radios"
              type="radio"
              name={props.name}
              id={optionId(field.id, i)}
              option={option}
              checked={field.value === option.value}
            />
          </>
        ))}
      </div>
    </ChoiceGroup>
  )
}

/** A few words stand in one row, the many numbers of a scale in a grid. */
const inlineClass = ({ inline, options }: ChoiceProps): string =>
  inline ? (options.length > mostInRow ? ' al-scale' : ' nhsuk-radios--inline') : ''
const mostInRow = 6

type CheckboxesProps = Omit<ChoiceProps, 'value'> & {
  values?: readonly string[] | undefined
  /** Short labels in as many columns as fit, when there are many; longer ones, such as names, in wide columns. */
  columns?: boolean | 'wide' | undefined
}

/** Any number of several: the form posts the name once for each. */
export const Checkboxes = (props: CheckboxesProps) => {
  const field = useField(props.name, !!props.hint, props.values)
  return (
    <ChoiceGroup {...props} field={field}>
      <div
        class={`nhsuk-checkboxes${props.small ? ' nhsuk-checkboxes--small' : ''}${props.columns ? ` al-columns${props.columns === 'wide' ? ' al-columns--wide' : ''}` : ''}`}
      >
        {props.options.map((option, i) => (
          <Item
            kind="checkboxes"
            type="checkbox"
            name={props.name}
            id={optionId(field.id, i)}
            option={option}
            checked={field.values.includes(option.value)}
          />
        ))}
      </div>
    </ChoiceGroup>
  )
}

/** A single yes: consent, or "everybody else too". Posts `value`, by default "yes". */
export const Checkbox = ({
  name,
  label,
  hint,
  value = 'yes',
}: {
  name: string
  label: string
  hint?: Child
  value?: string | undefined
}) => {
  const field = useField(name, false)
  return (
    <div class={`nhsuk-form-group${field.error ? ' nhsuk-form-group--error' : ''}`}>
      <HintAndError field={field} />
      <div class="nhsuk-checkboxes">
        <Item
          kind="checkboxes"
          type="checkbox"
          name={name}
          id={field.id}
          option={{ value, label, hint }}
          checked={field.values.includes(value)}
          error={field.error ? `${field.id}-error` : undefined}
        />
      </div>
    </div>
  )
}

// The first option has the field's own id: the error summary points there.
const optionId = (id: string, index: number) => (index === 0 ? id : `${id}-${index + 1}`)

const ChoiceGroup = (props: PropsWithChildren<FieldProps & { field: ReturnType<typeof useField> }>) => (
  <div class={`nhsuk-form-group${props.field.error ? ' nhsuk-form-group--error' : ''}`}>
    <fieldset class="nhsuk-fieldset" aria-describedby={props.field.describedBy}>
      <legend class={`nhsuk-fieldset__legend nhsuk-fieldset__legend--${props.isHeading ? 'l' : 'field'}`}>
        {props.isHeading ? <h1 class="nhsuk-fieldset__heading">{props.label}</h1> : props.label}
      </legend>
      <HintAndError hint={props.hint} field={props.field} />
      {props.children}
    </fieldset>
  </div>
)

type ItemProps = {
  kind: 'radios' | 'checkboxes'
  type: 'radio' | 'checkbox'
  name: string
  id: string
  option: Option
  checked: boolean
  error?: string | undefined
}

const Item = ({ kind, type, name, id, option, checked, error }: ItemProps) => {
  const hintId = option.hint ? `${id}-option-hint` : undefined
  return (
    <div class={`nhsuk-${kind}__item`}>
      <input
        class={`nhsuk-${kind}__input`}
        id={id}
        name={name}
        type={type}
        value={option.value}
        checked={checked}
        aria-describedby={[hintId, error].filter(Boolean).join(' ') || undefined}
        aria-invalid={error ? 'true' : undefined}
      />
      <label class={`nhsuk-label nhsuk-${kind}__label`} for={id}>
        {option.label}
        {option.group ? <span class="al-hidden"> ({option.group})</span> : null}
      </label>
      {option.hint ? (
        <div class={`nhsuk-hint nhsuk-${kind}__hint`} id={hintId}>
          {option.hint}
        </div>
      ) : null}
    </div>
  )
}
