import type { Child, PropsWithChildren } from 'hono/jsx'
import { NameMark } from './name-mark.tsx'

type EmptyProps = PropsWithChildren<{ title: string; action?: Child; level?: 2 | 3 | undefined }>

/** Where a list has nothing: why, and what to do about it. */
export const Empty = ({ title, action, level = 2, children }: EmptyProps) => {
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <div class="al-empty">
      <NameMark />
      <Heading>{title}</Heading>
      {children}
      {action}
    </div>
  )
}
