import type { Child } from 'hono/jsx'

export type Figure = { value: number | string; label: string; href?: string | undefined; isAlert?: boolean | undefined }

/** A few numbers, each leading to its list. An alert says so in its label too. */
export const Figures = ({ figures }: { figures: readonly Figure[] }) => (
  <ul class="al-figures">
    {figures.map((figure) => {
      const inside = (
        <>
          <strong>{figure.value}</strong> {figure.label}
        </>
      )
      return (
        <li class={figure.isAlert ? 'al-figure--alert' : undefined}>
          {figure.href ? <a href={figure.href}>{inside}</a> : <div>{inside}</div>}
        </li>
      )
    })}
  </ul>
)

export type Task = {
  title: Child
  tag?: Child
  why?: Child
  /** What is more than a sentence: a bar, a list. */
  more?: Child
  action?: Child
}

/** The day's work: what, why now, and the one button that does it. */
export const Tasks = ({ tasks }: { tasks: readonly Task[] }) => (
  <ul class="al-tasks">
    {tasks.map((task) => (
      <li>
        <div>
          <div class="al-tasks__title">
            {task.title}
            {task.tag}
          </div>
          {task.why ? <p>{task.why}</p> : null}
          {task.more}
        </div>
        {task.action}
      </li>
    ))}
  </ul>
)
