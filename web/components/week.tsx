import type { Child } from 'hono/jsx'
import { type ActivityFamily, familyClass } from './activity.tsx'

type WeekItem = {
  href: string
  /** "10:00 to 11:30" */
  time: string
  title: string
  family?: ActivityFamily | undefined
  /** Venue, a `FillBar`, a `Tag`. */
  more?: Child
}
export type WeekDay = { heading: string; isToday?: boolean | undefined; items: readonly WeekItem[] }

type WeekProps = { label: string; days: readonly WeekDay[]; todayLabel: string; emptyDay: string }

/** Seven lists in reading order; side by side when the screen is wide. */
export const Week = ({ label, days, todayLabel, emptyDay }: WeekProps) => (
  <section aria-label={label}>
    <ol class="al-week">
      {days.map((day) => (
        <li class={day.isToday ? 'al-week__today' : undefined}>
          <h2>
            {day.heading}
            {day.isToday ? <strong class="al-tag al-tag--going">{todayLabel}</strong> : null}
          </h2>
          {day.items.length === 0 ? (
            <p>{emptyDay}</p>
          ) : (
            <ul>
              {day.items.map((item) => (
                <li class={item.family ? familyClass(item.family) : undefined}>
                  <span class="al-week__time">{item.time}</span>
                  <a href={item.href}>{item.title}</a>
                  {item.more ? <div>{item.more}</div> : null}
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ol>
  </section>
)
