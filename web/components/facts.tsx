import type { Child } from 'hono/jsx'
import { Icon, type IconName } from './icon.tsx'

export type Fact = { icon: IconName; label: string; value: Child; note?: Child }

/** The essentials of a visit, large and few: when, where, who meets me, what to bring. */
export const Facts = ({ facts }: { facts: readonly Fact[] }) => (
  <dl class="al-facts">
    {facts.map((fact) => (
      <div>
        <dt>
          <span class="al-facts__icon">
            <Icon name={fact.icon} />
          </span>
          {fact.label}
        </dt>
        <dd>
          {fact.value}
          {fact.note ? <span class="al-muted">{fact.note}</span> : null}
        </dd>
      </div>
    ))}
  </dl>
)

/** Short facts on a card, one line each. */
export const Meta = ({ items }: { items: readonly { icon: IconName; text: Child }[] }) => (
  <ul class="al-meta">
    {items.map((item) => (
      <li>
        <Icon name={item.icon} />
        <span>{item.text}</span>
      </li>
    ))}
  </ul>
)
