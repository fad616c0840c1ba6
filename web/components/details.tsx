import type { Child, PropsWithChildren } from 'hono/jsx'
import { Icon } from './icon.tsx'

/** More for those who want it. Nothing that everybody needs belongs in here. */
export const Details = ({ summary, isOpen, children }: PropsWithChildren<{ summary: Child; isOpen?: boolean | undefined }>) => (
  <details class="al-details" open={isOpen ?? false}>
    <summary>
      <Icon name="forward" />
      <span>{summary}</span>
    </summary>
    <div class="al-details__body">{children}</div>
  </details>
)
