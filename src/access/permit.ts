// The only place where a Permit is made. A command takes the Permit of its own action, so a route that forgot to ask does not compile.

import type { Actor, HeldRole, OrgId } from './actor.ts'
import { type Action, policy, type Who } from './policy.ts'

declare const minted: unique symbol

export type Permit<A extends Action = Action> = {
  readonly action: A
  readonly actor: Actor
  /** Every organisation in which the actor may do this; empty for a link or a job. */
  readonly orgs: readonly OrgId[]
  /** What a signed link is for; undefined for everybody else. */
  readonly subjectId: string | undefined
  readonly [minted]: true
}

export function permit<A extends Action>(actor: Actor, action: A): Permit<A> | undefined {
  const allowed: readonly Who[] = policy[action]
  const granted = (orgs: readonly OrgId[], subjectId?: string) => ({ action, actor, orgs, subjectId }) as unknown as Permit<A>

  switch (actor.kind) {
    case 'user':
    case 'integration': {
      const orgs = actor.memberships.filter(({ role }) => allowed.includes(role)).map((membership) => membership.orgId)
      return orgs.length ? granted([...new Set(orgs)]) : undefined
    }
    case 'link':
      return allowed.includes(`link:${actor.purpose}`) ? granted([], actor.id) : undefined
    case 'system':
      return allowed.includes('system') ? granted([]) : undefined
  }
}

/** The organisations in which the actor holds one particular role, e.g. to tell a team's booking from a provider's. */
export function orgsAs(held: Permit, role: HeldRole): readonly OrgId[] {
  const { actor } = held
  if (actor.kind !== 'user' && actor.kind !== 'integration') return []
  return actor.memberships.filter((membership) => membership.role === role).map((membership) => membership.orgId)
}
