// Which of a person's details a correction changes, for the audit log: names of fields, never what is in them. Pure.

type Kept = Readonly<Record<(typeof same)[number], unknown>> & { preferredName: string; carer: string; accessNeeds: readonly string[] }
type Typed = Readonly<Partial<Record<(typeof same)[number], unknown>>> & {
  name: string
  preferredName: string
  carerName: string
  carerRelation: string
  carerEmail?: string | undefined
  carerPhone?: string | undefined
  accessNeeds: readonly string[]
}

const same = [
  ...([
    'name',
    'birthDate',
    'language',
    'reachBy',
    'email',
    'phone',
    'area',
    'sharesAccessNeeds',
    'agreesToWhatsapp',
    'notes',
    'linkWorkerId',
  ] as const),
]

/** Every name that `changedFields` can give. */
export const correctable = [...same, 'preferredName', 'carer', 'accessNeeds'] as const

export function changedFields(kept: Kept, typed: Typed): string[] {
  const carer = JSON.stringify({
    name: typed.carerName,
    relation: typed.carerRelation,
    email: typed.carerEmail ?? '',
    phone: typed.carerPhone ?? '',
  })
  const set = (codes: readonly string[]) => [...new Set(codes)].toSorted().join()
  return [
    ...same.filter((field) => (kept[field] ?? '') !== (typed[field] ?? '')),
    ...(typed.preferredName !== '' && kept.preferredName !== typed.preferredName ? ['preferredName'] : []),
    ...(kept.carer !== (typed.carerName ? carer : '') ? ['carer'] : []),
    ...(set(kept.accessNeeds) !== set(typed.accessNeeds) ? ['accessNeeds'] : []),
  ]
}
