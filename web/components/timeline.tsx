import type { Child } from 'hono/jsx'

type TimelineItem = {
  /** The day, and the time where it is known. */
  when: string
  title: Child
  /** A `Tag` or `StateTag`. */
  tag?: Child
  body?: Child
  /** `Buttons` that do something about it. */
  actions?: Child
}

/** What happened, newest first: a list, so that a screen reader says how much there is and skips from one to the next. */
export const Timeline = ({ label, items }: { label: string; items: readonly TimelineItem[] }) => (
  <ol class="al-timeline" aria-label={label}>
    {items.map((item) => (
      <li>
        <p class="al-timeline__when">{item.when}</p>
        <div class="al-timeline__title">
          {item.title}
          {item.tag}
        </div>
        {item.body ? <div class="al-timeline__body">{item.body}</div> : null}
        {item.actions}
      </li>
    ))}
  </ol>
)

/** Words as they were typed, line by line. */
export const Lines = ({ text }: { text: string }) => (
  <>
    {text.split('\n').map((line, at) => (
      <>
        {at > 0 ? <br /> : null}
        {line}
      </>
    ))}
  </>
)
