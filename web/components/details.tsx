import type { Child, PropsWithChildren } from 'hono/jsx'
import { Icon } from './icon.tsx'

type CappedProps<Item> = {
  items: readonly Item[]
  /** How many are seen at once. */
  first: number
  /** What opens the others, such as "All 24". */
  more: (all: number) => string
  /** Draws some of the items, as a list or a table of their own. */
  children: (some: readonly Item[]) => Child
}

/** A list of which the first are seen at once and the others on request, for what is not today's work. */
export function Capped<Item>({ items, first, more, children }: CappedProps<Item>) {
  // One that would stand alone behind a link is shown as well.
  const seen = items.length <= first + 1 ? items.length : first
  return (
    <>
      {children(items.slice(0, seen))}
      {items.length > seen ? <Details summary={more(items.length - seen)}>{children(items.slice(seen))}</Details> : null}
    </>
  )
}

/** More for those who want it. Nothing that everybody needs belongs in here. */
export const Details = ({ summary, isOpen, children }: PropsWithChildren<{ summary: Child; isOpen?: boolean | undefined }>) => (
  <details class="al-details" open={isOpen ?? false}>
    <summary>
      <Icon name="forward" />
      <span>{summary}</span>
    </summary>
    <div class="al-details__body">{children}</div>
  </details>
)
