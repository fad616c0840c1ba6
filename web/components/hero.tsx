import type { Child } from 'hono/jsx'
import { HeroShapes } from './name-mark.tsx'

type HeroProps = { title: Child; lead: Child; actions?: Child }

/** The opening of the public home page. */
export const Hero = ({ title, lead, actions }: HeroProps) => (
  <div class="al-hero">
    <h1>{title}</h1>
    <p>{lead}</p>
    {actions}
    <HeroShapes />
  </div>
)
