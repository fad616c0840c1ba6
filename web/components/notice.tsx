import type { PropsWithChildren } from 'hono/jsx'
import { Icon, type IconName } from './icon.tsx'

type NoticeKind = 'success' | 'information' | 'warning' | 'urgent'

const icons: Record<NoticeKind, IconName> = { success: 'check', information: 'info', warning: 'warning', urgent: 'warning' }

type NoticeProps = PropsWithChildren<{ kind: NoticeKind; title: string; level?: 2 | 3 | undefined }>

/** What just happened, or what to know first. The title says how serious it is, not only the colour. */
export const Notice = ({ kind, title, level = 2, children }: NoticeProps) => {
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <div class={`al-notice al-notice--${kind}`} role={kind === 'urgent' ? 'alert' : kind === 'success' ? 'status' : undefined}>
      <Icon name={icons[kind]} />
      <div>
        <Heading>{title}</Heading>
        {children}
      </div>
    </div>
  )
}
