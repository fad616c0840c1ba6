import { Count, type NavItem } from './layout.tsx'

/** The pages of one record, looking like tabs; each is a page of its own with its own address. */
export const SubNav = ({ label, items }: { label: string; items: readonly NavItem[] }) => (
  <nav class="al-subnav" aria-label={label}>
    <ul>
      {items.map((item) => (
        <li>
          <a href={item.href} aria-current={item.isCurrent ? 'page' : undefined}>
            {item.label}
            <Count count={item.count} countLabel={item.countLabel} />
          </a>
        </li>
      ))}
    </ul>
  </nav>
)
