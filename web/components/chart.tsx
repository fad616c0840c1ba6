import type { Child } from 'hono/jsx'
import { Details } from './details.tsx'
import { Table } from './table.tsx'

export type Point = { label: string; value: number; text?: string | undefined }

type ChartProps = {
  title: string
  points: readonly Point[]
  /** "Show as a table", and the heads of its two columns. */
  tableLabel: string
  columns: readonly [string, string]
  /** The top of the scale when it is known, such as 10; else the largest value is. */
  most?: number | undefined
}

/** Bars with their words beside them, so that they can be read at any width. */
export const BarChart = (props: ChartProps) => {
  const most = props.most ?? Math.max(1, ...props.points.map((point) => point.value))
  return (
    <Frame {...props}>
      <ul class="al-bars">
        {props.points.map((point) => (
          <li>
            <span>{point.label}</span>
            <svg viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true" focusable="false">
              <rect class="al-chart__ground" width="100" height="20" />
              <rect class="al-chart__mark" width={round((point.value / most) * 100)} height="20" />
            </svg>
            <strong>{textOf(point)}</strong>
          </li>
        ))}
      </ul>
    </Frame>
  )
}

/** A line over time from zero up: first and last point are named beneath, every value is in the table. */
export const LineChart = (props: ChartProps & { summary: string }) => {
  const most = props.most ?? Math.max(1, ...props.points.map((point) => point.value))
  const step = 600 / Math.max(1, props.points.length - 1)
  const line = props.points
    .map((point, i) => `${i === 0 ? 'M' : 'L'}${round(i * step)} ${round(190 - (point.value / most) * 175)}`)
    .join('')
  return (
    <Frame {...props}>
      <p class="al-muted">{props.summary}</p>
      <svg class="al-chart__plot" viewBox="0 0 600 200" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        {[15, 102.5, 190].map((y) => (
          <path class="al-chart__grid" d={`M0 ${y}H600`} />
        ))}
        <path class="al-chart__line" d={line} />
      </svg>
      <div class="al-chart__scale" aria-hidden="true">
        <span>{props.points[0]?.label}</span>
        <span>{props.points.at(-1)?.label}</span>
      </div>
    </Frame>
  )
}

export type Reading = { label: string; value: number | null; text: string }
type ScaleChartProps = Omit<ChartProps, 'points'> & { min: number; max: number; readings: readonly Reading[]; summary?: Child }

/** Readings on a scale of fixed ends, in the order of time. One that is missing is a gap in the line and a word in the table. */
export const ScaleChart = ({ min, max, readings, summary, ...props }: ScaleChartProps) => {
  const step = 560 / Math.max(1, readings.length - 1)
  const spots = readings.map(({ value }, i) =>
    value === null ? undefined : { x: round(20 + i * step), y: round(190 - ((value - min) / Math.max(1, max - min)) * 180) },
  )
  const line = spots.map((spot, i) => (spot ? `${i > 0 && spots[i - 1] ? 'L' : 'M'}${spot.x} ${spot.y}` : '')).join('')
  return (
    <Frame {...props} points={readings.map(({ label, text }) => ({ label, value: 0, text }))}>
      {summary ? <p class="al-muted">{summary}</p> : null}
      <svg class="al-chart__plot" viewBox="0 0 600 200" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        {[10, 100, 190].map((y) => (
          <path class="al-chart__grid" d={`M0 ${y}H600`} />
        ))}
        <path class="al-chart__line" d={line} />
        {spots.map((spot) => (spot ? <rect class="al-chart__mark" x={spot.x - 5} y={spot.y - 5} width="10" height="10" /> : null))}
      </svg>
      <div class="al-chart__scale" aria-hidden="true">
        <span>{readings[0]?.label}</span>
        <span>
          {min}–{max}
        </span>
        <span>{readings.length > 1 ? readings.at(-1)?.label : null}</span>
      </div>
    </Frame>
  )
}

export type Interval = { label: string; mean: number; low: number; high: number; text: string }
type IntervalChartProps = Omit<ChartProps, 'points' | 'most'> & { points: readonly Interval[]; summary: string }

/** Changes with their intervals around no change, which is the line in the middle. All on one scale. */
export const IntervalChart = ({ points, summary, ...props }: IntervalChartProps) => {
  const most = Math.max(1, ...points.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]))
  const x = (value: number) => round(50 + (value / most) * 48)
  return (
    <Frame {...props} points={points.map(({ label, mean, text }) => ({ label, value: mean, text }))}>
      <p class="al-muted">{summary}</p>
      <ul class="al-bars">
        {points.map(({ label, mean, low, high, text }) => (
          <li>
            <span>{label}</span>
            <svg viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true" focusable="false">
              <rect class="al-chart__ground" width="100" height="20" />
              <path class="al-chart__grid" d="M50 0V20" />
              <rect class="al-chart__mark" x={x(low)} y="8" width={round(Math.max(0.5, x(high) - x(low)))} height="4" />
              <rect class="al-chart__mark" x={round(x(mean) - 1)} y="2" width="2" height="16" />
            </svg>
            <strong>{text}</strong>
          </li>
        ))}
      </ul>
    </Frame>
  )
}

type StackChartProps = {
  title: string
  summary: string
  tableLabel: string
  /** The head of the first column of the table. */
  head: string
  parts: readonly { label: string; tone: 'good' | 'plain' | 'bad' | 'quiet' }[]
  /** What is drawn one on the other, and what the table says; a number for each part. */
  bars: readonly { label: string; drawn: readonly number[]; counts: readonly number[] }[]
}

/** Bars over time, each made of parts. First and last are named beneath, the colours are explained, every number is in the table. */
export const StackChart = ({ title, summary, tableLabel, head, parts, bars }: StackChartProps) => {
  const most = Math.max(1, ...bars.map(({ drawn }) => drawn.reduce((sum, one) => sum + one, 0)))
  const step = 600 / Math.max(1, bars.length)
  return (
    <figure class="al-chart">
      <figcaption>{title}</figcaption>
      <p class="al-muted">{summary}</p>
      <svg class="al-chart__plot" viewBox="0 0 600 200" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        {bars.map(({ drawn }, at) => {
          let top = 200
          return drawn.map((value, part) => {
            const height = round((value / most) * 190)
            top -= height
            const tone = parts[part]?.tone ?? 'plain'
            return value > 0 ? (
              <rect
                class={`al-chart__part--${tone}`}
                x={round(at * step + step * 0.15)}
                y={round(top)}
                width={round(step * 0.7)}
                height={height}
              />
            ) : null
          })
        })}
      </svg>
      <div class="al-chart__scale" aria-hidden="true">
        <span>{bars[0]?.label}</span>
        <span>{bars.at(-1)?.label}</span>
      </div>
      <ul class="al-chart__parts" aria-hidden="true">
        {parts.map(({ label, tone }) => (
          <li>
            <svg viewBox="0 0 10 10" aria-hidden="true" focusable="false">
              <rect class={`al-chart__part--${tone}`} width="10" height="10" />
            </svg>
            {label}
          </li>
        ))}
      </ul>
      <Details summary={tableLabel}>
        <Table
          caption={title}
          isCaptionHidden
          columns={[
            { label: head, isRowHeader: true, cell: (bar) => bar.label },
            ...parts.map(({ label }, part) => ({
              label,
              isNumber: true,
              cell: (bar: (typeof bars)[number]) => String(bar.counts[part] ?? 0),
            })),
          ]}
          rows={bars}
          empty={null}
        />
      </Details>
    </figure>
  )
}

const Frame = ({ title, points, tableLabel, columns, children }: ChartProps & { children?: Child }) => (
  <figure class="al-chart">
    <figcaption>{title}</figcaption>
    {children}
    <Details summary={tableLabel}>
      <Table
        caption={title}
        isCaptionHidden
        columns={[
          { label: columns[0], isRowHeader: true, cell: (point) => point.label },
          { label: columns[1], isNumber: true, cell: textOf },
        ]}
        rows={points}
        empty={null}
      />
    </Details>
  </figure>
)

const textOf = (point: Point) => point.text ?? String(point.value)
const round = (value: number) => Math.round(value * 10) / 10
