import type { Child } from 'hono/jsx'

export type SummaryRow = {
  key: string
  value: Child
  /** "Change", with what it changes said to screen readers in `about`. */
  action?: { href: string; label: string; about: string } | undefined
}

export const SummaryList = ({ rows }: { rows: readonly SummaryRow[] }) => (
  <dl class="al-summary">
    {rows.map((row) => (
      <div>
        <dt>{row.key}</dt>
        <dd>{row.value}</dd>
        {row.action ? (
          <dd>
            <a href={row.action.href}>
              {row.action.label}
              <span class="al-hidden"> {row.action.about}</span>
            </a>
          </dd>
        ) : null}
      </div>
    ))}
  </dl>
)
