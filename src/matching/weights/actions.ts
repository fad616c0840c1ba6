import * as v from 'valibot'
import type { Permit } from '../../access/permit.ts'
import { record } from '../../audit/queries.ts'
import type { Ctx } from '../../ctx.ts'
import { again, commit, moved } from '../../db/commit.ts'
import { count } from '../../lib/inputs.ts'
import { ok, type Result } from '../../lib/result.ts'
import { placeStep, setWeights, weightsSet } from './queries.ts'
import { type Criterion, criteria, heaviest, type Weights, weightsOf } from './rules.ts'

const weight = () => count(0, heaviest)
export const TuneWeights = v.object(
  Object.fromEntries(criteria.map((criterion) => [criterion, weight()])) as Record<Criterion, ReturnType<typeof weight>>,
)

/** How much each soft reason counts in this place now. */
export async function readWeights(ctx: Ctx, _: Permit<'place.run'>): Promise<Weights> {
  const [row] = await weightsSet(ctx.db)
  return weightsOf(row?.matchWeights ?? {})
}

/** Says how much each soft reason counts from now on; the change is on the audit log. */
export function tuneWeights(ctx: Ctx, permit: Permit<'place.run'>, weights: Weights): Promise<Result<Weights, never>> {
  return again(async () => {
    const [row] = await placeStep(ctx.db)
    const { refusedBy } = await commit(
      ctx.db,
      ['stepTaken'],
      [
        record(ctx, permit.actor, { action: 'place.tune_matching', subjectKind: 'place', subjectId: 'place', step: (row?.step ?? 0) + 1 }),
        setWeights(ctx.db, weights),
      ],
    )
    return refusedBy ? moved : ok(weights)
  })
}
