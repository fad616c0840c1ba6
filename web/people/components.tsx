import { SubNav } from '../components/sub-nav.tsx'
import type { T, TextKey } from '../render.tsx'

const parts = {
  overview: { path: '', label: 'people.nav.overview' },
  timeline: { path: '/timeline', label: 'people.nav.timeline' },
  profile: { path: '/profile', label: 'people.nav.profile' },
  matches: { path: '/matches', label: 'people.nav.matches' },
  progress: { path: '/progress', label: 'people.nav.progress' },
  data: { path: '/data', label: 'people.nav.data' },
} as const satisfies Record<string, { path: string; label: TextKey }>

/** The pages about one person, as tabs under their name. */
export const PersonNav = ({ t, personId, part }: { t: T; personId: string; part: keyof typeof parts }) => (
  <SubNav
    label={t('people.nav.label')}
    items={Object.entries(parts).map(([name, { path, label }]) => ({
      href: `/people/${personId}${path}`,
      label: t(label),
      isCurrent: name === part,
    }))}
  />
)
