import type { Child } from 'hono/jsx'

type FillBarProps = {
  /** Places held by a booking, and by an open offer. */
  taken: number
  offered?: number | undefined
  capacity: number
  /** "7 of 12 places taken, 2 people waiting" */
  label: Child
}

// Up to this many places are drawn one by one: six free chairs are easier to picture than half a bar.
const drawnOneByOne = 16

export const FillBar = ({ taken, offered = 0, capacity, label }: FillBarProps) => (
  <div class="al-places">
    {capacity <= drawnOneByOne ? (
      <Seats taken={taken} offered={offered} capacity={capacity} />
    ) : (
      <Bar taken={taken} offered={offered} capacity={capacity} />
    )}
    <span>{label}</span>
  </div>
)

type Counts = { taken: number; offered: number; capacity: number }

const Seats = ({ taken, offered, capacity }: Counts) => (
  <svg width={capacity * 14} height="14" viewBox={`0 0 ${capacity * 14} 14`} aria-hidden="true" focusable="false">
    {Array.from({ length: capacity }, (_, i) => (
      <circle
        cx={i * 14 + 7}
        cy="7"
        r="5"
        class={i < taken ? 'al-places__held' : i < taken + offered ? 'al-places__offered' : 'al-places__free'}
      />
    ))}
  </svg>
)

const width = 160

const Bar = ({ taken, offered, capacity }: Counts) => {
  const share = (places: number) => Math.round((Math.min(places, capacity) / capacity) * (width - 4))
  return (
    <svg width={width} height="14" viewBox={`0 0 ${width} 14`} aria-hidden="true" focusable="false">
      <rect class="al-places__track" x="1" y="1" width={width - 2} height="12" rx="6" />
      {offered > 0 ? <rect class="al-places__offered" x="2" y="2" width={share(taken + offered)} height="10" rx="5" /> : null}
      {taken > 0 ? <rect class="al-places__held" x="2" y="2" width={share(taken)} height="10" rx="5" /> : null}
    </svg>
  )
}
