// biome-ignore-all lint/a11y/noRedundantRoles: `display: block` on a phone takes the table semantics away in Safari.
import type { Child } from 'hono/jsx'
import { Icon } from './icon.tsx'

export type Column<Row> = {
  label: string
  cell: (row: Row) => Child
  /** The one column that names the row. */
  isRowHeader?: boolean | undefined
  isNumber?: boolean | undefined
  /** Takes the whole width of the card on a phone: buttons, a long note. */
  isWide?: boolean | undefined
  /** Left out on a phone, where every value takes a line: for what the row's own page says as well. */
  isExtra?: boolean | undefined
  /** On a compact phone card without its label, because the value says by itself what it is. */
  isPlain?: boolean | undefined
  /** On a compact phone card beside the name: a number to ring. */
  isBeside?: boolean | undefined
  /** The address that sorts by this column, or turns its order round. */
  sort?: { href: string; direction?: 'ascending' | 'descending' | undefined } | undefined
}

type TableProps<Row> = {
  caption: Child
  isCaptionHidden?: boolean | undefined
  /** On a phone rows of one list, each a name with its values in a line or two under it, where others are a card with a line a value. */
  isCompact?: boolean | undefined
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  /** An `Empty`, in place of the table when there are no rows. */
  empty: Child
}

/** A table that becomes a card for each row on a phone. The roles are written out because `display: block` takes them away. */
export function Table<Row>({ caption, isCaptionHidden, isCompact, columns, rows, empty }: TableProps<Row>) {
  if (rows.length === 0) return <>{empty}</>
  return (
    <table class={isCompact ? 'al-table al-table--compact' : 'al-table'} role="table">
      <caption class={isCaptionHidden ? 'al-hidden' : undefined}>{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <HeaderCell column={column} />
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr role="row">
            {columns.map((column) => (
              <Cell column={column} value={column.cell(row)} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function HeaderCell<Row>({ column }: { column: Column<Row> }) {
  const direction = column.sort?.direction
  return (
    <th scope="col" role="columnheader" class={column.isNumber ? 'al-number' : undefined} aria-sort={direction}>
      {column.sort ? (
        <a href={column.sort.href}>
          {column.label}
          {direction ? <Icon name={direction === 'ascending' ? 'up' : 'down'} /> : null}
        </a>
      ) : (
        column.label
      )}
    </th>
  )
}

function Cell<Row>({ column, value }: { column: Column<Row>; value: Child }) {
  const classes =
    [
      column.isNumber && 'al-number',
      column.isWide && 'al-cell-wide',
      column.isExtra && 'al-cell-extra',
      column.isPlain && 'al-cell-plain',
      column.isBeside && 'al-cell-beside',
    ]
      .filter(Boolean)
      .join(' ') || undefined
  return column.isRowHeader ? (
    <th scope="row" role="rowheader" class={classes} data-label={column.label}>
      <div>{value}</div>
    </th>
  ) : (
    <td role="cell" class={classes} data-label={column.label}>
      <div>{value}</div>
    </td>
  )
}
