import type { PropsWithChildren } from 'hono/jsx'

export type ButtonKind = 'primary' | 'secondary' | 'warning' | 'quiet'

const classOf = (kind: ButtonKind, small: boolean) =>
  kind === 'quiet'
    ? 'al-button-quiet'
    : `nhsuk-button${kind === 'primary' ? '' : ` nhsuk-button--${kind}`}${small ? ' nhsuk-button--small' : ''}`

type Look = { kind?: ButtonKind | undefined; small?: boolean | undefined }

type ButtonProps = PropsWithChildren<
  Look & {
    name?: string | undefined
    value?: string | undefined
    formaction?: string | undefined
    /** Said after the label, for a list where twenty buttons have the same word. */
    about?: string | undefined
  }
>

/** Submits the form around it. */
export const Button = ({ kind = 'primary', small = false, name, value, formaction, about, children }: ButtonProps) => (
  <button type="submit" class={classOf(kind, small)} name={name} value={value} formaction={formaction}>
    {children}
    {about ? <span class="al-hidden"> {about}</span> : null}
  </button>
)

/** A link that looks like a button: for going somewhere, never for changing something. */
export const LinkButton = ({
  kind = 'primary',
  small = false,
  href,
  about,
  children,
}: PropsWithChildren<Look & { href: string; about?: string | undefined }>) => (
  <a class={classOf(kind, small)} href={href}>
    {children}
    {about ? <span class="al-hidden"> {about}</span> : null}
  </a>
)

/** Buttons, links and one-button forms in a row; one under the other on a phone, unless `inRow` keeps short ones together. */
export const Buttons = ({ inRow, children }: PropsWithChildren<{ inRow?: boolean | undefined }>) => (
  <div class={inRow ? 'al-buttons al-buttons--row' : 'al-buttons'}>{children}</div>
)

type PostButtonProps = PropsWithChildren<
  Look & { action: string; hidden?: Readonly<Record<string, string>> | undefined; about?: string | undefined }
>

/** One button that changes something: a form of its own, so that a mail scanner's GET changes nothing. */
export const PostButton = ({ action, hidden, children, ...look }: PostButtonProps) => (
  <form action={action} method="post">
    {Object.entries(hidden ?? {}).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <Button {...look}>{children}</Button>
  </form>
)
