import type { Child, PropsWithChildren } from 'hono/jsx'
import { Button } from './button.tsx'
import { type Errors, type Fields, FormScope, fieldId } from './form-context.tsx'

type FormProps = PropsWithChildren<{
  action: string
  method?: 'post' | 'get' | undefined
  /** What was typed, or what is stored: every field inside takes its value from here. */
  fields?: Fields | undefined
  errors?: Errors | undefined
  /** "Error:" in the reader's language; read out before every message. */
  errorPrefix?: string | undefined
  /** When two forms on one page share a field name. */
  idPrefix?: string | undefined
  /** Hidden values, such as the idempotency key. */
  hidden?: Readonly<Record<string, string>> | undefined
  /** The one button at the end; leave it out to place own `Button`s. */
  submit?: string | undefined
  wide?: boolean | undefined
}>

/** The only form. The server says what is wrong, in the page's language, so the browser's own bubbles are off. */
export const Form = (props: FormProps) => (
  <FormScope fields={props.fields ?? {}} errors={props.errors ?? {}} errorPrefix={props.errorPrefix ?? ''} idPrefix={props.idPrefix ?? ''}>
    <form action={props.action} method={props.method ?? 'post'} class={props.wide ? 'al-form al-form--wide' : 'al-form'} novalidate>
      {Object.entries(props.hidden ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {props.children}
      {props.submit ? <Button>{props.submit}</Button> : null}
    </form>
  </FormScope>
)

type ErrorSummaryProps = { title: string; errors: Errors; idPrefix?: string | undefined }

/** Stands above the page's heading and takes the focus, so that nobody has to look for what went wrong. */
export const ErrorSummary = ({ title, errors, idPrefix }: ErrorSummaryProps) => {
  const found = Object.entries(errors).filter(([, message]) => message)
  if (found.length === 0) return null
  return (
    <div class="nhsuk-error-summary" tabindex={-1} autofocus>
      <div role="alert">
        <h2 class="nhsuk-error-summary__heading">{title}</h2>
        <div class="nhsuk-error-summary__body">
          <ul class="nhsuk-list nhsuk-error-summary__list">
            {found.map(([name, message]) => (
              <li>{name === 'form' ? message : <a href={`#${fieldId(name, idPrefix)}`}>{message}</a>}</li>
            ))}
          </ul>
        </div>
      </div>
    </div>
  )
}

type FieldsetProps = PropsWithChildren<{
  legend: Child
  hint?: Child
  /** A legend that is the page's heading when the page asks one thing. */
  isHeading?: boolean | undefined
  size?: 'm' | 'l' | undefined
}>

/** A group of fields with a heading of its own. Radios and checkboxes bring theirs along. */
export const Fieldset = ({ legend, hint, isHeading, size = 'm', children }: FieldsetProps) => (
  <div class="nhsuk-form-group">
    <fieldset class="nhsuk-fieldset">
      <legend class={`nhsuk-fieldset__legend nhsuk-fieldset__legend--${size}`}>
        {isHeading ? <h1 class="nhsuk-fieldset__heading">{legend}</h1> : legend}
      </legend>
      {hint ? <div class="nhsuk-hint">{hint}</div> : null}
      {children}
    </fieldset>
  </div>
)
