import type { Child, PropsWithChildren } from 'hono/jsx'
import { type ActivityFamily, Emblem, familyClass } from './activity.tsx'
import { Meta } from './facts.tsx'
import type { IconName } from './icon.tsx'

type CardProps = PropsWithChildren<{
  title?: Child
  href?: string | undefined
  /** Gives the card its coloured band with the emblem; `familyLabel` says the same in words. */
  family?: ActivityFamily | undefined
  familyLabel?: Child
  /** A `Tag` in the band. */
  tag?: Child
  meta?: readonly { icon: IconName; text: Child }[] | undefined
  foot?: Child
  level?: 2 | 3 | undefined
}>

/** With `href` the whole card is one link. Without photos, a family's colour, pattern and emblem make it inviting. */
export const Card = (props: CardProps) => {
  const Heading = props.level === 2 ? 'h2' : 'h3'
  const heading = props.title ? (
    <Heading>
      {props.href ? (
        <a class="al-card__link" href={props.href}>
          {props.title}
        </a>
      ) : (
        props.title
      )}
    </Heading>
  ) : null
  return (
    <article class={`al-card${props.family ? ` ${familyClass(props.family)}` : ''}`}>
      {props.family ? (
        <div class="al-card__band">
          <Emblem family={props.family} />
          <div>
            <p>{props.familyLabel}</p>
            {heading}
          </div>
          {props.tag}
        </div>
      ) : null}
      <div class="al-card__body">
        {props.family ? null : heading}
        {props.meta ? <Meta items={props.meta} /> : null}
        {props.children}
      </div>
      {props.foot ? <div class="al-card__foot">{props.foot}</div> : null}
    </article>
  )
}

/** As many columns as fit. */
export const Cards = ({ cards }: { cards: readonly Child[] }) => (
  <ul class="al-cards">
    {cards.map((card) => (
      <li>{card}</li>
    ))}
  </ul>
)
