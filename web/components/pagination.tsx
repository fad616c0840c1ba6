import { Icon } from './icon.tsx'

type Page = { href: string; label: string }

/** Keyset pages: one step back, one step on. No page numbers, because counting the rows would cost as much as reading them. */
export const Pagination = ({ label, newer, older }: { label: string; newer?: Page | undefined; older?: Page | undefined }) =>
  newer || older ? (
    <nav class="al-pages" aria-label={label}>
      {newer ? (
        <a href={newer.href} rel="prev">
          <Icon name="back" />
          {newer.label}
        </a>
      ) : (
        <span />
      )}
      {older ? (
        <a href={older.href} rel="next">
          {older.label}
          <Icon name="forward" />
        </a>
      ) : null}
    </nav>
  ) : null
