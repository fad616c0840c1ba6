import type { Child } from 'hono/jsx'
import { Icon } from './icon.tsx'

type PageHeadingProps = {
  title: Child
  /** What the page belongs to, above the title: a group, a day. */
  caption?: Child
  lead?: Child
  /** A `Tag` or a `LinkButton`, beside the title. */
  aside?: Child
}

/** The one h1 of a page. */
export const PageHeading = ({ title, caption, lead, aside }: PageHeadingProps) => (
  <div class="al-heading">
    <div>
      {caption ? <p class="al-heading__caption">{caption}</p> : null}
      <h1>{title}</h1>
      {lead ? <p class="al-lead">{lead}</p> : null}
    </div>
    {aside ? <div>{aside}</div> : null}
  </div>
)

export const BackLink = ({ href, label }: { href: string; label: string }) => (
  <a class="al-back" href={href}>
    <Icon name="back" />
    {label}
  </a>
)
